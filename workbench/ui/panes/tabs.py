"""The line of tabs that stands where four panes do not fit, or one has the whole screen."""

from __future__ import annotations

from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.messages import PanePicked, ViewChosen
from workbench.ui.widgets.ribbon import Ribbon

PANES = {"sections": "1 Sections", "handshake": "2 Handshake", "self-check": "3 Self-check", "dispatch": "4 Dispatch"}
"""By id, in the order of their numbers."""


class Tabs(Ribbon):
    """Shows the panes' names."""

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._active = ""
        self._failed: str | None = None

    def show_active(self, pane_id: str) -> None:
        """Mark the pane that is seen."""
        self._active = pane_id
        self._show_panes()

    def show_failed(self, pane_id: str | None) -> None:
        """Mark the pane that tells of the failed layer; None: no layer failed."""
        if pane_id != self._failed:
            self._failed = pane_id
            self._show_panes()

    def _show_panes(self) -> None:
        marks = {key: styles.FAILED if key == self._failed else "" for key in PANES}
        self.show([Choice(key, title, marks[key], styles.BAD) for key, title in PANES.items()], self._active)

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Ask for the pane that was clicked."""
        message.stop()
        self.post_message(PanePicked(message.key))
