"""Theme files: ours and the person's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from tests.ui import states
from tests.ui.app_parts import THEMES
from tests.ui.shown import shown
from workbench.settings import Position, Resolved
from workbench.ui.contrast import READABLE, READABLE_BY_ALL, SEEN, readable, weak_pairs
from workbench.ui.theme_shelf import ThemeShelf
from workbench.ui.themes import DEFAULT_THEME, hard_to_read, load_themes, signature


def test_our_themes_load_and_every_colour_parses() -> None:
    themes, troubles = load_themes([THEMES])
    assert not troubles
    assert {DEFAULT_THEME, "workbench-light"} <= {theme.name for theme in themes}
    for theme in themes:
        for value in theme.to_color_system().generate().values():
            if value.startswith("#"):
                Color.parse(value)


def test_two_themes_are_dark_and_one_is_light() -> None:
    dark = {theme.name: theme.dark for theme in load_themes([THEMES])[0]}
    assert dark == {"workbench-dark": True, "workbench-contrast": True, "workbench-light": False}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name = ", "Invalid value"),
        ('name = "x"', "expected a string 'primary', found None"),
        ('name = "x"\nprimary = "nope"', "primary: expected a colour, found 'nope'"),
        ('name = "x"\nprimary = "#fff"\ncolour = "#fff"', "found colour"),
        ('name = "x"\nprimary = "#fff"\nvariables = 3', "variables: expected a table of strings"),
    ],
)
def test_a_bad_file_is_named_with_its_reason_and_the_others_load(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    (tmp_path / "good.toml").write_text('name = "mine"\nprimary = "#123456"', encoding="utf-8")
    themes, troubles = load_themes([tmp_path, tmp_path / "absent"])
    assert [theme.name for theme in themes] == ["mine"]
    assert "bad.toml" in str(troubles[0])
    assert reason in str(troubles[0])


def test_a_later_folder_replaces_a_theme_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "workbench-dark"\nprimary = "#123456"', encoding="utf-8")
    themes, _ = load_themes([THEMES, tmp_path])
    assert {theme.name: theme.primary for theme in themes}["workbench-dark"] == "#123456"


def variables(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


@pytest.mark.parametrize("theme", load_themes([THEMES])[0], ids=lambda theme: theme.name)
def test_every_text_of_our_themes_is_read_well(theme: Theme) -> None:
    least = READABLE_BY_ALL if theme.name == "workbench-contrast" else READABLE
    assert list(map(str, weak_pairs(variables(theme), least))) == []


@pytest.mark.parametrize("name", sorted(BUILTIN_THEMES))
def test_the_colours_of_textuals_themes_are_moved_until_they_are_read_well(name: str) -> None:
    found = variables(BUILTIN_THEMES[name])
    assert list(map(str, weak_pairs({**found, **readable(found)}))) == []


@pytest.mark.parametrize("theme", [*load_themes([THEMES])[0], *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_the_frame_of_what_has_the_focus_stands_out_in_every_theme(theme: Theme) -> None:
    """The frames of Rosé Pine are as faint as those of the parts without the focus."""
    found = {**variables(theme), **readable(variables(theme))}
    frame, ground = (Color.parse(found[name]) for name in ("border", "background"))
    if frame.ansi is None:
        (pair,) = weak_pairs({"foreground": frame.hex, "background": ground.hex}, 22)
        assert pair.ratio >= SEEN


def test_only_colours_that_are_hard_to_read_are_moved() -> None:
    for theme in load_themes([THEMES])[0]:
        assert readable(variables(theme)) == {}
    moved = readable(variables(BUILTIN_THEMES["nord"]))
    assert "foreground" not in moved
    assert {"foreground-muted", "text-error"} <= moved.keys()


def test_colours_that_the_terminal_chooses_are_left_to_it() -> None:
    assert readable(variables(BUILTIN_THEMES["ansi-dark"])) == {}


def test_black_on_white_has_the_contrast_of_wcag() -> None:
    found = weak_pairs({"foreground": "#000000", "background": "#ffffff"}, 22)
    assert [(pair.text, round(pair.ratio, 1)) for pair in found] == [("foreground", 21.0)]


def test_a_theme_of_ones_own_that_is_hard_to_read_is_named_with_its_worst_pair() -> None:
    theme = Theme("mine", primary="#123456", foreground="#333333", background="#222222", dark=True)
    (said,) = map(str, hard_to_read([theme]))
    assert said.startswith("theme mine: ")
    assert "contrast 1." in said


def test_a_changed_theme_file_is_noticed(tmp_path: Path) -> None:
    seen = [signature([tmp_path, tmp_path / "absent"])]
    file = tmp_path / "mine.toml"
    for text in ("one", "three"):
        file.write_text(text, encoding="utf-8")
        seen.append(signature([tmp_path]))
    file.unlink()
    seen.append(signature([tmp_path]))
    assert seen[0] == seen[3]
    assert len(set(seen)) == 3


class Shelved(App[None]):
    """An app with a shelf, which is asked to look by the test alone."""

    def __init__(self, folder: Path) -> None:
        self.shelf = ThemeShelf([THEMES, folder])
        super().__init__()
        self.shelf.register(self)
        self.theme = self.shelf.chosen(self, None, "mine")
        self.said: list[str] = []

    def get_css_variables(self) -> dict[str, str]:
        return self.shelf.variables(super().get_css_variables())

    def notify(self, message: str, **_: Any) -> None:
        self.said.append(message)


async def test_a_theme_that_is_saved_is_used_at_once_and_one_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "mine"\nprimary = "#123456"', encoding="utf-8")
    app = Shelved(tmp_path)
    async with app.run_test() as pilot:
        assert app.current_theme.primary == "#123456"
        file.write_text('name = "mine"\nprimary = "#654321"\n', encoding="utf-8")
        app.shelf.look(lambda do: do())
        await pilot.pause()
        assert app.current_theme.primary == "#654321"
        file.write_text("name =", encoding="utf-8")
        app.shelf.look(lambda do: do())
        await pilot.pause()
        assert "mine.toml" in app.said[-1]


async def test_textuals_themes_are_shown_as_they_can_be_read(tmp_path: Path) -> None:
    app = Shelved(tmp_path)
    async with app.run_test() as pilot:
        app.theme = "nord"
        await pilot.pause()
        assert weak_pairs(app.get_css_variables()) == []


def test_a_theme_of_the_settings_comes_first_and_one_that_is_none_is_said_with_its_place(tmp_path: Path) -> None:
    app = Shelved(tmp_path)
    at = Position(3, 1, 3, 9)
    assert app.shelf.chosen(app, Resolved("nord", "config.toml"), "workbench-light") == "nord"
    assert app.shelf.overruled("dracula") == "dracula holds until the end of this run: theme in config.toml sets nord."
    assert app.shelf.chosen(app, Resolved(None, "default"), "workbench-light") == "workbench-light"
    assert not app.shelf._unknown
    assert app.shelf.overruled("nord") == ""
    assert app.shelf.chosen(app, Resolved("nrod", "config.toml", "", at), "workbench-light") == "workbench-light"
    assert [str(one) for one in app.shelf._unknown] == [
        "theme (config.toml, line 3, column 9): expected the name of a theme (Theme in the palette lists them), "
        "found 'nrod'; did you mean 'nord'?"
    ]


def test_a_wanted_theme_that_is_gone_gives_way_to_ours(tmp_path: Path) -> None:
    assert Shelved(tmp_path).theme == DEFAULT_THEME


@pytest.mark.scenario
async def test_what_is_asked_about_stays_in_sight_where_the_terminal_gives_the_colours() -> None:
    async with shown(states.ready(), theme="ansi-dark") as app:
        for keys in (("ctrl+s",), ("escape", "ctrl+g"), ("ctrl+o",), ("escape", "f1")):
            await app.press(*keys)
            assert len(app.bench.app.screen_stack) > 1, keys
            assert app.bench.app.screen.styles.background.is_transparent, keys
            await app.press("escape")
