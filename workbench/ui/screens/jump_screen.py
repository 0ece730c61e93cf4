"""A letter on every part that can take the focus, and a number for every open payload: the key goes there."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.styles import ACCENT, grey, say

KEYS = "asdfghjklwertyuiop"
NUMBERS = "123456789"


class JumpScreen(ModalScreen[Widget | int | None]):
    """Gives back the part whose letter was pressed, or which payload, from 0; None for any other key."""

    def __init__(self, targets: Sequence[Widget], payloads: Sequence[str] = ()) -> None:
        """Offer letters and numbers.

        Args:
            targets: The parts.
            payloads: What the open payloads are called; of more than nine the first ones have a number.
        """
        super().__init__(id="jump")
        self._targets = dict(zip(KEYS, targets, strict=False))
        self._payloads = payloads

    def compose(self) -> ComposeResult:
        """List the payloads, and put a letter on each part."""
        if self._payloads:
            listed = Static(_listed(self._payloads), id="jump-payloads", markup=False)
            listed.border_title = "open payloads"
            listed.border_subtitle = with_keys("^l all")
            yield listed
        for key, target in self._targets.items():
            label = Static(f" {key} ", classes="jump-label", markup=False)
            label.absolute_offset = Offset(target.region.x, target.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Go where the letter stands, or to the payload of the number."""
        event.stop()
        number = NUMBERS.find(event.character) if event.character else -1
        if 0 <= number < len(self._payloads):
            self.dismiss(number)
        else:
            self.dismiss(self._targets.get(event.key))

    def on_click(self) -> None:
        """Close: the mouse can click the part itself."""
        self.dismiss(None)


def _listed(payloads: Sequence[str]) -> Content:
    lines = [say((f"{number} ", ACCENT), name) for number, name in zip(NUMBERS, payloads, strict=False)]
    if len(payloads) > len(lines):
        lines.append(grey(f"  and {len(payloads) - len(lines):,} more"))
    return Content("\n").join(lines)
