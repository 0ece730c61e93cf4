"""What comes next, for whatever goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from workbench.errors.operator import EngineUnavailable, PluginUnreadable
from workbench.protocol.offer import Offer
from workbench.session.loop_phase import LoopInputs, next_of, phase_of
from workbench.session.values.settings import Settings
from workbench.session.values.state import BuildState, LoopPhase, SessionState

MISSING = PluginUnreadable("plugin.wasm", "no such file")
GONE = EngineUnavailable("the process that runs plugins died", "SIGKILL")
COMMAND = BuildState("make")


@pytest.mark.parametrize(
    ("state", "under_way", "word", "following"),
    [
        (SessionState(), None, "watching", "awaits the file"),
        (SessionState(build=COMMAND), None, "watching", "builds on change"),
        (SessionState(), LoopPhase.BUILDING, "building", "then loads it"),
        (SessionState(build=replace(COMMAND, running=True)), None, "building", "then loads it"),
        (states.ready(), LoopPhase.COMPILING, "compiling", "then checks it"),
        (states.ready(dispatched=False), LoopPhase.CHECKING, "checking", "then answers"),
        (states.ready(), LoopPhase.CHECKING, "checking", "then sends the last payload again"),
        (states.ready(), None, "ready", "watching dialect.wasm"),
        # The instance of the newest build is still being made, and an older build answers.
        (states.stale(), LoopPhase.READY, "checking", "then sends the last payload again"),
        # A build that has failed meanwhile is told while the instance is still being built.
        (replace(states.ready(), build=replace(COMMAND, failed=True)), LoopPhase.READY, "stale", "builds on change"),
        (replace(states.ready(), build=replace(COMMAND, running=True)), LoopPhase.READY, "building", "then loads it"),
        (replace(states.ready(), build=COMMAND), None, "ready", "builds on change"),
        (states.rejected_at_handshake(), None, "rejected", "awaits a build"),
        (states.stale(), None, "stale", "awaits a build"),
        (replace(states.stale(), settings=Settings(offer=Offer({}))), None, "stale", "awaits a build or another offer"),
        (replace(states.stale(), gone_back=True), None, "stale", "until a build passes"),
        (replace(states.ready(), error=MISSING), None, "stale", "awaits the file"),
        (replace(states.stale(), error=GONE), None, "stale", "next call tries again"),
        (replace(states.ready(), paused=True), None, "paused", "nothing until resumed"),
        (replace(states.stale(), paused=True), None, "stale", "nothing until resumed"),
    ],
)
def test_the_loop_says_what_comes_next(
    state: SessionState, under_way: LoopPhase | None, word: str, following: str
) -> None:
    phase, _ = phase_of(state, LoopInputs(under_way))
    assert (phase.value, next_of(state, phase)) == (word, following)


def test_a_build_that_was_gone_back_to_is_not_explained_by_a_dispatch_that_failed() -> None:
    """The newest build is good; its last answer is no reason why it does not answer."""
    state = states.fallback()
    assert state.newest is not None
    newest = replace(state.newest, number=2)
    assert newest.failed_layer is not None
    phase, detail = phase_of(replace(state, newest=newest, gone_back=True), LoopInputs())
    assert (phase, detail) == (LoopPhase.STALE, "generation 1 answers because it was asked for")


def test_a_build_that_failed_is_why_there_is_no_file() -> None:
    build = replace(COMMAND, failed=True, sentence="failed with exit code 1 after 0.4 s")
    assert phase_of(SessionState(build=build, error=MISSING), LoopInputs()) == (
        LoopPhase.WATCHING,
        "build failed with exit code 1",
    )


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (SessionState(error=MISSING, build=COMMAND), "not built yet"),
        (SessionState(error=MISSING), "no such file"),
        (SessionState(error=PluginUnreadable("plugin.wasm", "permission denied"), build=COMMAND), "permission denied"),
        (replace(states.ready(), error=MISSING, build=COMMAND), "no such file"),
    ],
)
def test_a_file_that_a_build_would_write_is_not_built_yet(state: SessionState, why: str) -> None:
    assert phase_of(state, LoopInputs())[1] == why
