"""The build command as the loop sees it, and pauses."""

from __future__ import annotations

import pytest

from tests.loops import ONE, PATH, THREE, TWO, FakeBuilder, Loop
from workbench.session.values.build_error import BuildError, BuildErrors
from workbench.session.values.state import LoopPhase


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def builder() -> FakeBuilder:
    return FakeBuilder()


def test_a_build_is_shown_from_its_beginning_to_its_end(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    loop.load(ONE)
    assert loop.state.build.command == "make"
    loop.session.builds.now()
    builder.listener.build_started(1, ("src/a.c",))
    builder.listener.build_printed(("cc a.c",))
    assert (loop.phase(), loop.state.build.lines, loop.state.build.causes) == (
        LoopPhase.BUILDING,
        ("cc a.c",),
        ("src/a.c",),
    )
    loop.clock.now = 103.0
    builder.listener.build_finished(("cc a.c", "oops"), "failed with exit code 2 after 3.0 s", passed=False)
    assert (loop.phase(), loop.state.loop.detail) == (LoopPhase.STALE, "build failed with exit code 2")
    assert (loop.state.build.failed, loop.state.build.since, loop.serving()) == (True, 103.0, 1)
    builder.listener.build_started(2, ())
    builder.listener.build_finished((), "passed after 1.0 s", passed=True)
    assert (loop.phase(), loop.state.build.lines, builder.asked) == (LoopPhase.READY, (), ["build"])


def test_errors_stay_while_the_next_build_runs_and_go_when_it_passes(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    errors = BuildErrors("/src", (BuildError("no", "a.c", 1),), ())
    builder.listener.build_started(1, ())
    builder.listener.build_finished((), "failed", passed=False, errors=errors)
    builder.listener.build_started(2, ())
    assert loop.state.build.errors == errors
    builder.listener.build_finished((), "passed", passed=True)
    builder.listener.build_started(3, ())
    assert loop.state.build.errors is None


def test_what_a_build_left_undone_is_said_until_the_next_one_begins(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    builder.listener.build_started(1, ())
    builder.listener.artifact_untouched("the build passed and wrote no module")
    assert [note.text for note in loop.state.notes] == ["the build passed and wrote no module"]
    builder.listener.build_started(2, ())
    assert loop.state.notes == ()


def test_a_load_within_a_build_is_shown_as_what_it_is(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    builder.listener.build_started(1, ())
    loop.load(ONE)
    words = [state.loop.phase.value for state in loop.states]
    assert [word for at, word in enumerate(words) if at == 0 or word != words[at - 1]] == [
        "building",
        "compiling",
        "checking",
        "building",
    ]


def test_cancel_ends_the_build_and_the_call(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    loop.session.cancel()
    builder.listener.build_started(1, ())
    loop.session.cancel()
    builder.listener.build_finished((), "cancelled after 0.1 s", passed=None)
    assert not loop.state.build.failed
    assert builder.asked == ["cancel"]
    assert len(loop.engine.asked("cancel")) == 2


def test_a_pause_holds_back_sources_where_they_are_built(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    loop.load(ONE)
    loop.session.pause(True)
    assert (loop.phase(), loop.state.paused) == (LoopPhase.PAUSED, True)
    loop.load(TWO)
    assert loop.serving() == 2
    loop.session.pause(False)
    assert (loop.phase(), builder.asked) == (LoopPhase.READY, ["pause", "resume"])


def test_a_pause_holds_back_the_artifact_where_nothing_is_built(loop: Loop) -> None:
    loop.load(ONE)
    loop.session.pause(True)
    loop.session.changing(PATH)
    loop.load(TWO, THREE)
    assert (loop.serving(), loop.phase()) == (1, LoopPhase.PAUSED)
    loop.session.pause(False)
    assert (loop.serving(), loop.numbers()) == (2, [1, 2])
    assert loop.state.newest is not None
    assert loop.state.newest.artifact.module == THREE
    loop.session.pause(True)
    loop.session.load(PATH, ONE, forced=True)
    assert loop.serving() == 3


def test_what_is_noted_of_the_sources_stands_beside_the_loop(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    builder.listener.sources_noted("too many")
    assert [(note.source, note.text) for note in loop.state.notes] == [("sources", "too many")]


def test_while_sources_are_ahead_of_the_last_build_the_loop_is_not_ready(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    loop.load(ONE)
    builder.listener.build_started(1, ())
    builder.listener.build_finished((), "passed after 1.0 s", passed=True)
    builder.listener.build_deferred("builds again in 4 s")
    assert (loop.phase(), loop.state.loop.detail) == (LoopPhase.STALE, "builds again in 4 s")
    assert loop.state.loop.following == "builds again by itself"
    builder.listener.build_started(2, ("src/a.c",))
    builder.listener.build_finished((), "passed after 1.0 s", passed=True)
    assert loop.phase() is LoopPhase.READY


def test_a_build_that_left_the_artifact_as_it_was_is_noted_until_one_writes_it(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    builder.listener.artifact_untouched("it wrote another one")
    assert [(note.source, note.text) for note in loop.state.notes] == [("artifact", "it wrote another one")]
    builder.listener.artifact_untouched("")
    assert loop.state.notes == ()


def test_closing_ends_the_builder(builder: FakeBuilder) -> None:
    loop = Loop(builder=builder)
    loop.session.close()
    assert builder.asked == ["stop"]
    assert loop.engine.asked("shutdown")
