"""A child that says anything: what it says is refused by one error, and whatever is taken is in range.

Traffic of the kind that children send is changed in its values, its bytes, its lengths and its order, and given to our
side of the wire. `python -m tests.fuzz.frames --cases 1000000 --seed 1` tries a million; each case follows from seed
and number alone.
"""

from __future__ import annotations

import argparse
import copy
import os
import random
import sys
import time
from collections import Counter
from typing import Any, Final

import orjson

from workbench.engine.client.child_end import ChildEnded
from workbench.engine.client.connection import Connection, EngineRequest
from workbench.engine.client.deadline import Deadline, Operation
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.client.reports import NO_REPORTS, Attempts, Reports, Results, Times
from workbench.engine.wire import frames, messages, untrusted
from workbench.engine.wire.frames import Frame, FrameError, FrameReader, Header, WireClosed
from workbench.engine.wire.shared_file import shared_file
from workbench.engine.wire.shared_payload_buffer import BUFFER_BYTES, SharedPayloadBuffer
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import (
    CallFailure,
    CallOutcome,
    FailureKind,
    FuelMeasured,
    HostActivity,
    HostCall,
    LogLine,
    Phase,
)
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting

OUTPUT_MAX_BYTES: Final = 64
REQUEST: Final = 7
_ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 1.5, 1e308, "", "x", "\ud800", "\x1b[2J"),
    *("\u202e", "x" * 70_000, [], {}, [[]], [None], {"": None}, [0] * 5_000, ["x"] * 1_500, [[[]]] * 2_000),
)
_ODD_TEXTS: Final = (b"NaN", b"Infinity", b"-0", b"9" * 5_000, b'"\\ud800"', b"[" * 3_000, b"1e999", b"{", b"")
BUSY: Final = HostActivity(
    (LogLine("info", "line"), LogLine("error", "other")),
    1,
    {"hits": 2, "misses": 2**64 - 1},
    (HostCall("cc_lb_log", ("info", "line"), None), HostCall("cc_lb_storage_get", ("k",), "v", "error", "slow=1")),
    2,
)
FAILED: Final = CallOutcome(
    failure=CallFailure(FailureKind.TRAP, "reason", "cause", 1, Phase.CALL), wall_us=5, compile_us=6, interrupted=True
)
WENT_WELL: Final = CallOutcome(b"output", None, 6, 5, 1, 2, memory_pages=3)
SMALL: Final = {"kind": "reply", "request": REQUEST, "output_size_bytes": 6, "wall_us": 5}


def _traffic(chance: random.Random) -> tuple[list[Frame], Reports]:
    """What a child says to a request, and who takes its reports."""
    activity = Frame(messages.activity_header(BUSY, ClockSetting(5, 1), RandomSetting("s", 9)))
    put = messages.put_frame("schl\u00fcssel", b"value")
    phases = [Frame({"kind": "phase", "phase": phase}) for phase in ("instantiate", "call")]
    said = [*phases, *chance.choices([activity, put], k=chance.randrange(4))]
    reports: Reports = NO_REPORTS
    match chance.randrange(4):
        case 1:
            reports = Results(3, output_max_bytes=OUTPUT_MAX_BYTES)
            result = {**messages.reply_header(0, WENT_WELL), "kind": "result"}
            said += [Frame(result, b"output"), Frame({"kind": "results"}, bytes(8) + b"\3" + bytes(7) + b"abc")]
        case 2:
            reports = Times(4)
            said += [Frame(messages.times_header([1, 2], [3, 4]))]
        case 3:
            reports = Attempts()
            said += [Frame({"kind": "attempt"}), Frame(messages.fuel_header(FuelMeasured(5, None)))]
    answers = [
        Frame(messages.reply_header(REQUEST, FAILED)),
        Frame(messages.reply_header(REQUEST, WENT_WELL), b"output"),
        Frame(SMALL, b"output"),
    ]
    return [*said, chance.choice(answers)], reports


