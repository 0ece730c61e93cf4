"""Who sent what to whom, as SVG within the page: lifelines from top to bottom, an arrow for each message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.reports.document.blocks import SequenceArrow, SequenceDiagram, Tone
from workbench.reports.html.escaping import escaped
from workbench.visible import visible, width

_WIDTH: Final = 1_000
_HEAD: Final = 44
_ROW: Final = 34
_EDGE: Final = 110
"""From the edges to the first and the last lifeline."""
_BESIDE: Final = 8
_TIP: Final = 9
_CHARACTER: Final = 7.3
"""How wide a character of an arrow's text is, at most."""


def sequence_html(diagram: SequenceDiagram) -> Iterator[str]:
    """Give the lines of the figure, its caption, and how many messages there are more."""
    height = _HEAD + _ROW * len(diagram.arrows) + 16
    yield f"<p>{escaped(diagram.caption)}</p>"
    yield f'<div class="wide"><svg class="sequence" role="img" viewBox="0 0 {_WIDTH} {height}">'
    yield f"<title>{escaped(diagram.caption)}</title>"
    for place, name in enumerate(diagram.lifelines):
        x = _x(diagram, place)
        yield f'<line class="life" x1="{x}" y1="30" x2="{x}" y2="{height}"/>'
        yield f'<rect class="who" x="{x - 80}" y="2" width="160" height="28" rx="6"/>'
        yield f'<text class="who" x="{x}" y="21">{escaped(name)}</text>'
    for row, arrow in enumerate(diagram.arrows):
        yield _arrow(diagram, arrow, _HEAD + _ROW * row + 24)
    yield "</svg></div>"
    if diagram.left_out:
        yield f'<p class="quiet">… and {diagram.left_out:,} more</p>'


def _x(diagram: SequenceDiagram, place: int) -> int:
    return _EDGE + (_WIDTH - 2 * _EDGE) * place // max(len(diagram.lifelines) - 1, 1)


def _arrow(diagram: SequenceDiagram, arrow: SequenceArrow, y: int) -> str:
    start, end = _x(diagram, arrow.source), _x(diagram, arrow.target)
    way = 1 if end > start else -1
    name = f"arrow {arrow.tone.value}" if arrow.tone is not Tone.PLAIN else "arrow"
    line = "answer" if arrow.is_answer else "request"
    tip = f"{end},{y} {end - way * _TIP},{y - 5} {end - way * _TIP},{y + 5}"
    number = "" if arrow.number is None else f'<text class="number" x="{_BESIDE}" y="{y + 4}">{arrow.number}</text>'
    room = int((abs(end - start) - 4 * _BESIDE) / _CHARACTER)
    label, said = _fitting(arrow.name, room), ""
    left = room - width(label) - 2
    if arrow.said and left > 2:
        said = f'<tspan class="said" dx="8">{escaped(_fitting(arrow.said, left))}</tspan>'
    return (
        f'<g class="{name}">{number}<line class="{line}" x1="{start}" y1="{y}" x2="{end - way * _TIP}" y2="{y}"/>'
        f'<polygon points="{tip}"/><text x="{(start + end) // 2}" y="{y - 6}">{escaped(label)}{said}</text>'
        f"<title>{escaped(f'{arrow.name} {arrow.said}'.strip())}</title></g>"
    )


def _fitting(text: str, room: int) -> str:
    """Return a text cut to so many cells."""
    text = visible(text, limit=room * 2)
    if width(text) <= room:
        return text
    while text and width(text) >= room:
        text = text[:-1]
    return f"{text}…"
