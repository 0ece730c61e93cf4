"""What all panes share: a border with title and facts, a ribbon of views, and one part that takes the focus."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from workbench.ui.messages import ViewChosen, ViewTurned
from workbench.ui.widgets.ribbon import Ribbon


class Pane(Vertical):
    """One region of the screen with a number, a title, and views to turn."""

    TITLE = ""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes="pane")
        self.border_title = self.TITLE
        self.ribbon = Ribbon(id=f"{id}-views")
        self.view = ""
        self._below = ""

    def say_below(self, facts: str) -> None:
        """Say facts in the lower border."""
        if facts != self._below:
            self._below = facts
            self.border_subtitle = Content(facts) if facts else None

    def focus_target(self) -> Widget:
        """Return the part that takes the focus when the pane is asked for."""
        return self.ribbon

    def turn_to(self, view: str) -> None:
        """Show another view."""
        if view != self.view:
            self.view = view
            self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""

    def on_view_turned(self, message: ViewTurned) -> None:
        """Turn to the next or previous view."""
        message.stop()
        self.turn_to(self.ribbon.neighbour(message.step))

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Turn to the view that was clicked."""
        message.stop()
        self.turn_to(message.key)
