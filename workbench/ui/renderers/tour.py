"""What the tour says: five steps through the screen, for somebody who sees it for the first time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.lines import Line
from workbench.ui.drawing.styles import say


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step: a part of the screen, and what is to be known of it."""

    title: str
    text: str


STEPS: Final = (
    TourStep(
        "The module",
        "Pane 1 shows what stands in the plugin's file, read without running it. The five boxes above are the layers "
        "that a host walks through: each says how it ended. Enter on a section reads it.",
    ),
    TourStep(
        "The handshake",
        "Pane 2 shows what the host offers and what the plugin took of it, function by function. l and h turn to the "
        "messages that both sent.",
    ),
    TourStep(
        "The self-check",
        "Pane 3: the plugin wrote and read samples of its own messages. The view record is what the registry keeps of "
        "it once it has passed.",
    ),
    TourStep(
        "The payload",
        "Pane 4, left: the request that is sent to the plugin. Type it, ctrl+space completes, ctrl+j sends. f7 goes to "
        "the next wire function. Save your source, and what you sent last is sent to the new build.",
    ),
    TourStep(
        "The response",
        "Pane 4, right: the answer, what it cost, and what a host does with it. f12 explains what you look at, ctrl+p "
        "finds every command by plain words, f1 helps wherever you are.",
    ),
)


def step_lines(index: int) -> list[Line]:
    """Return the text of a step."""
    return [Line(say(with_keys(STEPS[index].text)))]


def step_title(index: int) -> str:
    """Return the title of a step, with how far it is."""
    return f"Tour {index + 1} of {len(STEPS)}: {STEPS[index].title}"


def step_keys(index: int) -> str:
    """Return the keys of a step."""
    onwards = "enter ends the tour" if index == len(STEPS) - 1 else "enter next"
    return " · ".join([onwards, *(["← back"] if index else []), "esc leaves"])
