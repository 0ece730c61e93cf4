"""The parts of a payload as rows: path, and how the value begins. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import grey, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.payload.outline import OutlinePart

LISTED_MAX = 500


def columns(parts: Sequence[OutlinePart]) -> tuple[Column, Column]:
    """Return the columns; the title counts the parts."""
    return Column(styles.count(len(parts), "part"), stretches=True, least=24), Column("", stretches=True)


def rows(parts: Sequence[OutlinePart]) -> list[Row]:
    """Return parts as rows, at most `LISTED_MAX`."""
    return [
        Row(str(index), (Content(untrusted(one.pointer, 200)), grey(one.preview)))
        for index, one in enumerate(parts[:LISTED_MAX])
    ]
