"""Theme files: ours and the person's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color

from tests.ui.app_parts import THEMES
from workbench.ui.themes import DEFAULT_THEME, load_themes


def test_our_themes_load_and_every_colour_parses() -> None:
    themes, troubles = load_themes([THEMES])
    assert not troubles
    assert {DEFAULT_THEME, "workbench-light"} <= {theme.name for theme in themes}
    for theme in themes:
        for value in theme.to_color_system().generate().values():
            if value.startswith("#"):
                Color.parse(value)


def test_one_theme_is_dark_and_one_is_light() -> None:
    dark = {theme.name: theme.dark for theme in load_themes([THEMES])[0]}
    assert (dark["workbench-dark"], dark["workbench-light"]) == (True, False)


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
