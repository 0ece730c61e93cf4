"""The worker answers what it is asked, in order and by number, whatever becomes of one answer: without an engine."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from workbench.engine.child import engine_threads, libextism, worker
from workbench.engine.child.code_cache import CodeCache
from workbench.engine.child.worker import CANCEL, Worker
from workbench.engine.wire import messages, result_buffer
from workbench.engine.wire.confinement import ConfinementReport, Feature, report_header
from workbench.engine.wire.frames import Frame, FrameReader, WireClosed, pieces
from workbench.engine.wire.result_buffer import QuietCall, ResultBuffer, read_calls
from workbench.engine.wire.shared_file import shared_file
from workbench.engine.wire.shared_payload_buffer import BUFFER_BYTES, SharedPayloadBuffer
from workbench.protocol.budgets import STRICT
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase

REPORT = ConfinementReport(frozenset({Feature.LIMITS}))
CANCELLED = CallOutcome(failure=CallFailure(FailureKind.CANCELLED, "cancelled", phase=Phase.CALL))


class Series:
    """The calls of an instance, which answer with what they are given."""

    def __init__(self, number: int) -> None:
        self.instance = SimpleNamespace(memory=SimpleNamespace(pages=lambda: 7), number=number)
        self.is_serving = True
        self.outcomes: list[tuple[int, CallOutcome]] = []
        self.results: ResultBuffer | None = None

    def call(self, export: str, payload: bytes, output_max_bytes: int) -> QuietCall:
        if export == "defect":
            raise ZeroDivisionError("a secret of the guest")
        return QuietCall(3, payload[:output_max_bytes])

    def run(
        self, calls: Iterator[tuple[str, bytes]], output_max_bytes: int, results: ResultBuffer
    ) -> Iterator[tuple[int, CallOutcome]]:
        for number, (export, payload) in enumerate(calls, start=1):
            if export == "cancelled":
                yield number, CANCELLED
            else:
                results.add(QuietCall(1, payload))

    def end(self) -> None: ...


class Pool:
    """Builds instances without an engine, and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def keep(self, sha256: str, module: bytes) -> None:
        self.asked.append(("keep", sha256, module))

    def forget(self, sha256: str) -> None:
        self.asked.append(("forget", sha256))

    def free(self, instance: Any) -> None:
        self.asked.append(("free", instance.number))

    def build(self, sha256: str, _budget: object, enter: Any, **_facts: object) -> tuple[object, CallOutcome]:
        enter(Phase.COMPILE)
        return (object() if sha256 == "good" else None), CallOutcome()


class Running:
    """Notes what is cancelled; the engine misses the first two times."""

    def __init__(self) -> None:
        self.cancels: list[int] = []
        self.obeyed = threading.Event()

    def cancel(self, request: int) -> bool:
        self.cancels.append(request)
        if self.cancels.count(request) < 3:
            return True
        self.obeyed.set()
        return False


class Uncontrolled(Worker):
    """A worker whose control is nobody's: the end of a test is not the end of its process."""

    def _watch_control(self) -> None: ...


class Client:
    """The other side of a worker that serves on a thread."""

    def __init__(self) -> None:
        self.wire, theirs = socket.socketpair()
        shared, results = shared_file(BUFFER_BYTES), shared_file(result_buffer.SIZE_BYTES)
        self._payloads = SharedPayloadBuffer(shared)
        self.pool = Pool()
        self.served = Uncontrolled(
            theirs,
            -1,
            ResultBuffer(results),
            SharedPayloadBuffer(shared),
            default_max_pages=1,
            code=CodeCache("", ""),
            confined=REPORT,
        )
        os.close(shared)
        os.close(results)
        self.served._pool = cast(Any, self.pool)
        self.served._host.flush_for_ever = lambda: None  # type: ignore[method-assign]
        self._reader = FrameReader(self.wire, self._payloads)
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        self.hello = self.read().header

    def _serve(self) -> None:
        with pytest.raises(WireClosed):
            self.served.serve()

    def send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        for piece in pieces(header, payload, self._payloads):
            self.wire.sendall(piece)

    def read(self) -> Frame:
        frame = self._reader.read()
        assert frame is not None
        return frame

    def ask(self, header: dict[str, Any], payload: bytes = b"") -> Frame:
        self.send(header, payload)
        return self.read()

    def call(self, request: int, export: str, payload: bytes = b"") -> Frame:
        fields = {"instance": 1, "export": export, "output_max_bytes": 1_000_000}
        return self.ask({"kind": "call", "request": request, **fields}, payload)

    def close(self) -> None:
        self.wire.close()
        self._thread.join()
        self.served._wire.close()


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client()
    made.served._instances[1] = cast(Any, Series(1))
    yield made
    made.close()


