"""The contract of the command line: exit codes, JSON objects, stdout and stderr, on real plugins and broken files."""

from __future__ import annotations

import base64
import json
import shutil
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from workbench.assets import asset_folder
from workbench.cli.check_parsers import KINDS
from workbench.cli.command_words import COMMANDS
from workbench.cli.main import main
from workbench.protocol.conformance import Kind

SAMPLES = asset_folder("sample_plugins")
LISTED = tomllib.loads((SAMPLES / "samples.toml").read_text())["sample"]
VERDICTS = [(sample["name"], sample["file"], verdict) for sample in LISTED for verdict in sample["verdicts"]]
DIALECT = str(SAMPLES / "dialect/dialect.wasm")


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "file", "verdict"), VERDICTS, ids=[f"{v[0]}-{len(v[2]['capabilities'])}" for v in VERDICTS]
)
def test_check_gives_each_sample_the_verdict_it_is_listed_with(
    capsys: pytest.CaptureFixture[str], name: str, file: str, verdict: dict[str, Any]
) -> None:
    options = [word for capability in verdict["capabilities"] for word in ("--capability", capability)]
    code, report = run_json(capsys, "check", str(SAMPLES / file), *options)
    assert (code, report["passed"]) == (0 if verdict["passed"] else 1, verdict["passed"])
    failed = [layer for layer in report["layers"] if layer["error"]]
    found = [(layer["layer"], layer["error"]["kind"]) for layer in failed]
    assert found == ([] if verdict["passed"] else [(verdict["layer"], verdict["kind"])])


def test_check_reports_every_key_of_its_contract(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "check", DIALECT)
    keys = "plugin profile passed layers static_checks handshake self_check dispatch extras metadata"
    assert set(report) >= set(keys.split())
    assert [layer["layer"] for layer in report["layers"]] == ["identity", "handshake", "self_check"]
    assert len(report["static_checks"]) == 9
    assert report["metadata"]["negotiated_functions"] == {"normalize_error": 1, "shape": 1}


def test_a_handshake_error_carries_its_conformance_group(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "check", str(SAMPLES / "observer/observer.wasm"))
    details = report["layers"][1]["error"]["details"]
    assert (details["group"], details["name"]) == ("MissingCapability", "observability:emit")


def test_imports_trap_shows_that_the_import_was_the_fault(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "check", str(SAMPLES / "host_tour/host_tour.wasm"), "--imports", "trap")
    assert [layer["passed"] for layer in report["layers"]] == [True, True, True]
    assert report["imports"] == "trap"


def test_inspect_reports_sections_and_eight_checks(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, "inspect", DIALECT)
    assert code == 0
    assert report["identity"]["plugin_name"] == "dialect"
    assert {"id", "name", "offset", "size"} == set(report["sections"][0])
    assert len(report["static_checks"]) == 8
    for kind in ("sections", "imports", "exports"):
        assert report[f"{kind}_total"] == len(report[kind])


def test_call_sends_the_dry_run_sample_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, "call", DIALECT, "shape")
    assert (code, report["outcome"], report["version"]) == (0, "ok", 1)
    assert report["response"]["url"] == "https://api.anthropic.com/v1/messages"
    assert report["request_text"].startswith('{"_v":1,"principal"')
    assert json.loads(base64.b64decode(report["raw_base64"]))["_v"] == 1


@pytest.mark.parametrize(
    ("plugin", "function", "payload", "stage", "kind", "policy"),
    [
        (DIALECT, "shape", "[1]", "request_envelope", "request_envelope", "fail_request"),
        (DIALECT, "shape", "{", "request_envelope", "request_envelope", "fail_request"),
        (DIALECT, "filter", "{}", "version_lookup", "version_lookup", "use_default"),
        (DIALECT, "shape", "{}", "plugin_call", "plugin_call", "fail_request"),
        (str(SAMPLES / "observer/observer.wasm"), "observe", "{}", "version_lookup", "Call", "silent_skip"),
    ],
)
def test_a_call_that_falls_back_names_stage_cause_and_policy(
    capsys: pytest.CaptureFixture[str], plugin: str, function: str, payload: str, stage: str, kind: str, policy: str
) -> None:
    code, report = run_json(capsys, "call", plugin, function, "-i", payload)
    assert code == 1
    assert (report["outcome"], report["stage"], report["error"]["kind"], report["policy"]) == (
        "fallback", stage, kind, policy,
    )  # fmt: skip


