"""Which child there is: started once, replaced when it is in the way, and none after the end."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.engine.client import child_supervisor
from workbench.engine.client.child_supervisor import ChildSupervisor
from workbench.engine.client.connection import Module
from workbench.engine.client.deadline import Deadline
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.wire.confinement import Confinement
from workbench.engine.wire.frames import Frame
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import FailureKind, LimitExceeded, Phase

LIMIT = 60 << 20


class FakeChild:
    """A process that is only counted."""

    started: list[FakeChild]
    fails = False

    def __init__(self, **_: Any) -> None:
        self.resident_bytes = 0
        self.is_ended = self.is_killed = self.has_given_way = False
        self.started.append(self)

    def send(self, _frame: Frame, _deadline: Deadline) -> None:
        """Take it."""

    def await_ready(self) -> None:
        """Be ready, or fail."""
        if self.fails:
            raise EngineUnavailable("it did not start")

    def give_way(self) -> None:
        """Note it."""
        self.has_given_way = True

    def end(self) -> None:
        """Note it."""
        self.is_ended = True

    def kill(self) -> None:
        """Note it."""
        self.is_killed = True


@pytest.fixture(autouse=True)
def children(monkeypatch: pytest.MonkeyPatch) -> list[FakeChild]:
    """The children that were started."""
    monkeypatch.setattr(FakeChild, "started", [], raising=False)
    monkeypatch.setattr(child_supervisor, "ChildProcess", FakeChild)
    return FakeChild.started


def supervisor(**fields: Any) -> ChildSupervisor:
    return ChildSupervisor(
        HostStateStore(),
        compile_limit_ms=1_000,
        resident_limit_bytes=LIMIT,
        compile_cache_dir=None,
        gives_way=fields.get("gives_way", False),
        left_beside=None,
        confinement=Confinement.OFF,
    )


def test_a_child_is_started_when_it_is_needed_and_stays(children: list[FakeChild]) -> None:
    made = supervisor()
    assert children == []
    assert made.connected() is made.connected(Module("ab", b"")) is made.connection
    assert len(children) == 1


def test_a_child_that_gives_way_does_so_from_its_start(children: list[FakeChild]) -> None:
    supervisor(gives_way=True).started()
    assert children[0].has_given_way


def test_a_child_with_too_little_room_for_a_new_module_is_replaced(children: list[FakeChild]) -> None:
    made = supervisor()
    made.connected()
    children[0].resident_bytes = LIMIT // 2
    made.connected(Module("small", b""))
    assert len(children) == 1
    made.connected(Module("large", bytes(LIMIT // 12)))
    assert (len(children), children[0].is_ended) == (2, True)


def test_a_child_that_hears_no_traces_is_replaced_once_by_one_that_does(children: list[FakeChild]) -> None:
    """The log of a child is set with its first module; to hear traces makes every compile slower."""
    made = supervisor()
    quiet, tracing, other = (Module(name, name.encode()) for name in ("quiet", "log_trace", "get_log_level"))
    for module, started in ((quiet, 1), (tracing, 2), (quiet, 2), (other, 2)):
        take(made, module)
        assert len(children) == started
    made.disconnect()
    take(made, quiet)
    take(made, tracing)
    assert len(children) == 3


def take(made: ChildSupervisor, module: Module) -> None:
    """Let the child have a module."""
    made.connected(module)._send_module(module, Deadline(Phase.COMPILE, 0.0, 0))


def test_a_child_that_does_not_start_is_not_kept(children: list[FakeChild], monkeypatch: pytest.MonkeyPatch) -> None:
    made = supervisor()
    monkeypatch.setattr(FakeChild, "fails", True)
    with pytest.raises(EngineUnavailable):
        made.connected()
    assert (made.connection, children[0].is_ended) == (None, True)


@pytest.mark.parametrize(
    ("resident_bytes", "holds_instances", "ended"),
    [(LIMIT // 2 + 1, False, True), (LIMIT // 2, False, False), (LIMIT, True, False)],
)
def test_a_child_that_holds_much_memory_and_no_instance_is_ended(
    children: list[FakeChild], resident_bytes: int, holds_instances: bool, ended: bool
) -> None:
    made = supervisor()
    made.connected()
    children[0].resident_bytes = resident_bytes
    made.relieve(holds_instances=holds_instances)
    assert children[0].is_ended is ended
    assert made.left_bytes() == (LIMIT if ended else LIMIT - resident_bytes)


def test_what_needs_no_answer_goes_to_the_child_that_it_concerns_only() -> None:
    made = supervisor()
    first = made.connected()
    said: list[object] = []
    made.notify(said.append, only=first)
    made.disconnect()
    made.connected()
    made.notify(said.append, only=first)
    made.notify(said.append, only=None)
    assert said == [first]


@pytest.mark.parametrize("is_asked", [True, False])
def test_after_the_end_no_child_is_started(children: list[FakeChild], is_asked: bool) -> None:
    """Whoever waits for an answer finds the child dead, and closes what is left of it."""
    made = supervisor()
    made.connected()
    made.shut_down(is_asked=is_asked)
    assert (children[0].is_killed, children[0].is_ended) == (is_asked, not is_asked)
    made.disconnect()
    with pytest.raises(EngineUnavailable):
        made.started()


def test_a_module_that_would_exceed_the_memory_limit_by_its_size_is_named() -> None:
    made = supervisor()
    assert made.unfit(Module("ab", bytes(LIMIT // child_supervisor.COMPILE_MEMORY_FACTOR))) is None
    failure = made.unfit(Module("ab", bytes(LIMIT // 5)))
    assert failure is not None
    assert (failure.kind, failure.phase) == (FailureKind.MEMORY_LIMIT, Phase.COMPILE)
    assert failure.limit == LimitExceeded("resident_limit_mb", 60, 72)
