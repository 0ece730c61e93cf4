"""The search line. Remembers the last term."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from workbench.ui.messages import FindClosed, FindRequested


class FindBar(Input):
    """Looks for a term while it is typed; enter goes on, escape closes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close the search", show=False, id="find-close"),
        Binding("down", "again(1)", "Next match", show=False, id="find-down"),
        Binding("up", "again(-1)", "Previous match", show=False, id="find-up"),
    ]

    def __init__(self) -> None:
        super().__init__(placeholder="find in this list or text", id="find", compact=True, select_on_focus=True)
        self.display = False
        self._goes_on = False

    def tell(self, found: int) -> None:
        """Show how many places there are."""
        self.border_subtitle = "" if not self.value else f"{found} found" if found else "not found"

    def open(self, *, goes_on: bool = False) -> None:
        """Show the line, with the last term selected; with `goes_on` enter goes to the next place, else it leaves."""
        self._goes_on = goes_on
        self.display = True
        self.focus()
        if self.value:
            self.post_message(FindRequested(self.value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what stands there now."""
        event.stop()
        self.post_message(FindRequested(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave the line, n and N go on from here; where these are letters go on in it."""
        event.stop()
        if self._goes_on:
            self.action_again(1)
        else:
            self._leave()

    def action_again(self, step: int) -> None:
        """Go to the next or previous place."""
        self.post_message(FindRequested(self.value, step))

    def action_close(self) -> None:
        """End the search."""
        self.post_message(FindRequested(""))
        self._leave()

    def _leave(self) -> None:
        self.display = False
        self.post_message(FindClosed())
