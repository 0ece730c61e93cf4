"""A log that floods 1,000 lines a second, on a screen of 200x60: processor time of each repaint with the log in sight.

Goal: 33 ms. Thirty states a second, each with as many new lines as came since the one before; the tail of the log is
full from the start. Next to it stand the panes with the log out of sight.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace

from tests.ui import states
from tests.ui.shown import shown
from workbench.protocol.calls import LogLine, LogOrigin
from workbench.protocol.host_functions import LOG_TAIL_LINES, HostSnapshot
from workbench.session.values.state import SessionState

REPAINTS = 90
LINES = 33
"""New ones between two repaints."""


def main() -> None:
    """Print the figures."""
    for name, keys in (("panes", ()), ("log", ("escape", "5", "l", "l", "G"))):
        took = sorted(asyncio.run(_measured(keys)))
        print(
            f"{name}: median {statistics.median(took):.1f} ms, "
            f"95 of 100 below {took[len(took) * 95 // 100]:.1f} ms of processor time"
        )


async def _measured(keys: tuple[str, ...]) -> list[float]:
    took = []
    async with shown(states.ready(), size=(200, 60)) as app:
        await app.press(*keys)
        for state in _flood():
            began = time.process_time()
            app.session.become(state)
            while app.screen.state is not state:
                await asyncio.sleep(0)
            app.bench.app.screen._compositor.render_full_update()
            took.append((time.process_time() - began) * 1_000)
    return took


def _flood() -> Iterator[SessionState]:
    origin = LogOrigin("shape", 1)
    for repaint in range(REPAINTS):
        before = repaint * LINES
        lines = (
            LogLine("info", f"line {before + place} of a flood of lines", origin) for place in range(LOG_TAIL_LINES)
        )
        yield replace(states.ready(), host=HostSnapshot(logs=tuple(lines), logs_before=before))


if __name__ == "__main__":
    main()