def test_call_in_the_serving_budget_reaches_the_host(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, report = run_json(capsys, "call", str(SAMPLES / "host_tour/host_tour.wasm"), "shape", "--imports", "trap")
    assert code == 0
    assert report["metrics"] == {"host_tour_visits_total": 1}
    assert {line["level"] for line in report["logs"]} >= {"debug", "warn"}


@pytest.mark.parametrize("command", ["inspect", "check"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", 3),
        (b"\0asm\x01\0\0\0\x01\x05", 3),
        (b"not wasm at all", 3),
        (builders.wasm_module(), 1),
        (None, 3),
    ],
    ids=["empty", "truncated", "text", "no-section", "missing"],
)
def test_a_broken_file_ends_with_its_exit_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, content: bytes | None, code: int
) -> None:
    file = tmp_path / "plugin.wasm"
    if content is not None:
        file.write_bytes(content)
    assert main([command, str(file)]) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err


def test_a_folder_in_place_of_a_plugin_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["inspect", str(tmp_path)]) == 3
    assert "folder" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["call", DIALECT, "nonsense"], ["diff"], ["offer", "--format", "yaml"]])
def test_wrong_usage_exits_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_check_without_a_plugin_checks_that_of_the_project(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "PLUGIN, or plugin in the project file, found none" in capsys.readouterr().err
    (tmp_path / "workbench.toml").write_text('plugin = "build/mine.wasm"')
    (tmp_path / "build").mkdir()
    shutil.copy(DIALECT, tmp_path / "build/mine.wasm")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert main(["check", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["plugin"]["path"] == str(tmp_path / "build/mine.wasm")


@pytest.mark.parametrize("words", [["--nope"], ["check", DIALECT, "--nope"], ["offer", "more"]])
def test_an_option_or_argument_that_nobody_knows_exits_2(words: list[str]) -> None:
    assert main(words) == 2


@pytest.mark.parametrize(
    "words", [["explain", "Nonsense"], ["locate", "theme"], ["decode", "shape_respones", "-i", "{}"]]
)
def test_an_unknown_name_exits_2_and_names_the_nearest(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(words) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_without_a_terminal_the_screen_says_what_to_use_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([DIALECT]) == 2
    assert "workbench check PLUGIN" in capsys.readouterr().err


def test_a_junit_report_has_a_case_for_each_layer_check_and_case(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    assert main(["check", DIALECT, "--report", f"junit={file}"]) == 0
    suite = ET.parse(file).getroot()
    groups = [case.get("classname") for case in suite.iter("testcase")]
    assert (groups.count("layers"), groups.count("static_checks")) == (3, 9)
    assert suite.get("failures") == "0"


def test_decode_says_what_the_reference_says(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, "decode", "header", "-i", '{"name":"a"}')
    assert (code, report["ok"], report["error"]["kind"]) == (1, False, "Decode")
    code, report = run_json(capsys, "decode", "header", "-i", '["a","Yg=="]')
    assert (code, report["canonical"]) == (0, '{"name":"a","value_base64":"Yg=="}')


def test_decode_keeps_the_verdict_apart_from_what_the_author_should_know(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = run_json(capsys, "decode", "header", "-i", '{"name":"a","value_base64":"no base64"}')
    assert (code, report["ok"], [problem["severity"] for problem in report["problems"]]) == (0, True, ["advice"])


def test_decode_tells_all_problems_with_their_places(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = run_json(capsys, "decode", "normalize_error_request", "-i", '{"statu":1,"body_base64":2}')
    found = [(problem["path"], problem["suggestion"]) for problem in report["problems"]]
    assert ("$.statu", "status") in found
    assert ("$.body_base64", None) in found


def test_offer_prints_its_hash_whatever_the_order(capsys: pytest.CaptureFixture[str]) -> None:
    hashes = set()
    for words in (["--capability", "a", "--capability", "b"], ["--capability", "B", "--capability", "a"]):
        main(["offer", "--hash", *words])
        hashes.add(capsys.readouterr().out)
    assert len(hashes) == 1


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0


def test_the_kinds_on_the_command_line_are_those_of_conformance() -> None:
    assert set(KINDS) == {kind.value for kind in Kind}


@pytest.mark.parametrize("payload", ["{bad", "{}"])
def test_a_call_without_an_answer_says_all_of_it_on_stderr(payload: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", DIALECT, "shape", "-i", payload]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.index("✕ fallback") < printed.err.index("stage ") < printed.err.index(": expected ")
