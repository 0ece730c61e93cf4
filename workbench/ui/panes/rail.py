"""The five layers side by side: sign, verdict, and the few numbers that matter of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.widget import Widget

from workbench.ui.drawing.boxes import WAITING, Box, rail_boxes, rail_line
from workbench.ui.messages import PanePicked

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState

PANE_OF_LAYER = ("sections", "handshake", "self-check", "self-check", "dispatch")
"""Where each layer is shown in full, in the order of the layers."""


class Rail(Widget):
    """Draws the layers; one line when it has no room for boxes."""

    def __init__(self) -> None:
        super().__init__(id="rail")
        self._boxes: Sequence[Box] = WAITING
        self._widths: list[int] = []

    def show(self, state: SessionState) -> None:
        """Show another state."""
        from workbench.ui.renderers.rail import boxes  # noqa: PLC0415 - not for the first frame

        shown = boxes(state)
        if shown != self._boxes:
            self._boxes = shown
            self.refresh()

    def render(self) -> Content:
        """Draw the layers."""
        width = self.size.width
        drawn, self._widths = (rail_boxes if self.size.height >= 3 else rail_line)(self._boxes, width)
        return drawn

    def on_click(self, event: events.Click) -> None:
        """Go to the pane of the layer that was clicked."""
        x = event.x
        for pane_id, width in zip(PANE_OF_LAYER, self._widths, strict=False):
            if x < width:
                self.post_message(PanePicked(pane_id))
                return
            x -= width
