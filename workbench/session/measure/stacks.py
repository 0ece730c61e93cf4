"""Where a guest was when its time or fuel ran out: the engine does not say, so the call is made once more to find out.

The call is made on a fresh instance, with the host's state as it is now and without a limit of fuel; nothing of it
changes a verdict. Owns which failures that is done for, and where what is found goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from workbench.errors.dispatch import DispatchError
from workbench.errors.operator import EngineUnavailable
from workbench.errors.stack_frame import GuestTrace, TracedError
from workbench.protocol.calls import FailureKind
from workbench.protocol.dispatch import DispatchOutcome, Prepared, prepare
from workbench.protocol.layers import LayerResult
from workbench.session.compare.build_diff import CALLING_LAYERS
from workbench.session.load.load_steps import with_layer
from workbench.session.measure.fuel import MeasuredCall, dispatch_call, layer_call
from workbench.session.ports import Engine
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings

if TYPE_CHECKING:
    from workbench.session.values.conformance_report import ConformanceReport
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.replay_report import ReplayReport

RAN_OUT: Final = ("timeout", "plugin ran out of fuel")
"""What the engine says of a guest that it stopped for its budget."""


def record_with_stack(
    engine: Engine, generation: Generation, settings: Settings, record: DispatchRecord
) -> DispatchRecord:
    """Return a dispatch that ran out of time or fuel with the place where it was; any other one as it is."""
    call = dispatch_that_ran_out(generation, settings, record)
    trace = None if call is None else found_stack(engine, call)
    return record if trace is None else record_with(record, trace)


def layers_with_stacks(engine: Engine, generation: Generation, settings: Settings) -> Generation:
    """Return a build of which L2 or L3 ran out of time or fuel with the place where it was; any other one as it is."""
    for result, call in layers_that_ran_out(generation, settings):
        trace = found_stack(engine, call)
        if trace is not None:
            generation = with_layer(generation, result_with(result, trace))
    return generation


def report_with_stacks(
    engine: Engine, generation: Generation, settings: Settings, report: ConformanceReport
) -> ConformanceReport:
    """Return a report whose cases that ran out of time or fuel have the place: of each function the first such case."""
    results, looked_at = list(report.results), set[str]()
    for index, result in enumerate(results):
        error = result.error
        if not isinstance(error, DispatchError) or error.trace is not None or error.found not in RAN_OUT:
            continue
        prepared = None if result.payload is None else prepare(generation.negotiation, result.function, result.payload)
        if result.function in looked_at or not isinstance(prepared, Prepared):
            continue
        looked_at.add(result.function)
        budget, name = settings.strict_budget, generation.plugin_name
        call = MeasuredCall(generation.artifact.module, budget, result.function, prepared.text.encode(), name)
        trace = found_stack(engine, call)
        if trace is not None:
            results[index] = replace(result, error=error.traced(trace))
    return replace(report, results=tuple(results))


def replay_with_stacks(
    engine: Engine, generation: Generation, settings: Settings, report: ReplayReport
) -> ReplayReport:
    """Return a replay whose calls that ran out of time or fuel have the place: of each function the first such call."""
    calls, looked_at = list(report.calls), set[str]()
    for index, one in enumerate(calls):
        asked = _call_that_ran_out(generation, settings, one.outcome)
        if asked is None or asked.export in looked_at:
            continue
        looked_at.add(asked.export)
        trace = found_stack(engine, asked)
        if trace is not None:
            calls[index] = replace(one, outcome=_outcome_with(one.outcome, trace))
    return replace(report, calls=tuple(calls))


def dispatch_that_ran_out(generation: Generation, settings: Settings, record: DispatchRecord) -> MeasuredCall | None:
    """Return the call of a dispatch that ran out of time or fuel, if its place is not known; None: it is none."""
    return _call_that_ran_out(generation, settings, record.outcome)


def _call_that_ran_out(generation: Generation, settings: Settings, outcome: DispatchOutcome) -> MeasuredCall | None:
    error, call = outcome.error, outcome.call
    if not isinstance(error, TracedError) or error.trace is not None or call is None or call.failure is None:
        return None
    if call.failure.kind not in (FailureKind.TIMEOUT, FailureKind.FUEL):
        return None
    asked = dispatch_call(generation, settings, outcome)
    return None if asked is None else replace(asked, module=generation.artifact.module)


def layers_that_ran_out(generation: Generation, settings: Settings) -> Iterator[tuple[LayerResult, MeasuredCall]]:
    """Give the layers that ran out of time or fuel and of which the place is not known, with their calls."""
    for result in map(generation.layer, CALLING_LAYERS):
        error = result.error
        if isinstance(error, TracedError) and error.trace is None and getattr(error, "reason", "") in RAN_OUT:
            call = layer_call(generation, settings, result.layer)
            if call is not None:
                # As it is: of a module without some of its exports, places are other ones.
                yield result, replace(call, module=generation.artifact.module)


def found_stack(engine: Engine, call: MeasuredCall) -> GuestTrace | None:
    """Return where a call is when it is stopped; None: that cannot be found."""
    try:
        return engine.find_stack(
            call.module, call.budget, call.export, call.payload, plugin_name=call.plugin_name, config=call.config
        )
    except EngineUnavailable:
        return None


def record_with(record: DispatchRecord, trace: GuestTrace) -> DispatchRecord:
    """Return a dispatch that failed with the place where it was."""
    return replace(record, outcome=_outcome_with(record.outcome, trace))


def _outcome_with(outcome: DispatchOutcome, trace: GuestTrace) -> DispatchOutcome:
    error = outcome.error
    assert isinstance(error, DispatchError), "looked at before"
    return replace(outcome, error=error.traced(trace))


def result_with(result: LayerResult, trace: GuestTrace) -> LayerResult:
    """Return a layer that failed with the place where it was."""
    assert isinstance(result.error, TracedError), "looked at before"
    return replace(result, error=result.error.traced(trace))
