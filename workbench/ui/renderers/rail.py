"""The five layers as boxes: sign, verdict, and the few numbers that matter of each."""

from __future__ import annotations

from dataclasses import replace

from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict
from workbench.session.values.generation import Generation
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.boxes import WAITING, Box
from workbench.ui.renderers.conformance import counts
from workbench.visible import duration


def boxes(state: SessionState) -> list[Box]:
    """Return the five boxes of the newest build."""
    generation = state.newest
    if generation is None:
        return list(WAITING)
    running = None
    if not generation.complete:
        running = next((one.layer for one in generation.layers if one.verdict is Verdict.NOT_RUN), None)
    drawn = [_box(one, state, generation, running=one.layer is running) for one in generation.layers]
    return [_of_old(box) for box in drawn] if state.build.failed else drawn


def _of_old(box: Box) -> Box:
    """Return a box without the colour of success: the sources are ahead of the build that passed."""
    return replace(box, style=styles.GREY) if box.style == styles.GOOD else box


def _box(result: LayerResult, state: SessionState, generation: Generation, *, running: bool) -> Box:
    layer = result.layer
    if running:
        return _drawn(layer, styles.RUNNING, styles.ACCENT, "running")
    if layer is Layer.DISPATCH:
        return _dispatch_box(state)
    if result.verdict is Verdict.FAILED:
        return _drawn(layer, styles.FAILED, styles.BAD, result.error.kind if result.error else "failed")
    if result.verdict is Verdict.NOT_RUN:
        return _drawn(layer, styles.NOTHING, styles.GREY, "not run")
    time = duration(result.cost.wall_us) if result.cost.wall_us else ""
    detail = " · ".join(part for part in (_gist(layer, generation), time) if part)
    return replace(_drawn(layer, styles.OK, styles.GOOD, detail or "passed"), more=_fuel(result.cost))


def _fuel(cost: Cost) -> str:
    return "" if cost.fuel_used is None or not cost.fuel_max else f"fuel {styles.share(cost.fuel_used, cost.fuel_max)}"


def _gist(layer: Layer, generation: Generation) -> str:
    if layer is Layer.IDENTITY:
        passed = sum(check.passed is True for check in generation.static_checks)
        return f"{passed}/{len(generation.static_checks)} checks"
    if layer is Layer.HANDSHAKE:
        return f"{sum(row.negotiated for row in generation.function_table)}/{len(generation.function_table)}"
    if layer is Layer.SELF_CHECK:
        return "" if generation.self_check and generation.self_check.request else "nothing to ask"
    days = 7 if generation.metadata is None else _days(generation)
    return f"fresh {days} d"


def _days(generation: Generation) -> int:
    metadata = generation.metadata
    return (metadata.expires_at - metadata.handshake_completed_at) // 86_400 if metadata else 0


def _dispatch_box(state: SessionState) -> Box:
    good, bad = state.dispatched_ok, state.dispatched_fallback
    if state.running:
        return _drawn(Layer.DISPATCH, styles.RUNNING, styles.ACCENT, state.running)
    if not good and not bad:
        waiting = "ready" if state.serving else "not run"
        return replace(_drawn(Layer.DISPATCH, styles.NOTHING, styles.GREY, waiting), more=_cases(state))
    failed = state.last is not None and not state.last.outcome.ok
    detail = f"{good} ok" + (f" · {bad} fallback" if bad else "")
    drawn = _drawn(
        Layer.DISPATCH, styles.FAILED if failed else styles.OK, styles.BAD if failed else styles.GOOD, detail
    )
    fuel = _fuel(state.last.cost) if state.last is not None else ""
    return replace(drawn, more=" · ".join(part for part in (fuel, _cases(state)) if part))


def _cases(state: SessionState) -> str:
    """Say how many conformance cases of the newest build passed; empty: it is not known."""
    found, newest = counts(state.conformance), state.newest
    if found is None or newest is None or state.conformance is None or state.conformance.generation != newest.number:
        return ""
    good, count = found
    return f"cases {good}/{count}"


def _drawn(layer: Layer, sign: str, style: str, detail: str) -> Box:
    return Box(layer.title, sign, style, detail)
