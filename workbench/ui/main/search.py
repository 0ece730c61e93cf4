"""The search in lists and texts: which of them is looked through, and the line that the term is typed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.messages import FindClosed, FindRequested
from workbench.ui.widgets.line_view import LineView

if TYPE_CHECKING:
    from workbench.ui.panes.find_bar import FindBar


class Searched(Protocol):
    """What can be looked through."""

    def find(self, term: str) -> int:
        """Go to the first place of a term, and return how many there are; an empty one ends the search."""

    def find_next(self, step: int) -> object:
        """Go to the next (1) or previous (-1) place."""

    def focus(self) -> object:
        """Take the focus."""


class Search:
    """Looks through one list or text at a time."""

    def __init__(self, host: Widget, before: Widget, otherwise: Callable[[], Searched]) -> None:
        """Look through nothing yet.

        Args:
            host: Gets the search line as its child, when it is first opened.
            before: The child that the line stands before.
            otherwise: Gives what is looked through when neither list nor text has the focus.
        """
        self._host, self._before, self._otherwise = host, before, otherwise
        self._looked_through: Searched | None = None
        self.bar: FindBar | None = None

    async def open(self) -> None:
        """Search in the payload, list or text that has the focus; in the search line stay where it searches."""
        focused = self._host.screen.focused
        if isinstance(focused, LineView | JsonEditor):
            self._looked_through = focused
        elif focused is not self.bar or self._looked_through is None:
            self._looked_through = self._otherwise()
        if self.bar is None:
            from workbench.ui.panes.find_bar import FindBar  # noqa: PLC0415 - the first frame does not need it

            self.bar = FindBar()
            await self._host.mount(self.bar, before=self._before)
        self.bar.open(goes_on=isinstance(self._looked_through, JsonEditor))

    def _again(self, step: int) -> None:
        """Go to the next (1) or previous (-1) match."""
        if self._looked_through is not None:
            self._looked_through.find_next(step)

    def take(self, message: FindRequested | FindClosed) -> None:
        """Look for a term where the search was opened, or give the focus back there."""
        if not isinstance(message, FindRequested):
            self._end()
        elif message.step:
            self._again(message.step)
        elif self._looked_through is not None:
            found = self._looked_through.find(message.term)
            if self.bar is not None:
                self.bar.tell(found)

    def _end(self) -> None:
        if self._looked_through is not None:
            self._looked_through.focus()
