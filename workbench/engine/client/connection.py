"""One child's conversation: what it was given, what it is asked, and what it reports on the way to an answer.

Owns: which modules and which state the child has, deadlines by phase, and the sorting of its reports. Must not know
instances as the session sees them, nor what happens after the child's death.
"""

from __future__ import annotations

import contextlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from workbench.engine.client.child_process import ChildProcess
from workbench.engine.client.deadline import Deadline, Operation, ProcessorLimit
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.client.reports import NO_REPORTS, Reports
from workbench.engine.wire import messages
from workbench.engine.wire.activity import NO_ACTIVITY, ActivityLedger
from workbench.engine.wire.frames import Frame, FrameError, Header
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, HostActivity, Phase

SLACK_MS: Final = 1_000
"""What a request may take above its budget before the process is ended: the engine itself ends all but the worst."""
MODULES_MAX: Final = 32
"""Modules that the child keeps compiled; the one that was longest unused goes first."""
_TRACING_IMPORTS: Final = (b"log_trace", b"get_log_level")
"""Functions of the kernel. Without them a module can write no line of level trace, nor learn that none is heard."""
_PHASES: Final = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Module:
    """The bytes of a module, and their hash in hex."""

    sha256: str
    content: bytes

    @property
    def may_trace(self) -> bool:
        """Whether a line of level trace may come from it."""
        return any(name in self.content for name in _TRACING_IMPORTS)


@dataclass(slots=True)
class EngineRequest:
    """What is asked of the child.

    Not frozen, and without a ledger at first: to build these takes a good part of the time of a small call.
    """

    kind: str
    fields: Header
    budget: Budget
    phase: Phase
    """The phase that it begins with."""
    module: Module | None = None
    """What the child must have for it; None: nothing new."""
    payload: bytes = b""
    output_max_bytes: int = 0
    plugin_name: str = ""
    reports: Reports = NO_REPORTS
    slack_ms: int = 0
    """What the call may take above its budget, beside `SLACK_MS`."""
    _ledger: ActivityLedger | None = None

    @property
    def ledger(self) -> ActivityLedger:
        """What the child reported so far of what a guest did."""
        if self._ledger is None:
            self._ledger = ActivityLedger()
        return self._ledger

    def activity(self) -> HostActivity:
        """Hand out what was reported since the last time."""
        return NO_ACTIVITY if self._ledger is None else self._ledger.take()


