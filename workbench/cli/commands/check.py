"""`workbench check PLUGIN`: layers 1 to 3, the static checks and the conformance cases."""

from __future__ import annotations

import argparse

from workbench.cli.context import resolved_settings, start_engine


def run(arguments: argparse.Namespace) -> int:
    """Check the plugin and print the report."""
    resolved = resolved_settings(arguments)
    engine = start_engine(resolved)
    try:
        # What judges a plugin is loaded while the engine's process starts: each takes as long as the other.
        from workbench.cli.checking import checked, show  # noqa: PLC0415

        found = checked(engine, arguments, resolved)
    finally:
        engine.shutdown()
    return show(found, arguments, resolved)
