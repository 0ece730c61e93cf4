"""`workbench call PLUGIN FUNCTION`: negotiate, then dispatch once."""

from __future__ import annotations

import argparse

from workbench.cli.context import resolved_settings, start_engine


def run(arguments: argparse.Namespace) -> int:
    """Dispatch and print the outcome."""
    resolved = resolved_settings(arguments)
    engine = start_engine(resolved)
    try:
        # What judges a plugin is loaded while the engine's process starts: each takes as long as the other.
        from workbench.cli.calling import called, show  # noqa: PLC0415

        found = called(engine, arguments, resolved)
    finally:
        engine.shutdown()
    return show(found, arguments)
