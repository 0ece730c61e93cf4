"""What a plugin uses at most: its size, its longest call, and the dispatch that needs most fuel."""

from __future__ import annotations

from dataclasses import replace

from workbench.protocol.calls import FailureKind
from workbench.protocol.conformance import CaseResult
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, Prepared, prepare
from workbench.session.measure.fuel import MeasuredCall, lean_module
from workbench.session.ports import Engine
from workbench.session.values.conformance_report import ConformanceReport
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.session.values.thresholds import Figures

_UNMETERED = "the budget does not meter fuel"


def figures_of(
    engine: Engine,
    generation: Generation,
    settings: Settings,
    conformance: ConformanceReport | None,
    *,
    with_fuel: bool,
) -> Figures:
    """Return what the plugin used; `with_fuel`: measure the dispatches, too.

    Raises:
        EngineUnavailable: The fuel could not be measured.
    """
    cases = conformance.results if conformance is not None else ()
    walls = [(one.cost.wall_us, one.layer.value) for one in generation.layers[:3]]
    walls += [(case.wall_us, case.layer) for case in cases]
    wall_us, where = max(walls, key=lambda one: one[0])
    figures = Figures(
        size_bytes=generation.artifact.size_bytes,
        wall_us=wall_us,
        wall_where=where if wall_us else "",
        fuel=None,
        fuel_where="",
        fuel_max=settings.strict_budget.fuel,
    )
    if not with_fuel or conformance is None:
        return figures
    if not figures.fuel_max:
        return replace(figures, fuel_why_not=_UNMETERED)
    return _with_fuel(engine, generation, settings, figures, cases)


def _with_fuel(
    engine: Engine, generation: Generation, settings: Settings, figures: Figures, cases: tuple[CaseResult, ...]
) -> Figures:
    """Measure the dispatch that needs most.

    A measuring takes dozens of calls. So only what does not get by with the most found so far is measured; the longest
    call comes first, since it is the most likely one.
    """
    peak, where, why_not = 0, "", ""
    called = [case for case in cases if case.payload is not None and case.function and case.wall_us]
    for case in sorted(called, key=lambda one: -one.wall_us):
        call = _call(generation, settings, case)
        if call is None or (peak and _gets_by(engine, call, peak)):
            continue
        measured = call.measure(engine)
        if measured.fuel_used is None:
            why_not = why_not or f"{case.layer}: {measured.why_not}"
        elif measured.fuel_used > peak:
            peak, where = measured.fuel_used, case.layer
    if why_not:
        return replace(figures, fuel_why_not=why_not)
    return replace(figures, fuel=peak, fuel_where=where)


def _call(generation: Generation, settings: Settings, case: CaseResult) -> MeasuredCall | None:
    prepared = prepare(generation.negotiation, case.function, case.payload or "")
    if not isinstance(prepared, Prepared):
        return None
    module = lean_module(generation, case.function)
    return MeasuredCall(module, settings.strict_budget, case.function, prepared.text.encode())


def _gets_by(engine: Engine, call: MeasuredCall, fuel: int) -> bool:
    """Say whether a call needs no more than so much fuel."""
    outcome = engine.call_fresh(
        call.module,
        replace(call.budget, fuel=fuel),
        call.export,
        call.payload,
        output_max_bytes=RESPONSE_MAX_BYTES,
    )
    return outcome.failure is None or outcome.failure.kind is not FailureKind.FUEL
