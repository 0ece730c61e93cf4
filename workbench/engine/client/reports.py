"""What a request of many calls reports on its way, collected in our process.

Owns: how many reports of which kind a request may make. Each brings the child a new deadline, so a child that is not
trusted must not make more of them than it was asked for. Must not know the wire's form, nor what a report is for.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, takewhile
from typing import Final, Protocol

from workbench.engine.wire import messages
from workbench.engine.wire.activity import ActivityLedger
from workbench.engine.wire.frames import Frame, FrameError
from workbench.engine.wire.result_buffer import QuietCall, read_calls, read_rest
from workbench.protocol.calls import CallOutcome, FuelMeasured
from workbench.session.ports import OutcomesListener


class Reports(Protocol):
    """Takes the reports of one request."""

    def take(self, frame: Frame, ledger: ActivityLedger) -> None:
        """Take a report in, with the activity since the one before. Raises FrameError when none is awaited."""

    def rescue(self, left_behind: bytes, request: int) -> None:
        """Take what the child left behind when it died in this request, if that belongs here."""


class NoReports:
    """Of a request that makes none."""

    def take(self, frame: Frame, ledger: ActivityLedger) -> None:
        """Refuse it."""
        raise FrameError(f"expected put, activity, phase or reply, found {frame.header.get('kind')!r}")

    def rescue(self, left_behind: bytes, request: int) -> None:
        """There is nothing."""


NO_REPORTS: Final = NoReports()


class Results:
    """The outcomes of a batch, in the order of its calls."""

    def __init__(
        self,
        count: int,
        listener: OutcomesListener | None = None,
        *,
        output_max_bytes: int,
        completed: Callable[[CallOutcome], CallOutcome] = lambda outcome: outcome,
    ) -> None:
        """`count` is how many there may be; `listener` is notified of them as they come, but of rescued ones.

        `output_max_bytes` is what each of them may hold; `completed` adds to those that failed what only we know.
        """
        self._completed = completed
        self._output_max_bytes = output_max_bytes
        self.outcomes: list[CallOutcome] = []
        self._count = count
        self._listener = listener

    def take(self, frame: Frame, ledger: ActivityLedger) -> None:
        """Keep the outcome of the next call, or those of the next calls."""
        kind = frame.header.get("kind")
        if kind == "result":
            taken = [self._completed(messages.read_outcome(frame, ledger.take(), self._output_max_bytes))]
            ledger.start_call()
        elif kind == "results":
            # What was reported meanwhile belongs to a later call: these left their host alone.
            taken = self._read_calls(frame.payload)
        else:
            raise FrameError(f"expected results, found {kind!r}")
        if not taken or len(self.outcomes) + len(taken) > self._count:
            raise FrameError(f"expected results of {self._count:,} calls, found those of more or of none")
        self.outcomes += taken
        if self._listener is not None:
            self._listener(taken)

    def rescue(self, left_behind: bytes, request: int) -> None:
        """Keep what had not been sent yet."""
        rest = read_rest(left_behind, request, len(self.outcomes))[: self._count - len(self.outcomes)]
        self.outcomes += [_outcome(call) for call in takewhile(self._is_short_enough, rest)]

    def _read_calls(self, content: bytes) -> list[CallOutcome]:
        # One more than there may be is enough to be too many.
        most = self._count - len(self.outcomes) + 1
        try:
            calls = list(islice(read_calls(content), most))
        except ValueError as error:
            raise FrameError(str(error)) from error
        if not all(map(self._is_short_enough, calls)):
            raise FrameError(f"expected outputs of at most {self._output_max_bytes:,} bytes, found a larger one")
        return [_outcome(call) for call in calls]

    def _is_short_enough(self, call: QuietCall) -> bool:
        return len(call.output) <= self._output_max_bytes


def _outcome(call: QuietCall) -> CallOutcome:
    wall_us, output = call
    return CallOutcome(output, None, len(output), wall_us)


class Times:
    """How long calls took, in nanoseconds."""

    def __init__(self, runs: int) -> None:
        self.in_series_ns: list[int] = []
        self.bare_ns: list[int] = []
        self._runs = runs

    def take(self, frame: Frame, ledger: ActivityLedger) -> None:
        """Keep the times of some calls."""
        if frame.header.get("kind") != "times":
            raise FrameError(f"expected times, found {frame.header.get('kind')!r}")
        in_series_ns = messages.read_times(frame.header, "in_series_ns", self._runs)
        bare_ns = messages.read_times(frame.header, "bare_ns", self._runs)
        if not in_series_ns or len(in_series_ns) != len(bare_ns) or len(self.bare_ns) + len(bare_ns) > self._runs:
            raise FrameError(f"expected times of {self._runs:,} calls at most, in two lists of the same length")
        self.in_series_ns += in_series_ns
        self.bare_ns += bare_ns
        ledger.take()
        ledger.start_call()

    def rescue(self, left_behind: bytes, request: int) -> None:
        """There is nothing."""


STACK_MAX_BYTES: Final = 1 << 16
"""Of what a core dump holds beside memories and data."""


class Stack:
    """Where a guest was when its time ran out."""

    def __init__(self) -> None:
        self.dump = b""
        """A module of the dump's custom sections; empty: there is none."""

    def take(self, frame: Frame, ledger: ActivityLedger) -> None:
        """Keep it."""
        if frame.header.get("kind") != "stack" or self.dump or len(frame.payload) > STACK_MAX_BYTES:
            raise FrameError(f"expected one stack, found {frame.header.get('kind')!r}")
        self.dump = frame.payload

    def rescue(self, left_behind: bytes, request: int) -> None:
        """There is nothing."""


ATTEMPTS_MAX: Final = 80
"""A limit of fuel has at most 64 bits, each of which may take an attempt."""


class Attempts:
    """The search for the fuel of a call, and what it found."""

    def __init__(self) -> None:
        self.measured = FuelMeasured(None, "the search did not end")
        self._count = 0
        self._is_over = False

    def take(self, frame: Frame, ledger: ActivityLedger) -> None:
        """Count an attempt, or keep what was found."""
        match frame.header.get("kind"):
            case "attempt" if self._count < ATTEMPTS_MAX and not self._is_over:
                self._count += 1
            case "fuel" if not self._is_over:
                self._is_over = True
                self.measured = messages.read_fuel(frame.header)
            case kind:
                raise FrameError(f"expected {ATTEMPTS_MAX} attempts at most and the fuel once, found {kind!r}")

    def rescue(self, left_behind: bytes, request: int) -> None:
        """There is nothing."""
