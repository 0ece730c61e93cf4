"""The crossing between screen and session, without an app."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Queue
from typing import Any

import pytest
from textual.events import Callback
from textual.message import Message

from tests.ui import states
from tests.ui.app_parts import FakeSession, FakeSource
from workbench.errors.operator import PluginUnreadable
from workbench.session.values.state import SessionState
from workbench.ui.bridge.bridge import Bridge
from workbench.ui.bridge.host_requests import StoreClearRequested
from workbench.ui.bridge.request import Request
from workbench.ui.bridge.requests import AnswerSwitchRequested, CallCancelRequested, HistoryEntryRequested
from workbench.ui.messages import ErrorRaised, StateChanged

WAIT_S = 120.0


class Called(Request[None]):
    """Does something with the session, in turn."""

    job: Callable[[Any], None]

    def run(self, session: Any) -> None:
        self.job(session)


class World:
    """A bridge, its fakes, and what it posted."""

    def __init__(self) -> None:
        self.session = FakeSession(SessionState())
        self.source = FakeSource()
        self.posted: Queue[Message] = Queue()
        self.bridge = Bridge(self.make, self.source, self.posted.put)

    def make(self, on_change: Callable[[SessionState], None]) -> FakeSession:
        self.session.on_change = on_change
        return self.session

    def settle(self) -> None:
        """Wait until both threads have done what they were given."""
        for runner in (self.bridge._outside, self.bridge._runner, self.bridge._lookups) * 2:
            done = threading.Event()
            runner.submit(done.set)
            assert done.wait(WAIT_S)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    made.bridge.start()
    made.settle()
    yield made
    made.bridge.close()


def test_a_flood_of_states_becomes_one_message_and_the_newest_wins(world: World) -> None:
    world.bridge.take()
    while not world.posted.empty():
        world.posted.get()
    for name in ("checking", "ready", "fallback"):
        world.session.become(states.ALL[name]())
    assert isinstance(world.posted.get_nowait(), StateChanged)
    assert world.posted.empty()
    assert world.bridge.take() is world.session.state


def test_a_state_of_an_older_build_is_never_shown_as_new(world: World) -> None:
    newer = states.reloaded()
    world.session.become(newer)
    world.session.become(states.ready())
    assert world.bridge.take() is newer


def test_the_source_is_started_with_the_bridge_as_its_listener(world: World) -> None:
    assert world.source.listener is world.bridge


def test_what_the_source_tells_reaches_the_session_in_order(world: World) -> None:
    world.bridge.artifact_changing("a")
    world.bridge.artifact_unchanged("a")
    world.bridge.artifact_unreadable(PluginUnreadable("a", "gone"))
    world.bridge.artifact_read("a", b"x")
    world.settle()
    expected: list[tuple[Any, ...]] = [
        ("changing", "a"),
        ("unchanged", "a"),
        ("refuse", "PluginUnreadable"),
        ("load", "a", False),
    ]
    assert world.session.asked == expected


def test_a_build_that_is_overtaken_before_its_turn_is_not_loaded(world: World) -> None:
    gate = threading.Event()
    world.bridge._runner.submit(lambda: gate.wait(WAIT_S))
    world.bridge.artifact_read("first", b"1")
    world.bridge.artifact_read("second", b"2")
    gate.set()
    world.settle()
    assert [asked for asked in world.session.asked if asked[0] == "load"] == [("load", "second", False)]


def test_a_reload_waits_for_the_call_that_runs(world: World) -> None:
    begun, gate = threading.Event(), threading.Event()

    def call(session: Any) -> None:
        begun.set()
        gate.wait(WAIT_S)
        session.asked.append(("call is over",))

    world.bridge.ask(Called(call))
    assert begun.wait(WAIT_S)
    world.bridge.artifact_read("a", b"x")
    gate.set()
    world.settle()
    order = [asked[0] for asked in world.session.asked if asked[0] in ("call is over", "load")]
    assert order == ["call is over", "load"]


def test_a_reload_that_was_asked_for_loads_the_same_bytes_again(world: World) -> None:
    world.bridge.reload()
    world.settle()
    world.bridge.artifact_read("a", b"x", forced=True)
    world.bridge.artifact_read("a", b"x")
    world.settle()
    assert world.source.rereads == 1
    assert [asked for asked in world.session.asked if asked[0] == "load"] == [("load", "a", False)]


def test_a_forced_reload_and_what_is_known_of_the_watch_reach_the_session(world: World) -> None:
    world.bridge.artifact_read("a", b"x", forced=True)
    world.bridge.artifact_noted("no watch")
    world.settle()
    assert ("load", "a", True) in world.session.asked
    assert ("note", "watch", "no watch") in world.session.asked


def test_a_look_at_the_history_does_not_wait_for_the_call_that_runs(world: World) -> None:
    gate, looked = threading.Event(), threading.Event()
    world.bridge._runner.submit(lambda: gate.wait(WAIT_S))
    world.bridge.ask(HistoryEntryRequested(3))
    world.bridge._lookups.submit(looked.set)
    assert looked.wait(WAIT_S)
    assert ("history.entry", 3) in world.session.asked
    gate.set()


def test_cancelling_does_not_wait_for_the_call_that_runs(world: World) -> None:
    gate = threading.Event()
    world.bridge._runner.submit(lambda: gate.wait(WAIT_S))
    world.bridge.ask(CallCancelRequested())
    done = threading.Event()
    world.bridge.aside(done.set)
    assert done.wait(WAIT_S)
    assert ("cancel",) in world.session.asked
    gate.set()


def test_a_job_that_fails_is_named_and_the_next_one_runs(world: World) -> None:
    def fail() -> None:
        raise PluginUnreadable("a", "gone")

    world.bridge.aside(fail)
    world.settle()
    told = [message for message in list(world.posted.queue) if isinstance(message, ErrorRaised)]
    assert [str(message.error) for message in told] == ["a: expected a readable .wasm file, found: gone"]


def test_closing_stops_the_source_and_ends_the_session() -> None:
    made = World()
    made.bridge.start()
    made.settle()
    made.bridge.close()
    assert made.source.listener is None
    assert sorted(made.session.asked[-2:]) == [("cancel",), ("close",)]


def test_an_answer_of_the_session_comes_back_as_a_callback_for_the_screen(world: World) -> None:
    world.session.history.answers["entry"] = "entry"
    while not world.posted.empty():
        world.posted.get()
    seen: list[Any] = []
    world.bridge.ask(HistoryEntryRequested(5), seen.append)
    world.bridge.ask(AnswerSwitchRequested(3), seen.append)
    world.settle()
    assert seen == []
    for _ in range(2):
        message = world.posted.get(timeout=WAIT_S)
        assert isinstance(message, Callback)
        message.callback()
    assert sorted(map(str, seen)) == ["True", "entry"]
    assert set(world.session.asked[-2:]) == {("history.entry", 5), ("answer_with", 3)}


def test_a_request_without_an_answer_posts_nothing(world: World) -> None:
    while not world.posted.empty():
        world.posted.get()
    world.bridge.ask(StoreClearRequested())
    world.settle()
    assert world.session.asked[-1] == ("host.clear",)
    assert world.posted.empty()


def test_what_is_looked_up_before_there_is_a_session_waits_for_it() -> None:
    world = World()
    world.bridge._runner.submit((held := threading.Event()).wait)
    world.bridge.start()
    world.bridge.ask(HistoryEntryRequested(7))
    held.set()
    world.settle()
    world.bridge.close()
    assert ("history.entry", 7) in world.session.asked
