"""The conformance cases of a build, as text."""

from __future__ import annotations

from dataclasses import replace

from tests.ui import states
from workbench.errors.conformance import HostEffect, UnexpectedResponse
from workbench.errors.dispatch import DispatchError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.conformance import CaseResult, Kind
from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.session.values.conformance_report import ConformanceReport, ConformanceState
from workbench.session.values.state import SessionState
from workbench.ui.renderers import conformance as renderer
from workbench.ui.renderers.rail import boxes

USED = AnswerEffect(Effect.USED)
GOOD = CaseResult("dispatch:shape:basic", True, "fine", effect=USED, function="shape", payload='{"a":1}', wall_us=50)
FAILED = CaseResult(
    "dispatch:x", False, "no\x1b[2J", UnexpectedResponse("dispatch:x", "/a", "a body", "none"), is_of_reference=True
)
UNUSED = CaseResult(
    "dispatch:y",
    True,
    "odd",
    HostEffect("dispatch:y", "ignored", "/a", "base64", "x"),
    effect=AnswerEffect(Effect.IGNORED),
)


def with_cases(*results: CaseResult, generation: int = 1) -> SessionState:
    report = ConformanceReport((Kind.SHAPE,), results, ())
    return replace(states.ready(), conformance=ConformanceState(generation, report))


def text(state: SessionState, key: str | None = "0") -> str:
    return "\n".join(line.content.plain for line in renderer.lines(state, key, 76))


def test_failed_cases_stand_first() -> None:
    cells = [[cell.plain for cell in row.cells] for row in renderer.rows(with_cases(GOOD, FAILED, UNUSED))]
    assert cells == [
        ["x", "✕ failed", "no␛[2J", ""],
        ["y", "✕ not usable", "odd", ""],
        ["shape:basic", "✓ passed", "fine", "50 µs"],
    ]


def test_a_call_that_failed_leads_with_its_cause() -> None:
    error = DispatchError("plugin_call", "shape", "", "a return of 0", "a\nb", "wasm trap: integer divide by zero")
    failed = CaseResult("dispatch:z", False, "plugin_call failed, so fail_request: shape: expected a return", error)
    assert [row.cells[2].plain for row in renderer.rows(with_cases(failed))] == ["integer division by zero"]
    shown = text(with_cases(failed))
    assert "plugin_call failed, so" not in shown
    assert "✕ integer division by zero" in shown


def test_behind_a_case_stands_what_was_sent_and_what_a_host_does() -> None:
    shown = text(with_cases(GOOD))
    assert "sent to shape" in shown
    assert '"a": 1' in shown
    assert "With this answer the host does what the answer says." in shown
    assert "does not have this case" in shown
    assert "a body" in text(with_cases(FAILED))
    assert renderer.chosen(with_cases(GOOD), "7") is None


def test_the_summary_and_the_rail_count_the_cases_of_the_newest_build_alone() -> None:
    state = with_cases(GOOD, FAILED)
    assert renderer.summary(state).plain.startswith("✕ 1 of 2 passed")
    assert "cases 1/2" in boxes(state)[-1].more
    assert "cases" not in boxes(with_cases(GOOD, generation=9))[-1].more
    assert renderer.summary(with_cases(GOOD)).plain.startswith("✓ 1 of 1 passed")


def test_what_is_not_known_yet_is_said() -> None:
    nothing = states.ready()
    assert renderer.summary(nothing).plain == "no case has run yet"
    off = replace(nothing, settings=replace(nothing.settings, run_conformance=False))
    assert renderer.summary(off).plain == "the cases are switched off"
    running = replace(nothing, conformance=ConformanceState(1))
    assert "running" in renderer.summary(running).plain
    broken = replace(nothing, conformance=ConformanceState(1, error=EngineUnavailable("no child")))
    assert "not run" in renderer.summary(broken).plain
    assert "no child" in text(broken)
    assert "r" in text(nothing)
    assert renderer.rows(nothing) == []
