"""What a host does with an answer, through `call` and `check` on real modules: each rule, and its neighbours."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.builders import identity_section
from tests.fakes import SELF_CHECK_PASSED, accept_of
from tests.guests import Texts, export
from tests.guests import module as guest_module
from tests.lent_engine import LentEngine
from workbench.assets import asset_folder
from workbench.cli import engine_at_work
from workbench.cli.main import main
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.functions import WIRE_FUNCTIONS

A, B, OTHER = (f"{number:08x}-0000-0000-0000-000000000000" for number in (1, 2, 3))
NIL: Final = "00000000-0000-0000-0000-000000000000"
SAMPLES: Final = asset_folder("sample_plugins")


def plugin(**answers: Any) -> bytes:
    """A plugin that speaks these functions, and always answers this."""
    texts = Texts()
    given = {"cc_lb_handshake": accept_of(dict.fromkeys(answers, 1)), "cc_lb_self_check": SELF_CHECK_PASSED}
    given |= {name: {"_v": 1, **answer} for name, answer in answers.items()}
    bodies = [export(name, f"(call $give {texts.block(json.dumps(answer))})") for name, answer in given.items()]
    return guest_module(*bodies, texts.segments) + identity_section()


def shaped(**fields: Any) -> dict[str, Any]:
    """An answer of `shape`."""
    return {"url": "https://h", "method": "POST", "headers": [], "body_base64": "", **fields}


def header(name: str, value: bytes | str = b"") -> dict[str, str]:
    """A HeaderWire; a text is taken as base64 already."""
    return {"name": name, "value_base64": value if isinstance(value, str) else base64.b64encode(value).decode()}


def result(upstream_id: str, decision: str = "accept") -> dict[str, str]:
    """One decision of `filter`."""
    return {"upstream_id": upstream_id, "decision": decision, "reason": ""}


def asking(*ids: str) -> str:
    """A payload of `filter` with these candidates."""
    empty: dict[str, Any] = {"name": "", "kind": "", "observed_rate_limits": [], "subscription_quotas": []}
    candidates = [{"upstream_id": one, "observed_at_unix_secs": 0, **empty} for one in ids]
    request: dict[str, Any] = {
        "request_id": "",
        "headers": [],
        "method": "POST",
        "path": "/",
        "query": None,
        "body_base64": "",
    }
    principal = {"id": "", "kind": "api_key", "claims": {}}
    return json.dumps({**request, "principal": principal, "candidates": candidates})


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineClient]:
    engine = EngineClient()
    engine.start()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def shared(one_engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the engine running, and leave it so."""
    lent = LentEngine(one_engine)
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: lent)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command on a module, and return exit code and JSON report."""

    def run_json(command: str, module: bytes, *words: str) -> tuple[int, Any]:
        file = tmp_path / "plugin.wasm"
        file.write_bytes(module)
        code = main([command, str(file), *words, "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run_json


def rules(report: Any) -> list[tuple[str, str]]:
    """Where rules have something to say, and which."""
    return [(reason["path"], reason["rule"]) for reason in report["host_effect"]["reasons"]]


SHAPE: Final[list[tuple[dict[str, Any], str, list[tuple[str, str]]]]] = [
    ({}, "used", []),
    ({"url": "not a url"}, "fails_request", [("/url", "url")]),
    ({"url": "/v1/messages"}, "fails_request", [("/url", "url")]),
    ({"url": "https://"}, "fails_request", [("/url", "url")]),
    ({"url": "mailto:a"}, "used", []),
    ({"url": "https://h:65535"}, "used", []),
    ({"url": "https://h:65536"}, "fails_request", [("/url", "url")]),
    ({"method": "BAD METHOD"}, "fails_request", [("/method", "method")]),
    ({"method": ""}, "fails_request", [("/method", "method")]),
    ({"method": "post"}, "used", []),
    ({"headers": [header("x y")]}, "fails_request", [("/headers/0/name", "header_name")]),
    ({"headers": [header("x-y")]}, "used", []),
    ({"headers": [header("x", b"a\x7f")]}, "fails_request", [("/headers/0/value_base64", "header_value")]),
    ({"headers": [header("x", b"a\t\x80")]}, "used", []),
    ({"headers": [header("x", "YQ=")]}, "fails_request", [("/headers/0/value_base64", "base64")]),
    ({"headers": [header("x", "YQ==")]}, "used", []),
    ({"body_base64": "YR=="}, "fails_request", [("/body_base64", "base64")]),
    ({"body_base64": "YQ=="}, "used", []),
    ({"headers": [header("Content-Length")]}, "used_in_part", [("/headers/0/name", "content_length")]),
    ({"headers": [header("content-lengths")]}, "used", []),
]


@pytest.mark.parametrize(("fields", "effect", "told"), SHAPE)
def test_shape(run: Any, fields: dict[str, Any], effect: str, told: list[tuple[str, str]]) -> None:
    code, report = run("call", plugin(shape=shaped(**fields)), "shape")
    assert (code, report["outcome"], report["host_effect"]["effect"], rules(report)) == (0, "ok", effect, told)
    assert (report["host_effect"]["result"] is None) is (effect == "fails_request")


@pytest.mark.parametrize(("fields", "effect", "told"), SHAPE[:-2])
def test_sign_has_the_rules_of_shape(
    run: Any, fields: dict[str, Any], effect: str, told: list[tuple[str, str]]
) -> None:
    code, report = run("call", plugin(sign=shaped(**fields)), "sign")
    assert (code, report["outcome"], report["host_effect"]["effect"], rules(report)) == (0, "ok", effect, told)


def test_what_goes_upstream_is_shown(run: Any) -> None:
    answer = shaped(
        url="HTTPS://H:443/a b", headers=[header("X-A", b"1"), header("content-length")], body_base64="e30="
    )
    _, report = run("call", plugin(shape=answer), "shape")
    assert report["host_effect"]["result"] == {
        "url": "https://h/a%20b",
        "method": "POST",
        "headers": [{"name": "x-a", "value": "1", "value_base64": "MQ=="}],
        "body": "{}",
        "body_base64": "e30=",
    }


def test_null_fields_of_sign_keep_what_was(run: Any) -> None:
    nothing = {"url": None, "method": None, "headers": None, "body_base64": None}
    request = {"shaped": shaped(headers=[header("content-length", b"1")]), "signer_state": None}
    _, report = run("call", plugin(sign=nothing), "sign", "-i", json.dumps(request))
    assert report["host_effect"]["effect"] == "used"
    assert report["host_effect"]["result"]["url"] == "https://h/"
    assert [one["name"] for one in report["host_effect"]["result"]["headers"]] == ["content-length"]
    _, report = run("call", plugin(sign={**nothing, "headers": []}), "sign", "-i", json.dumps(request))
    assert report["host_effect"]["result"]["headers"] == []


@pytest.mark.parametrize(
    ("body", "effect", "changed"), [(None, "used", False), ("YQ==", "used", True), ("YQ", "ignored", False)]
)
def test_normalize_error(run: Any, body: str | None, effect: str, changed: bool) -> None:
    request = json.dumps({"status": 500, "body_base64": "b2xk"})
    code, report = run("call", plugin(normalize_error={"body_base64": body}), "normalize_error", "-i", request)
    assert (code, report["host_effect"]["effect"]) == (0, effect)
    assert report["host_effect"]["result"]["body"] == ("a" if changed else "old")
    assert report["host_effect"]["result"]["changed"] is changed


FILTER: Final[list[tuple[list[dict[str, str]], str, list[tuple[str, str]], list[str]]]] = [
    ([result(A), result(B)], "used", [], [A, B]),
    ([result(B), result(A)], "used", [], [A, B]),
    ([result(A.upper()), result("{" + B + "}")], "used", [], [A, B]),
    ([result(A), result(B, "reject")], "used", [], [A]),
    ([result(A), result(B, "Accept")], "used", [("/results/1/decision", "decision")], [A]),
    ([result(A, "reject"), result(B, "reject")], "used", [], []),
    ([result(A)], "used", [("/results", "not_named")], [A]),
    ([], "used", [("/results", "not_named")] * 2, []),
    ([result("not-a-uuid"), result(B)], "ignored", [("/results/0/upstream_id", "upstream_id")], [A, B]),
    ([result(A), result("no", "reject")], "ignored", [("/results/1/upstream_id", "upstream_id")], [A, B]),
    ([result(A), result(A)], "ignored", [("/results/1/upstream_id", "kept_twice")], [A, B]),
    ([result(OTHER)], "ignored", [("/results/0/upstream_id", "kept_not_offered")], [A, B]),
    ([result(A), result(B), result(OTHER, "reject")], "used", [], [A, B]),
    (
        [result(A), result(B), result(OTHER)],
        "ignored",
        [("/results/2/upstream_id", "kept_not_offered"), ("/results", "kept_too_many")],
        [A, B],
    ),
]


@pytest.mark.parametrize(("results", "effect", "told", "kept"), FILTER)
def test_filter(
    run: Any, results: list[dict[str, str]], effect: str, told: list[tuple[str, str]], kept: list[str]
) -> None:
    code, report = run("call", plugin(filter={"results": results}), "filter", "-i", asking(A, B))
    assert (code, report["outcome"], report["host_effect"]["effect"], rules(report)) == (0, "ok", effect, told)
    assert report["host_effect"]["result"]["kept_upstream_ids"] == kept


@pytest.mark.parametrize(
    ("reasons", "effect"), [([], "used"), ([A], "used_in_part"), ([A, B], "used"), ([A, B, B], "used_in_part")]
)
def test_filter_of_profile_0_3(run: Any, reasons: list[str], effect: str) -> None:
    each = [{"upstream_id": one, "kept": True, "reason": ""} for one in reasons]
    answer = {"kept_upstream_ids": [A, B], "reason": "", "per_candidate_reasons": each}
    words = ("filter", "-i", asking(A, B), "--profile", "0.3")
    code, report = run("call", plugin(filter=answer), *words)
    assert (code, report["host_effect"]["effect"]) == (0, effect)
    assert rules(report) == ([("/per_candidate_reasons", "reasons_count")] if effect != "used" else [])


@pytest.mark.parametrize(("word", "retried"), [("refresh", True), ("Refresh", False), ("fail", False)])
def test_on_unauthorized(run: Any, word: str, retried: bool) -> None:
    answer = {"decision": word, "signer_state": 7}
    code, report = run("call", plugin(on_unauthorized=answer), "on_unauthorized", "--effect")
    assert (code, report["host_effect"]["effect"]) == (0, "used")
    assert report["host_effect"]["result"] == {
        "decision": word,
        "retried": retried,
        "signer_state": 7 if retried else None,
    }


def test_observe_and_build_signer(run: Any) -> None:
    _, report = run("call", plugin(observe={}), "observe")
    assert report["host_effect"] == {"effect": "used", "reasons": [], "result": None}
    _, report = run("call", plugin(build_signer={"signer_state": [1]}), "build_signer")
    assert report["host_effect"]["result"] == {"signer_state": [1]}


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_fallback_has_the_effect_of_its_policy(run: Any, function: str) -> None:
    code, report = run("call", plugin(**{function: {"no such": 1}}), function)
    expected = "fails_request" if report["policy"] == "fail_request" else "ignored"
    assert (code, report["outcome"], report["host_effect"]["effect"]) == (1, "fallback", expected)


@pytest.mark.parametrize(("fields", "code"), [({}, 0), ({"url": "x"}, 1), ({"headers": [header("content-length")]}, 1)])
def test_effect_exits_by_the_effect(run: Any, fields: dict[str, Any], code: int) -> None:
    module = plugin(shape=shaped(**fields))
    assert run("call", module, "shape")[0] == 0
    assert run("call", module, "shape", "--effect")[0] == code


def test_effect_of_a_fallback_exits_1(run: Any) -> None:
    assert run("call", plugin(observe={"no such": 1}), "observe", "--effect")[0] == 1


def test_warnings_tell_what_a_host_would_not_send_and_bad_base64(run: Any) -> None:
    request = {"upstream": {"kind": "anthropic_direct"}, "factory_state": {"key": 1}}
    _, report = run("call", plugin(build_signer={"signer_state": 1}), "build_signer", "-i", json.dumps(request))
    assert [(one["kind"], one["path"]) for one in report["warnings"]] == [("never_sent", "/factory_state")]
    _, report = run("call", plugin(normalize_error={"body_base64": "!"}), "normalize_error")
    assert [(one["kind"], one["path"]) for one in report["warnings"]] == [("bad_base64", "/body_base64")]


def test_a_payload_of_another_type_gives_a_warning_and_leaves_the_verdict(run: Any) -> None:
    module = plugin(normalize_error={"body_base64": ""})
    code, report = run("call", module, "normalize_error", "-i", '{"status": "503", "body_base64": ""}')
    assert (code, report["outcome"]) == (0, "ok")
    assert [(one["kind"], one["path"]) for one in report["warnings"]] == [("wrong_type", "/status")]
    _, report = run("call", module, "normalize_error", "-i", "{bad")
    assert (report["stage"], report["warnings"]) == ("request_envelope", [])


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_typical_payload_is_sent_without_a_warning(run: Any, function: str) -> None:
    _, report = run("call", plugin(**{function: {}}), function, "--typical")
    assert report["warnings"] == []
    assert report["request_text"] is not None
    assert "dry-run" not in report["request_text"]


def test_the_text_names_effect_place_and_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(plugin(shape=shaped(url="not a url", body_base64="!")))
    assert main(["call", str(file), "shape"]) == 0
    told = capsys.readouterr().err
    assert "✓ ok  shape@1" in told
    assert "host effect: fails_request  the host fails the downstream request" in told
    assert "/url: url, found 'not a url': relative URL without a base" in told
    assert "warning  /body_base64: answer: expected standard base64 with padding, found '!' at 0" in told


# `check`


def test_check_fails_what_a_host_cannot_use_and_keeps_the_reference_s_verdict(run: Any, tmp_path: Path) -> None:
    module = plugin(shape=shaped(url="not a url", body_base64="!"))
    junit = tmp_path / "junit.xml"
    code, report = run("check", module, "--report", f"junit={junit}")
    assert (code, report["passed"], report["judged_by"]) == (1, False, "workbench")
    assert {(row["passed"], row["usable"], row["error"]["kind"]) for row in report["dispatch"]} == {
        (True, False, "HostEffect")
    }
    assert report["dispatch"][0]["host_effect"]["effect"] == "fails_request"
    assert report["warnings"][0] == {
        "layer": "dispatch:shape:basic",
        "kind": "bad_base64",
        "path": "/body_base64",
        "message": "answer: expected standard base64 with padding, found '!' at 0",
    }
    assert report["reference"] == [{"kind": "shape", "passed": True, "stopped_at": None, "error": None}]
    assert 'failures="6"' in junit.read_text()


def test_reference_judges_as_the_suite_alone(run: Any, tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"
    module = plugin(shape=shaped(url="not a url"))
    code, report = run("check", module, "--reference", "--report", f"junit={junit}")
    assert (code, report["passed"], report["judged_by"]) == (0, True, "reference")
    assert report["dispatch"][0]["usable"] is False
    assert 'failures="0"' in junit.read_text()


def test_reference_still_fails_what_the_suite_fails(run: Any) -> None:
    code, report = run("check", plugin(filter={"results": []}), "--reference")
    assert (code, report["passed"]) == (1, False)
    assert [(one["kind"], one["stopped_at"]) for one in report["reference"]] == [
        ("router", "dispatch:filter:candidate_count")
    ]


def test_a_failed_layer_says_where_the_reference_stops(run: Any) -> None:
    code, report = run("check", plugin(shape=shaped()) + identity_section())
    assert code == 1
    assert [(one["kind"], one["stopped_at"], one["error"]["kind"]) for one in report["reference"]] == [
        (None, "handshake", "DuplicateCustomSection")
    ]


def test_the_text_of_check_shows_what_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(plugin(shape=shaped(url="not a url"), filter={"results": []}))
    assert main(["check", str(file)]) == 1
    page = capsys.readouterr().out
    assert "✕ dispatch:shape:basic                          HostEffect" in page
    assert "router: the reference stops at dispatch:filter:candidate_count" in page
    assert main(["check", str(file), "--reference", "--kind", "shape"]) == 0
    assert "✓ dispatch:shape:basic" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["dialect", "filter", "signer", "observer"])
def test_the_samples_pass_and_are_used(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module = str(SAMPLES / name / f"{name}.wasm")
    code = main(["check", module, "--capability", "observability:emit", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert (code, report["passed"], report["warnings"]) == (0, True, [])
    effects = {row["host_effect"]["effect"] for row in report["dispatch"] if row["host_effect"]}
    assert effects == {"used"}


# `replay`


@pytest.mark.scenario
def test_a_change_of_effect_is_a_difference_of_an_old_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The recording knows nothing of effects: both are computed from what was sent and answered."""
    old, new, recording = tmp_path / "old.wasm", tmp_path / "new.wasm", tmp_path / "r.jsonl"
    old.write_bytes(plugin(shape=shaped()))
    new.write_bytes(plugin(shape=shaped(headers=[header("content-length")])))
    assert main(["call", str(old), "shape", "--record", str(recording)]) == 0
    assert "effect" not in recording.read_text()
    capsys.readouterr()
    code = main(["replay", str(recording), str(new), "--ignore", "/headers", "--format", "json"])
    (call_,) = json.loads(capsys.readouterr().out)["calls"]
    assert (code, call_["verdict"], call_["host_effect"]["effect"]) == (1, "changed", "used_in_part")
    assert call_["differences"] == [
        {"pointer": "/@effect", "change": "changed", "before": "used", "after": "used_in_part"}
    ]
    assert main(["replay", str(recording), str(new)]) == 1
    assert '/@effect: "used" → "used_in_part"' in capsys.readouterr().out
    assert main(["replay", str(recording), str(old), "--format", "json"]) == 0
