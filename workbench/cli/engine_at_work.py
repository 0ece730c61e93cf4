"""The engine of one command: started, shown at work, and ended whatever comes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.cli.progress import Progress, shown_progress
from workbench.compose import start_engine

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.settings import Resolved


@contextmanager
def engine_at_work(
    arguments: argparse.Namespace, resolved: Mapping[str, Resolved], what: str, *subjects: str, cached: bool = True
) -> Iterator[tuple[EngineClient, Progress]]:
    """Give an engine that starts, without waiting for it, and what shows how far its work is; it ends with the block.

    Args:
        arguments: Those of the command.
        resolved: Give the limits of the engine's process.
        what: What is done, such as `check`, for the one who waits.
        subjects: To what; of paths the last part is shown.
        cached: As in `start_engine`.
    """
    engine = start_engine(resolved, cached=cached)
    named = " and ".join(os.path.basename(one) or one for one in subjects)  # noqa: PTH119 - any text, not only paths
    title = f"{what} of {named}" if named else what
    try:
        with shown_progress(arguments, title) as progress:
            yield engine, progress
    finally:
        engine.shutdown()