class Connection:
    """Asks one child, and takes over what it reports."""

    def __init__(
        self, child: ChildProcess, host: HostStateStore, *, compile_limit_ms: int, hears_traces: bool = False
    ) -> None:
        """`hears_traces`: lines of level trace are wanted from the first module on, whatever that is."""
        self.child = child
        self._hears_traces: bool | None = True if hears_traces else None
        """None: not yet settled, for the child has got no module."""
        self._host = host
        self._compile_limit_ms = compile_limit_ms
        self._sent: OrderedDict[str, None] = OrderedDict()
        self._sent_revision = -1

    def ask(self, operation: Operation, request: EngineRequest) -> CallOutcome:
        """Send a request and wait for its reply. Raises ChildEnded."""
        child = self.child
        deadline = self._deadline(operation, request, request.phase)
        if self._sent_revision != self._host.revision:
            self._send_state(deadline)
        if request.module is not None:
            self._send_module(request.module, deadline)
        header = {"kind": request.kind, "request": operation.request, **request.fields}
        child.accept_payloads(max(request.output_max_bytes, request.budget.storage_quota_bytes))
        child.send(Frame(header, request.payload), deadline, is_request=True)
        while True:
            frame = child.receive(deadline)
            try:
                if frame.header.get("kind") == "reply" and frame.header.get("request") == operation.request:
                    return messages.read_outcome(frame, request.activity(), request.output_max_bytes)
                deadline = self._take_report(operation, request, frame, deadline)
            except FrameError as error:
                raise child.end_for_frame_error(error, deadline.phase) from error

    def has(self, module: Module) -> bool:
        """Say whether the child has a module's bytes."""
        return module.sha256 in self._sent

    def is_deaf_to(self, module: Module) -> bool:
        """Say whether a module may write lines that the child does not hear: its first module settled that."""
        return self._hears_traces is False and not self.has(module) and module.may_trace

    def close_instance(self, number: int) -> None:
        """Let the child drop an instance. Raises ChildEnded."""
        self._notify({"kind": "close", "instance": number})

    def forget(self, sha256: str) -> None:
        """Let the child drop a module, if it has it. Raises ChildEnded."""
        if sha256 in self._sent:
            del self._sent[sha256]
            self._notify({"kind": "forget", "sha256": sha256})

    def _notify(self, header: Header) -> None:
        deadline = Deadline(Phase.CALL, time.monotonic() + SLACK_MS / 1_000, SLACK_MS)
        self.child.send(Frame(header), deadline)

    def _deadline(self, operation: Operation, request: EngineRequest, phase: Phase) -> Deadline:
        now, processor = time.monotonic(), None
        if phase is Phase.COMPILE:
            limit_ms = self._compile_limit_ms
            with contextlib.suppress(OSError):
                processor = ProcessorLimit(self.child.pid, limit_ms)
        else:
            limit_ms = request.budget.wall_ms + SLACK_MS + request.slack_ms
        return Deadline(phase, now + limit_ms / 1_000, limit_ms, operation, processor)

    # ---- what the child must have ---------------------------------------------------------------------------------

    def _send_state(self, deadline: Deadline) -> None:
        revision, snapshot = self._host.snapshot_for_child()
        self.child.send(messages.host_frame(snapshot), deadline)
        self._sent_revision = revision

    def _send_module(self, module: Module, deadline: Deadline) -> None:
        if module.sha256 in self._sent:
            self._sent.move_to_end(module.sha256)
            return
        if self._hears_traces is None:
            self._hears_traces = module.may_trace
        header: Header = {"kind": "module", "sha256": module.sha256, "every_line": self._hears_traces}
        self.child.send(Frame(header, module.content), deadline)
        self._sent[module.sha256] = None
        if len(self._sent) > MODULES_MAX:
            oldest, _ = self._sent.popitem(last=False)
            self.child.send(Frame({"kind": "forget", "sha256": oldest}), deadline)

    # ---- what the child says --------------------------------------------------------------------------------------

    def _take_report(self, operation: Operation, request: EngineRequest, frame: Frame, deadline: Deadline) -> Deadline:
        """Take in what comes before a reply; return the deadline from then on."""
        kind = frame.header.get("kind")
        if kind in ("put", "activity"):
            self._note(request, frame)
            return deadline
        if kind == "phase":
            return self._deadline(operation, request, self._read_phase(frame.header, deadline))
        request.reports.take(frame, request.ledger)
        return self._deadline(operation, request, deadline.phase)

    def _read_phase(self, header: Header, deadline: Deadline) -> Phase:
        """Return the next phase. A phase begins once only: each brings a new deadline."""
        phase = messages.read_phase(header)
        if _PHASES.index(phase) <= _PHASES.index(deadline.phase):
            raise FrameError(f"expected a phase after {deadline.phase.value}, found {phase.value}")
        return phase

    def _note(self, request: EngineRequest, frame: Frame) -> None:
        """Take over what a guest did to the host."""
        header = frame.header
        if header.get("kind") == "put":
            key, value = messages.read_put(frame)
            self._host.note_put(request.plugin_name, key, value, quota_bytes=request.budget.storage_quota_bytes)
        else:
            part = messages.read_activity(header)
            self._host.note_activity(
                request.plugin_name,
                request.ledger.add(part),
                part.counters.items(),
                messages.read_readings(header),
                revision=self._sent_revision,
            )
