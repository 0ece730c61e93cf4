"""The run of conformance cases, as a generator that is fed with outcomes. Makes no call itself."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.errors.conformance import HostEffect, UnexpectedResponse
from workbench.errors.handshake import OfferError
from workbench.protocol.calls import FailureKind
from workbench.protocol.conformance.case import Answer, Attempt, Case, CaseResult, Unneeded
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.host_effect.effect import AnswerEffect
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile
from workbench.protocol.wire.encode import compact

if TYPE_CHECKING:
    from workbench.protocol.host_effect.warnings import PayloadWarning

BARE_EXIT_CODE = "Returned non-zero exit code"
"""How the reason of a call begins that failed without an error text."""


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """The next dispatch of the run."""

    layer: str
    function: str
    payload: str
    """The request as JSON text, without `_v`."""


def run_cases(
    cases: Iterable[Case], profile: Profile = DEFAULT_PROFILE
) -> Generator[CaseRequest, DispatchOutcome, tuple[CaseResult, ...]]:
    """Run cases in their order: yields each dispatch, takes its outcome, returns the results.

    `profile` decides what the host reads in an answer of `filter`.
    """
    earlier: dict[str, DispatchOutcome] = {}
    results = []
    for case in cases:
        attempt = case.attempt(earlier)
        if isinstance(attempt, Unneeded):
            result = CaseResult(case.layer, passed=True, detail=attempt.detail, is_of_reference=case.is_of_reference)
            results.append(result)
            continue
        outcome = yield CaseRequest(case.layer, case.function, compact(attempt.payload))
        earlier[case.layer] = outcome
        results.append(_result(case, attempt, outcome, profile))
    return tuple(results)


def _result(case: Case, attempt: Attempt, outcome: DispatchOutcome, profile: Profile) -> CaseResult:
    effect, warnings = _judged_by_host(case, attempt, outcome, profile)
    result = CaseResult(
        case.layer,
        passed=True,
        detail="",
        wall_us=outcome.call.wall_us if outcome.call else 0,
        effect=effect,
        warnings=warnings,
        is_of_reference=case.is_of_reference,
        function=case.function,
        payload=compact(attempt.payload),
    )
    behind = _remarks(attempt, outcome)
    if outcome.error is not None:
        assert not isinstance(outcome.error, OfferError), "cases follow a negotiation"
        if attempt.may_reject and _is_rejection(outcome):
            return replace(result, detail=f"rejected, not trapped: {_reason(outcome)}{behind}")
        policy = outcome.policy.value if outcome.policy else "fallback"
        stage = outcome.stage.value if outcome.stage else "dispatch"
        detail = f"{stage} failed, so {policy}: {outcome.error}{behind}"
        return replace(result, passed=False, detail=detail, error=outcome.error)
    try:
        detail = case.judge(Answer(case.layer, attempt.payload, outcome.response))
    except UnexpectedResponse as error:
        return replace(result, passed=False, detail=f"{error}{behind}", error=error)
    return replace(result, detail=detail + behind, error=_unusable(result))


def _judged_by_host(
    case: Case, attempt: Attempt, outcome: DispatchOutcome, profile: Profile
) -> tuple[AnswerEffect | None, tuple[PayloadWarning, ...]]:
    """Return what a host does with an answer, and what else to know of it; nothing of one that did not decode."""
    if not outcome.ok:
        return None, ()
    # Only an answer needs them.
    from workbench.protocol.host_effect.judge import effect_of_answer  # noqa: PLC0415
    from workbench.protocol.host_effect.warnings import response_warnings  # noqa: PLC0415

    effect = effect_of_answer(case.function, profile, attempt.payload, outcome.response)
    return effect, response_warnings(case.function, profile, outcome.response)


def _unusable(result: CaseResult) -> HostEffect | None:
    """Return why the host cannot use an answer; None: it can."""
    if result.effect is None or result.is_usable:
        return None
    reason = result.effect.reasons[0]
    return HostEffect(result.layer, result.effect.effect.value, reason.path, reason.rule.value, reason.found)


def _remarks(attempt: Attempt, outcome: DispatchOutcome) -> str:
    remarks = [attempt.remark] if attempt.remark else []
    if outcome.call and outcome.call.restarted:
        remarks.append("on a new instance: the process of the one before was gone")
    return f" ({'; '.join(remarks)})" if remarks else ""


def _is_rejection(outcome: DispatchOutcome) -> bool:
    """Say whether the plugin came back by itself with an error text of its own."""
    failure = outcome.call.failure if outcome.call else None
    if failure is None:
        return False
    if failure.kind is FailureKind.ERROR_TEXT:
        return True
    return failure.kind is FailureKind.EXIT_CODE and not failure.reason.startswith(BARE_EXIT_CODE)


def _reason(outcome: DispatchOutcome) -> str:
    failure = outcome.call.failure if outcome.call else None
    return failure.reason if failure else ""
