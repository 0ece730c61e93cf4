"""`workbench [PLUGIN]`: the workbench itself. Brings engine, session, watcher, memory and screen together."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.assets import asset_folder, sample_plugins
from workbench.cli.context import (
    bench_engine,
    engine_beside,
    find_project_file,
    plugin_path,
    resolved_settings,
    session_settings,
    start_engine,
)
from workbench.cli.output import Exit, narrate
from workbench.errors.operator import PluginUnreadable
from workbench.settings import Resolved

if TYPE_CHECKING:
    from workbench.cli.project_build import ProjectBuild
    from workbench.protocol.hosting.injected_faults import FaultPlan
    from workbench.session.session import Session
    from workbench.session.values.state import SessionState
    from workbench.store.history import HistoryFile


_INDEXING_AFTER_S: Final = 1.5
"""Seconds between the first verdict and the reading of the history, which would slow down what is drawn and called."""


def run(arguments: argparse.Namespace) -> int:
    """Open the workbench, and return when the person leaves it."""
    resolved = resolved_settings(arguments)
    plugin = plugin_path(arguments, resolved) or _first_sample()
    faults = _faults(arguments.fault)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        narrate("workbench: the screen needs a terminal; without one, use: workbench check PLUGIN")
        return Exit.USAGE
    if arguments.color == "never":
        os.environ["NO_COLOR"] = "1"
    # What is imported stays; looking through it for garbage would delay the first frame, behind which it is switched
    # on again.
    gc.disable()
    from workbench.loop.watch import ArtifactWatch  # noqa: PLC0415
    from workbench.store.places import places  # noqa: PLC0415
    from workbench.store.preferences import FilePreferences  # noqa: PLC0415
    from workbench.ui.app import WorkbenchApp  # noqa: PLC0415

    ours = places()
    opening = _Opening(resolved, plugin, ours.state / "history.jsonl", faults)
    app = WorkbenchApp(
        session_factory=opening.session,
        source=ArtifactWatch(plugin, polling=resolved["poll"].value),
        preferences=FilePreferences(ours.state),
        theme_folders=(asset_folder("themes"), ours.config / "themes"),
    )
    try:
        app.run()
    finally:
        opening.close()
    return app.return_code or Exit.PASSED


class _Opening:
    """Makes the session and what it stands on. Runs behind the first frame, which waits for none of it."""

    def __init__(
        self, resolved: dict[str, Resolved], plugin: str, history_path: Path, faults: FaultPlan | None = None
    ) -> None:
        self._resolved = resolved
        self._faults = faults
        self._plugin = plugin
        self._history_path = history_path
        self._closing: list[Callable[[], None]] = []

    def session(self, on_change: Callable[[SessionState], None]) -> Session:
        """Start the engine, and the session over it."""
        engine = start_engine(self._resolved)
        fuel_engine = engine_beside(self._resolved, engine)
        self._closing += [engine.shutdown, *([fuel_engine.shutdown] if fuel_engine is not None else ())]
        # Imported while the child process starts.
        from workbench.loop.artifact import read_artifact  # noqa: PLC0415
        from workbench.session.session import Session  # noqa: PLC0415
        from workbench.store.history import HistoryFile  # noqa: PLC0415
        from workbench.store.recordings import RecordingFiles  # noqa: PLC0415
        from workbench.store.storages import StorageFiles  # noqa: PLC0415

        settings = session_settings(self._resolved)
        if self._faults is not None:
            settings = replace(settings, faults=self._faults)
        history = HistoryFile(self._history_path if self._resolved["history"].value else None)
        self._closing.append(history.close)
        builder = _builder(self._resolved, self._plugin)
        indexing = _IndexingLater(history, on_change)
        session = Session(
            engine,
            settings,
            clock=time.time,
            on_change=indexing,
            host=engine.host,
            history=history,
            recordings=RecordingFiles(),
            storages=StorageFiles(),
            builder=builder,
            fuel_engine=fuel_engine,
            bench_engine=lambda host: bench_engine(self._resolved, engine, host),
            read_module=lambda path: read_artifact(Path(path).expanduser()),
        )
        indexing.then = session.history.note_error
        if builder is not None:
            self._closing.append(builder.stop)
        session.builds.start()
        return session

    def close(self) -> None:
        """End what the session has not ended itself."""
        for close in reversed(self._closing):
            close()


class _IndexingLater:
    """Reads the history through once the first build was loaded: neither the first verdict nor a search waits for it.

    Until then only what this run has marked is known to be marked.
    """

    def __init__(self, history: HistoryFile, on_change: Callable[[SessionState], None]) -> None:
        self._history = history
        self._on_change = on_change
        self._begun = False
        self.then: Callable[[], None] = lambda: None
        """Done after the reading, which may have found damage."""

    def __call__(self, state: SessionState) -> None:
        """Pass a state on."""
        self._on_change(state)
        if not self._begun and state.generations:
            self._begun = True
            reading = threading.Timer(_INDEXING_AFTER_S, self._read)
            reading.name, reading.daemon = "history-index", True
            reading.start()

    def _read(self) -> None:
        self._history.index()
        self.then()


def _builder(resolved: dict[str, Resolved], plugin: str) -> ProjectBuild | None:
    """Return what builds the plugin; None: nothing is set, so it is built elsewhere."""
    command = resolved["build"]
    if not command.value:
        return None
    from workbench.cli.project_build import ProjectBuild  # noqa: PLC0415 - most plugins are built elsewhere

    project_file = find_project_file(plugin)
    from_project = project_file is not None and command.source == str(project_file)
    return ProjectBuild(
        command.value,
        project_file.parent if project_file is not None and from_project else Path.cwd(),
        artifact=Path(plugin),
        globs=resolved["watch"].value,
        polling=resolved["poll"].value,
        time_limit_s=resolved["build_limit_s"].value or None,
        colored="NO_COLOR" not in os.environ,
    )


def _faults(specs: list[str]) -> FaultPlan | None:
    """Return what the host is to do wrong on purpose; None: nothing."""
    if not specs:
        return None
    from workbench.protocol.hosting.injected_faults import parse_plan  # noqa: PLC0415 - most runs do without

    return parse_plan(specs)


def _first_sample() -> str:
    samples = sample_plugins()
    if not samples:
        raise PluginUnreadable("sample_plugins", "the installation has no sample plugins; name a .wasm file")
    return str(samples[0].path)
