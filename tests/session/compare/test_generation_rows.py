"""Every load is a row; one can go back to any good one, and compare with any."""

from __future__ import annotations

import pytest

from tests.loops import BROKEN, ONE, THREE, TWO, Loop, build
from workbench.protocol.calls import CallFailure, FailureKind
from workbench.session.compare import generation_rows
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase

BROKEN_OTHERWISE = build("5", plugin_name="Not a name either")


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_every_load_is_a_row_with_what_changed_against_the_last_good_one(loop: Loop) -> None:
    loop.load(ONE, BROKEN, BROKEN_OTHERWISE, TWO)
    assert loop.numbers() == [1, 2, 3, 4]
    first, broken, again, last = loop.state.generations
    assert first.changes == ()
    assert "identity removed" in broken.changes
    assert "identity removed" in again.changes
    assert not [change for change in last.changes if "identity added" in change]
    assert [change for change in last.changes if "version" in change]
    assert last is loop.state.newest is loop.state.serving


def test_the_rows_are_bounded_in_number_and_keep_what_answers(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation_rows, "ROWS_MAX", 3)
    loop.load(ONE)
    for number in range(5):
        loop.load(build(f"9{number}", plugin_name="Not a name"))
    assert loop.numbers() == [1, 5, 6]
    assert loop.serving() == 1


def test_the_oldest_modules_go_when_all_are_too_large(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generation_rows, "MODULES_MAX_BYTES", 2_500)
    loop.load(*(build(f"{number}", size=1_000) for number in range(3)))
    rows = loop.state.generations
    assert [row.can_answer for row in rows] == [False, True, True]
    assert rows[0].artifact.module == b""
    assert rows[0].artifact.size_bytes == rows[1].artifact.size_bytes > 1_000
    assert not loop.session.answer_with(1)


def test_one_can_go_back_until_the_next_good_build(loop: Loop) -> None:
    loop.load(ONE, TWO)
    assert loop.session.answer_with(1)
    assert (loop.serving(), loop.state.gone_back, loop.phase()) == (1, True, LoopPhase.STALE)
    assert loop.state.loop.detail == "generation 1 answers because it was asked for"
    assert loop.send().outcome.response == {"body_base64": "YQ=="}

    loop.load(BROKEN)
    assert (loop.serving(), loop.state.gone_back) == (1, True)
    loop.load(THREE)
    assert (loop.serving(), loop.state.gone_back, loop.phase()) == (4, False, LoopPhase.READY)


def test_going_back_is_undone(loop: Loop) -> None:
    loop.load(ONE, TWO)
    loop.session.answer_with(1)
    assert loop.session.answer_with(None)
    assert (loop.serving(), loop.state.gone_back, loop.phase()) == (2, False, LoopPhase.READY)
    assert list(loop.engine.living.values()) == [TWO]
    assert [called.module for called in loop.engine.asked("forget")] == [ONE, ONE]


def test_what_is_not_good_or_not_there_can_not_answer(loop: Loop) -> None:
    loop.load(ONE, BROKEN)
    assert not loop.session.answer_with(2)
    assert not loop.session.answer_with(7)
    loop.load(TWO)
    loop.engine.refusal = CallFailure(FailureKind.INSTANTIATE, "no room")
    assert not loop.session.answer_with(1)
    assert loop.serving() == 3


def test_a_generation_keeps_the_settings_it_was_loaded_under(loop: Loop) -> None:
    loop.session.reconfigure(Settings(config={"old": "1"}))
    loop.load(ONE)
    loop.session.reconfigure(Settings(config={"new": "1"}))
    loop.session.answer_with(1)
    assert loop.engine.asked("open")[-1].config == {"old": "1"}


def test_an_answer_is_compared_with_the_one_before_or_with_the_baseline(loop: Loop) -> None:
    loop.load(ONE)
    loop.send()
    assert loop.state.difference is None
    loop.load(TWO)
    assert loop.state.difference is not None
    assert loop.state.difference.verdict is ReplayVerdict.CHANGED
    assert [(one.before, one.after) for one in loop.state.difference.differences] == [("a", "b")]
    loop.load(THREE)
    assert loop.state.difference.verdict is ReplayVerdict.SAME

    loop.session.pin(1)
    assert loop.state.previous is not None
    assert (loop.state.baseline, loop.state.previous.generation) == (1, 1)
    assert loop.state.difference.verdict is ReplayVerdict.CHANGED
    loop.session.pin(None)
    assert loop.state.previous.generation == 2
    loop.session.pin(99)
    assert loop.state.baseline is None
