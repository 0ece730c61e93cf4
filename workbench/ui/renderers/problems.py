"""The problems of a payload as rows under the editor. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.payload.payload_problems import PayloadProblem

LISTED_MAX = 50


def columns(problems: Sequence[PayloadProblem]) -> tuple[Column, Column]:
    """Return the columns; the title counts the problems."""
    return Column(""), Column(f"{headline(problems)}, enter goes there", stretches=True)


def rows(problems: Sequence[PayloadProblem]) -> list[Row]:
    """Return the problems as rows; errors stand out by their sign."""
    return [Row(str(index), _cells(problem)) for index, problem in enumerate(problems[:LISTED_MAX])]


def headline(problems: Sequence[PayloadProblem]) -> str:
    """Return how many problems there are; notes are counted only where nothing else is wrong."""
    errors = sum(problem.is_error for problem in problems)
    return styles.count(errors, "problem") if errors else styles.count(len(problems), "note")


def _cells(problem: PayloadProblem) -> tuple[Content, ...]:
    sign, style = (styles.FAILED, styles.BAD) if problem.is_error else ("!", styles.WARN)
    path = f"{untrusted(problem.path, 120)} " if problem.path else ""
    return say((sign, style)), say((path, style), untrusted(problem.text, 200))
