"""The walks of the screen in docs/architecture.md are entered in their order."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from tests.test_architecture import walks
from tests.ui import states
from tests.ui.shown import shown

ROOT = Path(__file__).parents[3]
BEFORE = ("commands/keymap.py:bindings",)
"""What is entered when the screen's classes are made."""


@contextmanager
def entered() -> Iterator[list[str]]:
    """Note the functions of the screen that are entered, on every thread that begins meanwhile."""
    found: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and "/workbench/ui/" in frame.f_code.co_filename:
            code = frame.f_code
            found.append(f"{Path(code.co_filename).relative_to(ROOT)}:{code.co_qualname}")

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def steps(title: str) -> list[str]:
    """Return the steps of a walk that are the screen's, and entered while it runs."""
    return [step for step in walks()[title] if step.startswith("workbench/ui/") and not step.endswith(BEFORE)]


def missed(wanted: list[str], found: list[str]) -> list[str]:
    """Return the steps from the first one on that is not entered after those before it."""
    left = iter(found)
    return [step for step in wanted if step not in left]


@pytest.mark.scenario
async def test_a_key_press_goes_down_to_the_session_as_the_walk_says() -> None:
    with entered() as found:
        async with shown(states.ready()) as app:
            found.clear()
            await app.press("ctrl+j")
            await app.until(lambda: app.asked("dispatch"))
    assert missed(steps("a key press, down to the session"), found) == []


@pytest.mark.scenario
async def test_a_state_comes_up_to_the_screen_as_the_walk_says() -> None:
    with entered() as found:
        async with shown(states.checking()) as app:
            found.clear()
            await app.become(states.reloaded())
    assert missed(steps("a state, up to the screen"), found) == []
