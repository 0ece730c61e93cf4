"""`workbench [PLUGIN]`: the workbench itself. Brings engine, session, watcher, memory and screen together."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.assets import asset_folder, sample_plugins
from workbench.cli.context import plugin_path, resolved_settings, session_settings, start_engine
from workbench.cli.output import Exit, narrate
from workbench.errors.operator import PluginUnreadable
from workbench.settings import Resolved

if TYPE_CHECKING:
    from workbench.engine.link import EngineLink
    from workbench.session.session import Session
    from workbench.session.state import SessionState


def run(arguments: argparse.Namespace) -> int:
    """Open the workbench, and return when the person leaves it."""
    resolved = resolved_settings(arguments)
    plugin = plugin_path(arguments, resolved) or _first_sample()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        narrate("workbench: the screen needs a terminal; without one, use: workbench check PLUGIN")
        return Exit.USAGE
    if arguments.color == "never":
        os.environ["NO_COLOR"] = "1"
    # What is imported stays; looking through it for garbage would delay the first frame, behind which it is switched
    # on again.
    gc.disable()
    from workbench.store import FilePreferences, places  # noqa: PLC0415
    from workbench.ui.app import WorkbenchApp  # noqa: PLC0415
    from workbench.watch import ArtifactWatch  # noqa: PLC0415

    engines: list[EngineLink] = []
    ours = places()
    app = WorkbenchApp(
        session_factory=lambda on_change: _new_session(resolved, engines, on_change),
        source=ArtifactWatch(plugin, polling=resolved["poll"].value),
        preferences=FilePreferences(ours.state),
        theme_folders=(asset_folder("themes"), ours.config / "themes"),
    )
    try:
        app.run()
    finally:
        for engine in engines:
            engine.shutdown()
    return app.return_code or Exit.PASSED


def _new_session(
    resolved: dict[str, Resolved], engines: list[EngineLink], on_change: Callable[[SessionState], None]
) -> Session:
    """Start the engine, and the session over it. Runs behind the first frame, which waits for neither."""
    engine = start_engine(resolved)
    engines.append(engine)
    from workbench.session.session import Session  # noqa: PLC0415 - imported while the child process starts

    return Session(engine, session_settings(resolved), clock=time.time, on_change=on_change)


def _first_sample() -> str:
    samples = sample_plugins()
    if not samples:
        raise PluginUnreadable("sample_plugins", "the installation has no sample plugins; name a .wasm file")
    return str(samples[0].path)
