"""`self-check` on real plugins: request, response, every failure, round trips, exit codes, reports."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page_runner import OneEngine, lend
from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.cli.output import Exit

SAMPLES = asset_folder("sample_plugins")


@pytest.fixture(scope="module")
def one_engine() -> Iterator[OneEngine]:
    engine = OneEngine()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def lent(one_engine: OneEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    lend(monkeypatch, one_engine)


def sample(name: str) -> str:
    return str(SAMPLES / name / f"{name}.wasm")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["self-check", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_failing_self_check_shows_every_failure_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["self-check", sample("broken_self_check")]) == Exit.FAILED
    page = capsys.readouterr().out
    assert "✕ L3 self_check" in page
    assert "asked     shape, normalize_error, build_signer, sign, on_unauthorized, observe, filter, at" in page
    assert "answered  failure, 3 failures" in page
    assert "wire_function_test: shape: the url api.anthropic.com/v1/messages does not start with https://" in page


def test_the_object_has_request_response_and_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = printed(capsys, sample("broken_self_check"))
    assert (code, report["passed"], report["error"]["kind"]) == (Exit.FAILED, False, "FailureStatus")
    assert [layer["passed"] for layer in report["layers"]] == [True, True, False]
    assert len(report["self_check"]["request"]["functions_to_test"]) == 7
    assert report["self_check"]["response"]["failures"] == report["error"]["details"]["failures"]


def test_a_profile_that_asks_nothing_sends_no_request_and_passes(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = printed(capsys, sample("signer"), "--profile", "0.3")
    assert (code, report["passed"]) == (Exit.PASSED, True)
    assert report["self_check"] == {"request": None, "response": None, "round_trips": []}
    assert main(["self-check", sample("filter"), "--profile", "0.3"]) == Exit.PASSED
    assert "1 function checked" in capsys.readouterr().out


def test_a_plugin_that_fails_before_says_where_and_has_no_self_check(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = printed(capsys, sample("observer"))
    assert (code, report["self_check"], report["error"]["kind"]) == (Exit.FAILED, None, "Call")
    assert [hint["cause"] for hint in report["hints"]] == ["capability"]


def test_the_report_has_a_case_for_each_layer_and_failure(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    assert main(["self-check", sample("broken_self_check"), "--report", f"junit={file}"]) == Exit.FAILED
    suite = ET.parse(file).getroot()
    assert [case.get("name") for case in suite.iter("testcase")] == [
        "identity",
        "handshake",
        "self_check",
        "1 wire_function_test",
        "2 capability_verification",
        "3 response_validation",
    ]
