"""`history`: the dispatches of one plugin listed, shown, compared and recorded, without secrets, changing nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.dispatches import entry, failure
from tests.store.test_history_reader import standing
from workbench.assets import asset_folder
from workbench.cli.commands import history
from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.session.history.entry_line import entry_line, header_line
from workbench.session.values.history import HistoryEntry
from workbench.session.values.kept_outcome import KeptOutcome

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
SECRET = "sk-ant-api03-" + "a1B2" * 10
WITH_SECRET = json.dumps({"request": {"headers": [{"name": "authorization", "value_base64": SECRET}]}})
OTHER = KeptOutcome(None, '{"url":"https://api.example/v2","method":"POST","headers":[],"body_base64":""}')


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = tmp_path / "cc-lb-workbench"
    folder.mkdir()
    return folder


def keep(state: Path, entries: Sequence[HistoryEntry]) -> None:
    (state / "history.jsonl").write_bytes(header_line() + b"".join(map(entry_line, entries)))


@pytest.fixture
def kept(state: Path) -> Path:
    keep(
        state,
        [
            entry(number=1, plugin="dialect"),
            entry(number=2, plugin="dialect", outcome=failure(), payload="{}"),
            entry(number=3, plugin="signer", function="sign"),
            entry(number=4, plugin="dialect", outcome=OTHER, payload=WITH_SECRET, marked=True, parent=1),
        ],
    )
    return state


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["history", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[int]:
    code, report = printed(capsys, *words)
    assert code == Exit.PASSED
    return [one["number"] for one in report["entries"]]


@pytest.mark.parametrize("plugin", [DIALECT, "dialect"])
def test_the_dispatches_of_a_plugin_stand_newest_first(
    kept: Path, plugin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys, plugin) == [4, 2, 1]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (("--outcome", "fallback"), [2]),
        (("--outcome", "ok"), [4, 1]),
        (("--outcome", "plugin_call"), [2]),
        (("--function", "sign"), []),
        (("--text", "api.example/v2"), [4]),
        (("--marked",), [4]),
        (("--limit", "1"), [4]),
    ],
)
def test_filters_are_those_of_the_screen(
    kept: Path, words: tuple[str, ...], numbers: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys, "dialect", *words) == numbers


def test_a_list_in_words_says_how_many_there_are_beside_what_is_shown(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", "dialect", "--limit", "2"]) == Exit.PASSED
    first, *rows = capsys.readouterr().out.splitlines()
    assert first == "dialect  3 dispatches, the newest 2"
    assert [row[:4] for row in rows] == ["✓ #4", "✕ #2"]
    assert "repeats #1" in rows[0]


def test_a_list_fits_a_terminal_of_80_columns(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(history, "terminal_columns", lambda: 80)
    assert main(["history", "dialect"]) == Exit.PASSED
    rows = capsys.readouterr().out.splitlines()
    assert [len(row) <= 80 for row in rows] == [True] * 4
    assert "plugin_call" in rows[2]


def test_an_entry_shows_request_and_response(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = printed(capsys, DIALECT, "1")
    assert code == Exit.PASSED
    assert report["response"]["url"] == "https://api.example/v1"
    assert json.loads(report["payload"]) == {"request": {"method": "POST"}}
    assert main(["history", DIALECT, "2"]) == Exit.PASSED
    assert "plugin_call: shape: expected a return of 0, found a trap" in capsys.readouterr().out


def test_secrets_are_taken_out_and_that_is_said(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["4"], ["4", "--format", "json"], ["4", "--payload"], [], ["--format", "json"]):
        assert main(["history", "dialect", *words]) == Exit.PASSED
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        assert "authorization); --keep-secrets keeps it" in said.err
    main(["history", "dialect", "4", "--payload", "--keep-secrets"])
    assert capsys.readouterr().out.strip() == WITH_SECRET


def test_two_entries_are_compared_and_exit_1_when_they_differ(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, report = printed(capsys, "dialect", "1", "--compare", "4")
    assert (code, report["verdict"]) == (Exit.FAILED, "changed")
    assert report["differences"] == [
        {
            "pointer": "/url",
            "change": "changed",
            "before": "https://api.example/v1",
            "after": "https://api.example/v2",
        }
    ]
    assert main(["history", "dialect", "1", "--compare", "1"]) == Exit.PASSED
    assert "same     #1 → #1" in capsys.readouterr().out


def test_what_is_listed_becomes_a_recording_oldest_first(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "calls.jsonl"
    code, report = printed(capsys, "dialect", "--outcome", "ok", "--record", str(file))
    assert (code, report["recording"]["calls"]) == (Exit.PASSED, 2)
    assert SECRET not in file.read_text()
    assert main(["replay", str(file), DIALECT, "--format", "json"]) == Exit.FAILED
    assert len(json.loads(capsys.readouterr().out)["calls"]) == 2


@pytest.mark.parametrize("number", ["3", "99"])
def test_what_is_no_entry_of_the_plugin_exits_2(kept: Path, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "dialect", number]) == Exit.USAGE
    said = capsys.readouterr().err
    assert f"entry of the plugin's history, found '{number}'" in said
    assert "hint: `workbench history PLUGIN` lists them." in said


@pytest.mark.parametrize(
    "words", [["--compare", "1"], ["--payload"], ["1", "--text", "a"], ["1", "--payload", "--format", "json"]]
)
def test_options_of_a_list_and_of_an_entry_do_not_mix(kept: Path, words: list[str]) -> None:
    assert main(["history", "dialect", *words]) == Exit.USAGE


def test_without_a_history_the_list_is_empty_and_says_where_one_would_be(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(capsys, "dialect") == []
    assert main(["history", "dialect"]) == Exit.PASSED
    assert "nothing was kept yet" in capsys.readouterr().err
    assert list(state.iterdir()) == []


def test_damage_is_said_and_nothing_is_changed(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = kept / "history.jsonl"
    file.write_bytes(file.read_bytes() + b"damaged\n")
    before = standing(kept)
    code, report = printed(capsys, "dialect")
    assert (code, report["total"], [one["kind"] for one in report["damage"]]) == (Exit.PASSED, 3, ["LinesDamaged"])
    assert main(["history", "dialect"]) == Exit.PASSED
    assert "damaged: " in capsys.readouterr().err
    assert standing(kept) == before


def test_a_history_of_a_newer_workbench_exits_2(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (state / "history.jsonl").write_text('{"workbench_history":99}\n')
    assert main(["history", "dialect"]) == Exit.USAGE
    assert "FormatTooNew" in capsys.readouterr().err
