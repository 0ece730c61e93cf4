"""The conformance cases of a build: a row for each, and what stands behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from workbench.protocol.conformance import CaseResult
from workbench.session.values.conformance_report import ConformanceState
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, json_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import error_lines, lead_of
from workbench.visible import duration, visible

COLUMNS = (
    Column("case", stretches=True, least=20),
    Column("verdict"),
    Column("what came of it", stretches=True, least=20),
    Column("time", right=True, rank=1),
)
_DETAIL_MAX = 300


def counts(conformance: ConformanceState | None) -> tuple[int, int] | None:
    """Return how many cases a host could live with, and how many there are; None: it is not known."""
    if conformance is None or conformance.report is None:
        return None
    results = conformance.report.results
    return sum(_is_good(one) for one in results), len(results)


def _is_good(result: CaseResult) -> bool:
    return result.passed and result.is_usable is not False


def summary(state: SessionState) -> Content:
    """Return what came of the cases of which build."""
    conformance = state.conformance
    if conformance is None:
        return grey("no case has run yet" if state.settings.run_conformance else "the cases are switched off")
    build = grey(f"gen {conformance.generation}")
    if conformance.is_running:
        return styles.joined([say((f"{styles.RUNNING} running", styles.ACCENT)), build])
    found = counts(conformance)
    if conformance.report is None or found is None:
        return styles.joined([say((f"{styles.FAILED} not run", styles.BAD)), build])
    good, count = found
    sign, style = (styles.OK, styles.GOOD) if good == count else (styles.FAILED, styles.BAD)
    kinds = ", ".join(kind.value for kind in conformance.report.kinds) or "of no kind that has cases"
    return styles.joined([say((f"{sign} {good} of {count} passed", f"bold {style}")), grey(kinds), build])


def rows(state: SessionState) -> list[Row]:
    """Return the cases in their order, those that failed first."""
    results = _results(state)
    ordered = sorted(range(len(results)), key=lambda index: _is_good(results[index]))
    return [Row(str(index), _cells(results[index])) for index in ordered]


def _results(state: SessionState) -> tuple[CaseResult, ...]:
    conformance = state.conformance
    return conformance.report.results if conformance is not None and conformance.report is not None else ()


def _cells(result: CaseResult) -> tuple[Content, ...]:
    if not result.passed:
        verdict = say((f"{styles.FAILED} failed", styles.BAD))
    elif result.is_usable is False:
        verdict = say((f"{styles.FAILED} not usable", styles.BAD))
    else:
        verdict = say((f"{styles.OK} passed", styles.GOOD))
    name = result.layer.removeprefix("dispatch:")
    time = duration(result.wall_us) if result.wall_us else ""
    return Content(visible(name)), verdict, Content(visible(_came_of(result), limit=_DETAIL_MAX)), grey(time)


def _came_of(result: CaseResult) -> str:
    """Return what came of a case in a line; of a failed call its cause, which the whole sentence would hide."""
    lead = "" if result.error is None else lead_of(result.error)
    return result.detail if result.error is None or lead == result.error.kind else lead


def chosen(state: SessionState, key: str | None) -> CaseResult | None:
    """Return the case of a row; None: there is none."""
    results = _results(state)
    return results[int(key)] if key is not None and int(key) < len(results) else None


def lines(state: SessionState, key: str | None, width: int) -> list[Line]:
    """Return what stands behind a case, in `width` cells."""
    conformance = state.conformance
    if conformance is None:
        return empty_state("The cases run after the layers of a build have passed.", ("r", "runs them now"))
    if conformance.error is not None:
        return [BLANK, *error_lines(conformance.error)]
    result = chosen(state, key)
    return [] if result is None else list(_case_lines(result, width))


def _case_lines(result: CaseResult, width: int) -> Iterator[Line]:
    yield BLANK
    if _came_of(result) == result.detail:
        yield Line(Content(visible(result.detail, limit=4_000)), hang=2)
    if not result.is_of_reference:
        yield Line(grey("The reference's own suite does not have this case."))
    if result.effect is not None:
        yield Line(grey(f"With this answer {result.effect.effect.sentence}."))
    for warning in result.warnings:
        yield Line(say((f"{styles.HINT} ", styles.WARN), visible(str(warning.message), limit=400)), hang=2)
    if result.error is not None:
        yield BLANK
        yield from error_lines(result.error)
    if result.payload is not None:
        yield BLANK
        yield Line(grey(f"sent to {result.function}"))
        yield from json_lines(result.payload, width=width)
