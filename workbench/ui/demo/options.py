"""How a demo is played. The composition root fills it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workbench.session.demo.script import DemoScript

CHARACTERS_PER_S: Final = 16
"""How fast people read from a screen that they have never seen."""
LOOK_S: Final = 2.5
"""Seconds in which they look at what is shown."""


def reading_time(text: str) -> float:
    """Return for how many seconds a text stands when nobody is there to go on."""
    return LOOK_S + len(text) / CHARACTERS_PER_S


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What is played, and how."""

    read: Callable[[], DemoScript]
    """Reads the script; raises a WorkbenchError when it cannot be played. May block for a moment."""
    read_file: Callable[[str], DemoScript] | None = None
    """Reads another script, by its path, as `read` does; None: there are no others."""
    starts: bool = False
    """It begins with the screen; otherwise it waits for the palette."""
    pause: Callable[[str], float] | None = None
    """Seconds for which a text stands; None: until a person goes on."""
    loops: bool = False
    """It begins again at its end."""
    picture: Callable[[int, str, str], object] | None = None
    """Is given each stop as a picture: its number from 1, the place that is shown, and the picture as SVG."""
    ends_screen: bool = False
    """The screen ends with it."""
