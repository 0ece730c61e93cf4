"""`workbench [PLUGIN]`: the workbench itself. Brings engine, session, watcher, memory and screen together."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

from workbench.assets import asset_folder, sample_plugins
from workbench.cli.context import plugin_path, resolved_settings, session_settings, start_engine
from workbench.cli.output import Exit, narrate
from workbench.errors.operator import PluginUnreadable
from workbench.session.session import Session
from workbench.session.state import SessionState


def run(arguments: argparse.Namespace) -> int:
    """Open the workbench, and return when the person leaves it."""
    resolved = resolved_settings(arguments)
    settings = session_settings(resolved)
    plugin = plugin_path(arguments, resolved) or _first_sample()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        narrate("workbench: the screen needs a terminal; without one, use: workbench check PLUGIN")
        return Exit.USAGE
    if arguments.color == "never":
        os.environ["NO_COLOR"] = "1"
    # The child process starts while Textual is being imported.
    engine = start_engine()
    try:
        from workbench.store import FilePreferences, places  # noqa: PLC0415
        from workbench.ui.app import WorkbenchApp  # noqa: PLC0415
        from workbench.watch import ArtifactWatch  # noqa: PLC0415

        def new_session(on_change: Callable[[SessionState], None]) -> Session:
            return Session(engine, settings, clock=time.time, on_change=on_change)

        ours = places()
        app = WorkbenchApp(
            session_factory=new_session,
            source=ArtifactWatch(plugin, polling=resolved["poll"].value),
            preferences=FilePreferences(ours.state),
            theme_folders=(asset_folder("themes"), ours.config / "themes"),
        )
        app.run()
        return app.return_code or Exit.PASSED
    finally:
        engine.shutdown()


def _first_sample() -> str:
    samples = sample_plugins()
    if not samples:
        raise PluginUnreadable("sample_plugins", "the installation has no sample plugins; name a .wasm file")
    return str(samples[0].path)
