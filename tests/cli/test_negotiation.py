"""`handshake` and `sweep` on real plugins: verdicts, smallest breaking offers, exit codes, offers no host can make."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.commands import sweep as sweep_command
from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.cli.plugin_parsers import SWEEP_SECONDS, SWEEP_SECONDS_MAX
from workbench.session.values import sweep_report

SAMPLES = asset_folder("sample_plugins")


def sample(name: str) -> str:
    return str(SAMPLES / name / f"{name}.wasm")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def offer_file(folder: Path, text: str) -> str:
    path = folder / "offer.json"
    path.write_text(text)
    return str(path)


def offer_with(functions: str, capabilities: str = "[]") -> str:
    return (
        '{"handshake_schema_version":1,"envelope_version":1,'
        f'"function_versions":{functions},"host_capabilities":{capabilities}}}'
    )


def test_a_sweep_in_words_names_change_step_and_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = offer_file(tmp_path, offer_with('{"filter":[1]}'))
    assert main(["sweep", sample("filter"), "--seconds", "600", "--offer", file]) == Exit.PASSED
    page = capsys.readouterr().out
    assert "the smallest changes that break the plugin: 1" in page
    assert "without filter: step 8, accept against itself" in page
    assert "ImplementedUnknownFunction" in page
    assert "filter without version 1: without filter; nothing is negotiated then" in page


def test_a_sweep_of_a_plugin_that_no_offer_helps_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", sample("host_tour")]) == Exit.PASSED
    page = capsys.readouterr().out
    assert "ends at step 2, build an instance" in page
    assert "no other offer was tried" in page
    assert "hint: The module imports cc_lb_storage_get" in page


def test_a_handshake_shows_where_it_ended_and_exits_by_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = printed(capsys, "handshake", sample("observer"))
    assert code == Exit.FAILED
    states = [step["state"] for step in report["negotiation"]["steps"]]
    assert states == ["passed"] * 3 + ["ended"] + ["not_reached"] * 5
    assert report["error"]["kind"] == report["negotiation"]["steps"][3]["error"]["kind"] == "Call"
    assert [one["cause"] for one in report["negotiation"]["steps"][3]["hints"]] == ["capability"]


def test_a_handshake_in_words_has_nine_steps_with_a_sentence_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["handshake", sample("dialect")]) == Exit.PASSED
    lines = capsys.readouterr().out.splitlines()
    assert [line[2] for line in lines if line.startswith("✓")] == list("123456789")
    assert lines[-1] == "passed  negotiated: normalize_error 1, shape 1"


@pytest.mark.parametrize("command", ["handshake", "sweep"])
def test_what_is_no_module_exits_3_with_json(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str) -> None:
    (tmp_path / "plugin.wasm").write_bytes(b"no module")
    code, report = printed(capsys, command, str(tmp_path / "plugin.wasm"))
    assert code == Exit.UNREADABLE
    assert report["error"]["kind"] == "WasmParseError"
    assert main([command, str(tmp_path / "plugin.wasm")]) == Exit.UNREADABLE
    assert "L1 identity" in capsys.readouterr().out


IMPOSSIBLE = [
    ('{"shape": [0]}', "[]", "VersionOutOfRange"),
    (json.dumps({f"f{number}": [1] for number in range(33)}), "[]", "FunctionCountExceeded"),
    (json.dumps({"shape": list(range(1, 18))}), "[]", "FunctionVersionCountExceeded"),
    ("{}", json.dumps([f"c{number}" for number in range(33)]), "CapabilityCountExceeded"),
]


@pytest.mark.parametrize(("functions", "capabilities", "kind"), IMPOSSIBLE, ids=[one[2] for one in IMPOSSIBLE])
def test_an_offer_that_no_host_can_make_is_named_by_the_protocols_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, functions: str, capabilities: str, kind: str
) -> None:
    file = offer_file(tmp_path, offer_with(functions, capabilities))
    code, report = printed(capsys, "handshake", sample("dialect"), "--offer", file)
    assert (code, report["error"]["kind"]) == (Exit.FAILED, kind)
    assert report["negotiation"]["steps"][0]["state"] == "ended"
    code, report = printed(capsys, "sweep", sample("dialect"), "--offer", file)
    assert (code, report["tried"], report["baseline"]["steps"][0]["error"]["kind"]) == (Exit.FAILED, 0, kind)
    assert main(["sweep", sample("dialect"), "--offer", file]) == Exit.FAILED
    page = capsys.readouterr().out
    assert kind in page
    assert "No host can make this offer: no other one was tried." in page


def test_what_stands_twice_in_an_offer_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = offer_file(tmp_path, offer_with('{"shape":[2],"shape":[1]}', '["a","a"]'))
    assert main(["handshake", sample("broken_self_check"), "--offer", file]) == Exit.PASSED
    said = capsys.readouterr().err
    assert "$.function_versions.shape: expected each key once" in said
    assert "$.host_capabilities[1]: expected each entry once" in said


def test_a_name_that_no_guest_asks_for_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    main(["handshake", sample("filter"), "--capability", "Not A Name"])
    assert "capability 'Not A Name': guests made with the crates' macros name only" in capsys.readouterr().err


@pytest.mark.scenario
def test_offers_as_printed_are_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["offer", "--function", "filter=1,2", "--format", "json"])
    file = offer_file(tmp_path, capsys.readouterr().out)
    code, report = printed(capsys, "sweep", sample("filter"), "--offer", file, "--seconds", "600")
    assert code == Exit.PASSED
    assert report["completed"]
    assert "without filter" in [one["sentence"] for one in report["found"]]
    assert report["baseline"]["offer"]["function_versions"] == {"filter": [1, 2]}


def test_a_sweep_that_ends_early_exits_4(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(10_000))
    clock = SimpleNamespace(time=time.time, monotonic=lambda: float(next(seconds)))
    monkeypatch.setattr(sweep_command, "time", clock)
    assert main(["sweep", sample("filter"), "--seconds", "2"]) == Exit.OURS
    assert "its time of 2 s was over" in capsys.readouterr().out


def test_the_seconds_of_the_command_line_are_those_of_the_sweep() -> None:
    assert (SWEEP_SECONDS, SWEEP_SECONDS_MAX) == (sweep_report.SWEEP_LIMIT_S, sweep_report.SWEEP_LIMIT_MAX_S)
