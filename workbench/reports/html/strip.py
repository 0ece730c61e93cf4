"""The sections of a file to scale, as SVG within the page. Labels keep their size however wide the page is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.reports.document.blocks import ModuleStrip, StripPiece
from workbench.reports.html.escaping import escaped
from workbench.visible import size

_KINDS: Final = ("code", "data, element", "custom", "identity", "other")
"""In the order of the colours in `of_module`."""
_CLASSES: Final = ("k0", "k1", "k2", "k3", "k4")
_LABEL_MIN_SHARE: Final = 0.09
_DRAWN_MAX: Final = 500


def strip_html(strip: ModuleStrip) -> Iterator[str]:
    """Give the lines of the figure: bar, scale, legend."""
    whole = max(strip.size_bytes, 1)
    yield '<svg class="strip" role="img" aria-label="sections of the file, to scale">'
    # Of very many the largest: the others are narrower than a line.
    largest = sorted(strip.pieces, key=lambda one: -one.size)[:_DRAWN_MAX]
    for piece in sorted(largest, key=lambda one: one.start):
        yield _piece(piece, whole)
    if strip.damaged_from is not None:
        left = 1 - strip.damaged_from / whole
        yield (
            f'<rect class="damaged" x="{strip.damaged_from / whole:.4%}" y="0" width="{left:.4%}" height="58">'
            f"<title>not readable: {escaped(size(strip.size_bytes - strip.damaged_from))}</title></rect>"
        )
    yield "</svg>"
    marks = "".join(f"<span>{escaped(size(round(whole * part / 4)))}</span>" for part in range(5))
    yield f'<div class="scale">{marks}</div>'
    yield from _legend(strip)


def _piece(piece: StripPiece, whole: int) -> str:
    share = piece.size / whole
    place = f'x="{piece.start / whole:.4%}" y="0" width="{share:.4%}" height="58"'
    title = f"<title>{escaped(piece.label)}: {escaped(size(piece.size))}, {share:.1%}</title>"
    label = ""
    if share >= _LABEL_MIN_SHARE:
        label = f'<text x="50%" y="50%">{escaped(piece.label)}</text>'
    return f'<svg {place}><rect class="{_CLASSES[piece.kind]}" width="100%" height="100%">{title}</rect>{label}</svg>'


def _legend(strip: ModuleStrip) -> Iterator[str]:
    yield '<div class="legend">'
    for kind, name in enumerate(_KINDS):
        found = sum(piece.size for piece in strip.pieces if piece.kind == kind)
        if found:
            yield f"<span>{_swatch(_CLASSES[kind])}{name} {escaped(size(found))}</span>"
    if strip.damaged_from is not None:
        yield f"<span>{_swatch('damaged')}not readable {escaped(size(strip.size_bytes - strip.damaged_from))}</span>"
    yield "</div>"


def _swatch(name: str) -> str:
    return f'<svg><rect class="{name}" width="11" height="11"/></svg>'
