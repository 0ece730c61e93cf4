"""The child process from outside: what becomes of one that breaks the wire's rules, or its limits."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests import builders, guests
from tests.marks import LINUX_ONLY
from workbench.engine.client import child_end, child_process, deadline, launch
from workbench.engine.client.child_end import STDERR_MAX_BYTES, ChildEnded, ErrorOutput
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.wire.confinement import ConfinementReport, Feature, report_header
from workbench.engine.wire.frames import Frame, FrameReader
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import STRICT
from workbench.protocol.calls import CallFailure, FailureKind, Phase

REPORT = report_header(ConfinementReport(frozenset(Feature)))
HELLO = (
    "import json, os, socket, struct, sys, time\n"
    "wire = socket.socket(fileno=json.loads(sys.argv[2])['wire'])\n"
    "def say(header, payload=b''):\n"
    "    text = json.dumps(header).encode()\n"
    "    wire.sendall(struct.pack('<II', len(text), len(payload)) + text + payload)\n"
    f"say({{'kind': 'hello', 'wire': 1, 'confinement': {REPORT!r}}})\n"
    "wire.recv(1)\n"
)


def failure_behind(monkeypatch: pytest.MonkeyPatch, program: str, *, compile_limit_ms: int = 20_000) -> CallFailure:
    """Return what a call gives when the child runs this program after its hello."""
    monkeypatch.setattr(launch, "BOOTSTRAP", HELLO + program)
    engine = EngineClient(compile_limit_ms=compile_limit_ms)
    failure = engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure
    engine.shutdown()
    assert failure is not None
    return failure


@pytest.mark.parametrize(
    "program",
    [
        "say({'kind': 'reply', 'request': 1})\ntime.sleep(60)",
        "say({'kind': 'reply', 'request': 99})\ntime.sleep(60)",
        "say({'kind': 'phase', 'phase': 'lunch'})\ntime.sleep(60)",
        "say({'kind': 'phase', 'phase': 'call'})\nsay({'kind': 'phase', 'phase': 'call'})\ntime.sleep(60)",
        "say({'kind': 'put', 'key_size_bytes': 7})\ntime.sleep(60)",
        "say({'kind': 'put', 'key_size_bytes': 1}, bytes(2_000_000))\ntime.sleep(60)",
        "say({})\ntime.sleep(60)",
        "wire.sendall(b'\\xff' * 100)\ntime.sleep(60)",
    ],
)
def test_a_child_that_breaks_the_rules_of_the_wire_is_ended(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    failure = failure_behind(monkeypatch, program)
    assert failure.kind is FailureKind.CHILD_DIED
    assert failure.cause is not None
    assert failure.cause.startswith("on the wire: ")


def test_a_child_that_compiles_for_ever_is_ended_by_its_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = failure_behind(monkeypatch, "while True: pass", compile_limit_ms=50)
    assert failure.kind is FailureKind.COMPILE_LIMIT
    assert failure.limit is not None
    assert (failure.limit.setting, failure.limit.limit) == ("compile_limit_ms", 50)
    assert failure.limit.found > 50


def test_a_child_that_waits_instead_of_compiling_is_ended_as_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "STALLED_MS", 100)
    failure = failure_behind(monkeypatch, "time.sleep(60)")
    assert (failure.kind, failure.reason) == (FailureKind.OVERSTAYED, "did nothing for 100 ms")


@pytest.mark.scenario
def test_a_child_that_never_stops_talking_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "LATE_READING_MS", 100)
    program = (
        "say({'kind': 'phase', 'phase': 'call'})\nwhile True: say({'kind': 'put', 'key_size_bytes': 1}, b'x' * 50_000)"
    )
    assert failure_behind(monkeypatch, program).kind is FailureKind.OVERSTAYED


def test_our_reader_looks_around_while_a_frame_of_a_child_goes_on_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose bytes always come before we have to wait for them would never be held against its limits."""
    pauses: list[object] = []

    class Noting(FrameReader):
        def __init__(self, *given: Any, **options: Any) -> None:
            pauses.append(options.get("pause_ns"))
            super().__init__(*given, **options)

    monkeypatch.setattr(child_process, "FrameReader", Noting)
    engine = EngineClient()
    engine.confined()
    engine.shutdown()
    assert pauses == [child_process.TICK_MS * 1_000_000]


def test_a_child_that_reads_a_little_now_and_then_is_held_against_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "BOOTSTRAP", HELLO + "time.sleep(60)")
    engine = EngineClient()
    engine.confined()
    connection = engine._supervisor.connection
    assert connection is not None
    child = connection.child

    class Sipping:
        def send(self, rest: memoryview) -> int:
            return 1

    wire, child._wire = child._wire, Sipping()  # type: ignore[assignment]
    over = deadline.Deadline(Phase.CALL, 0.0, 7)
    monkeypatch.setattr(child, "_has_unread", lambda: False)
    with pytest.raises(ChildEnded, match="did not end within 7 ms"):
        child.send(Frame({"kind": "call"}, bytes(1 << 22)), over)
    child._wire = wire
    engine.shutdown()


