"""The search in lists and texts: which of them is looked through, and the line that the term is typed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from textual.widget import Widget

from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.messages import FindClosed, FindRequested, ReplaceRequested
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

    async def open(self, *, replaces: bool = False) -> None:
        """Search in the payload, list or text that has the focus; in the search line stay where it searches.

        Args:
            replaces: Go to what replaces what is found; only in the payload anything can be.
        """
        focused = self._host.screen.focused
        is_in_bar = self.bar is not None and focused in (self.bar.term, self.bar.replacement)
        if isinstance(focused, LineView | JsonEditor):
            self._looked_through = focused
        elif not is_in_bar or self._looked_through is None:
            self._looked_through = self._otherwise()
        if self.bar is None:
            from workbench.ui.panes.find_bar import FindBar  # noqa: PLC0415 - the first frame does not need it

            self.bar = FindBar()
            await self._host.mount(self.bar, before=self._before)
        self.bar.open(goes_on=isinstance(self._looked_through, JsonEditor), replaces=replaces)

    def take(self, message: FindRequested | FindClosed | ReplaceRequested) -> None:
        """Look for a term where the search was opened, replace it, or give the focus back there."""
        searched = self._looked_through
        if searched is None or self.bar is None:
            return
        if isinstance(message, FindClosed):
            searched.focus()
        elif isinstance(message, ReplaceRequested):
            self._replace(searched, message)
        elif message.step:
            searched.find_next(message.step)
            self._tell(searched)
        else:
            found = searched.find(message.term)
            self.bar.tell(found)
            self._tell(searched)

    def _replace(self, searched: Searched, message: ReplaceRequested) -> None:
        if not isinstance(searched, JsonEditor) or self.bar is None:
            return
        if message.all_of_them:
            self.bar.tell_replaced(searched.replace_all(message.text))
        else:
            searched.replace_found(message.text)
            self._tell(searched)

    def _tell(self, searched: Searched) -> None:
        """Say which place is gone to, where that is known."""
        if isinstance(searched, JsonEditor) and self.bar is not None:
            place, found = searched.found_place
            self.bar.tell(found, place)