class _Bytes:
    """What has come by the wire, as a socket gives it."""

    def __init__(self, content: bytes) -> None:
        self._rest = memoryview(content)

    def recv_into(self, room: memoryview, size_bytes: int = 0, flags: int = 0) -> int:
        count = min(len(room), len(self._rest))
        room[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


class _Child:
    """A child that has said all of it already."""

    pid = os.getpid()

    def __init__(self, said: bytes, shared: SharedPayloadBuffer) -> None:
        self._reader = FrameReader(
            _Bytes(said),  # type: ignore[arg-type]
            shared,
            header_of=untrusted.header_of,
            header_max_bytes=untrusted.HEADER_MAX_BYTES,
        )

    def accept_payloads(self, max_bytes: int) -> None:
        self._reader.payload_max_bytes = max_bytes

    def send(self, frame: Frame, deadline: Deadline, *, is_request: bool = False) -> None:
        """Nobody hears it."""

    def receive(self, deadline: Deadline) -> Frame:
        try:
            frame = self._reader.read()
        except WireClosed:
            raise _ended("closed") from None
        except FrameError as error:
            raise self.end_for_frame_error(error, deadline.phase) from error
        if frame is None:
            raise _ended("closed")
        return frame

    def end_for_frame_error(self, error: FrameError, phase: Phase) -> ChildEnded:
        return _ended("frame error")


def _ended(reason: str) -> ChildEnded:
    return ChildEnded(CallFailure(FailureKind.CHILD_DIED, reason))


# ---- changes --------------------------------------------------------------------------------------------------------


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value where another value can be put: its container, and key or index."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found += [(value, key), *_places(inner)]
    return found


def _changed_header(header: Header, chance: random.Random) -> Header:
    changed: Header = copy.deepcopy(orjson.loads(orjson.dumps(header)))
    container, key = chance.choice(_places(changed))
    match chance.randrange(5):
        case 0 | 1:
            container[key] = chance.choice(_ODD)
        case 2:
            del container[key]
        case 3 if isinstance(container, list):
            container.extend([container[key]] * chance.choice((1, 2_000)))
        case _ if isinstance(container, dict):
            container[chance.choice(("kind", "failure", "logs", "x" * 300))] = container.pop(key)
        case _:
            container[key] = [container[key]]
    return changed


def _sent(frame: Frame, chance: random.Random) -> bytes:
    header = _changed_header(frame.header, chance) if chance.random() < 0.5 else frame.header
    payload = chance.randbytes(chance.choice((0, 1, 17, 300))) if chance.random() < 0.1 else frame.payload
    content = b"".join(frames.pieces(header, payload))
    if chance.random() < 0.1:
        # What no encoder writes in the place of a value.
        text = content[frames.PREFIX.size : len(content) - len(payload)]
        before, colon, behind = text.partition(b":")
        text = before + colon + chance.choice(_ODD_TEXTS) + behind[behind.find(b",") :]
        content = frames.PREFIX.pack(len(text), len(payload)) + text + payload
    if chance.random() < 0.1:
        changed = bytearray(content)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        content = bytes(changed)
    return content


# ---- one case -------------------------------------------------------------------------------------------------------


def try_case(chance: random.Random, shared: SharedPayloadBuffer) -> str:
    """Let our side read what a child says; return what became of it. Raises AssertionError, or what it must not."""
    said, reports = _traffic(chance)
    if chance.random() < 0.2:
        chance.shuffle(said)
    content = b"".join(_sent(frame, chance) if chance.random() < 0.4 else _honest(frame) for frame in said)
    host = HostStateStore()
    host.freeze_clock(1)
    host.seed_random("seed")
    connection = Connection(_Child(content, shared), host, compile_limit_ms=1_000)  # type: ignore[arg-type]
    request = EngineRequest("call", {}, SERVING, Phase.COMPILE, None, b"", OUTPUT_MAX_BYTES, "plugin", reports)
    operation = Operation(REQUEST)
    became = "an outcome"
    try:
        check_outcome(connection.ask(operation, request))
    except ChildEnded as ended:
        became = ended.failure.reason
    if isinstance(reports, Results):
        for outcome in reports.outcomes:
            check_outcome(outcome)
    check_host(host.snapshot())
    return became


def _honest(frame: Frame) -> bytes:
    return b"".join(frames.pieces(frame.header, frame.payload))


def check_outcome(outcome: CallOutcome) -> None:
    """Raise AssertionError when an outcome holds what no child may say."""
    assert len(outcome.output) <= OUTPUT_MAX_BYTES
    numbers = [outcome.output_size_bytes, outcome.wall_us, outcome.compile_us, outcome.instantiate_us]
    assert all(type(number) is int and 0 <= number < 2**63 for number in (*numbers, outcome.memory_pages or 0))
    assert len(outcome.activity.logs) <= 1_000
    assert len(outcome.activity.calls) <= 1_000
    texts = [line.message for line in outcome.activity.logs]
    if outcome.failure is not None:
        texts += [outcome.failure.reason, outcome.failure.cause or ""]
    "".join(texts).encode()
    assert {line.level for line in outcome.activity.logs} <= messages.LEVELS


def check_host(snapshot: HostSnapshot) -> None:
    """Raise AssertionError when the host holds what no child may have put there."""
    assert type(snapshot.clock.frozen_unix_ms) is int
    assert snapshot.random.seed == "seed"
    assert 0 <= snapshot.random.position < 2**63
    for name, counters in snapshot.counters.items():
        "".join((name, *counters)).encode()
        assert all(type(count) is int and count >= 0 for count in counters.values())
    for stored in snapshot.storage.values():
        "".join(stored).encode()


def run(cases: int, seed: int, first: int = 0) -> Counter[str]:
    """Run so many cases; return how many became what. Raises what a case raises, with its number."""
    became: Counter[str] = Counter()
    descriptor = shared_file(BUFFER_BYTES)
    shared = SharedPayloadBuffer(descriptor)
    try:
        for number in range(first, first + cases):
            try:
                became[try_case(random.Random(f"{seed}:{number}"), shared)] += 1
            except Exception as error:
                raise AssertionError(f"case {number} of seed {seed}: {type(error).__name__}: {error}") from error
    finally:
        os.close(descriptor)
    return became


def main() -> None:
    """Run the cases of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    arguments = parser.parse_args()
    start = time.perf_counter()
    became = run(arguments.cases, arguments.seed, arguments.first)
    sys.stdout.write(f"{dict(became)} in {time.perf_counter() - start:.0f} s\n")


if __name__ == "__main__":
    main()
