"""Dispatches of the history are made again, one by one or as a matrix."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fakes import answered, failed
from tests.loops import FUNCTION, ONE, PAYLOAD, THREE, TWO, Loop, build
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.session.values.matrix import columns_of
from workbench.session.values.replay_verdict import ReplayVerdict


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_a_repeated_entry_is_added_and_linked_to_its_parent(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    again = loop.session.replay.entry(1)
    assert again is not None
    assert (again.entry, again.parent, again.payload) == (2, 1, PAYLOAD)
    assert loop.session.replay.entry(77) is None
    # What runs by itself after a reload is linked to the first of them.
    loop.load(TWO)
    entry = loop.session.history.entry(3)
    assert entry is not None
    assert (entry.parent, entry.generation) == (1, 2)


def test_marked_entries_run_again_after_a_reload(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.send('{"status": 404, "body_base64": ""}')
    loop.session.history.mark(1)
    loop.load(TWO, THREE)
    matrix = loop.state.matrix
    assert matrix is not None
    assert (matrix.generations, [row.number for row in matrix.rows]) == ((2, 3), [1])
    assert [cell and cell.verdict for cell in matrix.rows[0].cells] == [ReplayVerdict.CHANGED] * 2
    assert matrix.counts(0)[ReplayVerdict.CHANGED] == 1
    assert loop.state.last is not None
    assert "404" in loop.state.last.payload

    loop.session.history.mark(1, marked=False)
    loop.session.replay.clear()
    loop.load(ONE)
    assert loop.state.matrix is None


def test_nothing_runs_by_itself_when_it_is_switched_off() -> None:
    loop = Loop(redispatch=False)
    loop.load(ONE)
    loop.send()
    loop.session.history.mark(1)
    loop.load(TWO)
    assert loop.state.matrix is None
    assert loop.state.last is not None
    assert loop.state.last.generation == 1


def test_the_matrix_compares_entries_on_generations(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.answer_with(1)
    loop.send()
    loop.send('{"status": 1, "body_base64": ""}')
    loop.session.dispatch("shape", "{}")
    assert loop.session.replay.matrix(loop.session.history.of_plugin("sample"), [1, 2])
    matrix = loop.state.matrix
    assert matrix is not None
    assert not matrix.running
    words = [[cell.verdict.value if cell else None for cell in row.cells] for row in matrix.rows]
    assert words == [["same", "changed"], ["same", "changed"], ["same", "same"]]
    assert [row.function for row in matrix.rows] == [FUNCTION, FUNCTION, "shape"]
    assert any(state.matrix and state.matrix.running for state in loop.states)
    # Nothing of it stays with the engine but what answers.
    assert set(loop.engine.living.values()) == {ONE}
    assert loop.state.last is not None
    assert loop.state.last.entry == 3


def test_entries_that_can_not_be_compared_say_why(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.load(build("5", plugin_name="another"))
    loop.session.replay.matrix([1, 44])
    matrix = loop.state.matrix
    assert matrix is not None
    assert matrix.not_comparable == {
        1: "made with the plugin sample, not another",
        44: "it is no longer in the history",
    }


def test_an_entry_of_another_host_is_not_compared(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.session.reconfigure(replace(loop.state.settings, capabilities=frozenset({"a"})))
    loop.session.replay.matrix([1])
    assert loop.state.matrix is not None
    assert loop.state.matrix.not_comparable == {1: "made with the capabilities none, not a"}


def test_what_is_known_of_the_baseline_is_not_repeated(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.session.history.mark(1)
    loop.session.pin(1)
    loop.load(TWO)
    calls = len(loop.engine.asked("call"))
    loop.load(THREE)
    matrix = loop.state.matrix
    assert matrix is not None
    assert [[cell.verdict.value if cell else None for cell in row.cells] for row in matrix.rows] == [
        ["same", "changed", "changed"]
    ]
    # The last payload and the marked one, on the new build only.
    assert len(loop.engine.asked("call")) == calls + 2


def test_a_matrix_that_is_cancelled_keeps_what_it_has(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.answer_with(1)
    for _ in range(3):
        loop.send()
    answers = iter(range(10))

    def answer(_payload: bytes) -> CallOutcome:
        if next(answers) == 1:
            loop.session.cancel()
            return failed(FailureKind.CANCELLED, "cancelled")
        return answered({"_v": 1, "body_base64": "YQ=="})

    loop.engine.answers_of[ONE] = {FUNCTION: answer}
    assert not loop.session.replay.matrix([1, 2, 3], [1, 2])
    matrix = loop.state.matrix
    assert matrix is not None
    assert (matrix.running, matrix.generations) == (False, (1,))
    assert [[cell.verdict.value if cell else None for cell in row.cells] for row in matrix.rows] == [
        ["same"],
        [None],
        [None],
    ]


def test_an_entry_is_repeated_on_those_builds_that_it_can_be_compared_on(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.load(build("5", plugin_name="another"))
    loop.session.replay.matrix([1], [2, 1])
    matrix = loop.state.matrix
    assert matrix is not None
    assert (matrix.generations, matrix.not_comparable) == ((1,), {})
    # What was found on another build before stays.
    loop.session.replay.matrix([1], [2])
    assert loop.state.matrix is not None
    assert (loop.state.matrix.generations, loop.state.matrix.not_comparable) == ((1,), {})


def test_the_entries_of_one_plugin_are_found(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    loop.load(build("5", plugin_name="another"))
    loop.send()
    loop.send()
    past = loop.session.history
    assert (past.of_plugin("sample"), past.of_plugin("another")) == ((1,), (2, 3, 4))
    assert past.of_plugin("another", rows_max=2) == (3, 4)


def test_the_build_that_answers_is_the_first_column_then_the_newest_and_the_baseline_is_kept(loop: Loop) -> None:
    loop.load(ONE, TWO, build("4", plugin_name="Not a name"), *(build(f"1{number}") for number in range(9)))
    rows = loop.state.generations
    assert columns_of(rows, serving=12, baseline=None) == [12, 11, 10, 9, 8, 7, 6, 5]
    assert columns_of(rows, serving=2, baseline=1) == [2, 12, 11, 10, 9, 8, 7, 1]
    assert columns_of(rows[:3], serving=2, baseline=3) == [2, 1]
