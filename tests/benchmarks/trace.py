"""A trace of 100,000 messages on the screen: processor time of each key until all that came of it is drawn.

Goal: no pause above 200 ms. Next to it stands the same with 1,000 messages.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from tests.crossings import message
from tests.ui import states
from tests.ui.shown import shown
from workbench.session.values.state import SessionState
from workbench.session.values.trace import Direction

KEYS = (
    ("opens", ("t",)),
    ("first row", ("g",)),
    ("last row", ("G",)),
    ("page up", ("pageup",)),
    ("layer", ("a",)),
    ("all", ("z",)),
    ("direction", ("o",)),
    ("function", ("u",)),
    ("pause, go on", ("space", "space")),
    ("text, one letter", ("z", "f", "9")),
    ("text, another one", ("8",)),
    ("text, leaves", ("enter",)),
)
HEAD = '{"_v":1,"request":{"request_id":"%d","headers":[],"body_base64":"' + "e" * 700 + '"}}'


def main() -> None:
    """Print the figures."""
    for count in (1_000, 100_000):
        slowest, figures = asyncio.run(_measured(count))
        print(f"{count:,} messages: slowest {slowest:.0f} ms of processor time; {figures}")


async def _measured(count: int) -> tuple[float, str]:
    took: list[tuple[str, float]] = []
    state = _traced(count)
    async with shown(state, size=(200, 60)) as app:
        await app.press("escape")
        for name, keys in KEYS:
            began = time.process_time()
            await app.press(*keys)
            took.append((name, (time.process_time() - began) * 1_000 / len(keys)))
        began = time.process_time()
        await app.become(replace(state, trace=(*state.trace, message(count + 1, Direction.TO_PLUGIN, "shape"))))
        took.append(("another message", (time.process_time() - began) * 1_000))
    return max(ms for _, ms in took), ", ".join(f"{name} {ms:.0f}" for name, ms in took)


def _traced(count: int) -> SessionState:
    kinds = (
        (Direction.TO_PLUGIN, "shape", ""),
        (Direction.TO_HOST, "cc_lb_log", "shape"),
        (Direction.FROM_PLUGIN, "shape", ""),
    )
    messages = (
        message(number + 1, kinds[number % 3][0], kinds[number % 3][1], HEAD % number, kinds[number % 3][2])
        for number in range(count)
    )
    return replace(states.ready(), trace=tuple(messages))


if __name__ == "__main__":
    main()
