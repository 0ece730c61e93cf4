"""The engine as the session sees it: a child process that is started, asked and replaced as needed.

Owns: long-lived instances, what of a dead child's work is kept, and who may cancel what. Must not know libextism, nor
the form of messages.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.engine.client.calls_apart import CallsApart
from workbench.engine.client.child_end import MORE_RESOURCES, ChildEnded
from workbench.engine.client.child_supervisor import COMPILE_LIMIT_MS, RESIDENT_LIMIT_BYTES, ChildSupervisor
from workbench.engine.client.connection import EngineRequest
from workbench.engine.client.deadline import Asking, Operation
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.client.long_lived import LongLived, named, portions, rebuilt, unknown_instance
from workbench.engine.client.reports import Results, Times
from workbench.engine.client.source_places import SourcePlaces
from workbench.engine.client.versions import engine_versions
from workbench.engine.wire import messages
from workbench.engine.wire.confinement import Confinement, ConfinementReport
from workbench.engine.wire.frames import Header
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase
from workbench.session.ports import CallsTimed, InstanceOpened, OutcomesListener


class EngineClient(CallsApart):
    """Runs modules in a child process, which may die at any time without harm to us.

    The methods of the port block and belong to one thread; `cancel`, `shutdown` and everything of `host` may be called
    from any. They raise EngineUnavailable when the child cannot be started, or does not get from this machine what
    the engine needs, and nothing else.
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
        source_paths: Mapping[str, str] | None = None,
    ) -> None:
        """Start nothing yet.

        `compile_cache_dir` is where compiled code is kept between runs; None keeps none.
        `confinement` is what the child gives up before it runs a guest. `host` None means a new,
        empty host. `gives_way`: the child leaves the processors to all others that want them. `beside`:
        another engine, of whose memory limit this one has only what that leaves; None: there is none.
        `source_paths`: beginnings of source paths as modules name them, and what takes their place here.
        """
        self.host = HostStateStore() if host is None else host
        """The state that guests see through host functions."""
        self._compile_limit_ms = compile_limit_ms
        self._supervisor = ChildSupervisor(
            self.host,
            compile_limit_ms=compile_limit_ms,
            resident_limit_bytes=resident_limit_bytes,
            compile_cache_dir=compile_cache_dir,
            confinement=confinement,
            gives_way=gives_way,
            left_beside=None if beside is None else beside.left_bytes,
        )
        self._places = SourcePlaces(source_paths)
        self._long_lived: dict[int, LongLived] = {}
        self._last_instance = 0
        self._last_request = 0
        self._turn = Asking()
        self._cancelling = threading.Lock()

    # ---- the port -------------------------------------------------------------------------------------------------

    def versions(self) -> Mapping[str, str]:
        """Name and version of what runs the plugins. Starts nothing."""
        return engine_versions()

    def confined(self) -> ConfinementReport:
        """Return what the child gave up, which is started for it. Raises EngineUnavailable."""
        return self._supervisor.confined()

    def start(self) -> None:
        """Start the child process, without waiting for it, unless there is one. Raises EngineUnavailable."""
        self._supervisor.started()

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Call one export on an instance of its own, which is dropped afterwards."""
        asked = named(module)
        fields: Header = {
            "sha256": asked.sha256,
            "budget": messages.budget_header(budget),
            "export": export,
            "output_max_bytes": output_max_bytes,
        }
        request = EngineRequest("fresh", fields, budget, Phase.COMPILE, asked, payload, output_max_bytes)
        with self._turn as operation:
            outcome = self._ask(operation, request)
        self._relieve()
        return outcome

    def open(self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]) -> InstanceOpened:
        """Build an instance that lives until `close`."""
        self._last_instance += 1
        instance = LongLived(self._last_instance, named(module), budget, plugin_name, dict(config))
        with self._turn as operation:
            outcome = self._build(operation, instance)
        number = None
        if outcome.failure is None:
            number = instance.number
            self._long_lived[number] = instance
        return InstanceOpened(number, outcome.failure, outcome.compile_us, outcome.instantiate_us)

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Call one export on a long-lived instance; one whose process is gone is built anew first."""
        called = self._long_lived.get(instance)
        if called is None:
            return unknown_instance(instance)
        request = called.request("call", {"export": export}, payload, output_max_bytes)
        with self._turn as operation:
            return self._ask(operation, request, called)

    def call_many(
        self,
        instance: int,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        """Call one export after the other on a long-lived instance, in one request."""
        called = self._long_lived.get(instance)
        if called is None:
            return (unknown_instance(instance),)
        outcomes: list[CallOutcome] = []
        with self._turn as operation:
            for portion in portions(calls):
                fields, payload = messages.batch_fields(portion)
                results = Results(
                    len(portion),
                    on_outcomes,
                    output_max_bytes=output_max_bytes,
                    completed=lambda outcome: self._places.added_to(outcome, called.module),
                )
                request = called.request("batch", fields, payload, output_max_bytes, results)
                ended = self._ask(operation, request, called)
                if ended.restarted and results.outcomes:
                    results.outcomes[0] = rebuilt(results.outcomes[0], ended)
                outcomes += results.outcomes
                if ended.failure is not None:
                    outcomes.append(ended)
                if ended.failure is not None or operation.cancelled_at is not None:
                    break
        return tuple(outcomes)

    def time_calls(self, instance: int, export: str, payload: bytes, *, runs: int, output_max_bytes: int) -> CallsTimed:
        """Make one call so many times on a long-lived instance, in one request; the first failure ends it."""
        called = self._long_lived.get(instance)
        if called is None:
            return CallsTimed((), (), unknown_instance(instance).failure)
        times = Times(runs)
        request = called.request("time", {"export": export, "runs": runs}, payload, output_max_bytes, times)
        with self._turn as operation:
            ended = self._ask(operation, request, called)
        return CallsTimed(tuple(times.in_series_ns), tuple(times.bare_ns), ended.failure)

    def _relieve(self) -> None:
        self._supervisor.relieve(holds_instances=bool(self._long_lived))

    def close(self, instance: int) -> None:
        """Drop a long-lived instance. Unknown numbers are ignored."""
        closed = self._long_lived.pop(instance, None)
        if closed is not None:
            self._supervisor.notify(lambda connection: connection.close_instance(instance), only=closed.connection)

    def forget(self, module: bytes) -> None:
        """Drop what was compiled of a module."""
        sha256 = hashlib.sha256(module).hexdigest()
        self._supervisor.notify(lambda connection: connection.forget(sha256), only=self._supervisor.connection)

    def cancel(self) -> None:
        """End the call that runs, if one does. May be called from any thread."""
        with self._cancelling:
            operation = self._turn.operation
            if operation is None:
                return
            operation.cancelled_at = time.monotonic()
            request, connection = operation.request, self._supervisor.connection
            if request and connection is not None:
                connection.child.cancel(request)

    def shutdown(self) -> None:
        """End the child process. The engine cannot be used afterwards.

        May also be called while another thread waits for an answer: that call fails with CHILD_DIED.
        """
        with self._cancelling:
            is_asked = self._turn.operation is not None
        if not is_asked:
            self._long_lived.clear()
        self._supervisor.shut_down(is_asked=is_asked)

    @property
    def child_pid(self) -> int | None:
        """The process number of the child; None while there is none."""
        connection = self._supervisor.connection
        return None if connection is None else connection.child.pid

    @property
    def long_lived_instances(self) -> tuple[int, ...]:
        """The numbers of all instances that are not closed."""
        return tuple(self._long_lived)

    def left_bytes(self) -> int:
        """Return what the child, as last seen, leaves of its memory limit. May be called from any thread."""
        return self._supervisor.left_bytes()

    # ---- requests -------------------------------------------------------------------------------------------------

    def _ask(
        self, operation: Operation, request: EngineRequest, called: LongLived | None = None, *, is_retry: bool = False
    ) -> CallOutcome:
        """Return the answer to a request; a child that does not live to give it is an outcome too.

        `called` is the instance that the request needs; one whose process is gone is built anew first. A child that
        was dead before it knew of the request is replaced, once.
        """
        connection, built = self._supervisor.connected(request.module), None
        if called is not None and called.connection is not connection:
            built = self._build(operation, called)
            if built.failure is not None or called.connection is None:
                return replace(built, restarted=True)
            connection = called.connection
        if (failure := self._begin(operation, request)) is not None:
            return CallOutcome(failure=failure)
        try:
            outcome = connection.ask(operation, request)
        except ChildEnded as ended:
            self._supervisor.disconnect()
            if ended.unread and not is_retry:
                return self._ask(operation, request, called, is_retry=True)
            request.reports.rescue(connection.child.left_behind, operation.request)
            outcome = CallOutcome(failure=ended.failure, activity=request.activity())
        except Exception:
            # A defect of ours. What the child still says to it would be taken for the answer to the next request.
            self._supervisor.disconnect()
            raise
        if outcome.failure is not None and outcome.failure.kind is FailureKind.MACHINE:
            raise EngineUnavailable(
                f"this machine gives it too little: {outcome.failure.reason}", remedy=MORE_RESOURCES
            )
        outcome = self._places.added_to(outcome, request.module if called is None else called.module)
        return outcome if built is None else rebuilt(outcome, built)

    def _begin(self, operation: Operation, request: EngineRequest) -> CallFailure | None:
        """Give a request its number; return why it is not made, None: it is."""
        with self._cancelling:
            self._last_request += 1
            operation.request = self._last_request
            if operation.cancelled_at is not None:
                return CallFailure(FailureKind.CANCELLED, "cancelled", "before it began", phase=request.phase)
        return None if request.module is None else self._supervisor.unfit(request.module)

    def _build(self, operation: Operation, instance: LongLived) -> CallOutcome:
        outcome = self._ask(operation, instance.building())
        instance.connection = self._supervisor.connection if outcome.failure is None else None
        return outcome
