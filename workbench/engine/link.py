"""The engine as the session sees it: requests to a child process that is started, watched and replaced as needed.

Owns: which modules and instances the child has, the numbers of requests, deadlines by phase, and what of a dead
child's work is kept. Must not know libextism.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from workbench.engine import wire
from workbench.engine.activity import ActivityLedger
from workbench.engine.child import ChildEnded, ChildProcess, Watch
from workbench.engine.frames import Frame, FrameFault, Header
from workbench.engine.host_state import HostDesk
from workbench.engine.versions import engine_versions
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallFault, CallOutcome, Phase
from workbench.session.port import InstanceOpened

COMPILE_LIMIT_MS: Final = 10_000
RESIDENT_LIMIT_BYTES: Final = 1 << 30
SLACK_MS: Final = 1_000
"""What a request may take above its budget before the process is ended: the engine itself ends all but the worst."""
MODULES_MAX: Final = 32
"""Modules that the child keeps compiled; the one that was longest unused goes first."""
CACHE_CONFIG_NAME: Final = "wasmtime.toml"


@dataclass(slots=True)
class _Living:
    """What a living instance was built from, so that it can be built again."""

    number: int
    sha256: str
    module: bytes
    budget: Budget
    plugin_name: str
    config: Mapping[str, str]
    child_serial: int = 0
    """The child that it lives in; 0: in none."""


@dataclass(slots=True)
class _Operation:
    """One public call of ours: one request or two."""

    request: int = 0
    cancelled_at: float | None = None


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked of the child."""

    kind: str
    fields: Header
    budget: Budget
    phase: Phase
    """The phase that it begins with."""
    payload: bytes = b""
    output_max_bytes: int = 0
    plugin_name: str = ""
    ledger: ActivityLedger = field(default_factory=ActivityLedger)


