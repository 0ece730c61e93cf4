"""`theme new`: a theme of one's own to begin with."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from workbench.cli.main import main
from workbench.ui.themes import load_themes

pytestmark = pytest.mark.usefixtures("own_config")


@pytest.fixture
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.mark.parametrize("source", ["workbench-dark", "workbench-light", "workbench-contrast"])
def test_a_new_theme_has_the_colours_of_another_and_its_own_name(
    source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["theme", "new", "mine", "--from", source, "--format", "json"]) == 0
    path = Path(json.loads(capsys.readouterr().out)["path"])
    (theme,), errors = load_themes([path.parent])
    assert not errors
    assert (theme.name, theme.dark) == ("mine", source != "workbench-light")
    assert tomllib.loads(path.read_text(encoding="utf-8"))["name"] == "mine"


def test_a_theme_that_exists_is_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["theme", "new", "mine"]) == 0
    path = Path(capsys.readouterr().out.strip())
    before = path.read_bytes()
    assert main(["theme", "new", "mine", "--from", "workbench-light"]) == 2
    assert "expected no such file yet, found one" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["../mine", "", ".x", "a b", "x" * 65])
def test_a_name_that_is_no_plain_word_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["theme", "new", name]) == 2
    assert "letters, digits" in capsys.readouterr().err