def test_it_begins_with_what_it_is_and_what_confines_it(client: Client) -> None:
    assert client.hello == {
        "kind": "hello",
        "wire": messages.WIRE_VERSION,
        "libextism": libextism.version(),
        "confinement": report_header(REPORT),
    }


def test_each_answer_has_the_number_of_its_request_the_output_and_the_pages(client: Client) -> None:
    for request in (4, 5):
        answer = client.call(request, "echo", b"x" * request)
        assert answer.payload == b"x" * request
        assert {name: answer.header[name] for name in ("kind", "request", "memory_pages")} == {
            "kind": "reply",
            "request": request,
            "memory_pages": 7,
        }


def test_a_large_payload_goes_there_and_back_through_the_shared_memory(client: Client) -> None:
    assert client.call(1, "echo", b"x" * 200_000).payload == b"x" * 200_000


def test_a_defect_of_ours_fails_one_request_without_what_it_quotes_and_the_next_is_answered(client: Client) -> None:
    failed = client.call(1, "defect").header
    assert failed["failure"]["kind"] == FailureKind.INTERNAL_ERROR.value
    assert "in the worker, call" in str(failed["failure"])
    assert "secret" not in str(failed)
    assert client.call(2, "echo", b"ok").payload == b"ok"


def test_what_needs_no_answer_gets_none(client: Client) -> None:
    client.send({"kind": "module", "sha256": "ab", "every_line": False}, b"bytes")
    client.send({"kind": "forget", "sha256": "ab"})
    client.send({"kind": "close", "instance": 1})
    client.send({"kind": "close", "instance": 99})
    # The next frame that comes is the answer to this one.
    assert client.call(8, "echo").header["request"] == 8
    assert client.pool.asked == [("keep", "ab", b"bytes"), ("forget", "ab"), ("free", 1)]


def test_a_batch_is_sent_as_a_whole_and_ends_with_the_call_that_is_cancelled(client: Client) -> None:
    calls = [("echo", 1), ("echo", 1), ("cancelled", 0), ("echo", 1)]
    batch = {"kind": "batch", "request": 6, "instance": 1, "output_max_bytes": 9, "calls": calls}
    waiting = client.ask(batch, b"abd")
    assert waiting.header["kind"] == "results"
    assert [call.output for call in read_calls(waiting.payload)] == [b"a", b"b"]
    result = client.read().header
    assert (result["kind"], result["failure"]["kind"]) == ("result", FailureKind.CANCELLED.value)
    assert (client.read().header["kind"], client.call(7, "echo").header["request"]) == ("reply", 7)


def test_the_engines_own_threads_are_held_back_once_with_the_first_instance(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    monkeypatch.setattr(engine_threads, "hold_back", lambda: held.append(1))
    monkeypatch.setattr(worker, "CallSeries", lambda *_: Series(0))
    for request, (module, expected) in enumerate((("bad", 0), ("good", 1), ("good", 1)), start=1):
        opening = {"kind": "open", "request": request, "instance": request + 10, "sha256": module}
        phase = client.ask({**opening, "budget": messages.budget_header(STRICT), "plugin": "p", "config": {}})
        assert phase.header == {"kind": "phase", "phase": "compile"}
        assert client.read().header["request"] == request
        assert len(held) == expected
    assert set(client.served._instances) == {1, 12, 13}


def controlled(running: Running) -> tuple[threading.Thread, int]:
    """Return a thread that watches a control, and the other end of it."""
    theirs, ours = os.pipe()
    watched = cast(Worker, SimpleNamespace(_control=theirs, _running=running))

    def watch() -> None:
        with pytest.raises(SystemExit):
            Worker._watch_control(watched)
        os.close(theirs)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread, ours


def test_a_cancel_is_repeated_until_it_is_obeyed_and_the_end_of_the_control_ends_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []

    def leave(code: int) -> None:
        codes.append(code)
        raise SystemExit

    monkeypatch.setattr(os, "_exit", leave)
    running = Running()
    thread, control = controlled(running)
    os.write(control, CANCEL.pack(5))
    assert running.obeyed.wait(300)
    assert running.cancels == [5, 5, 5]
    os.close(control)
    thread.join()
    assert codes == [0]
