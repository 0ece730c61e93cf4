"""Dispatches of the history on several builds: one row each, a verdict in each column. Pure."""

from __future__ import annotations

from textual.content import Content

from workbench.session.values.matrix import Matrix
from workbench.session.values.replay_verdict import CallComparison, ReplayVerdict
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.answers import VERDICTS, comparison_lines, verdict_text
from workbench.visible import visible

ROWS_MAX = 2_000
WORDY_MAX = 4
"""Builds up to which each cell says its verdict in full."""
_WORST = (ReplayVerdict.NEWLY_FAILING, ReplayVerdict.CHANGED, ReplayVerdict.FIXED, ReplayVerdict.SAME)


def columns(matrix: Matrix) -> tuple[Column, ...]:
    """Return a column for the entry, and one for each build."""
    newest = len(matrix.generations) - 1
    # Where there is no room for all, the oldest are left out.
    builds = (
        Column(f"gen {number}", rank=newest - at if at < newest else 0) for at, number in enumerate(matrix.generations)
    )
    return (Column("entry", right=True), Column("function", stretches=True, least=6), *builds)


def rows(matrix: Matrix) -> list[Row]:
    """Return the entries, those that need most attention first."""
    order = {verdict: place for place, verdict in enumerate(_WORST)}
    ordered = sorted(matrix.rows, key=lambda row: order.get(row.worst, -1) if row.worst else -1)
    shown = []
    for row in ordered[:ROWS_MAX]:
        cells = tuple(_cell(cell, short=len(row.cells) > WORDY_MAX) for cell in row.cells)
        shown.append(Row(str(row.number), (Content(f"#{row.number}"), Content(visible(row.function)), *cells)))
    return shown


def _cell(cell: CallComparison | None, *, short: bool) -> Content:
    if cell is None:
        return grey(f"{styles.NOTHING}" if short else f"{styles.NOTHING} not sent")
    if not short:
        return verdict_text(cell)
    sign, style = VERDICTS[cell.verdict]
    word = {
        ReplayVerdict.CHANGED: f"{len(cell.differences)}{'+' * cell.cut_off}",
        ReplayVerdict.NEWLY_FAILING: "fails",
    }.get(cell.verdict, cell.verdict.value)
    return say((f"{sign} {word}", style))


def summary(matrix: Matrix | None, *, waiting: int = 0) -> Content:
    """Return how far the replay is, or how often each verdict was given on the last build.

    `waiting` is the number of builds on which nothing replayed yet.
    """
    if matrix is None:
        return grey("nothing replayed yet")
    if matrix.running:
        return say(
            (f"{styles.RUNNING} replaying", styles.ACCENT),
            (f"  {matrix.done:,} of {matrix.total:,} calls", styles.GREY),
        )
    if not matrix.rows:
        return grey("this plugin has no such calls")
    if not matrix.generations:
        return grey(f"{styles.count(len(matrix.rows), 'call')}, none of them comparable")
    counts = matrix.counts(len(matrix.generations) - 1)
    parts = [grey(f"{styles.count(len(matrix.rows), 'call')} on gen {matrix.generations[-1]}")]
    for verdict in _WORST:
        if counts[verdict]:
            sign, style = VERDICTS[verdict]
            parts.append(say((f"{sign} {counts[verdict]:,} {verdict.value}", style)))
    if waiting:
        parts.append(grey(f"{styles.RUNNING} {styles.count(waiting, 'build')} to come"))
    return styles.joined(parts)


def detail_lines(matrix: Matrix | None, number: int | None) -> list[Line]:
    """Return what differs on each build for one entry."""
    row = next((row for row in matrix.rows if row.number == number), None) if matrix else None
    if matrix is None or row is None:
        return empty_state("Calls of the history are replayed here.", ("f8", "marks calls by space"))
    why_not = matrix.not_comparable.get(row.number)
    if why_not:
        return [BLANK, Line(say((f"{styles.NOTHING} ", styles.WARN), visible(why_not)))]
    lines: list[Line] = []
    for generation, cell in zip(matrix.generations, row.cells, strict=True):
        if cell is not None:
            lines.append(Line(say((f"gen {generation}  ", styles.GREY), verdict_text(cell))))
            lines += [*comparison_lines(cell), BLANK]
    return lines
