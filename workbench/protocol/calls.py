"""What a call of a guest's export gave, as the engine reports it and the layers judge it. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from workbench.errors.stack_frame import GuestTrace


class FailureKind(Enum):
    """What kind of failure ended a call. The layers map it to the protocol's own names."""

    COMPILE = "compile"
    """The engine rejected the module."""
    INSTANTIATE = "instantiate"
    """The module compiled, but no instance could be built."""
    MISSING_EXPORT = "missing_export"
    TRAP = "trap"
    TIMEOUT = "timeout"
    """The wall clock of the budget ran out."""
    FUEL = "fuel"
    MEMORY = "memory"
    """A linear memory was to grow above its limit."""
    EXIT_CODE = "exit_code"
    """The export returned something else than 0, with or without an error text."""
    ERROR_TEXT = "error_text"
    """The export returned 0, but set an error text."""
    OUTPUT_TOO_LARGE = "output_too_large"
    """The output is above what we read; `output_size_bytes` says how large it is."""
    HOST_FUNCTION = "host_function"
    """A host function rejected: quota, a bad block, a trap that stands in for it."""
    INTERNAL_ERROR = "internal_error"
    """Our own code in a host function failed."""
    CANCELLED = "cancelled"
    """The person at the keyboard ended the call."""
    CHILD_DIED = "child_died"
    """The process that ran the call died. The cause names signal and circumstance."""
    OVERSTAYED = "overstayed"
    """The call did not end within any budget, and the outside watchdog ended the process."""
    MEMORY_LIMIT = "memory_limit"
    """The process that ran the call grew above its resident limit and was ended."""
    COMPILE_LIMIT = "compile_limit"
    """The module took more processor time to compile than we allow, and the process was ended."""
    MACHINE = "machine"
    """This machine does not give the engine what it needs: address space, memory, threads, descriptors."""


class Phase(Enum):
    """How far the engine had come when a call failed."""

    COMPILE = "compile"
    INSTANTIATE = "instantiate"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class LimitExceeded:
    """A limit of ours on what the reference leaves free, and what was found above it."""

    setting: str
    """Which setting raises it; its name ends in the unit: `compile_limit_ms`, `resident_limit_mb`."""
    limit: int
    found: int


@dataclass(frozen=True, slots=True)
class CallFailure:
    """Why a call failed."""

    kind: FailureKind
    reason: str
    """The outermost text, as the reference host would carry it (`timeout`, `Returned non-zero exit code: 5`)."""
    cause: str | None = None
    """What stands behind it (`wasm trap: integer divide by zero`); None when nothing is known."""
    exit_code: int | None = None
    """What the export returned; None when it did not return."""
    phase: Phase = Phase.CALL
    """How far it came: a child that dies, overstays or is cancelled may do so before the call."""
    limit: LimitExceeded | None = None
    """The limit of ours that ended it; None: none of ours did."""
    trace: GuestTrace | None = None
    """Where in the guest it came about; None: not known."""


@dataclass(frozen=True, slots=True)
class LogOrigin:
    """The call in which lines were written."""

    name: str
    """The wire function, or the step that called: `handshake`, `self-check`, `load`."""
    generation: int = 0
    """The load that was called; 0: it is not known."""
    dispatch: int | None = None
    """The dispatch's number in the history, or in this run where none is kept; None: it was no dispatch."""


LOG_LEVELS: Final = ("trace", "debug", "info", "warn", "error")
"""Of lines that a guest logs, the one that matters least first."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line that a guest wrote, by `cc_lb_log` or by Extism's own log functions. Untrusted text."""

    level: str
    """One of `LOG_LEVELS`."""
    message: str
    origin: LogOrigin | None = None
    """None: as long as the call runs, and where nobody said."""


@dataclass(frozen=True, slots=True)
class HostCall:
    """One call of a host function by the guest."""

    function: str
    arguments: tuple[str, ...]
    """Each as untrusted text, cut to a readable length."""
    result: str | None
    """None: the function gives nothing, or failed."""
    error: str | None = None
    injected: str | None = None
    """The injected faults that this call triggered, as they were named, with spaces between."""
    wall_us: int | None = field(default=None, compare=False)
    """Microseconds that the host took, no part of what was called; None: nobody has looked."""


@dataclass(frozen=True, slots=True)
class HostActivity:
    """What a guest did to its host during one call."""

    logs: tuple[LogLine, ...] = ()
    logs_dropped: int = 0
    """Lines above the cap, counted but not kept."""
    counters: dict[str, int] = field(default_factory=dict)
    """What was added to each counter, by name."""
    calls: tuple[HostCall, ...] = ()
    calls_dropped: int = 0


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What one call gave: an output, or a failure; and what it cost."""

    output: bytes = b""
    """Empty when the guest set none, and after a failure."""
    failure: CallFailure | None = None
    """None: the call returned 0 and set no error text."""
    output_size_bytes: int = 0
    wall_us: int = 0
    """Microseconds of the call alone."""
    compile_us: int = 0
    """Microseconds of compiling that this call waited for; 0 when the module was compiled before."""
    instantiate_us: int = 0
    """Microseconds of building the instance; 0 when a long-lived one was called."""
    activity: HostActivity = HostActivity()
    interrupted: bool = False
    """The long-lived instance was stopped in the middle of the guest's code, and stays: its globals, memory and stack
    pointer may be half changed, as in the reference. Never set for an instance of the call's own."""
    restarted: bool = False
    """The long-lived instance had to be built again before this call, because its process was gone: what the guest kept
    in globals and memory is lost, what it put into the host's storage is not."""
    memory_pages: int | None = None
    """Pages of 64 KiB that the guest's own memory had after the call, the most it ever had. None: not known: not looked
    at, or the guest has no memory, several, or one that begins empty."""


@dataclass(frozen=True, slots=True)
class FuelMeasured:
    """How much fuel a call used, on a fresh instance with a frozen clock and a seeded random source."""

    fuel_used: int | None
    """The smallest limit that is enough, as this version of the engine prices it; the whole limit when that was not
    enough. None when `why_not` says why it is not known."""
    why_not: str | None
    """May quote the plugin: untrusted text."""

    @property
    def is_cancelled(self) -> bool:
        """True when a person ended the search."""
        return self.why_not == CANCELLED_REASON


CANCELLED_REASON: Final = "cancelled"
"""Of a call that a person ended."""
