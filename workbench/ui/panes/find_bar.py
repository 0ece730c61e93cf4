"""The search line, and beside it what replaces what is found in the payload. Remembers the last term."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from workbench.ui.messages import FindClosed, FindRequested, ReplaceRequested
from workbench.ui.widgets.typed_line import TypedLine


class FindLine(TypedLine):
    """One line of the bar: escape closes it, up and down go on, alt+a replaces all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close the search", show=False, id="find-close"),
        Binding("down", "again(1)", "Next match", show=False, id="find-down"),
        Binding("up", "again(-1)", "Previous match", show=False, id="find-up"),
        Binding("alt+a", "replace_all", "Replace all", show=False, id="find-replace-all", priority=True),
    ]

    @property
    def bar(self) -> FindBar:
        """The bar it stands in."""
        assert isinstance(self.parent, FindBar)
        return self.parent

    def action_again(self, step: int) -> None:
        """Go to the next or previous place."""
        self.bar.again(step)

    def action_close(self) -> None:
        """End the search."""
        self.bar.close()

    def action_replace_all(self) -> None:
        """Replace every place of the term."""
        self.bar.replace(all_of_them=True)


class FindBar(Horizontal):
    """Looks for a term while it is typed; enter goes on, escape closes."""

    def __init__(self) -> None:
        self.term = FindLine(placeholder="find in this list or text", id="find", compact=True, select_on_focus=True)
        self.replacement = FindLine(placeholder="replace with", id="replace", compact=True, select_on_focus=True)
        self.replacement.border_subtitle = "enter replaces, alt+a all"
        super().__init__(self.term, self.replacement, id="find-bar")
        self.display = False
        self._goes_on = False

    def tell(self, found: int, place: int = 0) -> None:
        """Show how many places there are, and which of them is gone to; 0: none."""
        shown = f"{place:,} of {found:,}" if place and found else f"{found:,} found" if found else "not found"
        self.term.border_subtitle = shown if self.term.value else ""

    def tell_replaced(self, count: int) -> None:
        """Show how many places were replaced."""
        self.term.border_subtitle = f"{count:,} replaced"

    def open(self, *, goes_on: bool = False, replaces: bool = False) -> None:
        """Show the bar, with the last term selected.

        Args:
            goes_on: Enter goes to the next place, and what is found can be replaced; else enter leaves.
            replaces: Begin with the replacement, when there is a term.
        """
        self._goes_on = goes_on
        self.replacement.display = goes_on
        self.term.set_class(not goes_on, "-alone")
        self.display = True
        (self.replacement if replaces and self.term.value else self.term).focus()
        if self.term.value:
            self.post_message(FindRequested(self.term.value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what stands there now."""
        event.stop()
        if event.input is self.term:
            self.post_message(FindRequested(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave the line, n and N go on from here; where these are letters go on in it. Or replace."""
        event.stop()
        if event.input is self.replacement:
            self.replace()
        elif self._goes_on:
            self.again(1)
        else:
            self._leave()

    def again(self, step: int) -> None:
        """Go to the next or previous place."""
        self.post_message(FindRequested(self.term.value, step))

    def replace(self, *, all_of_them: bool = False) -> None:
        """Replace what is gone to, or every place."""
        if self._goes_on:
            self.post_message(ReplaceRequested(self.replacement.value, all_of_them))

    def close(self) -> None:
        """End the search."""
        self.post_message(FindRequested(""))
        self._leave()

    def _leave(self) -> None:
        self.display = False
        self.post_message(FindClosed())
