"""All builds of a run as rows: which one answers, what was found in each layer, what changed. Pure."""

from __future__ import annotations

import time

from textual.content import Content

from workbench.protocol.layers import LayerResult, Verdict
from workbench.session.state import Generation, SessionState
from workbench.ui import ink
from workbench.ui.contents.cards import consequence, error_lines
from workbench.ui.grid import Column, Row
from workbench.ui.ink import grey, say
from workbench.ui.lines import BLANK, Line
from workbench.visible import duration, size, visible

COLUMNS = (
    Column("gen", right=True),
    Column("", stretches=True, least=8),
    Column("time", rank=2),
    Column("sha", rank=3),
    Column("size", right=True, rank=1),
    Column("L1-5"),
    Column("took", right=True, rank=2),
    Column("changed", stretches=True, least=10),
)
_SIGNS = {Verdict.PASSED: (ink.OK, ink.GOOD), Verdict.FAILED: (ink.FAILED, ink.BAD), Verdict.NOT_RUN: ("–", ink.GREY)}


def rows(state: SessionState) -> list[Row]:
    """Return the builds, the newest first."""
    return [Row(str(one.number), _cells(one, state)) for one in reversed(state.generations)]


def _cells(one: Generation, state: SessionState) -> tuple[Content, ...]:
    took_us = sum(_took(result) for result in one.layers[:4])
    return (
        Content(str(one.number)),
        _standing(one, state),
        grey(clock(one.loaded_at)),
        Content(one.artifact.sha256[:6]),
        Content(size(one.artifact.size_bytes)),
        say(*(_SIGNS[result.verdict] for result in one.layers)),
        grey(duration(took_us)),
        _changed(one),
    )


def _standing(one: Generation, state: SessionState) -> Content:
    words = []
    if state.serving is not None and state.serving.number == one.number:
        words.append((f"{ink.FULL} answers", ink.GOOD))
    if state.baseline == one.number:
        words.append((" ◆ baseline", ink.ACCENT))
    return say(*words)


def _took(result: LayerResult) -> int:
    return result.cost.wall_us + result.cost.compile_us + result.cost.instantiate_us


def _changed(one: Generation) -> Content:
    failed = one.failed_layer
    if failed is not None:
        kind = failed.error.kind if failed.error else failed.detail
        return say((f"{failed.layer.label} {visible(kind, limit=80)}", ink.BAD))
    if not one.changes:
        return grey("nothing" if one.number > 1 else "the first")
    more = f" and {len(one.changes) - 1} more" if len(one.changes) > 1 else ""
    return say(visible(one.changes[0], limit=200), (more, ink.GREY))


def detail_lines(state: SessionState, number: int | None) -> list[Line]:
    """Return a build in full: whose it is, why it failed, what changed."""
    one = next((one for one in state.generations if one.number == number), None)
    if one is None:
        return [BLANK, Line(grey("No build was loaded yet."))]
    title = say((visible(one.title, limit=120), ink.STRONG), (f"   sha256 {one.artifact.sha256}", ink.GREY))
    lines = [Line(title, hang=2)]
    failed = one.failed_layer
    if failed is not None and failed.error is not None:
        lines += [BLANK, *error_lines(failed.error, host=consequence(failed.layer))]
    if one.artifact.dropped_bytes:
        lines += [BLANK, Line(grey("Its bytes are not kept any more, so it can not answer."))]
    if one.changes:
        lines += [BLANK, Line(grey("changed since the build before"))]
        lines += [Line(say("  ", visible(change, limit=400)), hang=4) for change in one.changes]
    return lines


def clock(unix_s: float) -> str:
    """Return a time of day; empty for one that no clock can show."""
    try:
        return time.strftime("%H:%M:%S", time.localtime(unix_s))
    except (OverflowError, OSError, ValueError):
        return ""
