"""One child's conversation, with a child that is a script."""

from __future__ import annotations

from typing import Any, cast

import pytest

from workbench.engine.client import connection as conversation
from workbench.engine.client.child_end import ChildEnded
from workbench.engine.client.child_process import ChildProcess
from workbench.engine.client.connection import Connection, EngineRequest, Module
from workbench.engine.client.deadline import Deadline, Operation
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.wire import messages
from workbench.engine.wire.frames import Frame, FrameError
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import CallFailure, FailureKind, Phase

REPLY = Frame({"kind": "reply", "request": 1, "output_size_bytes": 2, "wall_us": 3, "memory_pages": 4}, b"{}")


class ScriptedChild:
    """A child that gives these frames, whatever it is asked."""

    pid = 1

    def __init__(self, *frames: Frame) -> None:
        self.frames = list(frames)
        self.sent: list[Frame] = []
        self.deadlines: list[Deadline] = []
        self.payload_max_bytes = 0

    def send(self, frame: Frame, deadline: Deadline, *, is_request: bool = False) -> None:
        """Note it."""
        self.sent.append(frame)

    def receive(self, deadline: Deadline) -> Frame:
        """Give the next frame."""
        self.deadlines.append(deadline)
        return self.frames.pop(0)

    def accept_payloads(self, max_bytes: int) -> None:
        """Note it."""
        self.payload_max_bytes = max_bytes

    def end_for_frame_error(self, error: FrameError, phase: Phase) -> ChildEnded:
        """Return what to raise."""
        return ChildEnded(CallFailure(FailureKind.CHILD_DIED, "ended", str(error), phase=phase))

    @property
    def kinds(self) -> list[str]:
        """The kinds of the frames that it was sent."""
        return [frame.header["kind"] for frame in self.sent]


def connected(child: ScriptedChild, host: HostStateStore | None = None) -> Connection:
    return Connection(cast(ChildProcess, child), host or HostStateStore(), compile_limit_ms=5_000)


def request(**fields: Any) -> EngineRequest:
    fields = {"output_max_bytes": len(REPLY.payload), **fields}
    return EngineRequest("call", {"export": "run"}, SERVING, fields.pop("phase", Phase.CALL), **fields)


def test_an_answer_carries_the_output_the_time_and_the_pages() -> None:
    outcome = connected(ScriptedChild(REPLY)).ask(Operation(request=1), request())
    assert (outcome.output, outcome.wall_us, outcome.memory_pages, outcome.failure) == (b"{}", 3, 4, None)


def test_the_hosts_state_is_sent_once_and_again_after_a_person_changed_it() -> None:
    host, child = HostStateStore(), ScriptedChild(REPLY, REPLY, REPLY)
    asked = connected(child, host)
    for _ in range(2):
        asked.ask(Operation(request=1), request())
    host.put("plugin", "key", b"value")
    asked.ask(Operation(request=1), request())
    assert child.kinds == ["host", "call", "call", "host", "call"]


def test_a_module_is_sent_once_until_it_is_forgotten() -> None:
    child, module = ScriptedChild(REPLY, REPLY, REPLY), Module("ab", b"bytes")
    asked = connected(child)
    for _ in range(2):
        asked.ask(Operation(request=1), request(module=module))
    asked.forget("ab")
    asked.ask(Operation(request=1), request(module=module))
    assert child.kinds == ["host", "module", "call", "call", "forget", "module", "call"]
    assert asked.has(module)


def test_above_so_many_modules_the_longest_unused_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "MODULES_MAX", 2)
    child = ScriptedChild(*[REPLY] * 4)
    asked = connected(child)
    for name in ("a", "b", "a", "c"):
        asked.ask(Operation(request=1), request(module=Module(name, b"")))
    assert [frame.header["sha256"] for frame in child.sent if frame.header["kind"] == "forget"] == ["b"]


def test_a_phase_brings_a_new_deadline() -> None:
    child = ScriptedChild(Frame({"kind": "phase", "phase": "call"}), REPLY)
    connected(child).ask(Operation(request=1), request(phase=Phase.COMPILE))
    assert [deadline.phase for deadline in child.deadlines] == [Phase.COMPILE, Phase.CALL]
    assert [deadline.limit_ms for deadline in child.deadlines] == [5_000, SERVING.wall_ms + conversation.SLACK_MS]


@pytest.mark.parametrize(
    "frame",
    [
        Frame({"kind": "phase", "phase": "compile"}),
        Frame({"kind": "phase", "phase": "lunch"}),
        Frame({"kind": "results"}),
        Frame({"kind": "reply", "request": 2}),
        Frame({}),
    ],
)
def test_what_a_child_may_not_say_now_ends_it(frame: Frame) -> None:
    with pytest.raises(ChildEnded) as ended:
        connected(ScriptedChild(frame)).ask(Operation(request=1), request())
    assert ended.value.failure.kind is FailureKind.CHILD_DIED


def test_what_a_guest_stored_is_kept_at_once() -> None:
    host = HostStateStore()
    child = ScriptedChild(messages.put_frame("key", b"value"), REPLY)
    connected(child, host).ask(Operation(request=1), request(plugin_name="plugin"))
    assert host.snapshot().storage == {"plugin": {"key": b"value"}}


def test_a_payload_from_the_child_is_bounded_by_what_was_asked_for() -> None:
    child = ScriptedChild(REPLY)
    connected(child).ask(Operation(request=1), request(output_max_bytes=1 << 30))
    assert child.payload_max_bytes == 1 << 30