def test_the_standard_error_of_a_child_that_floods_it_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has written is there again as soon as it was read."""
    reads: list[int] = []

    def endless(descriptor: int, size_bytes: int) -> bytes:
        reads.append(descriptor)
        assert len(reads) < 10_000, "it is read for ever"
        return b"x" * size_bytes

    with tempfile.TemporaryFile() as stream:
        output = ErrorOutput(stream)
        monkeypatch.setattr(child_end, "os", SimpleNamespace(read=endless))
        output.read()
    assert len(output.lines[0]) == STDERR_MAX_BYTES


def test_a_child_that_writes_without_end_to_stderr_is_read_but_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "os.write(2, b'x' * 3_000_000 + b'\\nlast words\\n')\nos.abort()"
    failure = failure_behind(monkeypatch, program)
    assert failure.cause == "SIGABRT during compile; it wrote: last words"


def test_the_line_that_says_why_is_taken_from_a_panic(monkeypatch: pytest.MonkeyPatch) -> None:
    program = "os.write(2, b'thread main panicked at x.rs:1:\\nno NUL please\\nnote: run with\\n')\nsys.exit(3)"
    # What is left unread at its end would look as if it had never heard of the request.
    read = "wire.setblocking(True)\nread = b''\nwhile b'fresh' not in read: read += wire.recv(1 << 20)\n"
    failure = failure_behind(monkeypatch, read + program)
    assert failure.cause == "exit code 3 during compile; it wrote: no NUL please"


def test_another_version_of_the_child_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "BOOTSTRAP", HELLO.replace("'wire': 1", "'wire': 99"))
    with pytest.raises(EngineUnavailable, match="another version"):
        EngineClient().call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)


def test_without_a_way_to_watch_memory_the_pages_are_bounded_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "resident_bytes", lambda _: 0)
    engine = EngineClient(resident_limit_bytes=64 << 20)
    module = guests.module(guests.export("run", "(drop (memory.grow (i32.const 1025)))"))
    failure = engine.call_fresh(module, STRICT, "run", b"", output_max_bytes=8).failure
    engine.shutdown()
    assert failure is not None
    assert failure.kind is FailureKind.MEMORY


@pytest.mark.scenario
def test_a_child_that_holds_much_memory_is_replaced_when_nothing_lives_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_process, "TICK_MS", 0)
    monkeypatch.setattr(child_process, "resident_bytes", lambda _: 600 << 20)
    engine = EngineClient(resident_limit_bytes=1 << 30)
    engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)
    assert engine.child_pid is None
    instance = engine.open(guests.GOOD, STRICT, plugin_name="p", config={}).instance
    assert instance is not None
    engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)
    assert not engine.call(instance, "zero", b"", output_max_bytes=8).restarted
    engine.shutdown()


@pytest.mark.scenario
@LINUX_ONLY
def test_an_engine_beside_another_one_has_only_the_memory_that_that_one_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering = EngineClient(resident_limit_bytes=512 << 20)
    beside = EngineClient(beside=answering)
    body = "(drop (memory.grow (i32.const 3200))) (memory.fill (i32.const 0) (i32.const 1) (i32.const 200000000))"
    module = guests.module(guests.export("run", body))
    budget = replace(STRICT, fuel=0, wall_ms=300_000)
    assert beside.call_fresh(module, budget, "run", b"", output_max_bytes=8).failure is None
    monkeypatch.setattr(answering, "left_bytes", lambda: 100 << 20)
    beside.shutdown()
    beside = EngineClient(beside=answering)
    failure = beside.call_fresh(module, budget, "run", b"", output_max_bytes=8).failure
    assert failure is not None
    assert (failure.kind, failure.reason) == (FailureKind.MEMORY_LIMIT, "used more than 100 MiB of memory")
    beside.shutdown()
    answering.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)
    monkeypatch.undo()
    assert 400 << 20 < answering.left_bytes() < 512 << 20
    answering.shutdown()


@pytest.mark.scenario
def test_a_child_without_room_for_a_large_module_beside_what_it_holds_is_replaced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(child_process, "TICK_MS", 0)
    monkeypatch.setattr(child_process, "resident_bytes", lambda _: 25 << 20)
    engine = EngineClient(resident_limit_bytes=64 << 20)
    instance = engine.open(guests.GOOD, STRICT, plugin_name="p", config={}).instance
    assert instance is not None
    first = engine.child_pid
    small, large = (guests.GOOD + builders.custom_section("x", bytes(size << 20)) for size in (1, 6))
    assert engine.call_fresh(small, STRICT, "zero", b"", output_max_bytes=8).failure is None
    assert engine.child_pid == first
    assert engine.call_fresh(large, STRICT, "zero", b"", output_max_bytes=8).failure is None
    second = engine.child_pid
    assert second != first
    # It has the module by now, and is not replaced for it again.
    assert engine.call_fresh(large, STRICT, "zero", b"", output_max_bytes=8).failure is None
    assert engine.child_pid == second
    assert engine.call(instance, "zero", b"", output_max_bytes=8).restarted
    engine.shutdown()
