"""Commands on the text in the payload editor: what can be typed, where to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


@command(
    "complete",
    "Complete",
    "Offer what can be typed at the cursor.",
    Scope.EVERYWHERE,
    "ctrl+space",
    "ctrl+@",
    footer="complete",
    synonyms=("suggest", "intellisense"),
)
def complete(on: Workplace) -> None:
    """Offer what can be typed at the cursor of the payload."""
    on.payload.editor.offer()


@command(
    "next-problem",
    "Next problem",
    "Go to the next problem of the payload.",
    Scope.EVERYWHERE,
    "alt+n",
    synonyms=("error", "mistake"),
)
def next_problem(on: Workplace) -> None:
    """Go to the next problem of the payload."""
    _step(on, 1)


@command("previous-problem", "Previous problem", "Go to the problem before.", Scope.EVERYWHERE, "alt+p")
def previous_problem(on: Workplace) -> None:
    """Go to the previous problem of the payload."""
    _step(on, -1)


def _step(on: Workplace, step: int) -> None:
    if not on.payload.step_to_problem(step):
        on.notify("Nothing is wrong with the payload.", timeout=3)
