"""Every message that crossed the border, in order: which way, what, how large, how long. Pure."""

from __future__ import annotations

from textual.content import Content

from workbench.session.values.state import SessionState
from workbench.session.values.trace import Direction, TraceMessage
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, text_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.base64_content import message_lines, with_contents
from workbench.ui.renderers.cards import hex_lines
from workbench.ui.renderers.generations import clock
from workbench.visible import duration, size, visible

COLUMNS = (
    Column("", right=True, rank=2),
    Column("time", rank=1),
    Column("gen", right=True, rank=3),
    Column("direction"),
    Column("what", stretches=True, least=12),
    Column("size", right=True),
    Column("took", right=True),
    Column("", stretches=True, least=6),
)
_ARROWS = {Direction.TO_PLUGIN: "→ plugin", Direction.TO_HOST: "  ← asks host", Direction.FROM_PLUGIN: "← plugin"}


def rows(state: SessionState) -> list[Row]:
    """Return the messages, the newest last."""
    return [Row(str(one.number), _cells(one)) for one in state.trace]


def _cells(one: TraceMessage) -> tuple[Content, ...]:
    good = one.outcome in ("", "ok")
    return (
        grey(str(one.number)),
        grey(clock(one.at)),
        grey(str(one.generation)),
        say((_ARROWS[one.direction], styles.GREY if one.direction is Direction.TO_HOST else styles.ACCENT)),
        Content(visible(one.name, limit=80)),
        Content(size(one.size_bytes) if one.direction is not Direction.TO_HOST else ""),
        grey(duration(one.wall_us) if one.wall_us else ""),
        say(
            (
                f"{styles.OK if good else styles.FAILED} {visible(one.outcome, limit=60)}",
                styles.GREY if good else styles.BAD,
            )
        )
        if one.outcome
        else Content(),
    )


def detail_lines(state: SessionState, number: int | None, *, as_bytes: bool, width: int) -> list[Line]:
    """Return how a message begins, as text or as bytes."""
    one = next((one for one in state.trace if one.number == number), None)
    if one is None:
        return empty_state("No message has been sent yet.", ("^j", "sends the payload"))
    cut = one.size_bytes - len(one.head) if one.direction is not Direction.TO_HOST else 0
    note = [BLANK, Line(grey(f"… {size(cut)} more"))] if cut > 0 else []
    if as_bytes:
        return [*hex_lines(one.head, 0, len(one.head), width=width), *note]
    text = one.head.decode("utf-8", errors="replace")
    if one.direction is Direction.TO_HOST:
        return [*text_lines(text), *note]
    return [*(with_contents(text_lines(text), text, width) if cut > 0 else message_lines(text, width=width)), *note]
