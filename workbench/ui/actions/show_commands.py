"""Commands that show the protocol to others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


@command(
    "present",
    "Present the layers",
    "Go through the five layers, what happens and why, on the plugin that is loaded; goes on where it was left.",
    Scope.OUTSIDE_EDITOR,
    "L",
    footer="present",
    synonyms=("presenter", "presentation", "projector", "lesson", "explain the protocol", "show"),
)
def present(on: Workplace) -> None:
    """Present the layers."""
    on.overlays.present()
