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
