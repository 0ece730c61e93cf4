"""`trace` for people: each call with what the plugin asked its host within it, below the layer that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workbench.protocol.layers import Layer
from workbench.reports.text.page import Page
from workbench.session.values.trace import Direction, TraceMessage, host_call_text
from workbench.session.values.trace_report import TraceReport
from workbench.visible import duration, size, visible

_TEXT_MAX: Final = 160
_NAME_WIDTH: Final = 18


def write_trace(page: Page, report: TraceReport, messages: Sequence[TraceMessage]) -> None:
    """Write the messages of a report, from which secrets were taken, and why a layer failed."""
    page.title(visible(report.generation.title))
    layer: Layer | None = None
    for one in page.shown(messages):
        if one.layer is not layer:
            layer = one.layer
            page.line()
            page.title(f"{layer.label} {layer.title}")
        page.line(_line(page, one))
    failed = report.generation.error
    if failed is not None:
        page.line()
        page.error(failed, indent="", hints=report.generation.hints)


def _line(page: Page, one: TraceMessage) -> str:
    if one.host_call is not None:
        asked = f"{one.name}{visible(host_call_text(one.host_call), limit=_TEXT_MAX)}"
        colour = "quiet" if one.host_call.error is None else "bad"
        return f"      {page.paint(asked, colour)}{_behind(one)}"
    text = visible(one.head.decode("utf-8", "replace"), limit=_TEXT_MAX)
    name = f"{visible(one.name, limit=80):<{_NAME_WIDTH}}"
    if one.direction is Direction.TO_PLUGIN:
        return (
            f"  {page.paint('→', 'accent')} {name}  {size(one.size_bytes):>9}             {page.paint(text, 'quiet')}"
        )
    good = one.outcome == "ok"
    sign = page.paint("←", "accent" if good else "bad")
    word = "" if good else f"{page.paint(visible(one.outcome), 'bad')}  "
    more = f"  … and {one.left_out:,} more calls of host functions" if one.left_out else ""
    took = f"{duration(one.wall_us):>9}"
    return f"  {sign} {name}  {size(one.size_bytes):>9}  {took}  {word}{page.paint(text, 'quiet')}{more}"


def _behind(one: TraceMessage) -> str:
    return f"  {duration(one.wall_us)}" if one.wall_us else ""