class EngineLink:
    """Runs modules in a child process, which may die at any time without harm to us.

    The methods of the port block and belong to one thread; `cancel` and everything of `host` may be called from any.
    They raise EngineUnavailable when the child can not be started, and nothing else.
    """

    def __init__(
        self,
        *,
        compile_limit_ms: int = COMPILE_LIMIT_MS,
        resident_limit_bytes: int = RESIDENT_LIMIT_BYTES,
        compile_cache_dir: Path | None = None,
        host: HostDesk | None = None,
    ) -> None:
        """Start nothing yet.

        `compile_cache_dir` is where compiled code is kept between runs; None keeps none. `host` None means a new,
        empty host.
        """
        self.host = HostDesk() if host is None else host
        """The state that guests see through host functions."""
        self._compile_limit_ms = compile_limit_ms
        self._resident_limit_bytes = resident_limit_bytes
        self._compile_cache_dir = compile_cache_dir
        self._child: ChildProcess | None = None
        self._child_serial = 0
        self._is_shut_down = False
        self._starting = threading.Lock()
        self._sent: OrderedDict[str, None] = OrderedDict()
        self._sent_revision: int | None = None
        self._living: dict[int, _Living] = {}
        self._last_instance = 0
        self._last_request = 0
        self._operation: _Operation | None = None
        self._cancelling = threading.Lock()

    # ---- the port -------------------------------------------------------------------------------------------------

    def versions(self) -> Mapping[str, str]:
        """Name and version of what runs the plugins. Starts nothing."""
        return engine_versions()

    def start(self) -> None:
        """Start the child process, without waiting for it. Raises EngineUnavailable."""
        with self._starting:
            if self._is_shut_down:
                raise EngineUnavailable(reason="an engine that is shut down")
            if self._child is None:
                self._child = ChildProcess(
                    resident_limit_bytes=self._resident_limit_bytes, cache_config=self._cache_config()
                )
                self._child_serial += 1
                self._sent.clear()
                self._sent_revision = None

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Call one export on an instance of its own, which is dropped afterwards."""
        sha256 = hashlib.sha256(module).hexdigest()
        request = _Request(
            "fresh",
            {
                "sha256": sha256,
                "budget": wire.budget_header(budget),
                "export": export,
                "output_max_bytes": output_max_bytes,
            },
            budget,
            Phase.COMPILE,
            payload,
            output_max_bytes,
        )
        with self._operate() as operation:
            outcome = _heard(lambda: self._ask(operation, request, self._connect(), sha256, module))
        self._relieve()
        return outcome

    def open(self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]) -> InstanceOpened:
        """Build an instance that lives until `close`."""
        self._last_instance += 1
        sha256 = hashlib.sha256(module).hexdigest()
        living = _Living(self._last_instance, sha256, module, budget, plugin_name, dict(config))
        with self._operate() as operation:
            outcome = _heard(lambda: self._build(operation, living))
        if outcome.fault is None:
            self._living[living.number] = living
        number = living.number if outcome.fault is None else None
        return InstanceOpened(number, outcome.fault, outcome.compile_us, outcome.instantiate_us)

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Call one export on a living instance; one whose process is gone is built anew first."""
        living = self._living.get(instance)
        if living is None:
            fault = CallFault(CallFailure.HOST_FAULT, f"expected a living instance, found the number {instance}")
            return CallOutcome(fault=fault)
        fields: Header = {"instance": instance, "export": export, "output_max_bytes": output_max_bytes}
        budget, plugin_name = living.budget, living.plugin_name
        request = _Request("call", fields, budget, Phase.CALL, payload, output_max_bytes, plugin_name)
        with self._operate() as operation:
            return _heard(lambda: self._call(operation, living, request))

    def _call(self, operation: _Operation, living: _Living, request: _Request) -> CallOutcome:
        child = self._connect()
        if living.child_serial == self._child_serial:
            return self._ask(operation, request, child)
        built = self._build(operation, living)
        if built.fault is not None:
            return replace(built, restarted=True)
        outcome = self._ask(operation, request, child)
        return replace(outcome, compile_us=built.compile_us, instantiate_us=built.instantiate_us, restarted=True)

    def close(self, instance: int) -> None:
        """Drop a living instance. Unknown numbers are ignored."""
        living = self._living.pop(instance, None)
        if living is not None and living.child_serial == self._child_serial:
            self._tell({"kind": "close", "instance": instance})

    def forget(self, module: bytes) -> None:
        """Drop what was compiled of a module."""
        sha256 = hashlib.sha256(module).hexdigest()
        if sha256 in self._sent:
            del self._sent[sha256]
            self._tell({"kind": "forget", "sha256": sha256})

    def cancel(self) -> None:
        """End the call that runs, if one does. May be called from any thread."""
        with self._cancelling:
            if self._operation is None:
                return
            self._operation.cancelled_at = time.monotonic()
            request, child = self._operation.request, self._child
            if request and child is not None:
                child.cancel(request)

    def shutdown(self) -> None:
        """End the child process. The engine can not be used afterwards.

        May also be called while another thread waits for an answer: that call fails with CHILD_DIED.
        """
        self._is_shut_down = True
        with self._cancelling:
            child = self._child if self._operation is not None else None
        if child is not None:
            child.kill()
            return
        self._living.clear()
        self._end_child()

    @property
    def child_pid(self) -> int | None:
        """The process number of the child; None while there is none."""
        return None if self._child is None else self._child.pid

    @property
    def living_instances(self) -> tuple[int, ...]:
        """The numbers of all instances that are not closed."""
        return tuple(self._living)

    # ---- the child ------------------------------------------------------------------------------------------------

    def _connect(self) -> ChildProcess:
        """Return a child that is ready and has the host's state. Raises EngineUnavailable."""
        if self._child is not None and self._child.is_gone():
            self._end_child()
        self.start()
        child = self._child
        if child is None:
            raise EngineUnavailable(reason="none")
        try:
            child.await_ready()
        except EngineUnavailable:
            self._end_child()
            raise
        return child

    def _end_child(self) -> None:
        with self._starting:
            child, self._child = self._child, None
        if child is not None:
            child.end()

    def _relieve(self) -> None:
        """End a child that holds much memory and nothing that lives: a hostile compile leaves its traces."""
        child = self._child
        if child is not None and not self._living and child.resident_bytes > self._resident_limit_bytes // 2:
            self._end_child()

    def _cache_config(self) -> str:
        if self._compile_cache_dir is None:
            return ""
        folder = self._compile_cache_dir.absolute()
        path = folder / CACHE_CONFIG_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # JSON strings of a path are TOML strings too.
            wanted = f"[cache]\ndirectory = {wire.quoted(str(folder))}\n"
            if not path.exists() or path.read_text(encoding="utf-8") != wanted:
                beside = path.with_suffix(f".{os.getpid()}")
                beside.write_text(wanted, encoding="utf-8")
                beside.replace(path)
        except OSError as error:
            raise EngineUnavailable(reason=f"no compile cache in {folder}: {error}") from error
        return str(path)

    # ---- requests -------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _operate(self) -> Iterator[_Operation]:
        operation = _Operation()
        with self._cancelling:
            self._operation = operation
        try:
            yield operation
        finally:
            with self._cancelling:
                self._operation = None

    def _build(self, operation: _Operation, living: _Living) -> CallOutcome:
        fields: Header = {
            "instance": living.number,
            "sha256": living.sha256,
            "budget": wire.budget_header(living.budget),
            "plugin": living.plugin_name,
            "config": dict(living.config),
        }
        request = _Request("open", fields, living.budget, Phase.COMPILE, plugin_name=living.plugin_name)
        outcome = self._ask(operation, request, self._connect(), living.sha256, living.module)
        if outcome.fault is None:
            living.child_serial = self._child_serial
        return outcome

    def _ask(
        self, operation: _Operation, request: _Request, child: ChildProcess, sha256: str = "", module: bytes = b""
    ) -> CallOutcome:
        """Send a request and wait for its reply; a child that does not live to give it is part of the outcome.

        Raises ChildEnded only when the child had died before it knew of the request.
        """
        with self._cancelling:
            self._last_request += 1
            operation.request = self._last_request
            if operation.cancelled_at is not None:
                return CallOutcome(
                    fault=CallFault(CallFailure.CANCELLED, "cancelled", "before it began", phase=request.phase)
                )
        watch = self._watch(operation, request, request.phase)
        try:
            self._send_state(child, watch)
            if sha256:
                self._send_module(child, watch, sha256, module)
            header = {"kind": request.kind, "request": operation.request, **request.fields}
            child.accept_payloads(max(request.output_max_bytes, request.budget.storage_quota_bytes))
            child.send(Frame(header, request.payload), watch)
            return self._await_reply(child, operation, request, watch)
        except ChildEnded as ended:
            self._end_child()
            if ended.unheard:
                raise
            return CallOutcome(fault=ended.fault, activity=request.ledger.take())

    def _watch(self, operation: _Operation, request: _Request, phase: Phase) -> Watch:
        limit_ms = self._compile_limit_ms if phase is Phase.COMPILE else request.budget.wall_ms + SLACK_MS
        return Watch(phase, time.monotonic() + limit_ms / 1_000, limit_ms, lambda: operation.cancelled_at)

    def _await_reply(self, child: ChildProcess, operation: _Operation, request: _Request, watch: Watch) -> CallOutcome:
        while True:
            frame = child.receive(watch)
            try:
                kind = frame.header.get("kind")
                if kind == "reply" and frame.header.get("request") == operation.request:
                    return wire.read_outcome(frame, request.ledger.take())
                if kind == "phase":
                    watch = self._watch(operation, request, wire.read_phase(frame.header))
                else:
                    self._note(request, frame)
            except FrameFault as fault:
                raise child.end_for_fault(fault, watch.phase) from fault

    def _note(self, request: _Request, frame: Frame) -> None:
        """Take over what a guest did to the host."""
        header = frame.header
        if header.get("kind") == "put":
            self.host.note_put(
                request.plugin_name,
                wire.take(header, "key", str),
                frame.payload,
                quota_bytes=request.budget.storage_quota_bytes,
            )
        elif header.get("kind") == "activity":
            part = wire.read_activity(header)
            self.host.note_activity(
                request.plugin_name,
                request.ledger.add(part),
                part.counters.items(),
                wire.read_settings(header),
                revision=self._sent_revision or 0,
            )
        else:
            raise FrameFault(f"expected put, activity, phase or reply, found {header.get('kind')!r}")

    def _send_state(self, child: ChildProcess, watch: Watch) -> None:
        if self._sent_revision == self.host.revision:
            return
        revision, snapshot = self.host.snapshot_for_child()
        child.send(wire.host_frame(snapshot), watch)
        self._sent_revision = revision

    def _send_module(self, child: ChildProcess, watch: Watch, sha256: str, module: bytes) -> None:
        if sha256 in self._sent:
            self._sent.move_to_end(sha256)
            return
        child.send(Frame({"kind": "module", "sha256": sha256}, module), watch)
        self._sent[sha256] = None
        if len(self._sent) > MODULES_MAX:
            oldest, _ = self._sent.popitem(last=False)
            child.send(Frame({"kind": "forget", "sha256": oldest}), watch)

    def _tell(self, header: Header) -> None:
        """Send what needs no answer. A child that is gone has nothing left to be told."""
        if self._child is None or self._child.is_gone():
            return
        watch = Watch(Phase.CALL, time.monotonic() + SLACK_MS / 1_000, SLACK_MS, lambda: None)
        try:
            self._child.await_ready()
            self._child.send(Frame(header), watch)
        except (ChildEnded, EngineUnavailable):
            self._end_child()


def _heard(attempt: Callable[[], CallOutcome]) -> CallOutcome:
    """Make a request, and make it once more when the child was already dead at the first time."""
    with contextlib.suppress(ChildEnded):
        return attempt()
    try:
        return attempt()
    except ChildEnded as ended:
        return CallOutcome(fault=ended.fault)
