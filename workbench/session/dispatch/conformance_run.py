"""Runs conformance cases on one instance (PROTOCOL.md section 12). Owns no case: those stand in the protocol."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from workbench.errors.handshake import Instantiate
from workbench.protocol.budgets import STRICT, Budget
from workbench.protocol.conformance import Case, CaseRequest, CaseResult, Kind, plan, run_cases
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared, judge, prepare
from workbench.protocol.handshake import Negotiation, build_error
from workbench.protocol.profiles import Profile
from workbench.session.ports import Caller
from workbench.session.values.conformance_report import ConformanceReport


def run_conformance(
    engine: Caller,
    module: bytes,
    negotiation: Negotiation,
    profile: Profile,
    budget: Budget = STRICT,
    kind: Kind | None = None,
    *,
    plugin_name: str = "",
    factory_state: Any = None,
) -> ConformanceReport:
    """Run all cases that a plugin is owed, in one session, on one instance.

    Args:
        engine: Runs the calls.
        module: The plugin.
        negotiation: What the handshake gave. When it failed, nothing is run.
        profile: Decides what `filter` answers.
        budget: What the instance is built with.
        kind: What the plugin is to be held against; None: every kind that it is of.
        plugin_name: Scopes what the plugin stores, where the budget lets it.
        factory_state: What the operator would configure for a signer, as a JSON value; None when nothing is known.

    Raises:
        EngineUnavailable: The cases could not be run.
    """
    planned = plan(negotiation, profile, kind=kind, factory_state=factory_state)
    results = planned.missing
    if planned.cases:
        results += _run(engine, module, negotiation, profile, budget, planned.cases, plugin_name)
    return ConformanceReport(planned.kinds, results, planned.extras)


def _run(
    engine: Caller,
    module: bytes,
    negotiation: Negotiation,
    profile: Profile,
    budget: Budget,
    cases: Iterable[Case],
    plugin_name: str,
) -> tuple[CaseResult, ...]:
    opened = engine.open(module, budget, plugin_name=plugin_name, config={})
    if opened.instance is None:
        failure = opened.failure
        error = build_error(failure, budget) if failure else Instantiate("no reason given", budget.name)
        return (CaseResult("dispatch", passed=False, detail=str(error), error=error, is_of_reference=True),)
    try:
        return _drive(engine, opened.instance, negotiation, profile, cases)
    finally:
        engine.close(opened.instance)


def _drive(
    engine: Caller, instance: int, negotiation: Negotiation, profile: Profile, cases: Iterable[Case]
) -> tuple[CaseResult, ...]:
    run = run_cases(cases, profile)
    try:
        request = next(run)
        while True:
            request = run.send(_dispatch(engine, instance, negotiation, profile, request))
    except StopIteration as end:
        results: tuple[CaseResult, ...] = end.value
        return results


def _dispatch(
    engine: Caller, instance: int, negotiation: Negotiation, profile: Profile, request: CaseRequest
) -> DispatchOutcome:
    prepared = prepare(negotiation, request.function, request.payload)
    if not isinstance(prepared, Prepared):
        return prepared
    outcome = engine.call(instance, prepared.function, prepared.text.encode(), output_max_bytes=RESPONSE_MAX_BYTES)
    return judge(prepared, outcome, profile)
