"""The engine as the session sees it: a child process that is started, asked and replaced as needed.

Owns: living instances, what of a dead child's work is kept, and who may cancel what. Must not know libextism, nor the
form of messages.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from workbench.engine.client.child_process import ChildEnded
from workbench.engine.client.child_supervisor import COMPILE_LIMIT_MS, RESIDENT_LIMIT_BYTES, ChildSupervisor
from workbench.engine.client.connection import Connection, Module, Request
from workbench.engine.client.deadline import Operation
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.client.reports import NO_REPORTS, Attempts, Reports, Results, Times
from workbench.engine.client.versions import engine_versions
from workbench.engine.wire import messages
from workbench.engine.wire.confinement import Confinement, ConfinementReport
from workbench.engine.wire.frames import Header
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, FuelMeasured, Phase
from workbench.session.ports import CallsTimed, InstanceOpened, OutcomesListener

BATCH_CALLS_MAX: Final = 10_000
BATCH_MAX_BYTES: Final = 32 << 20
"""What one request of a batch carries at most; a single call may carry more."""


@dataclass(slots=True)
class _Living:
    """What a living instance was built from, so that it can be built again."""

    number: int
    module: Module
    budget: Budget
    plugin_name: str
    config: Mapping[str, str]
    connection: Connection | None = None
    """To the child that it lives in; None: in none."""


class _Turn:
    """What a person waits for, while it lasts. Not made by a generator, which takes a good part of a small call."""

    operation: Operation | None = None

    def __enter__(self) -> Operation:
        self.operation = operation = Operation()
        return operation

    def __exit__(self, *_: object) -> None:
        self.operation = None


class EngineClient:
    """Runs modules in a child process, which may die at any time without harm to us.

    The methods of the port block and belong to one thread; `cancel`, `shutdown` and everything of `host` may be called
    from any. They raise EngineUnavailable when the child cannot be started, and nothing else.
    """

    def __init__(
        self,
        *,
        compile_limit_ms: int = COMPILE_LIMIT_MS,
        resident_limit_bytes: int = RESIDENT_LIMIT_BYTES,
        compile_cache_dir: Path | None = None,
        confinement: Confinement = Confinement.AVAILABLE,
        host: HostStateStore | None = None,
        gives_way: bool = False,
        beside: EngineClient | None = None,
    ) -> None:
        """Start nothing yet.

        `compile_cache_dir` is where compiled code is kept between runs; None keeps none.
        `confinement` is what the child gives up before it runs a guest. `host` None means a new,
        empty host. `gives_way`: the child leaves the processors to all others that want them. `beside`:
        another engine, of whose memory limit this one has only what that leaves; None: there is none.
        """
        self.host = HostStateStore() if host is None else host
        """The state that guests see through host functions."""
        self._compile_limit_ms = compile_limit_ms
        self._line = ChildSupervisor(
            self.host,
            compile_limit_ms=compile_limit_ms,
            resident_limit_bytes=resident_limit_bytes,
            compile_cache_dir=compile_cache_dir,
            confinement=confinement,
            gives_way=gives_way,
            left_beside=None if beside is None else beside.left_bytes,
        )
        self._living: dict[int, _Living] = {}
        self._last_instance = 0
        self._last_request = 0
        self._turn = _Turn()
        self._cancelling = threading.Lock()

    # ---- the port -------------------------------------------------------------------------------------------------

    def versions(self) -> Mapping[str, str]:
        """Name and version of what runs the plugins. Starts nothing."""
        return engine_versions()

    def confined(self) -> ConfinementReport:
        """Return what the child gave up, which is started for it. Raises EngineUnavailable."""
        return self._line.confined()

    def start(self) -> None:
        """Start the child process, without waiting for it, unless there is one. Raises EngineUnavailable."""
        self._line.started()

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Call one export on an instance of its own, which is dropped afterwards."""
        named = _named(module)
        fields: Header = {
            "sha256": named.sha256,
            "budget": messages.budget_header(budget),
            "export": export,
            "output_max_bytes": output_max_bytes,
        }
        request = Request("fresh", fields, budget, Phase.COMPILE, named, payload, output_max_bytes)
        with self._turn as operation:
            outcome = _heard(lambda: self._ask(self._line.connected(named), operation, request))
        if not self._living:
            self._line.relieve()
        return outcome

    def open(self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]) -> InstanceOpened:
        """Build an instance that lives until `close`."""
        self._last_instance += 1
        living = _Living(self._last_instance, _named(module), budget, plugin_name, dict(config))
        with self._turn as operation:
            outcome = _heard(lambda: self._build(self._line.connected(living.module), operation, living))
        number = None
        if outcome.failure is None:
            number = living.number
            self._living[number] = living
        return InstanceOpened(number, outcome.failure, outcome.compile_us, outcome.instantiate_us)

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Call one export on a living instance; one whose process is gone is built anew first."""
        living = self._living.get(instance)
        if living is None:
            return _not_living(instance)
        with self._turn as operation:
            return self._call_living(operation, living, "call", {"export": export}, payload, output_max_bytes)

    def call_many(
        self,
        instance: int,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        """Call one export after the other on a living instance, in one request."""
        living = self._living.get(instance)
        if living is None:
            return (_not_living(instance),)
        outcomes: list[CallOutcome] = []
        with self._turn as operation:
            for portion in _portions(calls):
                fields, payload = messages.batch_fields(portion)
                results = Results(len(portion), on_outcomes)
                ended = self._call_living(operation, living, "batch", fields, payload, output_max_bytes, results)
                if ended.restarted and results.outcomes:
                    results.outcomes[0] = _rebuilt(results.outcomes[0], ended)
                outcomes += results.outcomes
                if ended.failure is not None:
                    outcomes.append(ended)
                if ended.failure is not None or operation.cancelled_at is not None:
                    break
        return tuple(outcomes)

    def time_calls(self, instance: int, export: str, payload: bytes, *, runs: int, output_max_bytes: int) -> CallsTimed:
        """Make one call so many times on a living instance, in one request; the first failure ends it."""
        living = self._living.get(instance)
        if living is None:
            return CallsTimed((), (), _not_living(instance).failure)
        times = Times(runs)
        fields: Header = {"export": export, "runs": runs}
        with self._turn as operation:
            ended = self._call_living(operation, living, "time", fields, payload, output_max_bytes, times)
        return CallsTimed(tuple(times.in_series_ns), tuple(times.bare_ns), ended.failure)

    def measure_fuel(
        self,
        module: bytes,
        budget: Budget,
        export: str,
        payload: bytes,
        *,
        plugin_name: str,
        config: Mapping[str, str],
        output_max_bytes: int,
    ) -> FuelMeasured:
        """Find out how much fuel a call uses, on fresh instances, in one request."""
        named, attempts = _named(module), Attempts()
        fields: Header = {
            "sha256": named.sha256,
            "budget": messages.budget_header(budget),
            "export": export,
            "output_max_bytes": output_max_bytes,
            "plugin": plugin_name,
            "config": dict(config),
        }
        request = Request(
            "fuel",
            fields,
            budget,
            Phase.CALL,
            named,
            payload,
            output_max_bytes,
            plugin_name,
            reports=attempts,
            slack_ms=self._compile_limit_ms,
        )
        with self._turn as operation:
            ended = _heard(lambda: self._ask(self._line.connected(named), operation, request))
        if not self._living:
            self._line.relieve()
        if ended.failure is not None:
            return FuelMeasured(None, ended.failure.reason)
        return attempts.measured

    def memory_pages(self, instance: int) -> int | None:
        """Return the pages of a living instance's memory after its last call; None: not known, or it is gone."""
        living, connection = self._living.get(instance), self._line.connection
        if living is None or connection is None or living.connection is not connection:
            return None
        request = Request("pages", {"instance": instance}, living.budget, Phase.CALL)
        try:
            with self._turn as operation:
                return self._ask(connection, operation, request).memory_pages
        except ChildEnded:
            return None

    def close(self, instance: int) -> None:
        """Drop a living instance. Unknown numbers are ignored."""
        living = self._living.pop(instance, None)
        if living is not None:
            self._line.tell(lambda connection: connection.close_instance(instance), only=living.connection)

    def forget(self, module: bytes) -> None:
        """Drop what was compiled of a module."""
        sha256 = hashlib.sha256(module).hexdigest()
        self._line.tell(lambda connection: connection.forget(sha256), only=self._line.connection)

    def cancel(self) -> None:
        """End the call that runs, if one does. May be called from any thread."""
        with self._cancelling:
            operation = self._turn.operation
            if operation is None:
                return
            operation.cancelled_at = time.monotonic()
            request, connection = operation.request, self._line.connection
            if request and connection is not None:
                connection.child.cancel(request)

    def shutdown(self) -> None:
        """End the child process. The engine cannot be used afterwards.

        May also be called while another thread waits for an answer: that call fails with CHILD_DIED.
        """
        with self._cancelling:
            is_asked = self._turn.operation is not None
        if not is_asked:
            self._living.clear()
        self._line.shut_down(is_asked=is_asked)

    @property
    def child_pid(self) -> int | None:
        """The process number of the child; None while there is none."""
        connection = self._line.connection
        return None if connection is None else connection.child.pid

    @property
    def living_instances(self) -> tuple[int, ...]:
        """The numbers of all instances that are not closed."""
        return tuple(self._living)

    def left_bytes(self) -> int:
        """Return what the child, as last seen, leaves of its memory limit. May be called from any thread."""
        return self._line.left_bytes()

    # ---- requests -------------------------------------------------------------------------------------------------

    def _call_living(
        self,
        operation: Operation,
        living: _Living,
        kind: str,
        fields: Header,
        payload: bytes,
        output_max_bytes: int,
        reports: Reports = NO_REPORTS,
    ) -> CallOutcome:
        """Ask something of a living instance; one whose process is gone is built anew first."""
        request = Request(
            kind,
            {"instance": living.number, "output_max_bytes": output_max_bytes, **fields},
            living.budget,
            Phase.CALL,
            None,
            payload,
            output_max_bytes,
            living.plugin_name,
            reports,
        )
        return _heard(lambda: self._call(operation, living, request))

    def _call(self, operation: Operation, living: _Living, request: Request) -> CallOutcome:
        connection = self._line.connected()
        if living.connection is connection:
            return self._ask(connection, operation, request)
        built = self._build(connection, operation, living)
        if built.failure is not None:
            return replace(built, restarted=True)
        return _rebuilt(self._ask(connection, operation, request), built)

    def _build(self, connection: Connection, operation: Operation, living: _Living) -> CallOutcome:
        fields: Header = {
            "instance": living.number,
            "sha256": living.module.sha256,
            "budget": messages.budget_header(living.budget),
            "plugin": living.plugin_name,
            "config": dict(living.config),
        }
        request = Request("open", fields, living.budget, Phase.COMPILE, living.module, plugin_name=living.plugin_name)
        outcome = self._ask(connection, operation, request)
        if outcome.failure is None:
            living.connection = connection
        return outcome

    def _ask(self, connection: Connection, operation: Operation, request: Request) -> CallOutcome:
        """Return the answer to a request; a child that does not live to give it is an outcome too.

        Raises ChildEnded only when the child had died before it knew of the request.
        """
        with self._cancelling:
            self._last_request += 1
            operation.request = self._last_request
            if operation.cancelled_at is not None:
                failure = CallFailure(FailureKind.CANCELLED, "cancelled", "before it began", phase=request.phase)
                return CallOutcome(failure=failure)
        if request.module is not None and (unfit := self._line.unfit(request.module)) is not None:
            return CallOutcome(failure=unfit)
        try:
            return connection.ask(operation, request)
        except ChildEnded as ended:
            self._line.disconnect()
            if ended.unheard:
                raise
            request.reports.rescue(connection.child.left_behind, operation.request)
            return CallOutcome(failure=ended.failure, activity=request.activity())
        except Exception:
            # A defect of ours. What the child still says to it would be taken for the answer to the next request.
            self._line.disconnect()
            raise


