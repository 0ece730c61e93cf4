"""Modules, what is compiled of them, and instances, in the child process.

Owns: one compile per module and budget, one instance at a time per compiled module, and the course of one call.
Must not know the wire. All of it belongs to the thread that runs guests, but `RunningCall.cancel`.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from workbench.engine.child import engine_errors, engine_threads
from workbench.engine.child.code_cache import CodeCache
from workbench.engine.child.host_functions import Guest, GuestHost
from workbench.engine.child.libextism import CompiledPlugin, EngineError, Plugin
from workbench.engine.child.linear_memory import GuestMemory, asks_beyond_32_bits
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase

WALL_MIN_MS: Final = 2
"""The engine can miss a shorter limit altogether, and then never ends the call."""
STOPPED: Final = frozenset(
    {
        FailureKind.TRAP,
        FailureKind.TIMEOUT,
        FailureKind.FUEL,
        FailureKind.MEMORY,
        FailureKind.HOST_FUNCTION,
        FailureKind.INTERNAL_ERROR,
        FailureKind.CANCELLED,
    }
)
"""Failures that stop a guest in the middle of its code."""

CompileKey = tuple[str, Budget]
EnterPhase = Callable[[Phase], None]


def _manifest(module: bytes, budget: Budget, max_pages: int) -> bytes:
    frame = {
        "wasm": [{"data": ""}],
        "memory": {"max_pages": max_pages},
        "timeout_ms": max(budget.wall_ms, WALL_MIN_MS),
        "allowed_hosts": [],
    }
    head, tail = json.dumps(frame).split('"data": ""')
    return b"".join((head.encode(), b'"data": "', base64.b64encode(module), b'"', tail.encode()))


def _micros_since(start: float) -> int:
    return round((time.perf_counter() - start) * 1e6)


@dataclass(frozen=True, slots=True)
class Instance:
    """A built instance, and what it was compiled from."""

    plugin: Plugin
    compiled: CompiledPlugin
    key: CompileKey
    guest: Guest
    """For whom it runs."""
    may_log: bool
    """False: the module names none of the kernel's log functions, so that no line can come from it."""
    may_set_error: bool
    """False: the module does not name the kernel's function that sets an error text."""
    callable: dict[str, bytes]
    """The exports that are known to be callable, and their names as the engine takes them."""
    memory: GuestMemory


class RunningCall:
    """The request that runs, if one does: what another thread may cancel. Requests are numbered upwards."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._request = 0
        self._answered = 0
        self._cancelled = 0
        self._plugin: Plugin | None = None
        self.is_cancelled = False
        """Whether the running request is to end. Read without the lock: a change is seen at the next time."""

    def start(self, request: int) -> None:
        """A request begins."""
        with self._lock:
            self._request = request
            self.is_cancelled = request == self._cancelled

    def enter(self, plugin: Plugin) -> bool:
        """An instance is about to run. Return whether the request was cancelled before."""
        with self._lock:
            self._plugin = plugin
            return self.is_cancelled

    def leave(self) -> bool:
        """The instance has stopped. Return whether the request was cancelled."""
        with self._lock:
            self._plugin = None
            return self.is_cancelled

    def end(self) -> None:
        """The request is about to be answered: it cannot be cancelled any more."""
        with self._lock:
            self._answered = self._request

    def stop(self) -> None:
        """End the guest that runs, for a host function's sake."""
        with self._lock:
            if self._plugin is not None:
                self._plugin.cancel()

    def cancel(self, request: int) -> bool:
        """End a request, now or when it begins. Return whether to ask again: the engine may miss it."""
        with self._lock:
            if request <= self._answered:
                return False
            self._cancelled = request
            self.is_cancelled = self._request == request
            if self.is_cancelled and self._plugin is not None:
                self._plugin.cancel()
            return True


