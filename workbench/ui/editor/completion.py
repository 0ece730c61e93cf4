"""When the completion list opens, what it offers, and what taking an offer does to the text.

A list that was asked for is shown at once. While somebody types, what is offered is worked out after the key was
painted; of a long text on a thread, when typing pauses. An answer to a text that has changed since is not shown.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from textual.document._document import Selection
from textual.geometry import Region

from workbench.ui.editor.cells import cells
from workbench.ui.editor.completion_list import CompletionList
from workbench.ui.editor.offers import Complete, CompletionOffer, Offers, nothing
from workbench.ui.editor.typing_rules import INDENT_PATTERN

if TYPE_CHECKING:
    from textual.timer import Timer

    from workbench.ui.editor.fast_text_area import FastTextArea

AT_ONCE_MAX: Final = 16_384
"""Characters of a text up to which offers are worked out on the screen's thread."""
UNASKED_MAX: Final = 262_144
"""Characters of a text above which the list opens only when it is asked for."""
PAUSE_S: Final = 0.03
"""Seconds without a key after which offers for a long text are worked out."""


class Completion:
    """Completes the text of one editor."""

    def __init__(self, area: FastTextArea) -> None:
        self.complete: Complete = nothing
        self._area = area
        self._list: CompletionList | None = None
        self._asked = False
        self._pause: Timer | None = None
        self._number = 0
        self._shown_for = -1
        """The number of the question that the shown offers answer."""

    @property
    def is_open(self) -> bool:
        """The list is seen."""
        return self._list is not None and bool(self._list.display)

    @property
    def is_chosen(self) -> bool:
        """A key would take something."""
        return self.is_open and self._list is not None and self._list.chosen is not None

    def close(self) -> None:
        """Hide the list, and drop what is still to be shown."""
        self._number += 1
        self._asked = False
        if self._list is not None and self.is_open:
            self._list.hide()

    def step(self, step: int) -> None:
        """Choose the next (1) or previous (-1) offer."""
        if self._list is not None:
            self._list.step(step)

    def ask(self, *, asked: bool) -> None:
        """Work out what can be typed at the cursor, and show it.

        Args:
            asked: Whether somebody asked for it; else the list opens only for what is worth it.
        """
        self._number += 1
        self._asked = self._asked or asked
        length = len(self._area.document)
        if self._area.read_only or self.complete is nothing or (length > UNASKED_MAX and not self._asked):
            self.close()
        elif asked and length <= UNASKED_MAX:
            self._answer(self._number)
        elif length <= AT_ONCE_MAX:
            self._area.call_after_refresh(self._answer, self._number)
        else:
            self._answer_soon(self._number)

    def present(self, offers: Offers) -> None:
        """Show offers that do not come of what stands at the cursor; the first is taken by a key."""
        self.close()
        self._asked = True
        self._show(self._number, offers)

    def follow(self) -> None:
        """Put the open list beside the cursor again, after the cursor has moved on the screen."""
        if self.is_open:
            self._area.call_after_refresh(self._show_again, self._number)

    def _show_again(self, number: int) -> None:
        if self._list is not None and self._shown_for == number == self._number:
            self._show(number, self._list.offers)

    def take(self) -> bool:
        """Put the chosen offer in, as one edit; return False when it does not fit what was typed since."""
        chosen = self._list.taken if self._list is not None else None
        if chosen is None or self._list is None:
            return False
        offers = self._list.offers
        if self._shown_for != self._number:
            offers = self.complete(self._area.text, self._cursor())
            chosen = next((one for one in offers.offers if one.label == chosen.label), None)
        self.close()
        if chosen is None:
            return False
        self._put_in(offers, chosen)
        if (chosen.gap < len(chosen.text) or chosen.selected) and len(self._area.document) <= UNASKED_MAX:
            # At once: the next key may already be one for the list.
            self._answer(self._number)
        return True

    # ---- what is offered -------------------------------------------------------------------------------------------

    def _cursor(self) -> int:
        """Return the characters before the cursor, or before what is selected."""
        return self._area.document.get_index_from_location(min(self._area.selection))

    def _answer(self, number: int) -> None:
        if number == self._number:
            self._show(number, self.complete(self._area.text, self._cursor()))

    def _answer_soon(self, number: int) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self._area.set_timer(
            PAUSE_S, lambda: self._area.run_worker(self._answer_aside(number), group="completion", exclusive=True)
        )

    async def _answer_aside(self, number: int) -> None:
        if number == self._number:
            found = await asyncio.to_thread(self.complete, self._area.text, self._cursor())
            self._show(number, found)

    def _show(self, number: int, offers: Offers) -> None:
        if number != self._number or not self._area.is_attached:
            return
        if not self._asked:
            offers = offers.unasked()
        gone = not offers.offers and (not self._asked or self.is_open)
        row = self._row(offers.start)
        if gone or self._is_typed(offers) or not self._area.content_region.contains(*row.offset):
            self.close()
            return
        if self._list is None:
            self._list = CompletionList(self.take)
            self._area.screen.mount(self._list)
        chosen = self._list.taken
        self._list.show(offers, asked=self._asked, row=row, screen=self._area.screen.size)
        self._shown_for = number
        if chosen is not None:
            self._list.choose(chosen.label)

    def _is_typed(self, offers: Offers) -> bool:
        """Say whether taking the only offer would change nothing."""
        if len(offers.offers) != 1:
            return False
        return self._area.text[offers.start : offers.end] == offers.offers[0].text

    def _row(self, start: int) -> Region:
        """Return where the token begins that is replaced, on the screen, and the row that is typed in."""
        cursor = self._area.cursor_screen_offset
        row, column = self._area.cursor_location
        first, at = self._area.document.get_location_from_index(start)
        back = cells(self._area.document[row][at:column]) if first == row else 0
        left = self._area.content_region.x
        return Region(max(cursor.x - back, left), cursor.y, 1, 1)

    # ---- what taking does ------------------------------------------------------------------------------------------

    def _put_in(self, offers: Offers, offer: CompletionOffer) -> None:
        area = self._area
        start = area.document.get_location_from_index(offers.start)
        end = area.document.get_location_from_index(offers.end)
        found = INDENT_PATTERN.match(area.document[start[0]][: start[1]])
        indent = found.group() if found else ""

        def place(at: int) -> tuple[int, int]:
            lines = offer.text[:at].replace("\n", "\n" + indent).split("\n")
            return start[0] + len(lines) - 1, len(lines[-1]) + (start[1] if len(lines) == 1 else 0)

        area.history.checkpoint()
        area.replace(offer.text.replace("\n", "\n" + indent), start, end)
        area.history.checkpoint()
        row, column = place(offer.gap)
        area.selection = Selection((row, column - offer.selected), (row, column))
        area.scroll_cursor_visible()
        gaps = [(place(first), place(last)) for first, last in offer.gaps]
        area.document.gaps.begin(gaps, (start, place(len(offer.text))), encloses=offer.text.endswith(("}", "]")))
        area.gaps_changed()
