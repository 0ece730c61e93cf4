"""The problems of a payload as rows under the editor, and one of them in full. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.payload.payload_problems import PayloadProblem

LISTED_MAX = 50
FULL_MAX = 600
"""Characters of a problem that is shown in full."""


def columns(problems: Sequence[PayloadProblem]) -> tuple[Column, ...]:
    """Return the columns; the title counts the problems. What is wrong has the width, the path what is left."""
    title = f"{headline(problems)}, enter goes there"
    return Column(""), Column("line", right=True), Column(title, stretches=True), Column("", stretches=True, least=0)


def rows(problems: Sequence[PayloadProblem]) -> list[Row]:
    """Return the problems as rows; errors stand out by their sign."""
    return [Row(str(index), _cells(problem)) for index, problem in enumerate(problems[:LISTED_MAX])]


def headline(problems: Sequence[PayloadProblem]) -> str:
    """Return how many problems there are; notes are counted only where nothing else is wrong."""
    errors = sum(problem.is_error for problem in problems)
    return styles.count(errors, "problem") if errors else styles.count(len(problems), "note")


def nearest(problems: Sequence[PayloadProblem], place: tuple[int, int]) -> int:
    """Return the problem to speak of when the cursor stands at a place: the one there, in its line, or the next one."""
    for index, one in enumerate(problems):
        if one.start <= place <= one.end:
            return index
    in_line = [index for index, one in enumerate(problems) if one.start[0] <= place[0] <= one.end[0]]
    behind = [index for index, one in enumerate(problems) if one.start > place]
    return next(iter([*in_line, *behind]), max(len(problems) - 1, 0))


def full_text(problem: PayloadProblem) -> Content:
    """Return a problem without a word left out."""
    sign, style = _sign(problem)
    path = f"{untrusted(problem.path, FULL_MAX)}: " if problem.path else ""
    return say((f"{sign} ", style), (path, style), untrusted(problem.text, FULL_MAX))


def _sign(problem: PayloadProblem) -> tuple[str, str]:
    return (styles.FAILED, styles.BAD) if problem.is_error else ("!", styles.WARN)


def _cells(problem: PayloadProblem) -> tuple[Content, ...]:
    line = styles.grey(f"{problem.start[0] + 1:,}")
    path = styles.grey(untrusted(problem.path, 120))
    return say(_sign(problem)), line, say(untrusted(problem.text, 200)), path
