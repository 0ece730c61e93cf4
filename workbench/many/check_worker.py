"""A worker that checks plugins on an engine of its own, which it keeps from one plugin to the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from workbench.compose import artifact_at, start_engine
from workbench.errors import WorkbenchError
from workbench.errors.operator import InternalError
from workbench.many.found import PluginFound
from workbench.project import ResolvedSettings

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.protocol.host_functions import HostSnapshot
    from workbench.session.values.check_report import CheckReport
    from workbench.session.values.generation import Artifact

_ENGINE_SETTINGS: Final = ("compile_limit_ms", "resident_limit_mb", "confinement", "source_paths")
"""Settings that belong to an engine: plugins of projects that differ in one of them have no engine in common."""

Judge = Callable[["EngineClient", "Artifact", ResolvedSettings], "CheckReport"]
"""Checks one build."""
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class PluginChecked:
    """What came of checking one plugin, with its module: not to be kept by whoever checks thousands."""

    path: str
    settings: ResolvedSettings
    report: CheckReport | None
    error: WorkbenchError | None
    """Why there is no report; None: there is."""
    wall_us: int


class CheckWorker(Generic[_Kept]):
    """Checks plugins; of what it finds only what `keep` makes of it is kept."""

    def __init__(
        self, settings_of: Callable[[str], ResolvedSettings], judge: Judge, keep: Callable[[PluginChecked], _Kept]
    ) -> None:
        """Start nothing yet. `settings_of` gives the settings of the plugin at a path, and raises nothing."""
        self._settings_of = settings_of
        self._judge = judge
        self._keep = keep
        self._engine: EngineClient | None = None
        self._engine_settings: list[Any] = []
        self._blank: HostSnapshot | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def work(self, found: PluginFound) -> _Kept:
        """Check one plugin. What goes wrong with it, even in our own code, is its result and ends nothing else."""
        settings, started = self._settings_of(found.path), time.perf_counter_ns()
        report: CheckReport | None = None
        error: WorkbenchError | None = found.error
        try:
            if found.error is None:
                report = self._checked(found.path, settings)
        except WorkbenchError as raised:
            error = raised.detached()
        except Exception as raised:  # noqa: BLE001 - a defect of ours on one plugin is no reason to leave out the others
            from workbench.crash_report import place  # noqa: PLC0415 - hardly ever needed

            error = InternalError(f"check of {found.path}", type(raised).__name__, place(raised))
        wall_us = (time.perf_counter_ns() - started) // 1_000
        return self._keep(PluginChecked(found.path, settings, report, error, wall_us))

    def close(self) -> None:
        """End the engine, and with it what runs on it."""
        with self._lock:
            self._is_closed = True
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.shutdown()

    def _checked(self, path: str, settings: ResolvedSettings) -> CheckReport:
        artifact = artifact_at(path)
        engine = self._engine_for(settings)
        try:
            return self._judge(engine, artifact, settings)
        finally:
            # Else the engine would keep what it compiled of every plugin.
            engine.forget(artifact.module)

    def _engine_for(self, settings: ResolvedSettings) -> EngineClient:
        """Return the engine, with a host that no plugin has touched. Raises EngineUnavailable."""
        wanted = [settings[name].value for name in _ENGINE_SETTINGS]
        engine = self._engine
        if engine is None or wanted != self._engine_settings:
            if engine is not None:
                engine.shutdown()
            engine = start_engine(settings)
            with self._lock:
                self._engine, self._engine_settings = engine, wanted
                is_closed = self._is_closed
            if is_closed:
                engine.shutdown()
            self._blank = engine.host.snapshot()
        elif self._blank is not None:
            engine.host.restore(self._blank)
        return engine
