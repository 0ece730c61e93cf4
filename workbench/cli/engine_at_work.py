"""The engine of one command: started, shown at work, and ended whatever comes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.cli.output import narrate
from workbench.cli.progress import Progress, shown_progress
from workbench.compose import start_engine
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.project import ResolvedSettings


@contextmanager
def engine_at_work(
    arguments: argparse.Namespace, resolved: ResolvedSettings, what: str, *subjects: str, cached: bool = True
) -> Iterator[tuple[EngineClient, Progress]]:
    """Give an engine that starts, without waiting for it, and what shows how far its work is; it ends with the block.

    Args:
        arguments: Those of the command.
        resolved: Give the limits of the engine's process.
        what: What is done, such as `check`, for the one who waits.
        subjects: To what; of paths the last part is shown.
        cached: As in `start_engine`.

    Raises:
        PluginUnreadable: The plugin is the project's, and is not built.
    """
    _look_at_build(arguments, resolved, subjects)
    engine = start_engine(resolved, cached=cached)
    named = " and ".join(os.path.basename(one) or one for one in subjects)  # noqa: PTH119 - any text, not only paths
    title = f"{what} of {named}" if named else what
    try:
        with shown_progress(arguments, title) as progress:
            yield engine, progress
    finally:
        engine.shutdown()


def _look_at_build(arguments: argparse.Namespace, resolved: ResolvedSettings, subjects: Sequence[str]) -> None:
    """Say on stderr when a plugin of the project is older than a source. Raises PluginUnreadable: it is not built."""
    if resolved.project.file is None:
        return
    from workbench.cli.plugin_age import check_is_built, older_than_source  # noqa: PLC0415 - most have no project

    plugin = getattr(arguments, "plugin", None)
    named = (*subjects, plugin) if plugin else subjects
    check_is_built(resolved, named)
    if getattr(arguments, "format", "text") == "text" and (note := older_than_source(resolved, named)):
        narrate(f"workbench: {visible(note)}")
