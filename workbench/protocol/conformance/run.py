"""The run of conformance cases, as a generator that is fed with outcomes. Makes no call itself."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from workbench.errors.conformance import UnexpectedResponse
from workbench.protocol.calls import FailureKind
from workbench.protocol.conformance.case import Answer, Attempt, Case, CaseResult, Unneeded
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.wire.encode import compact

BARE_EXIT_CODE = "Returned non-zero exit code"
"""How the reason of a call begins that failed without an error text."""


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """The next dispatch of the run."""

    layer: str
    function: str
    payload: str
    """The request as JSON text, without `_v`."""


def run_cases(cases: Iterable[Case]) -> Generator[CaseRequest, DispatchOutcome, tuple[CaseResult, ...]]:
    """Run cases in their order: yields each dispatch, takes its outcome, returns the results."""
    earlier: dict[str, DispatchOutcome] = {}
    results = []
    for case in cases:
        attempt = case.attempt(earlier)
        if isinstance(attempt, Unneeded):
            results.append(CaseResult(case.layer, passed=True, detail=attempt.detail))
            continue
        outcome = yield CaseRequest(case.layer, case.function, compact(attempt.payload))
        earlier[case.layer] = outcome
        results.append(_result(case, attempt, outcome))
    return tuple(results)


def _result(case: Case, attempt: Attempt, outcome: DispatchOutcome) -> CaseResult:
    wall_us = outcome.call.wall_us if outcome.call else 0
    remarks = [attempt.remark] if attempt.remark else []
    if outcome.call and outcome.call.restarted:
        remarks.append("on a new instance: the process of the one before was gone")
    behind = f" ({'; '.join(remarks)})" if remarks else ""
    if outcome.error is not None:
        if attempt.may_refuse and _is_refusal(outcome):
            return CaseResult(
                case.layer, passed=True, detail=f"refused, not trapped: {_reason(outcome)}{behind}", wall_us=wall_us
            )
        effect = outcome.policy.value if outcome.policy else "fallback"
        stage = outcome.stage.value if outcome.stage else "dispatch"
        detail = f"{stage} failed, so {effect}: {outcome.error}{behind}"
        return CaseResult(case.layer, passed=False, detail=detail, error=outcome.error, wall_us=wall_us)
    try:
        detail = case.judge(Answer(case.layer, attempt.payload, outcome.response))
    except UnexpectedResponse as error:
        return CaseResult(case.layer, passed=False, detail=f"{error}{behind}", error=error, wall_us=wall_us)
    return CaseResult(case.layer, passed=True, detail=detail + behind, wall_us=wall_us)


def _is_refusal(outcome: DispatchOutcome) -> bool:
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
