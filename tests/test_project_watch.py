"""A project file that changes while the screen runs is noticed, and what that means is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ui import states
from tests.ui.app_parts import Bench
from tests.ui.shown import Shown
from workbench.project import read_settings
from workbench.project_watch import ProjectWatch


def watched(tmp_path: Path, text: str | None) -> tuple[ProjectWatch, Path]:
    file, plugin = tmp_path / "workbench.toml", str(tmp_path / "p.wasm")
    if text is not None:
        file.write_text(text)
    return ProjectWatch(plugin, read_settings({}, plugin), lambda: read_settings({}, plugin)), file


def test_nothing_is_said_of_a_file_that_stays_as_it_is(tmp_path: Path) -> None:
    for text in (None, 'profile = "0.1"'):
        watch, _ = watched(tmp_path, text)
        assert watch.news() is None


def test_settings_that_changed_are_named_once_with_what_applies_them(tmp_path: Path) -> None:
    watch, file = watched(tmp_path, 'profile = "0.1"')
    file.write_text('profile = "0.3"\nbudget = "strict"')
    found = watch.news()
    assert found is not None
    assert found[0].startswith("workbench.toml was changed: profile, budget.")
    assert ("open the plugin anew" in found[0], found[1]) == (True, False)
    assert watch.news() is None


@pytest.mark.parametrize("text", ["profile = ", 'profile = "9"', "nonsense = 1"])
def test_a_file_that_cannot_hold_is_said_to_change_nothing(text: str, tmp_path: Path) -> None:
    watch, file = watched(tmp_path, "")
    file.write_text(text)
    found = watch.news()
    assert found is not None
    assert ("goes on with the settings that it has" in found[0], found[1]) == (True, True)


def test_the_persons_own_file_and_a_pyproject_are_noticed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    watch, _ = watched(tmp_path, None)
    own = tmp_path / "config/cc-lb-workbench/config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('theme = "nord"\n')
    assert watch.news() == ("config.toml was changed: theme. It holds from the next start on.", False)
    own.write_text('theme = "nord"\nbudget = "strict"\n')
    assert "(Open plugin in the palette); payloads are kept. theme: from the next start on." in str(watch.news())
    (tmp_path / "pyproject.toml").write_text("[tool.cc-lb-workbench]\nfuel = false\n")
    assert str(watch.news()).startswith("('pyproject.toml was changed: budget, fuel, theme.")


def test_what_is_to_be_said_of_the_settings_comes_first_and_once(tmp_path: Path) -> None:
    plugin = str(tmp_path / "p.wasm")
    watch = ProjectWatch(plugin, read_settings({}, plugin), lambda: read_settings({}, plugin), ["One?", "two"])
    assert watch.news() == ("One? two.", False)
    assert watch.news() is None


def test_a_file_that_comes_or_goes_is_noticed(tmp_path: Path) -> None:
    watch, file = watched(tmp_path, None)
    file.write_text('profile = "0.3"')
    assert "was changed: profile" in str(watch.news())
    file.unlink()
    assert "is gone; every setting is what this run began with" in str(watch.news())


def test_what_is_no_file_by_now_is_an_error_and_never_waited_for(tmp_path: Path) -> None:
    watch, file = watched(tmp_path, "")
    file.unlink()
    os.mkfifo(file)
    found = watch.news()
    assert found is not None
    assert found[1]


async def test_the_screen_says_what_became_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.ui.app.PROJECT_LOOK_S", 0.01)
    news = iter([("workbench.toml was changed: profile.", False), *[None] * 1_000]).__next__
    bench = Bench(states.ready(), project_news=news)
    async with bench.app.run_test(size=(120, 40)) as pilot:
        await Shown(bench, pilot).until(lambda: [one.text for one in bench.app.notices.said])
    assert [one.text for one in bench.app.notices.said] == ["workbench.toml was changed: profile."]
