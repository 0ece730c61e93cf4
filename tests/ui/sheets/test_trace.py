"""The sheet of the trace, by its keys: filters, following, and a list that stands still."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.crossings import message
from tests.ui import states
from tests.ui.shown import shown
from workbench.session.values.state import SessionState
from workbench.session.values.trace import Direction
from workbench.ui.sheets.trace import TraceSheet
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.grid import Grid


def traced(calls: int) -> SessionState:
    """Return a state with the handshake, and so many calls of `shape` that ask their host for something."""
    kinds = (
        (Direction.TO_PLUGIN, "shape", ""),
        (Direction.TO_HOST, "cc_lb_log", "shape"),
        (Direction.FROM_PLUGIN, "shape", ""),
    )
    messages = [
        message(1, Direction.TO_PLUGIN, "cc_lb_handshake"),
        message(2, Direction.FROM_PLUGIN, "cc_lb_handshake"),
    ]
    for number in range(calls):
        for direction, name, export in kinds:
            messages.append(message(len(messages) + 1, direction, name, f"call {number}", export))
    return replace(states.ready(), trace=tuple(messages))


@pytest.mark.scenario
async def test_it_follows_unless_it_is_paused_and_shows_what_fits_the_filter() -> None:
    async with shown(traced(3)) as app:
        await app.press("escape", "t")
        await app.until(lambda: isinstance(app.bench.app.screen, TraceSheet))
        sheet = app.bench.app.screen
        grid, line = sheet.query_one("#sheet-list", Grid), sheet.query_one("#sheet-summary", FactLine)

        def said() -> str:
            return str(line.content)

        assert (grid.key, said()) == ("11", "11 messages")
        await app.become(traced(4))
        assert grid.key == "14"
        await app.press("space")
        await app.become(traced(6))
        assert (grid.key, said()) == ("14", "14 messages   paused, 6 newer")
        await app.press("space")
        assert (grid.key, said()) == ("20", "20 messages")
        await app.press("a")
        assert said() == "2 of 20 messages   layer L2 handshake"
        await app.press("z", "o", "o")
        assert said() == "6 of 20 messages   direction host functions"
        await app.press("z", "u", "u")
        assert said() == "18 of 20 messages   function shape"
        await app.press("z", "f", *"call 5", "enter")
        assert (grid.key, said()) == ("20", "3 of 20 messages   text call 5")
        await app.press("s", "enter")
        ((_, path, messages),) = app.asked("exports.trace")
        assert (path, [one.number for one in messages]) == ("trace.html", [18, 19, 20])
