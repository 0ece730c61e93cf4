"""A line at the foot of a sheet in which one thing is typed: a value, a name, a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input
from textual.widgets.input import Selection

from workbench.ui.widgets.typed_line import TypedLine


class Prompt(TypedLine):
    """Asks for one line; enter gives it to who asked, escape drops it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "Close", show=False, id="prompt-close"),
        Binding("enter", "submit", "Give", show=False, id="prompt-give"),
    ]

    def __init__(self) -> None:
        super().__init__(id="prompt", compact=True, select_on_focus=False)
        self.display = False
        self._then: Callable[[str], object] = lambda _: None
        self._back: Callable[[], object] = lambda: None
        self._live = False

    def ask(
        self,
        what: str,
        text: str,
        then: Callable[[str], object],
        *,
        back: Callable[[], object],
        live: bool = False,
        select: bool = True,
    ) -> None:
        """Ask for a line.

        Args:
            what: Shown as long as the line is empty.
            text: What stands in it at first.
            then: Gets the line.
            back: Gives the focus back afterwards.
            live: Hand the line on while it is typed, too.
            select: What is typed takes the place of `text`; a key that moves the cursor keeps it. Otherwise it is
                typed behind it.
        """
        self._then, self._back, self._live = then, back, live
        self.placeholder = what
        self.value = text
        self.selection = Selection(0 if select else len(text), len(text))
        self.display = True
        self.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Hand on what is typed."""
        event.stop()
        if self.display and self._live:
            self._then(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand on what was typed."""
        event.stop()
        self._close()
        self._then(event.value)

    def action_drop(self) -> None:
        """Ask no more."""
        self._close()

    def _close(self) -> None:
        self.display = False
        self._back()
