"""All that is wrong with a person's own file of settings is said at once, keys and theme included."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.cli.main import main

KEYS_AND_THEME = """\
theme = "workbench-drak"
[keys]
sned = "f9"
send = "ctrl+p"
reload = 5
[profiles.far]
keys = { reload = "qq" }
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the place of the person's own settings, where nothing stands yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    (tmp_path / "cc-lb-workbench").mkdir()
    return tmp_path / "cc-lb-workbench/config.toml"


def lines_named(said: str) -> list[int]:
    """Return the lines of the file that each problem names."""
    return [int(one.split(", line ")[1].split(",")[0]) for one in said.splitlines() if ", line " in one]


@pytest.mark.parametrize("words", [["info"], ["keys"], ["check", "p.wasm"]])
def test_keys_and_theme_are_said_beside_a_setting_that_is_not_known(
    words: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(f'budgte = "strict"\n{KEYS_AND_THEME}')
    assert main(words) == 2
    said = capsys.readouterr().err
    assert lines_named(said) == [1, 2, 4, 5, 6, 8]
    assert [f"did you mean {one!r}?" in said for one in ("budget", "workbench-dark", "keys.send")] == [True] * 3


def test_a_theme_is_said_beside_keys_that_cannot_be(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(KEYS_AND_THEME.replace("reload = 5\n", ""))
    assert main(["info"]) == 2
    assert lines_named(capsys.readouterr().err) == [1, 3, 4, 6]


def test_a_theme_alone_is_a_note_since_the_screen_opens_without_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('theme = "workbench-drak"\n')
    assert main(["info", "--format", "json"]) == 0
    (note,) = json.loads(capsys.readouterr().out)["notes"]
    assert "line 1, column 9" in note
    assert "did you mean 'workbench-dark'?" in note


@pytest.mark.parametrize("name", ["workbench-light", "nord", "mine"])
def test_themes_of_ours_of_textual_and_of_the_person_are_known(
    name: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file.parent / "themes").mkdir()
    (file.parent / "themes/mine.toml").write_text('name = "mine"\nprimary = "#ff0000"\n')
    file.write_text(f'theme = "{name}"\n')
    assert main(["info", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["notes"] == []
