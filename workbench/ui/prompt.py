"""A line at the foot of a sheet in which one thing is typed: a value, a name, a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input
from textual.widgets.input import Selection

from workbench.ui.widgets.typed_line import TypedLine

if TYPE_CHECKING:
    from workbench.session.values.path_completion import PathCompletion

Completing = Callable[[str, "Callable[[PathCompletion], object]"], object]
"""Finds out how a line goes on that is a path, beside the screen, and hands that over."""


class Prompt(TypedLine):
    """Asks for one line; enter gives it to who asked, escape drops it. Tab completes one that is a path."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "drop", "Close", show=False, id="prompt-close"),
        Binding("enter", "submit", "Give", show=False, id="prompt-give"),
        Binding("tab", "complete", "Complete", show=False, id="prompt-complete"),
    ]

    def __init__(self) -> None:
        super().__init__(id="prompt", compact=True, select_on_focus=False)
        self.display = False
        self._then: Callable[[str], object] = lambda _: None
        self._back: Callable[[], object] = lambda: None
        self._live = False
        self._complete: Completing | None = None

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
        self._then, self._back, self._live, self._complete = then, back, live, None
        self.placeholder = what
        self.value = text
        self.selection = Selection(0 if select else len(text), len(text))
        self.display = True
        self.focus()

    def complete_with(self, complete: Completing | None) -> None:
        """Let tab complete the line that is asked for; None: it is no path."""
        self._complete = complete

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

    def action_complete(self) -> None:
        """Complete the path that is typed; in a line that is none, go on to what comes next."""
        if self._complete is None:
            self.screen.focus_next()
        else:
            typed = self.value
            self._complete(typed, lambda found: self._take(typed, found))

    def _take(self, typed: str, found: PathCompletion) -> None:
        """Let a path go on as was found, unless another one stands there by now."""
        if self.display and self.value == typed:
            self.value = found.text
            self.cursor_position = len(found.text)

    def action_drop(self) -> None:
        """Ask no more."""
        self._close()

    def _close(self) -> None:
        self.display = False
        self._back()
