"""The list of what can be typed, over the screen beside the cursor. Takes neither focus nor keys: the editor does."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.widget import Widget

from workbench.ui.editor.completion_drawing import ListSize, drawn, first_seen, measured
from workbench.ui.editor.offers import CompletionOffer, Offers

_FRAME: Final = 2
_NONE: Final = Offers(0, 0, ())


class CompletionList(Widget):
    """Shows offers, and which one a key takes."""

    DEFAULT_CSS: ClassVar[str] = """
    CompletionList {
        overlay: screen;
        position: absolute;
        display: none;
        border: round $border;
        border-subtitle-color: $foreground-muted;
        background: $panel;
        text-wrap: nowrap;
    }
    """

    def __init__(self, take: Callable[[], object]) -> None:
        """Offer nothing yet.

        Args:
            take: Takes what is chosen.
        """
        super().__init__(id="completion-list")
        self._take = take
        self.offers = _NONE
        self.chosen: int | None = None
        """The row that a key takes; None: none, until somebody chooses."""
        self._top = 0
        self._inner = ListSize(1, 0, 1)

    @property
    def taken(self) -> CompletionOffer | None:
        """What a key takes."""
        return None if self.chosen is None else self.offers.offers[self.chosen]

    def show(self, offers: Offers, *, asked: bool, row: Region, screen: Size) -> None:
        """Show offers below a row, or above it where there is more room; the row itself is never covered.

        Args:
            offers: What is offered.
            asked: Whether somebody asked for the list: then its first row is chosen.
            row: Where the token begins on the screen; its height is that of the rows that stay free.
            screen: The room there is.
        """
        below, above = screen.height - row.bottom, row.y
        wanted = measured(offers, screen.width - _FRAME, screen.height)
        is_above = wanted.rows + _FRAME > below and above > below
        rows_max = (above if is_above else below) - _FRAME
        self._inner = measured(offers, screen.width - _FRAME, rows_max)
        self.offers, self._top = offers, 0
        self.chosen = 0 if asked and offers.offers else None
        width, height = self._inner.width + _FRAME, self._inner.rows + _FRAME
        place = Offset(max(min(row.x - _FRAME, screen.width - width), 0), row.y - height if is_above else row.bottom)
        self._say_keys()
        self.styles.width, self.styles.height = width, height
        if place != self.absolute_offset:
            self.absolute_offset = place
            self.refresh(layout=True)
        self.display = True
        self.refresh()

    def hide(self) -> None:
        """Show nothing."""
        self.display = False
        self.offers, self.chosen = _NONE, None

    def step(self, step: int) -> None:
        """Choose the row below (1) or above (-1), round the end."""
        count = len(self.offers.offers)
        if count:
            self.chosen = (0 if step > 0 else count - 1) if self.chosen is None else (self.chosen + step) % count
            self._top = first_seen(self.chosen, self._top, self._inner.rows, self.offers.offers)
            self._say_keys()
            self.refresh()

    def choose(self, label: str) -> None:
        """Choose the offer of a label, if it is still there."""
        found = next((at for at, one in enumerate(self.offers.offers) if one.label == label), None)
        if found is not None:
            self.chosen = found - 1 if found else None
            self.step(1)

    def on_click(self, event: events.Click) -> None:
        """Take the offer under the mouse."""
        row = self._top + event.y - 1
        if 0 <= event.y - 1 < self._inner.rows and row < len(self.offers.offers):
            self.chosen = row
            self._take()

    def render(self) -> Content:
        """Draw labels and meaning."""
        return drawn(self.offers, self.chosen, self._top, self._inner)

    def _say_keys(self) -> None:
        count = len(self.offers.offers)
        keys = "" if not count else "tab takes, esc closes" if self.chosen is not None else "↓ chooses, esc closes"
        place = f"{(self.chosen or 0) + 1} of {count}" if count > self._inner.rows else ""
        self.border_title = place if self._inner.width > len(place) else ""
        self.border_subtitle = keys if self._inner.width > len(keys) + 2 else ""
