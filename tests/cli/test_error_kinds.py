"""Every error kind of the protocol comes out of `check` or `call` for a real module: exit code, layer, kind, group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests import builders
from tests.builders import custom_section, identity_payload, identity_section, wasm_module
from tests.fakes import SELF_CHECK_PASSED, accept_of
from tests.guests import Texts, export
from tests.guests import module as guest_module
from tests.test_errors import leaf_errors
from workbench.cli import engine_at_work
from workbench.cli.main import main
from workbench.engine.client.engine_client import EngineClient
from workbench.errors import PluginError
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import OfferError
from workbench.protocol.dispatch import Stage

Answer = dict[str, Any] | bytes | str | None
"""Of an export: the value it answers, the bytes it answers, its body as WAT, or None: there is no such export."""

NOT_UTF_8: Final = b'{"\xff"}'
TRAP: Final = "unreachable"
LOOP: Final = "(call $spin)"
SLOW: Final = f"(loop $again {'(drop (memory.grow (i32.const 0)))' * 50} (br $again))"
"""Takes long for little fuel: the clock ends it."""


def zeros(count: int) -> str:
    """A body that answers so many NULs."""
    return f"(call $output_set (call $alloc (i64.const {count})) (i64.const {count}))"


def failing(text: str, code: int = 1) -> tuple[str, int]:
    """An answer that sets an error text and returns a code."""
    return text, code


def plugin(
    *,
    handshake: Answer | tuple[str, int] = None,
    self_check: Answer = None,
    functions: dict[str, Answer | tuple[str, int]] | None = None,
    without: tuple[str, ...] = (),
    parts: tuple[str, ...] = (),
    host: bool = False,
    wasi: bool = False,
) -> bytes:
    """Return a plugin that passes all layers and speaks `shape`, but for what is given."""
    given = {"shape": None} if functions is None else functions
    answers: dict[str, Answer | tuple[str, int]] = {
        "cc_lb_handshake": accept_of(dict.fromkeys(given, 1)) if handshake is None else handshake,
        "cc_lb_self_check": SELF_CHECK_PASSED if self_check is None else self_check,
        **given,
    }
    texts = Texts()
    bodies = [export(name, _body(texts, answer)) for name, answer in answers.items() if name not in without]
    return guest_module(*parts, *bodies, texts.segments, host=host, wasi=wasi) + identity_section()


def _body(texts: Texts, answer: Answer | tuple[str, int]) -> str:
    match answer:
        case None:
            return ""
        case str():
            return answer
        case (text, code):
            return f"(call $error_set {texts.block(text)}) (return (i32.const {code}))"
        case bytes():
            return f"(call $give {texts.block(answer)})" if answer else ""
        case _:
            return f"(call $give {texts.block(json.dumps(answer, separators=(',', ':')))})"


def accepting(**overrides: Any) -> bytes:
    """Return a plugin that exports `shape`, with fields of its accept replaced."""
    return plugin(handshake=accept_of({"shape": 1}, **overrides))


@dataclass(frozen=True)
class Case:
    """A module, and what `check` says of it."""

    kind: str
    module: bytes
    layer: str
    group: str | None = None
    """Of the conformance report; None where the kind has none."""
    exit_code: int = 1
    options: tuple[str, ...] = ()
    offer: dict[str, Any] | None = None
    """What `--offer` holds; None: it is not given."""
    says: str = ""
    """What the message holds."""


def identity(kind: str, *sections: bytes, **facts: Any) -> Case:
    return Case(kind, wasm_module(sections), "identity", "InvalidIdentity", **facts)


def handshake(kind: str, group: str | None, module: bytes, **facts: Any) -> Case:
    return Case(kind, module, "handshake", group, **facts)


def self_check(kind: str, answer: Answer, group: str = "Output", **facts: Any) -> Case:
    return Case(kind, plugin(self_check=answer), "self_check", group, **facts)


def offer(versions: dict[str, list[int]]) -> dict[str, Any]:
    return {
        "handshake_schema_version": 1,
        "envelope_version": 1,
        "function_versions": versions,
        "host_capabilities": [],
    }


WRONG_MAGIC = [0xCC, 0x1B, 0x70, 0x10, 0, 2, 0, 0]
FAILURE = {"stage": "wire_function_test", "message": "shape: it does not round-trip"}
TWO_VERSIONS = offer({"shape": [1, 2]})

CASES = [
    # L1
    Case("WasmParseError", builders.PREAMBLE + b"\x01\x05", "identity", "InvalidIdentity", exit_code=3),
    Case("WasmParseError", wasm_module([identity_section()]) + b"\x01\xff", "identity", "InvalidIdentity", exit_code=3),
    identity("MissingCustomSection", custom_section("cc_lb.plugin.v2", b"{}")),
    identity("DuplicateCustomSection", identity_section(), identity_section()),
    identity("SectionTooLarge", identity_section(b" " * 65_537)),
    identity("MalformedPayload", identity_section(b"{")),
    identity("MalformedPayload", identity_section(b'{"\xff":1}'), says="UTF-8"),
    identity("MalformedPayload", identity_section(extra=1)),
    identity("MalformedPayload", identity_section(magic=[0xCC])),
    identity("MalformedPayload", identity_section(identity_payload()[:-1] + b',"abi_envelope":1}')),
    identity("MagicMismatch", identity_section(magic=WRONG_MAGIC)),
    identity("PluginNameEmpty", identity_section(plugin_name="")),
    identity("PluginNameInvalid", identity_section(plugin_name="Sample")),
    identity("PluginNameInvalid", identity_section(plugin_name="a" * 65), says="found 65"),
    identity("PluginVersionEmpty", identity_section(plugin_version="")),
    identity("PluginVersionTooLong", identity_section(plugin_version="é" * 17), says="found 34"),
    # L2, step 1: the host's own offer
    handshake("FunctionCountExceeded", None, plugin(), offer=offer({f"f{one}": [1] for one in range(33)})),
    handshake("FunctionVersionCountExceeded", None, plugin(), offer=offer({"shape": list(range(1, 18))})),
    handshake("VersionOutOfRange", None, plugin(), offer=offer({"shape": [0]})),
    handshake("CapabilityCountExceeded", None, plugin(), options=tuple(f"--capability=c{one}" for one in range(33))),
    # L2, steps 2 to 6: the call
    handshake("Instantiate", "Instantiate", plugin(host=True), says="extism:host/user"),
    handshake("Instantiate", "Instantiate", plugin(wasi=True), says="wasi_snapshot_preview1"),
    # --imports trap links host functions and nothing else: what a guest writes through WASI is never written.
    handshake(
        "Instantiate",
        "Instantiate",
        plugin(wasi=True),
        options=("--imports", "trap"),
        says="wasi_snapshot_preview1::fd_write",
    ),
    handshake("Instantiate", "Instantiate", plugin(parts=("(start $spin)",)), says="fuel"),
    handshake("MissingHandshakeExport", "MissingExport", plugin(without=("cc_lb_handshake",)), says="nothing"),
    handshake(
        "MissingHandshakeExport",
        "MissingExport",
        plugin(
            without=("cc_lb_handshake",),
            parts=('(func (export "cc_lb_handshake") (param i32) (result i32) unreachable)',),
        ),
    ),
    handshake("Timeout", "WasmTrap", plugin(handshake=LOOP), says="fuel"),
    handshake("Timeout", "WasmTrap", plugin(handshake=SLOW), says="timeout"),
    handshake("Timeout", "WasmTrap", plugin(handshake=failing("the Deadline of my own")), says="Deadline"),
    handshake("Call", "WasmTrap", plugin(handshake=TRAP)),
    handshake("Call", "WasmTrap", plugin(handshake="(return (i32.const 5))"), says="code: 5"),
    handshake("Call", "WasmTrap", plugin(handshake=failing("no", code=0)), says="no"),
    handshake("Call", "WasmTrap", plugin(handshake=NOT_UTF_8), says="not UTF-8"),
    handshake(
        "Call",
        "MissingCapability",
        plugin(handshake=failing("required capability 'gpu' not available in host capabilities")),
    ),
    handshake("OutputTooLarge", "Serialization", plugin(handshake=zeros(32_769)), says="32,769"),
    handshake("DecodeAccept", "Serialization", plugin(handshake=b"")),
    handshake("DecodeAccept", "Serialization", plugin(handshake=zeros(32_768))),
    handshake("DecodeAccept", "Serialization", accepting(extra=1), says="extra"),
    handshake("DecodeAccept", "Serialization", accepting(envelope_version="1")),
    # L2, step 7: against the offer
    handshake("HandshakeSchemaVersionMismatch", "InvalidIdentity", accepting(handshake_schema_version=2)),
    handshake("ChosenForUnknownFunction", "InvalidIdentity", accepting(plugin_supported={}), says="plugin_supported"),
    handshake(
        "ChosenForUnknownFunction",
        "InvalidIdentity",
        accepting(chosen_versions={"f": 1}, plugin_supported={"f": [1]}),
        says="the offer",
    ),
    handshake("ChosenVersionNotOffered", "InvalidIdentity", accepting(chosen_versions={"shape": 2})),
    handshake(
        "DowngradeAttempt", "DowngradeAttempt", accepting(plugin_supported={"shape": [1, 2]}), offer=TWO_VERSIONS
    ),
    handshake("RequiredCapabilityUnavailable", "MissingCapability", accepting(required_capabilities=["gpu"])),
    handshake(
        "RequiredCapabilityUnavailable",
        "MissingCapability",
        accepting(required_capabilities=["GPU"]),
        options=("--capability", "gpu"),
    ),
    # L2, step 8: the accept's shape
    handshake(
        "ImplementedFunctionCountExceeded",
        "InvalidIdentity",
        accepting(implemented_functions=[f"f{one}" for one in range(17)]),
    ),
    handshake("ImplementedUnknownFunction", "InvalidIdentity", accepting(implemented_functions=["shape", "route"])),
    handshake("SupportedUnknownFunction", "InvalidIdentity", accepting(plugin_supported={"shape": [1], "route": [1]})),
    handshake("SupportedVersionOutOfRange", "InvalidIdentity", accepting(plugin_supported={"shape": [1, 65_536]})),
    handshake("ChosenFunctionNotImplemented", "FunctionMissing", accepting(implemented_functions=[])),
    handshake("ChosenVersionNotSupported", "InvalidIdentity", accepting(plugin_supported={"shape": [2]})),
    # L2, step 9: the exports
    handshake("DeclaredFunctionMissing", "FunctionMissing", plugin(without=("shape",)), says="nothing"),
    handshake(
        "DeclaredFunctionMissing",
        "FunctionMissing",
        plugin(without=("shape",), parts=('(global (export "shape") i32 (i32.const 0))',)),
        says="global",
    ),
    handshake("UndeclaredExport", "InvalidIdentity", plugin(handshake=accept_of({}))),
    # L3
    Case("MissingSelfCheckExport", plugin(without=("cc_lb_self_check",)), "self_check", "MissingExport"),
    self_check("Call", TRAP, "WasmTrap"),
    self_check("Call", LOOP, "WasmTrap", says="fuel"),
    self_check("Call", SLOW, "WasmTrap", says="timeout"),
    self_check("Call", NOT_UTF_8, "WasmTrap", says="not UTF-8"),
    self_check("OutputTooLarge", zeros(8_193), says="8,193"),
    self_check("DecodeResponse", zeros(8_192)),
    self_check("DecodeResponse", {**SELF_CHECK_PASSED, "status": "fine"}),
    self_check("InvalidTimestamp", {**SELF_CHECK_PASSED, "completed_at": 0}),
    self_check("TooManyFunctions", {"status": "failure", "failures": [FAILURE] * 17, "completed_at": 1}),
    self_check("SuccessWithFailures", {**SELF_CHECK_PASSED, "failures": [FAILURE]}),
    self_check("FailureWithoutFailures", {**SELF_CHECK_PASSED, "status": "failure"}),
    self_check(
        "FailureStatus",
        {"status": "failure", "failures": [FAILURE], "completed_at": 1},
        "FailureStatus",
        says="round-trip",
    ),
]

SHAPE_BASIC = "dispatch:shape:basic"
DISPATCHES = [
    ("deserialize_response", None, b""),
    ("deserialize_response", None, b"{"),
    ("response_envelope", None, b"[]"),
    ("response_envelope", None, b"{}"),
    ("response_envelope", None, {"_v": "1"}),
    ("response_envelope", None, {"_v": 2}),
    ("response_decode", None, {"_v": 1, "url": ""}),
    ("plugin_call", None, TRAP),
    ("plugin_call", None, SLOW),
    ("plugin_call", None, "(return (i32.const 3))"),
    ("plugin_call", None, failing("no", code=0)),
    ("plugin_call", None, NOT_UTF_8),
    ("plugin_call", None, "(drop (memory.grow (i32.const 100)))" + TRAP),
    ("request_envelope", "[1]", b"{}"),
    ("request_envelope", "{'a':1}", b"{}"),
    ("request_envelope", "", b"{}"),
]
DISPATCHED = [(stage, answer) for stage, given, answer in DISPATCHES if given is None and answer != SLOW]
"""Without the slow one: six cases of 200 ms each say nothing that one call does not."""

NEVER_OF_A_MODULE = {
    "IdentityValidationFailed",
    "ExpirationBeforeHandshake",
    "SizeLimitExceeded",
    "PluginNameMismatch",
    "BlobMissing",
    "BlobSha256Mismatch",
}
"""Of layer L4: of a record that was made by another host, or of two records."""


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineClient]:
    engine = EngineClient()
    engine.start()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def shared(one_engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands find the engine running, and leave it so: a start of its own would cost each of them its time."""
    lent = _Lent(one_engine)
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: lent)


