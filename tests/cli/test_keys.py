"""`keys`: every action with its keys, as a person's settings have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.key_table import declared_actions


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the person's own settings, in which nothing stands."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cc-lb-workbench"
    folder.mkdir()
    return folder


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main(["keys", *words, "--format", "json"]) == Exit.PASSED
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["actions"]
    return found


def test_all_actions_stand_there_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["id"] for one in printed(capsys)] == [action.id for action in declared_actions()]


@pytest.mark.parametrize("word", ["?", "question_mark"])
def test_a_key_is_found_by_either_name(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "help-short" in [one["id"] for one in printed(capsys, word)]


def test_a_word_is_found_in_id_title_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert {one["id"] for one in printed(capsys, "History")} >= {"history", "history-find"}


def test_a_persons_own_keys_are_shown_with_what_they_replace(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (settings / "config.toml").write_text('[keys]\nsend = "Alt+S"\n')
    send = next(one for one in printed(capsys) if one["id"] == "send")
    assert (send["keys"], send["default_keys"], send["changed"]) == (["alt+s"], ["ctrl+j", "f5"], True)
    assert main(["keys", "send"]) == Exit.PASSED
    line = next(line for line in capsys.readouterr().out.splitlines() if " send " in line)
    assert line.startswith("  alt+s ")
    assert line.endswith("yours; by default ctrl+j  f5")


def test_a_key_whose_action_was_moved_says_where_it_is_now(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings / "config.toml").write_text('[keys]\nsend = "alt+s"\n')
    assert [one["id"] for one in printed(capsys, "ctrl+j")] == ["send"]
    assert main(["keys", "ctrl+j"]) == Exit.PASSED
    assert capsys.readouterr().err == (
        "workbench: ctrl+j does nothing now: your settings moved send (Dispatch) to alt+s\n"
    )
    assert main(["keys", "alt+s"]) == Exit.PASSED
    assert capsys.readouterr().err == ""


def test_a_key_that_another_action_took_says_both(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings / "config.toml").write_text('[keys]\nreload = "ctrl+r"\npayloads = "ctrl+l"\n')
    by_default = {key: one.id for one in declared_actions() for key in one.keys if one.id in ("reload", "payloads")}
    assert by_default.get("ctrl+l") in ("reload", "payloads")
    found = {one["id"]: one["keys"] for one in printed(capsys, "ctrl+l")}
    assert found.items() >= {"payloads": ["ctrl+l"]}.items()
    assert "does nothing now" not in capsys.readouterr().err


def test_a_name_in_the_settings_that_is_no_action_is_said(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings / "config.toml").write_text('[keys]\nsedn = "f9"\nsend = "f9"\n')
    assert main(["keys"]) == Exit.PASSED
    said = capsys.readouterr().err
    assert "config.toml, line 2, column 1: expected a known setting, found 'keys.sedn'; did you mean 'keys.send" in said
    assert "line 3, column 8): expected a key for send (Dispatch) that does nothing else in the same place" in said


def test_what_is_neither_key_nor_action_exits_2_and_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "sedn"]) == Exit.USAGE
    assert "did you mean 'send'?" in capsys.readouterr().err


def test_markdown_is_a_table_for_each_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "ctrl+p", "--format", "markdown"]) == Exit.PASSED
    page = capsys.readouterr().out
    assert "## Everywhere, also while typing" in page
    assert "| `ctrl+p` | **Palette**. Search all commands. | `palette` |" in page


def test_a_profile_that_nobody_chose_is_looked_at_too(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (settings / "config.toml").write_text(
        '[keys]\nsend = "alt+s"\n'
        '[profiles.far]\nkeys = { sedn = "f9", reload = "alt+s" }\n'
        '[profiles.near.keys]\nsend = "f9"\n'
    )
    assert main(["keys"]) == Exit.PASSED
    said = capsys.readouterr().err
    assert said.count("\n") == 3
    assert "line 4, column 10: expected a known setting, found 'keys.sedn'" in said
    assert "keys.send (" in said
    assert "'alt+s', which is already the key of reload (" in said
    assert "set in line 4" in said
    assert main(["info"]) == Exit.USAGE
