"""Five boxes side by side, or on one line: how the rail of layers is drawn. Pure; knows no layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from textual.content import Content

from workbench.ui.drawing import styles

_BOX_LEAST: Final = 8


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
    """Return the width of each box: all alike, so that none moves when what it says changes.

    Args:
        needs: What each box must have, at the expense of the others; 0: nothing in particular.
        width: Of all of them.
    """
    alike = width // len(needs)
    widths = [max(need, alike) for need in needs]
    while sum(widths) > width and max(widths) > _BOX_LEAST:
        lean = [index for index, need in enumerate(needs) if need <= alike and widths[index] > _BOX_LEAST]
        widths[max(lean or range(len(widths)), key=widths.__getitem__)] -= 1
    for index in range(width - sum(widths)):
        widths[index % len(widths)] += 1
    return widths


def fitting(parts: Sequence[str], width: int) -> str:
    """Return as many parts, from the first on, as stand side by side in a width; at least the first."""
    kept = list(parts)
    while len(kept) > 1 and len(" · ".join(kept)) > width:
        kept.pop()
    return " · ".join(kept)


def _details(box: Box) -> list[str]:
    return [part for part in (*box.detail.split(" · "), box.more) if part]


def _need(box: Box) -> int:
    """Return what a box must have: the name of an error is the one word that matters."""
    return max(len(box.name), len(box.detail)) + 7 if box.style == styles.BAD else 0


def rail_boxes(shown: Sequence[Box], width: int) -> tuple[Content, list[int]]:
    """Return three rows of boxes, and the width of each."""
    widths = box_widths([_need(box) for box in shown], width)
    top, middle, bottom = Content(), Content(), Content()
    for box, room in zip(shown, widths, strict=True):
        edge = {styles.BAD: "$error", styles.GOOD: "$success 45%"}.get(box.style, "$foreground 20%")
        inner = max(room - 3, 3)  # one cell stays free on the right: boxes do not touch
        title = box.name[: max(inner - 4, 0)]
        title_style = (
            styles.BAD if box.style == styles.BAD else styles.GREY if box.style == styles.GREY else styles.PLAIN
        )
        top += styles.say(("╭─ ", edge), (title, title_style), (" " + "─" * (inner - len(title) - 3) + "╮ ", edge))
        text = styles.say(
            (f"{box.sign} ", box.style),
            (fitting(_details(box), inner - 4), styles.BAD if box.style == styles.BAD else styles.GREY),
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
        # Behind the last one no gap is needed.
        if sum(part.cell_length + 2 for part in parts) - 1 <= width:
            break
    line = Content(" ")
    for part in parts:
        line += styles.say(part, "  ")
    return line.truncate(max(width, 1)), [part.cell_length + 2 for part in parts]


def _all(box: Box) -> Content:
    return _full(replace(box, detail=" · ".join(_details(box))))


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
