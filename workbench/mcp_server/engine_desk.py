"""The one engine that all tools use, one after the other, each as if it were new.

Owns when it is started, ended and replaced. Its child process is replaced by the engine itself when it dies.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from workbench.compose import start_engine
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.host_functions import HostSnapshot
from workbench.settings import Resolved

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient

_LIMITS: Final = ("compile_limit_ms", "resident_limit_mb", "confinement", "source_paths")
"""Settings that an engine is started with: where they differ, another one is."""


class EngineDesk:
    """Hands out the engine. `engine` belongs to one thread; `cancel` and `shutdown` may be called from any."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._engine: EngineClient | None = None
        self._limits: tuple[Any, ...] = ()
        self._lock = threading.Lock()
        self._is_shut = False

    def engine(self, resolved: Mapping[str, Resolved]) -> EngineClient:
        """Return the engine for these settings: with an empty host, and no instance that anybody left behind.

        Raises:
            EngineUnavailable: It cannot be started.
        """
        limits = tuple(resolved[name].value for name in _LIMITS)
        with self._lock:
            engine = self._engine
            if engine is not None and limits != self._limits:
                engine.shutdown()
                engine = None
            if self._is_shut:
                raise EngineUnavailable("the server is ending")
            if engine is None:
                engine = start_engine(resolved)
            self._engine, self._limits = engine, limits
        for instance in engine.long_lived_instances:
            engine.close(instance)
        engine.host.restore(HostSnapshot())
        return engine

    @property
    def child_pid(self) -> int | None:
        """The process that runs plugins; None: there is none yet."""
        return None if self._engine is None else self._engine.child_pid

    def cancel(self) -> None:
        """End the call of a plugin that runs, if one does."""
        engine = self._engine
        if engine is not None:
            engine.cancel()

    def replace(self) -> None:
        """End the engine's process; whoever asks next gets another one."""
        with self._lock:
            engine, self._engine = self._engine, None
            if engine is not None:
                engine.shutdown()

    def shutdown(self) -> None:
        """End the engine's process, for good."""
        with self._lock:
            self._is_shut = True
            if self._engine is not None:
                self._engine.shutdown()
