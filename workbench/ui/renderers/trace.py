"""Every message that crossed the border, in order: which way, what, how large, how long. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from workbench.protocol.layers import Layer
from workbench.session.values.trace import NOTHING_GIVEN, Direction, TraceFilter, TraceMessage, holding, place_of
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, text_lines
from workbench.ui.drawing.styles import grey, labelled, say
from workbench.ui.drawing.table import Column, LazyRows, Row
from workbench.ui.renderers.base64_content import message_lines, with_contents
from workbench.ui.renderers.cards import hex_lines
from workbench.ui.renderers.generations import clock
from workbench.visible import duration, size, visible

COLUMNS = (
    Column("", right=True, rank=2),
    Column("time", rank=3),
    Column("gen", right=True, rank=4),
    Column("layer", rank=1),
    Column("what crossed", stretches=True, least=36),
    Column("size", right=True),
    Column("took", right=True),
    Column("", stretches=True, least=6),
)
_ARROWS: Final = {Direction.TO_PLUGIN: "→ ", Direction.TO_HOST: "    ", Direction.FROM_PLUGIN: "← "}
"""What a plugin asks its host for stands within the call that asked."""
_TYPICAL_ROWS: Final = 100
"""Rows at either end of the list by which its columns are laid out."""
_ARGUMENTS_MAX: Final = 200
LAYERS: Final = (None, Layer.HANDSHAKE, Layer.SELF_CHECK, Layer.DISPATCH)
DIRECTIONS: Final = (None, *Direction)
_SAID: Final = {
    Direction.TO_PLUGIN: "to the plugin",
    Direction.TO_HOST: "host functions",
    Direction.FROM_PLUGIN: "from the plugin",
}


@dataclass(frozen=True, slots=True)
class TraceView:
    """What is shown of a trace."""

    wanted: TraceFilter
    shown: int
    """Messages that are listed."""
    held: int
    """Messages that there are, up to where the list was stopped."""
    newer: int | None
    """Messages that came since the list was stopped; None: it follows."""


def rows(messages: Sequence[TraceMessage]) -> LazyRows:
    """Return the messages, the newest last."""

    def find(text: str) -> Iterator[int]:
        return holding(messages, text)

    ends = [*messages[:_TYPICAL_ROWS], *messages[-_TYPICAL_ROWS:]]
    return LazyRows(
        len(messages),
        lambda place: _row(messages[place]),
        lambda key: place_of(messages, int(key)),
        find,
        [_row(one) for one in ends],
    )


def _row(one: TraceMessage) -> Row:
    good = one.outcome in ("", "ok")
    is_asked = one.direction is Direction.TO_HOST
    sign = styles.OK if good else styles.FAILED
    said = f"{sign} {visible(one.outcome, limit=60)}" if one.outcome else ""
    if one.left_out:
        said += f", {one.left_out:,} more calls of host functions"
    cells = (
        grey(str(one.number)),
        grey(clock(one.at)),
        grey(str(one.generation)),
        grey(one.layer.label),
        _what(one),
        Content("" if is_asked else size(one.size_bytes)),
        grey(duration(one.wall_us) if one.wall_us else ""),
        say((said, styles.GREY if good else styles.BAD)),
    )
    return Row(str(one.number), cells)


def _what(one: TraceMessage) -> Content:
    """Return what crossed the border, and of a host function what it was asked for and gave."""
    if one.direction is not Direction.TO_HOST:
        return say((_ARROWS[one.direction], styles.ACCENT), visible(one.name, limit=80))
    asked = visible(one.head.decode("utf-8", "replace"), limit=_ARGUMENTS_MAX)
    return say(_ARROWS[one.direction], visible(one.name, limit=80), (asked, styles.GREY))


def view_line(view: TraceView) -> Content:
    """Return how much of the trace is shown, by what it is filtered, and whether it follows."""
    count = f"{view.shown:,}" if view.shown == view.held else f"{view.shown:,} of {view.held:,}"
    parts = [say((count, styles.STRONG), (" messages", styles.GREY))]
    wanted = view.wanted
    facts = (
        ("layer", f"{wanted.layer.label} {wanted.layer.title}" if wanted.layer else ""),
        ("function", wanted.function or ""),
        ("direction", _SAID[wanted.direction] if wanted.direction else ""),
        ("text", wanted.text),
    )
    parts += [labelled(label, visible(value, limit=60), styles.ACCENT) for label, value in facts if value]
    if view.newer is not None:
        parts.append(say(("paused", styles.WARN), (f", {view.newer:,} newer", styles.GREY)))
    return styles.joined(parts)


def detail_lines(
    messages: Sequence[TraceMessage], number: int | None, *, as_bytes: bool, width: int, is_filtered: bool = False
) -> list[Line]:
    """Return how a message begins, as text or as bytes; of a host function what it was asked for, one part a line."""
    place = None if number is None else place_of(messages, number)
    if place is None:
        if is_filtered:
            return empty_state("No message fits the filter.", ("z", "shows all"))
        return empty_state("No message has been sent yet.", ("^j", "sends the payload"))
    one = messages[place]
    is_asked = one.direction is Direction.TO_HOST
    cut = 0 if is_asked or one.outcome not in ("", "ok") else one.size_bytes - len(one.head)
    note = [BLANK, Line(grey(f"… {size(cut)} more"))] if cut > 0 else []
    if as_bytes:
        return [*hex_lines(one.head, 0, len(one.head), width=width), *note]
    if one.host_call is not None:
        return list(_asked_lines(one))
    text = one.head.decode("utf-8", errors="replace")
    if is_asked:
        return [*text_lines(text), *note]
    return [*(with_contents(text_lines(text), text, width) if cut > 0 else message_lines(text, width=width)), *note]


def _asked_lines(one: TraceMessage) -> Iterator[Line]:
    """Give what a host function was asked for and gave, and within which call."""
    call = one.host_call
    assert call is not None
    took = f", {duration(one.wall_us)} in the host" if one.wall_us else ""
    yield Line(
        say((visible(call.function, limit=80), styles.STRONG), (f"   in {visible(one.export)}{took}", styles.GREY))
    )
    for place, argument in enumerate(call.arguments, start=1):
        yield Line(labelled(f"argument {place}", visible(argument)), hang=2)
    if call.result is not None:
        yield Line(labelled("result", visible(call.result) or NOTHING_GIVEN), hang=2)
    if call.error is not None:
        yield Line(labelled("failed", visible(call.error), styles.BAD), hang=2)
    if call.injected:
        yield Line(labelled("injected", visible(call.injected), styles.WARN), hang=2)
