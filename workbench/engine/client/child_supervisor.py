"""The child that lives now: started when it is needed, replaced when it is gone or in the way.

Owns: which child there is, what it is started with, and which modules it has no room for. Must not know instances, nor
what is asked of the child.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from workbench.engine.client import compile_cache
from workbench.engine.client.child_end import ChildEnded
from workbench.engine.client.child_process import ChildProcess
from workbench.engine.client.connection import Connection, Module
from workbench.engine.client.host_state_store import HostStateStore
from workbench.engine.wire.confinement import Confinement, ConfinementReport
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallFailure, FailureKind, LimitExceeded, Phase

COMPILE_LIMIT_MS: Final = 20_000
"""Of processor time, all threads together: the engine compiles on several."""
RESIDENT_LIMIT_BYTES: Final = 1 << 30
COMPILE_MEMORY_FACTOR: Final = 6
"""How many times its own size a module takes in the child while it is compiled, at least."""
CROWDED_SHARE: Final = 8
"""A child that holds more than this part of its limit may have too little left for a large module."""
CROWDED_MEMORY_FACTOR: Final = 8
"""How many times its own size a module takes beside others."""


class ChildSupervisor:
    """Holds the connection to one child at a time. All but `left_bytes` and `shut_down` belongs to one thread."""

    def __init__(
        self,
        host: HostStateStore,
        *,
        compile_limit_ms: int,
        resident_limit_bytes: int,
        compile_cache_dir: Path | None,
        gives_way: bool,
        left_beside: Callable[[], int] | None,
        confinement: Confinement,
    ) -> None:
        """Start nothing yet. `left_beside`: what another engine leaves of the memory limit; None: there is none."""
        self._confinement = confinement
        self.connection: Connection | None = None
        """To the child; None while there is none."""
        self._host = host
        self._compile_limit_ms = compile_limit_ms
        self._resident_limit_bytes = resident_limit_bytes
        self._compile_cache_dir = compile_cache_dir
        self._gives_way = gives_way
        self._left_beside = left_beside
        self._hears_traces = False
        """Whether a module was seen that may write lines of level trace: each child hears them from then on."""
        self._is_shut_down = False
        self._starting = threading.Lock()

    def started(self) -> Connection:
        """Return a connection to a child, which is started unless there is one. Raises EngineUnavailable."""
        with self._starting:
            if self._is_shut_down:
                raise EngineUnavailable(reason="an engine that is shut down")
            if self.connection is None:
                child = ChildProcess(
                    resident_limit_bytes=self._resident_limit_bytes,
                    cache=compile_cache.prepare(self._compile_cache_dir),
                    confinement=self._confinement,
                    left_bytes=self._left_beside,
                )
                if self._gives_way:
                    child.give_way()
                self.connection = Connection(
                    child, self._host, compile_limit_ms=self._compile_limit_ms, hears_traces=self._hears_traces
                )
            return self.connection

    def connected(self, module: Module | None = None) -> Connection:
        """Return a connection to a child that is ready, and fit for a module. Raises EngineUnavailable.

        A child that died since is found when it is asked.
        """
        connection = self.connection
        if connection is not None and module is not None:
            is_deaf = connection.is_deaf_to(module)
            self._hears_traces = self._hears_traces or is_deaf
            if is_deaf or self._is_crowded(connection, module):
                self.disconnect()
        connection = self.connection or self.started()
        try:
            connection.child.await_ready()
        except EngineUnavailable:
            self.disconnect()
            raise
        return connection

    def confined(self) -> ConfinementReport:
        """Return what the child gave up, which is started for it. Raises EngineUnavailable."""
        return self.connected().child.confined or ConfinementReport()

    def _is_crowded(self, connection: Connection, module: Module) -> bool:
        """Say whether a child holds so much that it would hardly compile a module it does not have."""
        held_bytes, limit_bytes = connection.child.resident_bytes, self._resident_limit_bytes
        if held_bytes <= limit_bytes // CROWDED_SHARE or connection.has(module):
            return False
        return held_bytes + len(module.content) * CROWDED_MEMORY_FACTOR > limit_bytes

    def disconnect(self) -> None:
        """End the child, if there is one."""
        with self._starting:
            connection, self.connection = self.connection, None
        if connection is not None:
            connection.child.end()

    def relieve(self, *, holds_instances: bool) -> None:
        """End a child that holds much memory and no instance: a hostile compile leaves its traces."""
        connection = self.connection
        if connection is None or holds_instances:
            return
        if connection.child.resident_bytes > self._resident_limit_bytes // 2:
            self.disconnect()

    def shut_down(self, *, is_asked: bool) -> None:
        """Start no child any more, and end the one there is.

        `is_asked`: another thread waits for its answer, and finds it dead.
        """
        self._is_shut_down = True
        connection = self.connection
        if is_asked and connection is not None:
            connection.child.kill()
        else:
            self.disconnect()

    def left_bytes(self) -> int:
        """Return what the child, as last seen, leaves of its memory limit. May be called from any thread."""
        connection = self.connection
        return self._resident_limit_bytes - (0 if connection is None else connection.child.resident_bytes)

    def unfit(self, module: Module) -> CallFailure | None:
        """Return why the child would only grow above its limit with a module; None: it may well not."""
        size_bytes = len(module.content)
        if size_bytes * COMPILE_MEMORY_FACTOR <= self._resident_limit_bytes:
            return None
        limit_mb, found_mb = self._resident_limit_bytes >> 20, size_bytes * COMPILE_MEMORY_FACTOR >> 20
        reason = f"a module of {size_bytes / 2**20:,.0f} MiB uses more than {limit_mb:,} MiB of memory"
        cause = f"known from its size, about {found_mb:,} MiB to compile; the limit is resident_limit_mb"
        limit = LimitExceeded("resident_limit_mb", limit_mb, found_mb)
        return CallFailure(FailureKind.MEMORY_LIMIT, reason, cause, phase=Phase.COMPILE, limit=limit)

    def notify(self, say: Callable[[Connection], None], *, only: Connection | None) -> None:
        """Say what needs no answer, to this child only. One that is gone has nothing left to drop."""
        connection = self.connection
        if connection is None or connection is not only:
            return
        try:
            say(connection)
        except ChildEnded:
            self.disconnect()
