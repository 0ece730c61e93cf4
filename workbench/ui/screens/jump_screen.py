"""A letter on every part of the screen that can take the focus; the key goes there."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

KEYS = "asdfghjklwertyuiop"


class JumpScreen(ModalScreen[Widget | None]):
    """Gives back the part whose letter was pressed; None for any other key."""

    def __init__(self, targets: Sequence[Widget]) -> None:
        super().__init__(id="jump")
        self._targets = dict(zip(KEYS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """Put a letter on each part."""
        for key, target in self._targets.items():
            label = Static(f" {key} ", classes="jump-label", markup=False)
            label.absolute_offset = Offset(target.region.x, target.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Go where the letter stands."""
        event.stop()
        self.dismiss(self._targets.get(event.key))

    def on_click(self) -> None:
        """Close: the mouse can click the part itself."""
        self.dismiss(None)
