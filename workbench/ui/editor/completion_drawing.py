"""How the completion list is drawn: labels at the left, what the marked one means at the right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import say
from workbench.ui.editor.offers import CompletionOffer, Offers
from workbench.visible import visible, width

ROWS_MAX: Final = 8
LABEL_MAX: Final = 30
MEANING_CELLS: Final = 38
_MEANING_MIN: Final = 16
_MEANING_ROWS_MAX: Final = 6
_SIGN: Final = 2
_CHOSEN_STYLE: Final = "bold $text-primary on $primary 22%"


@dataclass(frozen=True, slots=True)
class ListSize:
    """The inside of the list, without its frame, in cells and rows."""

    labels: int
    meaning: int
    """0: there is no room for it, or nothing is to be said."""
    rows: int

    @property
    def width(self) -> int:
        """All cells."""
        return self.labels + (self.meaning + 3 if self.meaning else 0)


def measured(offers: Offers, width_max: int, rows_max: int) -> ListSize:
    """Return the size of a list of offers that must fit."""
    shown = [visible(one.label, limit=LABEL_MAX) for one in offers.offers]
    labels = min(max((width(label) for label in shown), default=20) + _SIGN, max(width_max, 1))
    left = min(MEANING_CELLS, width_max - labels - 3)
    meaning = left if left >= _MEANING_MIN and (offers.about or any(_has_more(one) for one in offers.offers)) else 0
    said = max((len(_meaning(offers, one, meaning)) for one in offers.offers), default=0) if meaning else 0
    rows = max(min(len(offers.offers), ROWS_MAX), min(said, _MEANING_ROWS_MAX), 1)
    return ListSize(labels, meaning, max(min(rows, rows_max), 1))


def drawn(offers: Offers, chosen: int | None, top: int, size: ListSize) -> Content:
    """Return the inside of the list.

    Args:
        offers: What is offered.
        chosen: The row that a key takes; None: none is chosen yet.
        top: The first row that is seen.
        size: From `measured`.
    """
    if not offers.offers:
        return styles.grey("nothing to offer here"[: size.width])
    meaning = _meaning(offers, offers.offers[chosen or 0], size.meaning) if size.meaning else []
    rows = []
    for row in range(size.rows):
        at = top + row
        label = _label(offers.offers[at], at == chosen, size.labels) if at < len(offers.offers) else Content()
        line = label.pad_right(max(size.labels - label.cell_length, 0))
        if size.meaning:
            line = say(line, (" │ ", styles.GREY), meaning[row] if row < len(meaning) else Content())
        rows.append(line)
    return Content("\n").join(rows)


def _label(offer: CompletionOffer, is_chosen: bool, cells: int) -> Content:
    sign = styles.CURSOR if is_chosen else "*" if offer.is_required else " "
    text = visible(offer.label, limit=LABEL_MAX)
    label = Content(f"{sign} {text}").truncate(cells).pad_right(max(cells - width(text) - _SIGN, 0))
    return label.stylize(_CHOSEN_STYLE) if is_chosen else label


def _has_more(offer: CompletionOffer) -> bool:
    return bool(offer.type or offer.meaning)


def _meaning(offers: Offers, offer: CompletionOffer, cells: int) -> list[Content]:
    """Return what is said beside the labels, in rows."""
    said: list[Content] = []
    if offers.about:
        said += Content(visible(offers.about)).wrap(cells)
    if offer.type:
        presence = "required" if offer.is_required else "optional"
        said += say((offer.type, styles.ACCENT), (f", {presence}", styles.GREY)).wrap(cells)
    if offer.meaning:
        said += styles.grey(visible(offer.meaning)).wrap(cells) if offers.about else Content(offer.meaning).wrap(cells)
    return said[:_MEANING_ROWS_MAX]


def first_seen(chosen: int | None, top: int, rows: int, offers: Sequence[CompletionOffer]) -> int:
    """Return the first row to be seen, so that the chosen one is."""
    if chosen is None:
        return 0
    return max(min(top, chosen, max(len(offers) - rows, 0)), chosen - rows + 1)
