"""What answers depend on beside their payload: a row for each function, and what was found of it. Pure."""

from __future__ import annotations

from textual.content import Content

from workbench.session.values.drift_report import Drift, DriftReport, DriftState, FunctionDrift
from workbench.session.values.json_difference import Comparison
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.answers import comparison_lines
from workbench.ui.renderers.cards import error_lines

COLUMNS = (Column("function"), Column("verdict"), Column("depends on", stretches=True, least=20))


def summary(drift: DriftState | None) -> Content:
    """Return what was found of which build."""
    if drift is None:
        return grey("no build answers")
    build = grey(f"gen {drift.generation}")
    if drift.is_running:
        return styles.joined([say((f"{styles.RUNNING} running", styles.ACCENT)), build])
    if drift.report is None:
        return styles.joined([say((f"{styles.FAILED} not run", styles.BAD)), build])
    said = (
        (styles.OK, "no hidden state", styles.GOOD)
        if drift.report.passed
        else (styles.FAILED, "hidden state", styles.BAD)
    )
    payload = grey(f"{drift.function} with the payload of the editor, the others with a typical one")
    return styles.joined([say((f"{said[0]} {said[1]}", f"bold {said[2]}")), payload, build])


def rows(drift: DriftState | None) -> list[Row]:
    """Return the functions in their order."""
    return [Row(one.function, _cells(one)) for one in _functions(drift)]


def _functions(drift: DriftState | None) -> tuple[FunctionDrift, ...]:
    return tuple(drift.report.functions) if drift is not None and drift.report is not None else ()


def _cells(one: FunctionDrift) -> tuple[Content, ...]:
    if DriftReport((one,)).passed:
        verdict = say((f"{styles.OK} no hidden state", styles.GOOD))
    else:
        verdict = say((f"{styles.FAILED} hidden state", styles.BAD))
    causes = ", ".join(found.cause.short for found in one.found)
    return Content(one.function), verdict, Content(causes) if causes else grey("the payload alone")


def lines(drift: DriftState | None, key: str | None) -> list[Line]:
    """Return what was found of a function."""
    if drift is not None and drift.error is not None:
        return [BLANK, *error_lines(drift.error)]
    one = next((one for one in _functions(drift) if one.function == key), None)
    if one is None:
        return empty_state(
            "Each payload is sent again and again, with one thing changed at a time.", ("r", "looks again")
        )
    if not one.found:
        said = f"{one.calls} calls each with another clock, seed, storage, instance, and with none: the same answers."
        return [BLANK, Line(grey(said))]
    return [line for found in one.found for line in _cause_lines(found)]


def _cause_lines(found: Drift) -> list[Line]:
    style = styles.BAD if found.cause.is_hidden else styles.STRONG
    head = [BLANK, Line(say(("depends on ", styles.GREY), (found.cause.sentence, style)), hang=2)]
    if found.difference is None:
        return [*head, Line(grey(f"call 1 ended {found.before}, call {found.call} ended {found.after}"), hang=2)]
    return [*head, Line(grey(f"call 1 and call {found.call}")), *comparison_lines(Comparison((found.difference,)))]
