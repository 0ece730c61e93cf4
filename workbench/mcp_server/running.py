"""Runs the server on our own stdin and stdout until the agent closes them or a signal asks for the end.

Owns the two descriptors while it runs, the signals, and that no process outlives it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final

import anyio

from workbench.mcp_server.engine_desk import EngineDesk
from workbench.mcp_server.folder_files import FolderFiles
from workbench.mcp_server.server import agent_server
from workbench.mcp_server.stdio import agent_streams
from workbench.mcp_server.toolbox import Toolbox

_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SIGNALLED: Final = 128
"""Is added to a signal's number in an exit code."""
_FIRST_FREE: Final = 3


def serve(folder: Path, *, own_config: bool) -> int:
    """Serve files below a folder, and return the exit code: 0 when the agent has closed its side.

    `own_config`: plugins get what the person's own files and environment hold for them.
    """
    # Where no project file says otherwise, payloads are looked for in the working folder.
    os.chdir(folder)
    engines = EngineDesk()
    try:
        with _own_streams() as (incoming, outgoing):
            toolbox = Toolbox(FolderFiles(Path.cwd()), engines, own_config=own_config)
            return asyncio.run(_served(toolbox, incoming, outgoing))
    finally:
        engines.shutdown()


async def _served(toolbox: Toolbox, incoming: int, outgoing: int) -> int:
    server = agent_server(toolbox)
    with _Ending() as ending:
        async with agent_streams(incoming, outgoing) as (received, answers):
            serving = asyncio.create_task(server.run(received, answers, server.create_initialization_options()))
            asked = asyncio.create_task(ending.asked.wait())
            await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            serving.cancel()
            await asyncio.wait({serving, asked})
        failed = None if serving.cancelled() else serving.exception()
        if failed is not None and not ending.exit_code:
            _raise_but_ends(failed)
        return ending.exit_code


def _raise_but_ends(failed: BaseException) -> None:
    """Raise what ended the server, unless it is only that a stream was closed beneath it: the agent has gone."""
    try:
        raise failed
    except* (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream):
        pass


class _Ending:
    """Takes the signals over. An exception that a handler raises would be lost within a task of the loop."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.exit_code = 0
        self._loop = asyncio.get_running_loop()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> _Ending:
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._came)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            if not self.exit_code:
                signal.signal(number, handler)
            elif number != signal.SIGINT:
                signal.signal(number, signal.SIG_IGN)

    def _came(self, number: int, _: FrameType | None) -> None:
        self.exit_code = self.exit_code or _SIGNALLED + number
        if signal.SIGINT in self._before:
            # Whoever asks again does not want to wait.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._loop.call_soon_threadsafe(self.asked.set)


@contextmanager
def _own_streams() -> Iterator[tuple[int, int]]:
    """Give stdin and stdout to the protocol alone: who else reads finds nothing, who else writes, writes to stderr."""
    incoming, outgoing = (fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, _FIRST_FREE) for number in (0, 1))
    nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        yield incoming, outgoing
    finally:
        os.dup2(incoming, 0)
        os.dup2(outgoing, 1)
        os.close(nothing)