def _not_living(instance: int) -> CallOutcome:
    failure = CallFailure(FailureKind.INTERNAL_ERROR, f"expected a living instance, found the number {instance}")
    return CallOutcome(failure=failure)


def _rebuilt(outcome: CallOutcome, built: CallOutcome) -> CallOutcome:
    """Return the outcome of the first call after an instance was built anew."""
    return replace(outcome, compile_us=built.compile_us, instantiate_us=built.instantiate_us, restarted=True)


def _portions(calls: Sequence[tuple[str, bytes]]) -> Iterator[Sequence[tuple[str, bytes]]]:
    """Cut a batch so that no request is larger than need be: a request stands in memory as a whole, twice."""
    start = size_bytes = 0
    for index, (_, payload) in enumerate(calls):
        size_bytes += len(payload)
        if index > start and (index - start == BATCH_CALLS_MAX or size_bytes > BATCH_MAX_BYTES):
            yield calls[start:index]
            start, size_bytes = index, len(payload)
    if start < len(calls):
        yield calls[start:]


def _named(module: bytes) -> Module:
    return Module(hashlib.sha256(module).hexdigest(), module)


def _heard(attempt: Callable[[], CallOutcome]) -> CallOutcome:
    """Make a request, and make it once more when the child was already dead at the first time."""
    try:
        return attempt()
    except ChildEnded:
        pass
    try:
        return attempt()
    except ChildEnded as ended:
        return CallOutcome(failure=ended.failure)
