"""All builds of a run as rows: which one answers, what was found in each layer, what changed. Pure."""

from __future__ import annotations

import time

from textual.content import Content

from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.session.compare.build_diff import CALLING_LAYERS
from workbench.session.compare.generation_rows import all_changes
from workbench.session.values.generation import Generation
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import consequence, error_lines
from workbench.visible import duration, size, visible

COLUMNS = (
    Column("gen", right=True),
    Column("", stretches=True, least=8),
    Column("time", rank=2),
    Column("sha", rank=3),
    Column("size", right=True, rank=1),
    Column("layers"),
    Column("took", right=True, rank=2),
    Column("handshake fuel", right=True, rank=4),
    Column("self-check fuel", right=True, rank=4),
    Column("changed", stretches=True, least=24),
)
CHANGES_MAX = 4
"""Changes that stand in a row; all of them stand below the list."""
_SIGNS = {
    Verdict.PASSED: (styles.OK, styles.GOOD),
    Verdict.FAILED: (styles.FAILED, styles.BAD),
    Verdict.NOT_RUN: ("–", styles.GREY),
}


def rows(state: SessionState, marked: int | None = None) -> list[Row]:
    """Return the builds, the newest first; `marked` is the one that others are to be compared with."""
    return [Row(str(one.number), _cells(one, state, marked)) for one in reversed(state.generations)]


def _cells(one: Generation, state: SessionState, marked: int | None) -> tuple[Content, ...]:
    return (
        Content(str(one.number)),
        _standing(one, state, marked),
        grey(clock(one.loaded_at)),
        Content(one.artifact.sha256[:6]),
        Content(size(one.artifact.size_bytes)),
        say(*(_SIGNS[result.verdict] for result in one.layers)),
        grey(duration(_took_us(one))),
        *(_fuel(one.layer(layer)) for layer in CALLING_LAYERS),
        _changed(one, state),
    )


def _standing(one: Generation, state: SessionState, marked: int | None) -> Content:
    words = []
    if state.serving is not None and state.serving.number == one.number:
        words.append(say((f"{styles.FULL} answers", styles.GOOD)))
    if state.baseline == one.number:
        words.append(say(("◆ baseline" if not words else "◆", styles.ACCENT)))
    if marked == one.number:
        words.append(say(("■ marked" if not words else "■", styles.ACCENT)))
    return styles.joined(words, " ")


def _fuel(result: LayerResult) -> Content:
    used = result.cost.fuel_used
    return grey("" if used is None else f"{used:,}")


def _took_us(one: Generation) -> int:
    costs = [result.cost for result in one.layers[:4]]
    return sum(cost.wall_us + cost.compile_us + cost.instantiate_us for cost in costs)


def _changed(one: Generation, state: SessionState) -> Content:
    failed = one.failed_layer
    # Whether a dispatch fails depends on its payload.
    if failed is not None and failed.layer is not Layer.DISPATCH:
        kind = failed.error.kind if failed.error else failed.detail
        return say((f"{failed.layer.title}: {visible(kind, limit=80)}", styles.BAD))
    changes = all_changes(one, state.generations)
    if not changes:
        return grey("nothing" if one.number > 1 else "the first")
    return Content(visible(", ".join(changes[:CHANGES_MAX]), limit=200))


def detail_lines(state: SessionState, number: int | None) -> list[Line]:
    """Return a build in full: whose it is, why it failed, what changed."""
    one = next((one for one in state.generations if one.number == number), None)
    if one is None:
        return [BLANK, Line(grey("No build has been loaded yet."))]
    title = say((visible(one.title, limit=120), styles.STRONG), (f"   sha256 {one.artifact.sha256}", styles.GREY))
    lines = [Line(title, hang=2), Line(_origin(one), hang=2)]
    failed = one.failed_layer
    if failed is not None and failed.error is not None and failed.layer is not Layer.DISPATCH:
        lines += [BLANK, *error_lines(failed.error, host=consequence(failed.layer), hints=one.hints)]
    if one.artifact.dropped_bytes:
        lines += [BLANK, Line(grey("Its bytes were dropped, so it cannot answer."))]
    changes = all_changes(one, state.generations)
    if changes:
        lines += [BLANK, Line(grey("changed since the previous build"))]
        lines += [Line(say("  ", visible(change, limit=400)), hang=4) for change in changes]
    return lines


def _origin(one: Generation) -> Content:
    """Return when it was loaded, and what that took; columns of the list that there may be no room for."""
    used = [(layer.title, one.layer(layer).cost) for layer in CALLING_LAYERS]
    fuel = [f"{label} {cost.fuel_used:,} of {cost.fuel_max:,}" for label, cost in used if cost.fuel_used is not None]
    parts = [
        grey(f"loaded {clock(one.loaded_at)}"),
        grey(size(one.artifact.size_bytes)),
        grey(f"took {duration(_took_us(one))}"),
        grey(f"fuel {', '.join(fuel)}" if fuel else ""),
    ]
    return styles.joined(parts)


def clock(unix_s: float) -> str:
    """Return a time of day; empty for one that no clock can show."""
    try:
        return time.strftime("%H:%M:%S", time.localtime(unix_s))
    except (OverflowError, OSError, ValueError):
        return ""
