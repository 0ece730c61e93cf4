"""Five boxes side by side, or on one line: how the rail of layers is drawn. Pure; knows no layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from textual.content import Content

from workbench.ui.drawing import styles


@dataclass(frozen=True, slots=True)
class Box:
    """One layer as it is drawn."""

    name: str
    """`handshake`. Layers have no number on the screen: the panes have others."""
    sign: str
    style: str
    detail: str
    more: str = ""
    """What is said behind the detail where there is room."""


NAMES = ("identity", "handshake", "self-check", "record", "dispatch")
WAITING = tuple(Box(name, styles.NOTHING, styles.GREY, "waiting") for name in NAMES)
"""The layers before there is a plugin."""


def box_widths(needs: Sequence[int], width: int) -> list[int]:
    """Return the width of each box: what it needs, the rest shared; all alike when everything fits so."""
    alike = width // len(needs)
    if max(needs) <= alike:
        more = width - alike * len(needs)
        widths = [alike + (index < more) for index in range(len(needs))]
    else:
        spare = width - sum(needs)
        widths = [need + spare // len(needs) for need in needs] if spare >= 0 else _shrunk(needs, -spare)
    widths[-1] += width - sum(widths)
    return widths


def _shrunk(needs: Sequence[int], over: int) -> list[int]:
    widths = list(needs)
    while over > 0 and max(widths) > 8:
        widest = widths.index(max(widths))
        widths[widest] -= 1
        over -= 1
    return widths


def with_more(shown: Sequence[Box], width: int) -> list[Box]:
    """Return the boxes, the last first with all that is to be said, as long as all of them have room so."""
    fitted = list(shown)
    for index in reversed(range(len(fitted))):
        box = fitted[index]
        fuller = replace(box, detail=_details(box))
        if sum(map(_need, [*fitted[:index], fuller, *fitted[index + 1 :]])) <= width:
            fitted[index] = fuller
    return fitted


def _details(box: Box) -> str:
    return f"{box.detail} · {box.more}" if box.detail and box.more else box.detail or box.more


def _need(box: Box) -> int:
    return max(len(box.name), len(box.detail)) + 7


def rail_boxes(shown: Sequence[Box], width: int) -> tuple[Content, list[int]]:
    """Return three rows of boxes, and the width of each."""
    shown = with_more(shown, width)
    widths = box_widths([_need(box) for box in shown], width)
    top, middle, bottom = Content(), Content(), Content()
    for box, room in zip(shown, widths, strict=True):
        edge = {styles.BAD: "$error", styles.GOOD: "$success-muted"}.get(box.style, "$foreground 20%")
        inner = max(room - 3, 3)  # one cell stays free on the right: boxes do not touch
        title = box.name[: max(inner - 4, 0)]
        title_style = (
            styles.BAD if box.style == styles.BAD else styles.GREY if box.style == styles.GREY else styles.PLAIN
        )
        top += styles.say(("╭─ ", edge), (title, title_style), (" " + "─" * (inner - len(title) - 3) + "╮ ", edge))
        text = styles.say(
            (f"{box.sign} ", box.style), (box.detail, styles.BAD if box.style == styles.BAD else styles.GREY)
        )
        text = text.truncate(max(inner - 2, 1), ellipsis=True)
        text = text.pad_right(max(inner - 2 - text.cell_length, 0))
        middle += styles.say(("│ ", edge), text, (" │ ", edge))
        bottom += styles.say(("╰" + "─" * inner + "╯ ", edge))
    return Content("\n").join([top, middle, bottom]), widths


def rail_line(shown: Sequence[Box], width: int) -> tuple[Content, list[int]]:
    """Return the layers on one line, with as many words as fit, and the width of each."""
    for words in (_all, _full, _medium, _narrow, _short, _shortest):
        parts = [styles.say((f"{box.sign} ", box.style), words(box)) for box in shown]
        if sum(part.cell_length + 2 for part in parts) + 1 <= width:
            break
    line = Content(" ")
    for part in parts:
        line += styles.say(part, "  ")
    return line.truncate(max(width, 1)), [part.cell_length + 2 for part in parts]


def _all(box: Box) -> Content:
    return _full(replace(box, detail=_details(box)))


def _full(box: Box) -> Content:
    return styles.say(box.name, (f" {box.detail}", styles.BAD if box.style == styles.BAD else styles.GREY))


def _medium(box: Box) -> Content:
    if box.style == styles.BAD:
        return styles.say(box.name, (f" {box.detail}", styles.BAD))
    return Content(box.name)


def _narrow(box: Box) -> Content:
    return _medium(box) if box.style == styles.BAD else _shortest(box)


def _short(box: Box) -> Content:
    return Content(box.name)


def _shortest(box: Box) -> Content:
    return Content(box.name[:3])