class InstancePool:
    """Compiles, builds and calls."""

    def __init__(
        self,
        host: GuestHost,
        running: RunningCall,
        code: CodeCache | None = None,
        *,
        default_max_pages: int,
        sees_memory: bool = True,
    ) -> None:
        """Hold nothing yet.

        `code` None: compiled code is kept nowhere. `sees_memory` False: nobody asks how large a guest's memory is.
        """
        self._host = host
        self._running = running
        self._code = CodeCache("", "") if code is None else code
        self._sees_memory = sees_memory
        self._default_max_pages = default_max_pages
        self._modules: dict[str, bytes] = {}
        self._idle: dict[CompileKey, CompiledPlugin] = {}

    # ---- modules --------------------------------------------------------------------------------------------------

    def keep(self, sha256: str, module: bytes) -> None:
        """Take a module's bytes in."""
        self._modules[sha256] = module

    def module(self, sha256: str) -> bytes:
        """Return the bytes of a module that was taken in."""
        return self._modules[sha256]

    def forget(self, sha256: str) -> None:
        """Drop a module and what is compiled of it. A long-lived instance keeps its own part until it is freed."""
        self._modules.pop(sha256, None)
        for key in [key for key in self._idle if key[0] == sha256]:
            self._idle.pop(key).free()

    def _compile(self, key: CompileKey) -> tuple[CompiledPlugin, int]:
        """Return something compiled that no instance lives on, and the microseconds it took. Raises EngineError."""
        idle = self._idle.pop(key, None)
        if idle is not None:
            return idle, 0
        sha256, budget = key
        start = time.perf_counter()
        manifest = _manifest(self._modules[sha256], budget, self._max_pages(budget))
        functions = self._host.functions(budget.host_link)

        def build() -> CompiledPlugin:
            return CompiledPlugin(manifest, functions, wasi=budget.wasi, fuel=budget.fuel)

        compiled = self._code.compile(sha256, metered=bool(budget.fuel), build=build, drop=CompiledPlugin.free)
        return compiled, _micros_since(start)

    def _max_pages(self, budget: Budget) -> int:
        return self._default_max_pages if budget.max_pages is None else budget.max_pages

    # ---- instances ------------------------------------------------------------------------------------------------

    def build(
        self,
        sha256: str,
        budget: Budget,
        enter_phase: EnterPhase,
        *,
        plugin_name: str = "",
        config: Mapping[str, str] | None = None,
    ) -> tuple[Instance | None, CallOutcome]:
        """Build an instance; the outcome has the costs, and the failure when there is none."""
        key = (sha256, budget)
        try:
            compiled, compile_us = self._compile(key)
        except EngineError as error:
            return None, CallOutcome(failure=engine_errors.rejection_failure(error.text.text, error.text.size_bytes))
        enter_phase(Phase.INSTANTIATE)
        start = time.perf_counter()
        try:
            plugin = compiled.instantiate()
        except EngineError as error:
            failure = engine_errors.rejection_failure(error.text.text, error.text.size_bytes)
            if failure.kind is FailureKind.MACHINE and asks_beyond_32_bits(self._modules[sha256]):
                failure = replace(failure, kind=FailureKind.INSTANTIATE)
            self._host.called_by_start_code()
            self._give_back(key, compiled)
            return None, CallOutcome(failure=failure, compile_us=compile_us, instantiate_us=_micros_since(start))
        outcome = CallOutcome(compile_us=compile_us, instantiate_us=_micros_since(start))
        guest = Guest(plugin_name, budget, self._max_pages(budget), self._running.stop)
        module = self._modules.get(sha256, b"")
        memory = GuestMemory(module if self._sees_memory else b"")
        instance = Instance(plugin, compiled, key, guest, b"log_" in module, b"error_set" in module, {}, memory)
        early = self._host.called_by_start_code()
        if early is not None:
            self.free(instance)
            reason = f"the module's start code calls the host function {early}"
            cause = "host functions do not work before an instance is built"
            failure = CallFailure(FailureKind.INSTANTIATE, reason, cause, phase=Phase.INSTANTIATE)
            return None, replace(outcome, failure=failure)
        if config:
            plugin.configure(json.dumps(dict(config)).encode())
        return instance, outcome

    def free(self, instance: Instance) -> None:
        """Drop an instance; what was compiled serves the next one, unless the module is forgotten."""
        instance.plugin.free()
        self._give_back(instance.key, instance.compiled)

    def _give_back(self, key: CompileKey, compiled: CompiledPlugin) -> None:
        if key[0] in self._modules and key not in self._idle:
            self._idle[key] = compiled
        else:
            compiled.free()

    # ---- calls ----------------------------------------------------------------------------------------------------

    def call_fresh(
        self,
        sha256: str,
        budget: Budget,
        export: str,
        payload: bytes,
        output_max_bytes: int,
        enter_phase: EnterPhase,
    ) -> CallOutcome:
        """Call an export on an instance that lives for this call only."""
        instance, built = self.build(sha256, budget, enter_phase)
        if instance is None:
            return built
        try:
            enter_phase(Phase.CALL)
            outcome = self.call(instance, export, payload, output_max_bytes)
            pages = instance.memory.pages()
        finally:
            self.free(instance)
        return replace(
            outcome,
            compile_us=built.compile_us,
            instantiate_us=built.instantiate_us,
            interrupted=False,
            memory_pages=pages,
        )

    def call(self, instance: Instance, export: str, payload: bytes, output_max_bytes: int) -> CallOutcome:
        """Call an export."""
        name = callable_name(instance, export)
        if name is None:
            return missing(export)
        self._host.begin(instance.guest)
        if self._running.enter(instance.plugin):
            self._running.leave()
            self._host.finish()
            return CallOutcome(failure=CANCELLED)
        start = time.perf_counter()
        code = instance.plugin.call(name, payload)
        wall_us = _micros_since(start)
        cancelled = self._running.leave()
        return self.judge(instance, code, wall_us, output_max_bytes, cancelled=cancelled)

    def judge(
        self, instance: Instance, code: int, wall_us: int, output_max_bytes: int, *, cancelled: bool
    ) -> CallOutcome:
        """Return the outcome of a call that has just ended with this return code."""
        host_failure, records = self._host.finish()
        error = instance.plugin.error()
        out_of_time = wall_us >= instance.guest.budget.wall_ms * 1_000
        failure = engine_errors.call_failure(
            code,
            error.text if error else "",
            error.size_bytes if error else 0,
            records,
            out_of_time=out_of_time,
        )
        if self._host.was_unanswered and failure is not None and _ran_out(failure, out_of_time=out_of_time):
            host_failure = None
        if cancelled:
            # Where a host function stopped the guest, it has waited already.
            engine_threads.await_rest()
            failure = failure and CANCELLED
        failure = host_failure or failure
        if failure is not None:
            return CallOutcome(failure=failure, wall_us=wall_us, interrupted=failure.kind in STOPPED)
        size_bytes = instance.plugin.output_size_bytes()
        if size_bytes > output_max_bytes:
            reason = f"expected at most {output_max_bytes:,} bytes of output, found {size_bytes:,}"
            failure = CallFailure(FailureKind.OUTPUT_TOO_LARGE, reason)
            return CallOutcome(failure=failure, wall_us=wall_us, output_size_bytes=size_bytes)
        output = instance.plugin.output(size_bytes)
        return CallOutcome(output=output, wall_us=wall_us, output_size_bytes=size_bytes)


def _ran_out(failure: CallFailure, *, out_of_time: bool) -> bool:
    """Say whether the budget ended the call; a time-out before its time is how a host function ends one."""
    return failure.kind is FailureKind.FUEL or (failure.kind is FailureKind.TIMEOUT and out_of_time)


def callable_name(instance: Instance, export: str) -> bytes | None:
    """Return the name to call an export by, or None when there is no such export that can be called."""
    name = instance.callable.get(export)
    if name is None:
        name = export.encode()
        # A name goes in as a C string: what stands behind a NUL would be lost.
        if b"\0" in name or not instance.plugin.exports(name):
            return None
        instance.callable[export] = name
        instance.memory.await_call()
    return name


def missing(export: str) -> CallOutcome:
    """Return what a call of an export gives that is not there."""
    return CallOutcome(failure=CallFailure(FailureKind.MISSING_EXPORT, f"Function not found: {export}"))


CANCELLED: Final = CallFailure(FailureKind.CANCELLED, "cancelled", "the person at the keyboard ended the call")
