"""The line of tabs that stands where four panes do not fit, or one has the whole screen."""

from __future__ import annotations

from workbench.ui.messages import PanePicked, ViewChosen
from workbench.ui.ribbon import Choice, Ribbon

PANES = {"sections": "1 Sections", "handshake": "2 Handshake", "self-check": "3 Self-check", "dispatch": "4 Dispatch"}
"""By id, in the order of their numbers."""


class Tabs(Ribbon):
    """Shows the panes' names."""

    def __init__(self) -> None:
        super().__init__(id="tabs")

    def show_active(self, pane_id: str) -> None:
        """Mark the pane that is seen."""
        self.show([Choice(key, title) for key, title in PANES.items()], pane_id)

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Ask for the pane that was clicked."""
        message.stop()
        self.post_message(PanePicked(message.key))
