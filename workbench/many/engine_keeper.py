"""One engine for plugins one after the other: kept as long as their settings agree on its limits."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from workbench.compose import start_engine
from workbench.project import ResolvedSettings

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.protocol.host_functions import HostSnapshot

_ENGINE_SETTINGS: Final = ("compile_limit_ms", "resident_limit_mb", "confinement", "source_paths")
"""Settings that belong to an engine: plugins of projects that differ in one of them have no engine in common."""


class EngineKeeper:
    """Starts engines as they are needed, one at a time. Used by one thread, but for `close`."""

    def __init__(self, worker: int = 0) -> None:
        """Start nothing yet. `worker`: which of several keepers at the same time it is, from 0."""
        self._worker = worker
        self._engine: EngineClient | None = None
        self._settings: list[Any] = []
        self._blank: HostSnapshot | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def engine_for(self, settings: ResolvedSettings) -> EngineClient:
        """Return the engine, with a host that no plugin has touched. Raises EngineUnavailable."""
        wanted = [settings[name].value for name in _ENGINE_SETTINGS]
        engine = self._engine
        if engine is not None and wanted == self._settings:
            if self._blank is not None:
                engine.host.restore(self._blank)
            return engine
        if engine is not None:
            engine.shutdown()
        engine = start_engine(settings, worker=self._worker)
        with self._lock:
            self._engine, self._settings, self._blank = engine, wanted, engine.host.snapshot()
            is_closed = self._is_closed
        if is_closed:
            engine.shutdown()
        return engine

    def close(self) -> None:
        """End the engine, and with it what runs on it. Any thread may, again too."""
        with self._lock:
            self._is_closed = True
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.shutdown()