class _Lent:
    """An engine that its user cannot shut down."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def shutdown(self) -> None:
        """Leave it running."""


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def at(folder: Path, module: bytes) -> str:
    file = folder / "plugin.wasm"
    file.write_bytes(module)
    return str(file)


def words_of(case: Case, folder: Path) -> list[str]:
    if case.offer is None:
        return list(case.options)
    file = folder / "offer.json"
    file.write_text(json.dumps(case.offer))
    return [*case.options, "--offer", str(file)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.layer}-{case.kind}" for case in CASES])
def test_check_names_the_kind(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, report = run_json(capsys, "check", at(tmp_path, case.module), *words_of(case, tmp_path))
    failed = [layer for layer in report["layers"] if layer["error"]]
    assert [(layer["layer"], layer["error"]["kind"]) for layer in failed] == [(case.layer, case.kind)]
    error = failed[0]["error"]
    assert error["details"].get("group") == case.group
    assert case.says in error["message"]
    assert (code, report["passed"], report["dispatch"]) == (case.exit_code, False, [])
    names = [layer["layer"] for layer in report["layers"]]
    assert [layer["passed"] for layer in report["layers"]] == [
        names.index(layer) < names.index(case.layer) for layer in names
    ]


def test_a_plugin_with_nothing_wrong_passes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    response = {"_v": 1, "url": "https://h", "method": "POST", "headers": [], "body_base64": ""}
    code, report = run_json(capsys, "check", at(tmp_path, plugin(functions={"shape": response})))
    assert (code, report["passed"], report["record"]["error"]) == (0, True, None)


def test_the_record_of_a_plugin_without_functions_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, report = run_json(capsys, "check", at(tmp_path, plugin(functions={})))
    assert report["record"]["error"]["kind"] == "NoNegotiatedFunctions"


@pytest.mark.parametrize("case", [case for case in CASES if case.layer != "self_check"], ids=lambda case: case.kind)
def test_call_names_what_kept_it_from_calling(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, report = run_json(capsys, "call", at(tmp_path, case.module), "shape", *words_of(case, tmp_path))
    assert (code, report["stage"], report["outcome"]) == (case.exit_code, "version_lookup", "fallback")
    assert report["error"]["kind"] == case.kind


@pytest.mark.parametrize(("stage", "payload", "answer"), DISPATCHES)
def test_call_names_the_stage(
    stage: str, payload: str | None, answer: Answer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = at(tmp_path, plugin(functions={"shape": answer}))
    given = () if payload is None else ("-i", payload)
    # The strict budget ends what would take five seconds in the other.
    code, report = run_json(capsys, "call", file, "shape", "--budget", "strict", *given)
    assert (code, report["stage"], report["error"]["kind"]) == (1, stage, stage)
    assert (report["outcome"], report["policy"], report["response"]) == ("fallback", "fail_request", None)


def test_a_function_left_out_fails_at_the_lookup(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, report = run_json(capsys, "call", at(tmp_path, plugin()), "observe")
    assert (code, report["stage"], report["error"]["kind"]) == (1, "version_lookup", "version_lookup")
    assert report["policy"] == "silent_skip"


@pytest.mark.parametrize(("stage", "answer"), DISPATCHED)
def test_check_names_the_stage_of_a_case_that_failed(
    stage: str, answer: Answer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, report = run_json(capsys, "check", at(tmp_path, plugin(functions={"shape": answer})))
    first = report["dispatch"][0]
    assert (code, first["layer"], first["error"]["kind"]) == (1, SHAPE_BASIC, stage)


def test_a_plugin_of_another_kind_lacks_its_function(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, report = run_json(capsys, "check", at(tmp_path, plugin()), "--kind", "router")
    error = report["dispatch"][0]["error"]
    assert (code, error["kind"], error["details"]["name"]) == (1, "FunctionMissing", "filter")


def test_a_router_that_decides_nothing_answers_something_else(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, report = run_json(capsys, "check", at(tmp_path, plugin(functions={"filter": {"_v": 1, "results": []}})))
    empty, one = report["dispatch"]
    assert (code, empty["passed"], one["error"]["kind"]) == (1, True, "UnexpectedResponse")


@pytest.mark.parametrize(
    ("check_name", "module"),
    [
        ("CustomSectionExactlyOnce", plugin() + identity_section()),
        ("CustomSectionSizeWithinLimit", wasm_module([identity_section(b" " * 65_537)])),
        ("JsonFieldsExactlyFour", wasm_module([identity_section(extra=1)])),
        ("IdentityFieldsWellFormed", wasm_module([identity_section(abi_envelope=2)])),
        ("PluginNameRegexCompliant", wasm_module([identity_section(plugin_name="9")])),
        ("PluginVersionLengthCompliant", wasm_module([identity_section(plugin_version="1" * 33)])),
        ("AllRequiredExportsPresent", plugin(without=("cc_lb_self_check",))),
        ("ExtismCanInstantiate", plugin(host=True)),
        ("NoWasiImports", plugin(wasi=True)),
    ],
)
def test_check_says_which_static_check_failed(
    check_name: str, module: bytes, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, report = run_json(capsys, "check", at(tmp_path, module))
    failed = {one["check"] for one in report["static_checks"] if one["passed"] is False}
    assert code == 1
    assert check_name in failed


def test_no_kind_is_left_out() -> None:
    elsewhere = {"NoNegotiatedFunctions", "FunctionMissing", "UnexpectedResponse", "HostEffect"}
    elsewhere |= {"ThresholdExceeded", "ThresholdUnmeasured"}
    tried = {case.kind for case in CASES} | elsewhere
    owed = {error.__name__ for error in leaf_errors() if issubclass(error, PluginError | OfferError)}
    assert tried == owed - NEVER_OF_A_MODULE - {DispatchError.__name__}


def test_no_stage_is_left_out_but_those_of_our_own_faults() -> None:
    tried = {stage for stage, _, _ in DISPATCHES} | {"version_lookup"}
    assert tried == {stage.value for stage in Stage} - {"serialize_request", "panic"}


@pytest.mark.scenario
def test_a_round_trip_that_changed_a_message_shows_both_texts_and_where_they_differ(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    message = 'shape: not the same after a round trip: {"a":1,"b":2} became {"a":1,"b":3}'
    failure = {"stage": "wire_function_test", "message": message}
    file = at(tmp_path, plugin(self_check={"status": "failure", "failures": [FAILURE, failure], "completed_at": 1}))
    _, report = run_json(capsys, "check", file)
    assert report["round_trips"] == [{"failure": 1, "first": '{"a":1,"b":2}', "second": '{"a":1,"b":3}', "offset": 11}]
    main(["check", file])
    assert "they differ from byte 11 on: 2} and 3}" in capsys.readouterr().out
