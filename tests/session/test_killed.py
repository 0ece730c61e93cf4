"""A kill -9 of the process that runs plugins, at every moment: it is named, nothing is lost, and the work goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests import guests
from tests.guests import Texts
from tests.hostile.arena import PAYLOAD, dispatched, loaded
from tests.hostile.compiles import many_locals_through_loops
from tests.hostile.plugins import HANDSHAKE, SHAPE, doing, plugin
from tests.hostile.starts import SPIN
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.long_lived import BATCH_CALLS_MAX
from workbench.engine.wire import messages
from workbench.engine.wire.frames import Header
from workbench.protocol.budgets import SERVING, STRICT, Imports
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
PATIENCE_S = 300.0
LONG = replace(STRICT, fuel=0, wall_ms=60_000)
"""A call that only a kill ends."""


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    link = EngineClient(compile_limit_ms=60_000)
    yield link
    link.shutdown()


def session_on(engine: EngineClient, settings: Settings | None = None) -> Session:
    return Session(engine, settings or Settings(), clock=time.time, on_change=lambda _: None, host=engine.host)


@contextmanager
def killed_when(engine: EngineClient, fact: Callable[[], bool]) -> Iterator[None]:
    """Kill the child as soon as something is true, while the block runs."""
    engine.start()
    done = threading.Event()

    def kill() -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not fact() and not done.wait(0.001):
            assert time.monotonic() < deadline, "the fact did not come"
        kill_child(engine)

    killing = threading.Thread(target=kill, daemon=True)
    killing.start()
    try:
        yield
    finally:
        done.set()
        killing.join()


def kill_child(engine: EngineClient) -> None:
    assert engine.child_pid is not None
    os.kill(engine.child_pid, signal.SIGKILL)


def works_hard(engine: EngineClient) -> Callable[[], bool]:
    """Return what is true once the child has worked for a tenth of a second from now on."""
    worked_before: list[int] = []

    def fact() -> bool:
        if engine.child_pid is None:
            return False
        fields = Path(f"/proc/{engine.child_pid}/stat").read_text().rpartition(")")[2].split()
        worked_before.append(int(fields[11]) + int(fields[12]))
        return worked_before[-1] - worked_before[0] >= os.sysconf("SC_CLK_TCK") // 10

    return fact


def goes_on(session: Session) -> None:
    """Load and call a good plugin in the same session."""
    assert loaded(session, plugin())[0] is None
    assert dispatched(session)[0] is None
    assert session.state.loop.phase is LoopPhase.READY


@pytest.mark.scenario
def test_while_it_compiles(engine: EngineClient) -> None:
    session = session_on(engine)
    goes_on(session)
    with killed_when(engine, works_hard(engine)):
        error, layer = loaded(session, many_locals_through_loops())
    assert (layer, getattr(error, "kind", "")) == ("handshake", "Instantiate")
    assert "SIGKILL during compile" in str(error)
    # What answered before still does: only its process is another one.
    assert dispatched(session)[0] is None
    goes_on(session)


@pytest.mark.scenario
def test_while_the_handshake_runs(engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Phase] = []
    read_phase = messages.read_phase

    def reading(header: Header) -> Phase:
        seen.append(read_phase(header))
        return seen[-1]

    monkeypatch.setattr(messages, "read_phase", reading)
    session = session_on(engine, Settings(strict=LONG))
    with killed_when(engine, lambda: Phase.CALL in seen):
        error, layer = loaded(session, doing(HANDSHAKE, SPIN)())
    assert (layer, getattr(error, "kind", "")) == ("handshake", "Call")
    assert "SIGKILL during call" in str(error)
    goes_on(session)


@pytest.mark.scenario
def test_in_the_middle_of_a_dispatch_whatever_it_stored_and_logged_is_kept(engine: EngineClient) -> None:
    texts = Texts(at=1 << 16)
    key, word = texts.block("key"), texts.block("word")
    body = (
        f"(if (i64.eqz (call $storage_get {key})) (then"
        f" (call $storage_put {key} {word}) (call $log {word} {word}) (call $spin))) (call $answer)"
    )
    settings = Settings(budget=replace(SERVING, fuel=0, wall_ms=60_000), imports=Imports.TRAP)
    session = session_on(engine, settings)
    assert loaded(session, plugin(texts.segments, host=True, bodies={SHAPE: body}))[0] is None
    with killed_when(engine, lambda: bool(engine.host.snapshot().logs)):
        error, _ = dispatched(session)
    assert "SIGKILL during call" in str(error)
    assert engine.host.snapshot().storage == {"sample": {"key": b"word"}}
    record = session.dispatch(SHAPE, PAYLOAD)
    assert record.outcome.ok
    assert record.outcome.call is not None
    assert record.outcome.call.restarted
    goes_on(session)


@pytest.mark.scenario
def test_in_the_middle_of_a_batch_what_was_answered_is_kept(engine: EngineClient) -> None:
    budget = replace(SERVING, fuel=0, wall_ms=120_000)
    instance = engine.open(guests.GOOD, budget, plugin_name="p", config={}).instance
    assert instance is not None
    heard: list[CallOutcome] = []
    # The last call stands in a request of its own, and ends by the kill alone, however late that comes.
    calls = [*[("zero", b"")] * BATCH_CALLS_MAX, ("spin", b"")]
    working = works_hard(engine)
    with killed_when(engine, lambda: len(heard) == BATCH_CALLS_MAX and working()):
        outcomes = engine.call_many(instance, calls, output_max_bytes=8, on_outcomes=heard.extend)
    *answered, last = outcomes
    assert len(answered) == BATCH_CALLS_MAX
    assert all(outcome.failure is None for outcome in answered)
    assert last.failure is not None
    assert last.failure.kind is FailureKind.CHILD_DIED
    assert last.failure.cause == "SIGKILL during call; it came from outside, as from a system that is out of memory"
    again = engine.call(instance, "count", b"", output_max_bytes=8)
    assert (again.failure, again.restarted) == (None, True)
    engine.close(instance)


@pytest.mark.scenario
def test_while_the_fuel_of_a_call_is_searched(engine: EngineClient) -> None:
    budget = replace(SERVING, fuel=10**11, wall_ms=60_000)
    with killed_when(engine, works_hard(engine)):
        measured = engine.measure_fuel(guests.GOOD, budget, "spin", b"", plugin_name="p", config={}, output_max_bytes=8)
    assert measured.why_not == "the process that ran the plugin died"
    goes_on(session_on(engine))


@pytest.mark.scenario
def test_while_nothing_runs(engine: EngineClient) -> None:
    session = session_on(engine)
    goes_on(session)
    kill_child(engine)
    record = session.dispatch(SHAPE, PAYLOAD)
    assert record.outcome.ok
    assert record.outcome.call is not None
    assert record.outcome.call.restarted
    goes_on(session)
