"""`workbench fuzz` from the command line: what it prints, exits with, saves, and gives again for the same seed."""

from __future__ import annotations

import json
import shlex
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.cli.redaction import narrate_secrets_in

SAMPLES = asset_folder("sample_plugins")
DIALECT = str(SAMPLES / "dialect/dialect.wasm")
SIGNER = str(SAMPLES / "signer/signer.wasm")
KEYED = ("--factory-state", '{"api_key":"test"}')


def fuzz_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["fuzz", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.scenario
@pytest.mark.parametrize(
    "words",
    [(DIALECT,), (SIGNER, *KEYED), (str(SAMPLES / "filter/filter.wasm"),)],
    ids=["dialect", "signer", "filter"],
)
def test_a_good_sample_passes(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    code, report = fuzz_json(capsys, *words, "--seed", "7", "--runs", "300")
    assert (code, report["passed"], report["seed"], report["error"]) == (0, True, "v1:7", None)
    assert [one["runs"] for one in report["functions"]] == [300] * len(report["functions"])
    assert all(ending["outcome"] == "ok" for one in report["functions"] for ending in one["endings"])


# A state that the person gives is not changed unless it is named: the signer refuses most others.
FAILING = (SIGNER, "build_signer", *KEYED, "--field", "/factory_state", "--runs", "100")


@pytest.mark.scenario
def test_a_failure_is_shrunk_saved_with_its_expectation_and_judged_by_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    payloads, report_file = tmp_path / "payloads", tmp_path / "fuzz.xml"
    saving = ["--save", "--payloads", str(payloads), "--report", f"junit={report_file}"]
    code, report = fuzz_json(capsys, *FAILING, "--seed", "3", *saving)
    failures = report["functions"][0]["failures"]
    assert code == 1
    assert {one["refused"] for one in failures} == {True}
    assert {"factory_state": {"api_key": ""}, "upstream": {"kind": "anthropic_direct"}} in [
        one["shrunk"] for one in failures
    ]
    saved = Path(failures[0]["saved"])
    assert json.loads(saved.read_text()) == failures[0]["shrunk"]
    expectation = json.loads(saved.with_name(saved.stem + ".expect.json").read_text())
    assert (expectation["outcome"], expectation["effect"]) == ("ok", "used")
    assert ET.parse(report_file).getroot().attrib["failures"] == str(len(failures))
    assert main(["run", "--plugin", SIGNER, "--payloads", str(payloads)]) == 1
    assert "found by fuzz, seed v1:3" in capsys.readouterr().out


@pytest.mark.scenario
def test_the_printed_command_gives_the_same_failures_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", *FAILING]) == 1
    first = capsys.readouterr()
    _, _, command = first.err.partition("again: workbench ")
    assert main(shlex.split(command)) == 1
    assert without_times(capsys.readouterr().out) == without_times(first.out)


def without_times(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith("✕")]


def test_every_payload_that_is_refused_is_told_with_what_may_be_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", SIGNER, "build_signer", "--runs", "20"]) == 0
    assert "refuses the usual request too" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--seed", "v9:1"], "another version"),
        (["--field", "/request"], "FUNCTION"),
        (["shape", "--field", "/nope"], "a JSON pointer into a request of shape"),
        (["shape", "--input-file", "/dev/null"], "a request of shape"),
    ],
)
def test_what_was_typed_wrong_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], words: list[str], expected: str
) -> None:
    assert main(["fuzz", DIALECT, *words]) == 2
    assert expected in capsys.readouterr().err


def test_a_plugin_that_is_not_negotiated_with_is_told_with_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = fuzz_json(capsys, str(SAMPLES / "observer/observer.wasm"))
    assert (code, report["passed"], report["functions"]) == (1, False, [])
    assert report["error"]["kind"] == "Call"


def test_a_function_that_the_plugin_lacks_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fuzz", DIALECT, "sign"]) == 1
    assert "a negotiated version" in capsys.readouterr().out


def test_a_saved_payload_that_holds_a_secret_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    narrate_secrets_in({"factory_state": {"api_key": "sk-ant-0123456789"}}, "p.json")
    assert "p.json holds what looks like a secret" in capsys.readouterr().err
    narrate_secrets_in({"status": 500}, "p.json")
    assert capsys.readouterr().err == ""
