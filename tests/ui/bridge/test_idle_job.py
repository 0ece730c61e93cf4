"""The job for idle moments, without an app: when it runs, and that it gives way."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from workbench.ui.bridge.idle_job import GoOn, IdleJob

WAIT_S = 120.0


class World:
    """A job that waits to be let go, or to be given up."""

    def __init__(self) -> None:
        self.began = threading.Semaphore(0)
        self.ended = threading.Semaphore(0)
        self.let_go = threading.Event()
        self.failure: Exception | None = None
        self.went_on: list[bool] = []
        self.errors: list[Exception] = []
        self.idle = IdleJob("test", 0.001, self.run, self.let_go.set, self.errors.append)

    def run(self, go_on: GoOn) -> None:
        self.began.release()
        self.let_go.wait(WAIT_S)
        self.let_go.clear()
        self.went_on.append(go_on())
        self.ended.release()
        if self.failure is not None:
            raise self.failure

    def do(self) -> None:
        """Want something, and do it."""
        self.idle.wanted()
        self.idle.begun()
        self.idle.done()


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.idle.end(WAIT_S)


def test_it_runs_once_after_something_was_done(world: World) -> None:
    assert not world.began.acquire(timeout=0.02)
    world.do()
    assert world.began.acquire(timeout=WAIT_S)
    world.let_go.set()
    assert world.ended.acquire(timeout=WAIT_S)
    assert world.went_on == [True]
    assert not world.began.acquire(timeout=0.02)


def test_it_does_not_run_while_something_is_wanted(world: World) -> None:
    world.idle.wanted()
    world.do()
    assert not world.began.acquire(timeout=0.02)
    world.idle.done()
    assert world.began.acquire(timeout=WAIT_S)


def test_it_is_given_up_for_any_wish_and_runs_again_afterwards(world: World) -> None:
    world.do()
    assert world.began.acquire(timeout=WAIT_S)
    world.idle.wanted()
    assert world.ended.acquire(timeout=WAIT_S)
    assert world.went_on == [False]
    world.idle.done()
    assert world.began.acquire(timeout=WAIT_S)


def test_it_is_told_again_to_stand_back_when_what_is_wanted_begins(world: World) -> None:
    world.do()
    assert world.began.acquire(timeout=WAIT_S)
    world.idle.begun()
    assert world.ended.acquire(timeout=WAIT_S)


def test_what_it_raises_is_told_and_does_not_end_it(world: World) -> None:
    world.failure = ValueError("x")
    for _ in range(2):
        world.do()
        assert world.began.acquire(timeout=WAIT_S)
        world.let_go.set()
        assert world.ended.acquire(timeout=WAIT_S)
    world.idle.end(WAIT_S)
    assert world.errors == [world.failure] * 2


def test_it_never_runs_after_its_end(world: World) -> None:
    world.idle.end(WAIT_S)
    world.do()
    assert not world.began.acquire(timeout=0.02)
