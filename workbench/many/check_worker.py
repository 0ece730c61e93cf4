"""A worker that checks plugins on an engine of its own, which it keeps from one plugin to the next."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from workbench.compose import artifact_at
from workbench.errors import WorkbenchError
from workbench.errors.operator import InternalError
from workbench.many.engine_keeper import EngineKeeper
from workbench.many.found import PluginFound
from workbench.project import ResolvedSettings

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.session.values.check_report import CheckReport
    from workbench.session.values.generation import Artifact

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
        self,
        settings_of: Callable[[str], ResolvedSettings],
        judge: Judge,
        keep: Callable[[PluginChecked], _Kept],
        engines: EngineKeeper,
    ) -> None:
        """Start nothing yet.

        Args:
            settings_of: Gives the settings of the plugin at a path, and raises nothing.
            judge: Checks one build.
            keep: Makes what is kept of a plugin.
            engines: Those of this worker alone; closed with it.
        """
        self._settings_of = settings_of
        self._judge = judge
        self._keep = keep
        self._engines = engines

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
        self._engines.close()

    def _checked(self, path: str, settings: ResolvedSettings) -> CheckReport:
        artifact = artifact_at(path)
        engine = self._engines.engine_for(settings)
        try:
            return self._judge(engine, artifact, settings)
        finally:
            # Else the engine would keep what it compiled of every plugin.
            engine.forget(artifact.module)
