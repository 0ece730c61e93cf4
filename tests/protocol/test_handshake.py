"""Layer L2, step by step: the first failure ends it (PROTOCOL.md section 4)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import answered, failed
from tests.messages import FakeExports, accept_value, accepted, negotiated
from workbench.errors.handshake import (
    Call,
    ChosenForUnknownFunction,
    DeclaredFunctionMissing,
    DowngradeAttempt,
    Instantiate,
    MissingHandshakeExport,
    OutputTooLarge,
    Timeout,
)
from workbench.errors.machine import WorkbenchLimit, WorkbenchLimitCompileTime, WorkbenchLimitMemory
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, LimitExceeded, Phase
from workbench.protocol.functions import WIRE_FUNCTIONS, Slot
from workbench.protocol.handshake import Negotiation, decode_accept, judge_handshake
from workbench.protocol.limits import HANDSHAKE_OUTPUT_MAX_BYTES
from workbench.protocol.offer import Offer, reference_offer

OFFER = Offer({"shape": (1, 2, 4), "sign": (1,), "observe": (3,)}, frozenset({"log"}))


def handshake(answer: Any, exports: FakeExports | None = None, offer: Offer = OFFER) -> Negotiation:
    outcome = answer if isinstance(answer, CallOutcome) else answered(answer)
    return judge_handshake(offer, outcome, exports or FakeExports(["shape"]))


def kind_of(negotiation: Negotiation) -> str | None:
    return negotiation.error.kind if negotiation.error else None


def accept(**overrides: Any) -> dict[str, Any]:
    """A good accept against OFFER, with some fields changed."""
    return accept_value(
        "shape", **{"chosen_versions": {"shape": 4}, "plugin_supported": {"shape": [1, 4]}, **overrides}
    )


def test_a_good_accept_passes() -> None:
    negotiation = handshake(accept())
    assert negotiation.error is None
    assert negotiation.version_of("shape") == 4
    assert negotiation.version_of("sign") is None
    assert negotiation.accept is not None
    assert negotiation.accept.slots == {Slot.SHAPE}


def test_an_accept_is_written_as_the_reference_would() -> None:
    text = accepted("sign", "shape", required_capabilities=[]).canonical()
    assert text == (
        '{"handshake_schema_version":1,"envelope_version":1,"chosen_versions":{"shape":1,"sign":1},'
        '"plugin_supported":{"shape":[1],"sign":[1]},"implemented_functions":["shape","sign"],'
        '"required_capabilities":[]}'
    )


def test_repeated_members_of_sets_merge() -> None:
    negotiation = handshake(accept(implemented_functions=["shape", "shape"], required_capabilities=["log", "log"]))
    assert negotiation.error is None


def test_every_slot_is_filled_by_its_function_only() -> None:
    assert accepted().slots == set(Slot)
    assert accepted("sign", "build_signer", "normalize_error", "on_unauthorized").slots == frozenset()
    assert accepted("filter").slots == {Slot.ROUTER}
    assert accepted("observe").slots == {Slot.OBSERVABILITY_HOOK}


# Steps 2 to 5: the call.


@pytest.mark.parametrize("phase", [Phase.COMPILE, Phase.INSTANTIATE])
@pytest.mark.parametrize("failure", [FailureKind.COMPILE, FailureKind.FUEL, FailureKind.CHILD_DIED])
def test_what_fails_before_the_call_is_instantiate(phase: Phase, failure: FailureKind) -> None:
    error = handshake(failed(failure, "timeout", cause="wasm trap", phase=phase)).error
    assert isinstance(error, Instantiate)
    assert (error.reason, error.budget, error.cause) == ("timeout", "strict", "wasm trap")


@pytest.mark.parametrize(
    ("failure", "kind"),
    [(FailureKind.COMPILE_LIMIT, WorkbenchLimitCompileTime), (FailureKind.MEMORY_LIMIT, WorkbenchLimitMemory)],
)
def test_a_limit_of_ours_is_no_verdict(failure: FailureKind, kind: type[WorkbenchLimit]) -> None:
    limit = LimitExceeded("compile_limit_ms", 1, 2)
    outcome = CallOutcome(failure=CallFailure(failure, "x", phase=Phase.COMPILE, limit=limit))
    error = handshake(outcome).error
    assert type(error) is kind
    assert (error.phase, error.limit, error.found) == ("compile", 1, 2)


def test_instantiate_comes_before_the_missing_export_and_that_before_the_call() -> None:
    unexported = FakeExports(["shape"], cc_lb_handshake="a memory")
    assert (
        kind_of(handshake(failed(FailureKind.INSTANTIATE, "x", phase=Phase.INSTANTIATE), unexported)) == "Instantiate"
    )
    error = handshake(failed(FailureKind.TRAP, "x"), unexported).error
    assert isinstance(error, MissingHandshakeExport)
    assert error.found == "a memory"


@pytest.mark.parametrize(
    ("failure", "reason", "kind"),
    [
        (FailureKind.TIMEOUT, "timeout", "Timeout"),
        (FailureKind.FUEL, "plugin ran out of fuel", "Timeout"),
        (FailureKind.EXIT_CODE, "the upstream Timed Out", "Timeout"),
        (FailureKind.ERROR_TEXT, "DEADLINE reached", "Timeout"),
        (FailureKind.TRAP, "error while executing at wasm backtrace", "Call"),
        (FailureKind.TIMEOUT, "the clock ran out", "Call"),
        (FailureKind.EXIT_CODE, "Returned non-zero exit code: 5", "Call"),
        (FailureKind.CHILD_DIED, "signal 11", "Call"),
        (FailureKind.CANCELLED, "cancelled", "Call"),
        (FailureKind.MISSING_EXPORT, "Function not found: cc_lb_handshake", "Call"),
    ],
)
def test_the_reason_alone_tells_a_time_out_from_another_failed_call(
    failure: FailureKind, reason: str, kind: str
) -> None:
    assert kind_of(handshake(failed(failure, reason))) == kind


def test_the_cause_behind_a_reason_is_kept_and_never_judged() -> None:
    error = handshake(failed(FailureKind.TRAP, "error while executing", cause="wasm trap: out of fuel")).error
    assert isinstance(error, Call)
    assert error.cause == "wasm trap: out of fuel"
    error = handshake(failed(FailureKind.TIMEOUT, "timeout", cause="the wall clock ran out")).error
    assert isinstance(error, Timeout)
    assert (error.wall_ms_max, error.fuel_max, error.cause) == (200, 10_000_000, "the wall clock ran out")


def test_the_limits_named_are_those_of_the_budget_in_use() -> None:
    offer = reference_offer()
    error = judge_handshake(offer, failed(FailureKind.TIMEOUT, "timeout"), FakeExports([]), SERVING).error
    assert isinstance(error, Timeout)
    assert error.wall_ms_max == SERVING.wall_ms != STRICT.wall_ms


def test_an_answer_that_is_not_utf_8_is_a_failed_call() -> None:
    error = handshake(b'{"a":"\xff"}').error
    assert isinstance(error, Call)
    assert error.reason == "output is not UTF-8: byte 0xff at 6"


def test_the_largest_answer_is_decoded_and_one_byte_more_is_too_large() -> None:
    fitting = (b" " * HANDSHAKE_OUTPUT_MAX_BYTES)[:HANDSHAKE_OUTPUT_MAX_BYTES]
    assert kind_of(handshake(fitting)) == "DecodeAccept"
    error = handshake(fitting + b" ").error
    assert isinstance(error, OutputTooLarge)
    assert (error.bytes, error.max) == (32_769, 32_768)


def test_an_answer_that_the_engine_did_not_copy_is_too_large_all_the_same() -> None:
    error = handshake(failed(FailureKind.OUTPUT_TOO_LARGE, "timeout of 40,000 bytes", output_size_bytes=40_000)).error
    assert isinstance(error, OutputTooLarge)
    assert error.bytes == 40_000


# Step 6: decoding.


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ("", "$"),
        ("null", "$"),
        ({}, "$"),
        (accept(extra=1), "$.extra"),
        (accept(envelope_version=-1), "$.envelope_version"),
        (accept(plugin_supported={"shape": ["1"]}), "$.plugin_supported.shape[0]"),
    ],
)
def test_an_answer_that_is_no_accept_says_where(answer: Any, path: str) -> None:
    negotiation = handshake(answer)
    assert kind_of(negotiation) == "DecodeAccept"
    assert negotiation.accept is None
    assert negotiation.error is not None
    assert negotiation.error.details["path"] == path


# Steps 7 to 9: the accept. Each row breaks the rule of its own step and, where it can, a later one too.


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (accept(handshake_schema_version=2, chosen_versions={"x": 1}), "HandshakeSchemaVersionMismatch"),
        (accept(envelope_version=7), None),
        (accept(chosen_versions={"sign": 1, "shape": 1}), "DowngradeAttempt"),
        (accept(chosen_versions={"sign": 1}), "ChosenForUnknownFunction"),
        (accept(chosen_versions={"new": 1}, plugin_supported={"new": [1]}), "ChosenForUnknownFunction"),
        (accept(chosen_versions={"shape": 3}, plugin_supported={"shape": [3]}), "ChosenVersionNotOffered"),
        (accept(chosen_versions={"shape": 1}, required_capabilities=["net"]), "DowngradeAttempt"),
        (accept(required_capabilities=["net"], implemented_functions=["new"]), "RequiredCapabilityUnavailable"),
        (accept(required_capabilities=["Log"]), "RequiredCapabilityUnavailable"),
        (accept(implemented_functions=[f"f{number}" for number in range(17)]), "ImplementedFunctionCountExceeded"),
        (accept(implemented_functions=[f"f{number}" for number in range(16)]), "ImplementedUnknownFunction"),
        (accept(implemented_functions=["shape", "shap"]), "ImplementedUnknownFunction"),
        (accept(plugin_supported={"shape": [1, 4], "new": [0]}), "SupportedUnknownFunction"),
        (accept(plugin_supported={"shape": [1, 4, 0]}), "SupportedVersionOutOfRange"),
        (accept(plugin_supported={"shape": [1, 4, 65_536]}), "SupportedVersionOutOfRange"),
        (accept(plugin_supported={"shape": [1, 4], "observe": [0]}), "SupportedVersionOutOfRange"),
        (accept(implemented_functions=[]), "ChosenFunctionNotImplemented"),
        (accept(plugin_supported={"shape": []}), "ChosenVersionNotSupported"),
        (accept(plugin_supported={"shape": [3, 5]}), "ChosenVersionNotSupported"),
        (accept(plugin_supported={"shape": [1, 2]}), "ChosenVersionNotSupported"),
        (accept(implemented_functions=["shape", "sign"]), "DeclaredFunctionMissing"),
        (accept(chosen_versions={}, implemented_functions=[]), "UndeclaredExport"),
        (accept(chosen_versions={}), None),
        (accept(chosen_versions={}, plugin_supported={}), None),
    ],
)
def test_the_first_broken_rule_of_an_accept_counts(answer: dict[str, Any], kind: str | None) -> None:
    assert kind_of(handshake(answer)) == kind


def test_a_rejected_accept_is_kept_for_display_but_gives_no_version() -> None:
    negotiation = handshake(accept(chosen_versions={"shape": 1}))
    assert negotiation.accept is not None
    assert negotiation.version_of("shape") is None


def test_functions_are_looked_at_in_name_order() -> None:
    answer = accept(chosen_versions={"sign": 9, "shape": 1, "a": 1})
    error = handshake(answer).error
    assert isinstance(error, ChosenForUnknownFunction)
    assert error.function == "a"


def test_a_function_that_only_the_plugin_knows_is_missing_in_the_offer() -> None:
    error = handshake(accept(chosen_versions={"new": 1}, plugin_supported={"new": [1]})).error
    assert isinstance(error, ChosenForUnknownFunction)
    assert error.missing_in == "the offer"


def test_a_downgrade_names_the_version_to_choose() -> None:
    error = handshake(accept(chosen_versions={"shape": 1})).error
    assert isinstance(error, DowngradeAttempt)
    assert (error.chosen, error.max_intersection) == (1, 4)


def test_a_choice_above_the_intersection_is_no_downgrade() -> None:
    offer = Offer({"shape": (1, 4)})
    answer = accept(chosen_versions={"shape": 4}, plugin_supported={"shape": [1]})
    assert kind_of(handshake(answer, offer=offer)) == "ChosenVersionNotSupported"


def test_a_missing_export_comes_before_an_undeclared_one() -> None:
    answer = accept(chosen_versions={}, implemented_functions=["sign"])
    error = handshake(answer).error
    assert isinstance(error, DeclaredFunctionMissing)
    assert (error.function, error.found) == ("sign", "nothing")


def test_an_undeclared_export_of_another_name_is_nobodys_business() -> None:
    assert handshake(accept(), FakeExports(["shape", "memory_stats", "_start"])).error is None


@given(
    st.dictionaries(st.sampled_from(list(WIRE_FUNCTIONS)), st.lists(st.integers(1, 6), max_size=4), max_size=7),
    st.dictionaries(st.sampled_from(list(WIRE_FUNCTIONS)), st.lists(st.integers(1, 6), max_size=4), max_size=7),
)
def test_a_well_made_plugin_passes_whatever_is_offered(offered, supported) -> None:  # type: ignore[no-untyped-def]
    """It chooses the highest version in the intersection, and leaves out the rest."""
    offer = Offer({name: tuple(versions) for name, versions in offered.items()})
    supported = {name: versions for name, versions in supported.items() if name in offered}
    chosen = {
        name: max(set(versions) & set(offered[name]))
        for name, versions in supported.items()
        if set(versions) & set(offered[name])
    }
    answer = accept_value(*supported, chosen_versions=chosen, plugin_supported=supported)
    negotiation = judge_handshake(offer, answered(answer), FakeExports(supported))
    assert negotiation.error is None
    assert {name: negotiation.version_of(name) for name in chosen} == chosen


@given(st.binary(max_size=200))
def test_no_answer_makes_the_judge_fail(answer: bytes) -> None:
    assert handshake(answer).error is not None


def test_decoding_and_writing_an_accept_lead_back_to_it() -> None:
    accept_text = accepted("shape", "filter").canonical()
    assert decode_accept(accept_text).canonical() == accept_text


def test_the_reference_offer_is_accepted_whole() -> None:
    assert all(negotiated().version_of(name) == 1 for name in WIRE_FUNCTIONS)
