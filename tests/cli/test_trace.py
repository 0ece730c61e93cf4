"""`trace` on real plugins: what crosses the border, as text, JSON, JSON lines and a page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.cli.output import Exit


def sample(name: str) -> str:
    return str(asset_folder("sample_plugins") / name / f"{name}.wasm")


def test_a_call_is_told_with_what_the_plugin_asks_within_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, lines = tmp_path / "trace.html", ["--imports", "trap", "--report"]
    code = main(["trace", sample("host_tour"), "shape", *lines, f"html={page}"])
    told = capsys.readouterr().out.splitlines()
    assert code == Exit.PASSED
    assert [line for line in told if line.startswith("L")] == ["L2 handshake", "L3 self-check", "L5 dispatch"]
    start = next(place for place, line in enumerate(told) if line.startswith("  → shape"))
    assert told[start + 1].startswith("      cc_lb_storage_get(visits)")
    assert told[start + 2].startswith("      cc_lb_storage_put(visits, 1)")
    assert told[-1].startswith("  ← shape")
    assert "<svg" in page.read_text()
    assert "cc_lb_storage_put" in page.read_text()


def test_json_lines_have_one_message_each_with_arguments_and_results(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["trace", sample("host_tour"), "shape", "--imports", "trap", "--format", "jsonl"]
    assert main(words) == Exit.PASSED
    messages = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["number"] for one in messages] == list(range(1, len(messages) + 1))
    assert {one["layer"] for one in messages} == {"handshake", "self_check", "dispatch"}
    put = next(one for one in messages if one["name"] == "cc_lb_storage_put")
    assert (put["direction"], put["export"], put["arguments"], put["outcome"]) == (
        "to host",
        "shape",
        ["visits", "1"],
        "ok",
    )
    answer = messages[-1]
    assert json.loads(answer["text"])["_v"] == 1
    assert (answer["direction"], answer["name"]) == ("from plugin", "shape")


def test_without_a_function_come_the_cases_and_all_samples_which_a_plugin_may_refuse(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["trace", sample("signer"), "--format", "json"]) == Exit.PASSED
    report = json.loads(capsys.readouterr().out)
    called = {one["name"] for one in report["messages"] if one["layer"] == "dispatch"}
    assert called == {"build_signer", "sign", "on_unauthorized"}
    assert report["passed"] is True
    assert "dry-run-key" not in json.dumps(report["messages"])


@pytest.mark.scenario
def test_a_plugin_that_fails_a_layer_is_traced_up_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", sample("broken_self_check"), "--format", "json"]) == Exit.FAILED
    report = json.loads(capsys.readouterr().out)
    assert (report["error"]["kind"], report["messages"][-1]["name"]) == ("FailureStatus", "cc_lb_self_check")
    assert main(["trace", sample("signer"), "build_signer"]) == Exit.FAILED, "the call that was asked for fails"
