"""What the screen's tests draw: not the frames that nobody looks at, which are half of what a screen costs.

What a test reads of a screen is drawn when it is read, and `shown` draws the last frame of each test that ends well. A
test that is about drawing is marked `drawn`; `WORKBENCH_TESTS_DRAW=1` draws every frame of all.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet


@pytest.fixture(autouse=True)
def _unseen_frames(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not os.environ.get("WORKBENCH_TESTS_DRAW") and request.node.get_closest_marker("drawn") is None:
        monkeypatch.setattr(Compositor, "render_update", _draw_nothing)


def _draw_nothing(compositor: Compositor, *_: object, **__: object) -> None:
    compositor._dirty_regions.clear()


@pytest.fixture(autouse=True, scope="session")
def _rules_read_once() -> Iterator[None]:
    """Each app reads the same style sheets, a tenth of what a short one costs: what is read is kept for the next."""
    known: dict[object, list[RuleSet]] = {}
    read = Stylesheet._parse_rules

    def remember(self: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
        key = (frozenset(self._variables.items()), given, frozenset(named.items()))
        if (rules := known.get(key)) is None:
            rules = known[key] = read(self, *given, **named)
        return rules

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remember)
        yield


IDLE_TURNS = 3
IDLE_STEP_S = 0.01
IDLE_MAX_S = 2.0


@pytest.fixture(autouse=True, scope="session")
def _idle_is_seen_from_the_loop() -> Iterator[None]:
    """Let a pilot's pause last until the loop has nothing to run.

    Textual looks at how much of the processor the process gets, and takes one that gets none for one that is done.
    """

    async def until_nothing_is_ready(*_: object) -> None:
        loop = asyncio.get_running_loop()
        turns, ends_at = 0, loop.time() + IDLE_MAX_S
        while turns < IDLE_TURNS and loop.time() < ends_at:
            await asyncio.sleep(IDLE_STEP_S)
            await asyncio.sleep(0)
            turns = 0 if loop._ready else turns + 1  # type: ignore[attr-defined]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.pilot.wait_for_idle", until_nothing_is_ready)
        yield
