"""Layer L3: what the plugin is asked to check, and how its answer is judged (PROTOCOL.md section 6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors.base import PluginError
from workbench.errors.handshake import Call
from workbench.errors.machine import WorkbenchLimit
from workbench.errors.self_check import (
    DecodeResponse,
    EmptyRequest,
    FailureStatus,
    FailureWithoutFailures,
    InvalidTimestamp,
    MissingSelfCheckExport,
    SuccessWithFailures,
    TooManyFunctions,
)
from workbench.protocol import limits
from workbench.protocol.budgets import STRICT, Budget
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.functions import WIRE_FUNCTIONS, Slot
from workbench.protocol.handshake import Accept, Exports, check_built, judge_output
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import DecodeError, Mode, from_text
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.layer_messages import SELF_CHECK_REQUEST, SELF_CHECK_RESPONSE

FUNCTIONS_TO_TEST_MAX = 16
_SLOT_ORDER = (Slot.ROUTER, Slot.OBSERVABILITY_HOOK, Slot.SHAPE)


@dataclass(frozen=True, slots=True)
class SelfCheckRequest:
    """What the host asks."""

    functions_to_test: tuple[str, ...]
    initiated_at: int
    """Unix seconds, above 0."""

    def text(self) -> str:
        """Return the request as it goes over the wire."""
        return canonical(
            SELF_CHECK_REQUEST,
            {"functions_to_test": list(self.functions_to_test), "initiated_at": self.initiated_at},
        )


@dataclass(frozen=True, slots=True)
class SelfCheckFailure:
    """One failure that the plugin reports. Untrusted text."""

    stage: str
    message: str


@dataclass(frozen=True, slots=True)
class SelfCheckResponse:
    """What the plugin answers."""

    status: str
    """`success` or `failure`."""
    failures: tuple[SelfCheckFailure, ...]
    completed_at: int

    def value(self) -> dict[str, Any]:
        """Return the response as a JSON value, in the order of the wire."""
        return {
            "status": self.status,
            "failures": [{"stage": failure.stage, "message": failure.message} for failure in self.failures],
            "completed_at": self.completed_at,
        }

    def canonical(self) -> str:
        """Return the text that the reference would write for it."""
        return canonical(SELF_CHECK_RESPONSE, self.value())


def functions_to_test(profile: Profile, accept: Accept) -> tuple[str, ...]:
    """Return which functions a profile asks about (PROTOCOL.md section 11). Empty: the export is not called."""
    if profile is Profile.V0_1:
        return tuple(WIRE_FUNCTIONS)
    by_slot = {function.slot: function.name for function in WIRE_FUNCTIONS.values() if function.slot}
    return tuple(by_slot[slot] for slot in _SLOT_ORDER if slot in accept.slots)


def check_request(request: SelfCheckRequest) -> None:
    """Hold the host's own request against its limits.

    Raises:
        EmptyRequest, TooManyFunctions, InvalidTimestamp: In this order.
    """
    if not request.functions_to_test:
        raise EmptyRequest
    _check_count("functions_to_test", request.functions_to_test)
    if request.initiated_at <= 0:
        raise InvalidTimestamp("initiated_at", request.initiated_at)


def check_self_check_export(exports: Exports) -> None:
    """Require the export.

    Raises:
        MissingSelfCheckExport: It is not there, or is not callable.
    """
    if not exports.function_exists(limits.SELF_CHECK_EXPORT):
        raise MissingSelfCheckExport(limits.SELF_CHECK_EXPORT, exports.export_found(limits.SELF_CHECK_EXPORT))


def judge_call(outcome: CallOutcome) -> str:
    """Return the text of the answer.

    Raises:
        Call: The call failed, time-outs included, or the output is not UTF-8.
        OutputTooLarge: The answer is above its limit.
    """
    failure = outcome.failure
    if failure is not None and failure.kind is not FailureKind.OUTPUT_TOO_LARGE:
        raise Call(limits.SELF_CHECK_EXPORT, failure.reason, failure.cause, failure.trace)
    return judge_output(
        outcome.output,
        outcome.output_size_bytes,
        limits.SELF_CHECK_EXPORT,
        limits.SELF_CHECK_OUTPUT_MAX_BYTES,
    )


def decode_response(text: str) -> SelfCheckResponse:
    """Return the response that an answer holds; its rules are checked by `check_response`.

    Raises:
        DecodeResponse: The answer is not a self-check response.
    """
    try:
        value = from_text(SELF_CHECK_RESPONSE, text, Mode.DIRECT)
    except DecodeError as error:
        raise DecodeResponse(error.path, error.expected, error.found, error.offset) from error
    failures = tuple(SelfCheckFailure(failure["stage"], failure["message"]) for failure in value["failures"])
    return SelfCheckResponse(value["status"], failures, value["completed_at"])


def check_response(response: SelfCheckResponse) -> None:
    """Hold a response against its rules.

    Raises:
        InvalidTimestamp, TooManyFunctions, SuccessWithFailures, FailureWithoutFailures, FailureStatus: The
            first in this order.
    """
    if response.completed_at <= 0:
        raise InvalidTimestamp("completed_at", response.completed_at)
    _check_count("failures", response.failures)
    if response.status == "success":
        if response.failures:
            raise SuccessWithFailures(len(response.failures))
        return
    if not response.failures:
        raise FailureWithoutFailures
    raise FailureStatus(tuple(response.value()["failures"]))


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """What came of a self-check."""

    request: SelfCheckRequest | None
    """None: the profile asks about no function of this plugin, so the export was not called."""
    response: SelfCheckResponse | None
    """None: there was no answer, or it could not be decoded. A failing one is kept, with every failure."""
    error: PluginError | WorkbenchLimit | None
    """None: the layer passed."""


def judge_self_check(
    request: SelfCheckRequest, outcome: CallOutcome, exports: Exports, budget: Budget = STRICT
) -> SelfCheck:
    """Judge the outcome of the call; the first failure ends the layer."""
    response = None
    try:
        check_built(outcome, budget)
        check_self_check_export(exports)
        response = decode_response(judge_call(outcome))
        check_response(response)
    except (PluginError, WorkbenchLimit) as error:
        return SelfCheck(request, response, error)
    return SelfCheck(request, response, None)


def _check_count(field: str, entries: Sequence[object] | Collection[object]) -> None:
    if len(entries) > FUNCTIONS_TO_TEST_MAX:
        raise TooManyFunctions(field, len(entries), FUNCTIONS_TO_TEST_MAX)
