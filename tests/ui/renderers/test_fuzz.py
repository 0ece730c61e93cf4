"""The sheet of payloads that nobody thought of, as text."""

from __future__ import annotations

from dataclasses import replace

from tests.ui import states
from workbench.errors.dispatch import DispatchError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.host_effect.effect import Effect
from workbench.session.values.fuzz_report import (
    Ending,
    EndingCount,
    FunctionFuzz,
    FuzzFailure,
    FuzzReport,
    FuzzRequest,
    FuzzState,
    FuzzStep,
)
from workbench.ui.renderers import fuzz as renderer

TRAP = Ending("plugin_call", Effect.FAILS_REQUEST, "unreachable\x1b executed", "p.wasm!f (0x1)")
ANSWERED = Ending(None, Effect.USED)
REFUSED = Ending("plugin_call", Effect.IGNORED, "no status", is_refusal=True)
ERROR = DispatchError("plugin_call", "shape", "", "a return of 0", "a trap")
FAILURE = FuzzFailure(TRAP, 12, '{"a":1}', '{"a":0}', 7, is_smallest=True, error=ERROR)
SHAPE = FunctionFuzz("shape", 100, (EndingCount(ANSWERED, 90, 1), EndingCount(TRAP, 10, 12)), (FAILURE,))
OTHER = FunctionFuzz("observe", 5, (EndingCount(REFUSED, 5, 1),), ended_early="the calls were ended")
GENERATION = states.ready().serving
assert GENERATION is not None
STATE = FuzzState(
    1, "dialect 0.1.0", FuzzRequest(("shape",), "7", 100), report=FuzzReport(GENERATION, "7", (SHAPE, OTHER))
)


def text(fuzz: FuzzState | None, key: str | None = None) -> str:
    return "\n".join(line.content.plain for line in renderer.lines(fuzz, key, 76))


def test_failures_stand_first_with_their_cause_and_place() -> None:
    cells = [[cell.plain for cell in row.cells] for row in renderer.rows(STATE)]
    assert cells == [
        ["10", "shape", "✕ plugin_call", "unreachable␛ executed in p.wasm!f (0x1)"],
        ["90", "shape", "✓ ok, used", ""],
        ["5", "observe", "– refused at plugin_call", "no status"],
    ]


def test_behind_a_failure_stands_the_smallest_payload_and_what_it_failed_with() -> None:
    shown = text(STATE, "shape 1")
    assert "payload 12 of 100" in shown
    assert '"a": 0' in shown
    assert "a return of 0" in shown
    needing = replace(SHAPE, failures=(replace(FAILURE, needs_earlier=True),))
    assert "only behind the payloads before it" in text(with_functions(needing), "shape 1")
    cut_off = replace(SHAPE, failures=(replace(FAILURE, is_smallest=False),))
    assert "not to the end" in text(with_functions(cut_off), "shape 1")


def test_what_did_not_simply_answer_is_told() -> None:
    shown = text(STATE, "shape 0")
    assert "observe refuses the usual payload too" in shown
    assert "observe ended early: the calls were ended" in shown
    assert "a return of 0" in text(with_functions(replace(SHAPE, error=ERROR, failures=())), None)


def with_functions(*functions: FunctionFuzz) -> FuzzState:
    assert STATE.report is not None
    return replace(STATE, report=replace(STATE.report, functions=functions))


def test_the_summary_says_how_far_it_is_and_what_came_of_it() -> None:
    assert renderer.summary(None).plain == "nothing sent yet"
    going = replace(STATE, report=None, step=FuzzStep("shape", 40, 100))
    assert "40 of 100 payloads" in renderer.summary(going).plain
    assert "K stops it" in text(going)
    assert "1 kind of failure   105 payloads   seed v1:7, gen 1" in renderer.summary(STATE).plain
    assert "nothing failed" in renderer.summary(with_functions(OTHER)).plain


def test_a_run_that_was_none_says_why() -> None:
    failed = replace(STATE, report=None, error=EngineUnavailable("no child"))
    assert "not sent" in renderer.summary(failed).plain
    assert "no child" in text(failed)
    assert renderer.rows(failed) == []
    assert "Nothing has been sent yet." in text(None)


def test_only_a_row_of_a_failure_has_one() -> None:
    assert renderer.chosen(STATE, "shape 1") == (SHAPE, FAILURE)
    for key in (None, "shape 0", "shape 9", "sign 0"):
        assert renderer.chosen(STATE, key) is None
