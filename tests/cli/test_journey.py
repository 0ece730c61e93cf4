"""`workbench journey` on real plugins: what it prints, and what it exits with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.hostile.corpus import CORPUS
from tests.lent_engine import LentEngine
from workbench.assets import asset_folder
from workbench.cli import engine_at_work
from workbench.cli.commands import journey
from workbench.cli.main import main
from workbench.compose import start_engine
from workbench.engine.client.engine_client import EngineClient

SAMPLES = asset_folder("sample_plugins")
DIALECT, FILTER, SIGNER, OBSERVER = (
    str(SAMPLES / f"{name}/{name}.wasm") for name in ("dialect", "filter", "signer", "observer")
)
FOUR: Final = (DIALECT, FILTER, SIGNER, OBSERVER, "--capability", "observability:emit")
KEYED: Final = ("--factory-state", '{"api_key":"sk-a-key-that-is-secret"}')


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineClient]:
    engine = start_engine()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def shared(one_engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """All journeys are made on one engine: a start costs more than they do."""
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: LentEngine(one_engine))


def journey_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["journey", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_four_samples_take_a_request_over_a_401_to_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = journey_json(capsys, *FOUR, *KEYED, "--upstream", "401", "--upstream", "200")
    assert (code, report["completed"], report["caller"]["status"]) == (0, True, 200)
    assert [(step["step"], step["plugin"]) for step in report["steps"]] == [
        ("observe", 3), ("filter", 1), ("shape", 0), ("build_signer", 2), ("sign", 2), ("upstream", None),
        ("on_unauthorized", 2), ("sign.2", 2), ("upstream.2", None), ("observe.2", 3), ("observe.3", 3),
        ("observe.4", 3),
    ]  # fmt: skip
    assert {step["host_effect"]["effect"] for step in report["steps"] if step["host_effect"]} == {"used"}
    assert "sk-a-key-that-is-secret" not in json.dumps(report)


def test_every_key_of_the_contract_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = journey_json(capsys, DIALECT)
    assert set(report) == {
        "plugins", "profile", "completed", "request", "unused_edits", "upstream", "steps", "idle", "caller",
        "observers", "metrics", "assumed", "calls", "plugins_us",
    }  # fmt: skip
    assert set(report["steps"][1]) == {
        "step", "kind", "function", "plugin", "why", "came", "outcome", "policy_if_failed", "policy", "stage", "error",
        "payload", "edited", "response", "host_effect", "wall_us", "logs", "sent", "answer", "assumed",
    }  # fmt: skip


def test_the_text_tells_each_step_its_policy_and_what_the_caller_gets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey", *FOUR, "--upstream", "500"]) == 0
    shown = capsys.readouterr().out
    assert "build_signer      signer           fail_request         else fail_request" in shown
    assert "factory_state must be an object with a string api_key" in shown
    assert "hint: A host sends null as factory_state; --factory-state JSON gives another one." in shown
    assert "The caller gets 502\n  The host fails the request at build_signer." in shown
    assert "observer was sent 2 batches with 5 events; dropped: 0 batches with 0 events" in shown
    assert "Assumed, since the protocol leaves it open:\n" in shown


def test_what_a_plugin_logs_stands_beside_its_step(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = journey_json(capsys, *FOUR)
    (line,) = report["steps"][0]["logs"]
    assert json.loads(line["message"])["requests_started"] == 1
    assert main(["journey", *FOUR]) == 0
    assert '    info  {"batches":1,"requests_started":1' in capsys.readouterr().out


def test_the_dialect_rewrites_the_error_of_a_gateway(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = journey_json(capsys, DIALECT, "--upstream", "500")
    assert (report["caller"]["status"], json.loads(report["caller"]["body"])["error"]["type"]) == (500, "api_error")


def test_a_rejected_plugin_is_told_plays_no_part_and_exits_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey", OBSERVER, DIALECT]) == 1
    shown = capsys.readouterr().out
    assert "observer 0.1.0: rejected at L2, so a host does not serve it" in shown
    assert "The caller gets 200" in shown


def test_without_any_plugin_that_a_host_serves_nothing_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = journey_json(capsys, OBSERVER)
    assert (code, report["completed"], report["caller"], report["steps"]) == (1, False, None, [])
    assert main(["journey", OBSERVER]) == 1
    assert "No plugin could take part, so nothing was sent." in capsys.readouterr().out


def test_of_two_dialects_the_second_is_said_not_to_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey", DIALECT, DIALECT]) == 0
    assert "dialect is not asked for shape: another plugin plays it" in capsys.readouterr().out


def test_a_file_that_is_no_module_exits_3_and_a_journey_is_made_all_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "other.wasm"
    other.write_bytes(b"no module")
    code, report = journey_json(capsys, str(other), DIALECT)
    assert (code, report["plugins"][0]["error"]["kind"], report["caller"]["status"]) == (3, "WasmParseError", 200)


def test_the_request_of_a_file_is_taken_without_what_a_host_removes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "request.curl"
    file.write_text("curl https://h/v1/messages -H 'x-api-key: k' -H 'user-agent: me' -d '{}'")
    assert main(["journey", DIALECT, "--request", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "removed from the request, as a host does: x-api-key" in shown
    assert "content-type: application/json" in shown


def test_an_edited_payload_is_sent_and_one_without_its_step_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "payload.json"
    file.write_bytes(b"\xff")
    assert main(["journey", DIALECT, "--edit", f"shape={file}", "--edit", f"sign.2={file}"]) == 0
    shown = capsys.readouterr().out
    assert "fail_request, edited" in shown
    assert "expected UTF-8, found the byte 0xFF" in shown
    assert "the step sign.2 did not come, so its edited input was not sent" in shown


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("dispatch-traps", "plugin_call"),
        ("dispatch-not-utf8", "plugin_call"),
        ("dispatch-nested", "deserialize_response"),
        ("dispatch-with-escapes", "response_decode"),
    ],
)
def test_a_hostile_plugin_fails_the_request_where_it_bites(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, stage: str
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(next(one for one in CORPUS if one.name == name).build())
    code, report = journey_json(capsys, str(file))
    (failed,) = (step for step in report["steps"] if step["outcome"] == "fallback")
    assert (code, failed["step"], failed["stage"], failed["policy"]) == (0, "shape", stage, "fail_request")
    assert (report["caller"]["status"], report["caller"]["failed_at"]) == (502, "shape")
    assert main(["journey", str(file)]) == 0
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--upstream", "200", "--upstream", "200"), "expected 401 before a second answer"),
        (("--upstream", "401") * 3, "expected at most two: a host makes one further attempt, found 3 answers"),
        (("--edit", "sign"), "expected STEP=FILE"),
        (("--edit", f"sign={DIALECT}", "--edit", f"sign={DIALECT}"), "expected each step once"),
        (("--edit", "upstream=x"), "expected STEP=FILE"),
        (("--edit", "sign=nowhere"), "nowhere: expected a payload that can be read"),
        (("--request", "nowhere"), "nowhere: expected a request that can be read"),
        (("--request", SIGNER), "proxied request: expected a payload of filter or shape"),
        (("--factory-state", "{"), "expected a JSON value"),
    ],
)
def test_what_cannot_be_asked_for_exits_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["journey", DIALECT, *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.scenario
def test_a_request_that_is_too_large_is_told_with_the_limit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journey, "_FILE_MAX_BYTES", 10)
    file = tmp_path / "request.json"
    file.write_bytes(b"{" * 11)
    assert main(["journey", DIALECT, "--request", str(file)]) == 2
    assert "a request of at most 10 bytes" in capsys.readouterr().err
