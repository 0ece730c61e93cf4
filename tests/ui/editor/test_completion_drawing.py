"""How the completion list is drawn: labels, what the chosen one means, within the room there is."""

from __future__ import annotations

import pytest

from workbench.ui.editor.completion_drawing import drawn, first_seen, measured
from workbench.ui.editor.offers import CompletionOffer, Offers

FOUND = Offers(
    0,
    0,
    (
        CompletionOffer("name", '"name": ""', 9, type="str", meaning="what it is called", is_required=True),
        CompletionOffer("value_base64", '"value_base64": ""', 17, type="bytes64", meaning="what it holds " * 20),
    ),
)


def test_required_ones_have_a_sign_and_the_chosen_one_another() -> None:
    rows = drawn(FOUND, 1, 0, measured(FOUND, 80, 10)).plain.split("\n")
    assert rows[0].startswith("* name ")
    assert rows[1].startswith("› value_base64")
    assert "bytes64, optional" in rows[0]
    assert "what it holds" in rows[1]


@pytest.mark.parametrize("width", range(1, 90, 4))
@pytest.mark.parametrize("rows", [1, 3, 12])
def test_it_fits_whatever_room_there_is(width: int, rows: int) -> None:
    size = measured(FOUND, width, rows)
    assert size.width <= width
    assert size.rows <= rows
    for chosen in (None, 0, 1):
        lines = drawn(FOUND, chosen, 0, size).split("\n")
        assert len(lines) <= rows
        assert all(line.cell_length <= max(width, size.width) for line in lines)


def test_what_a_value_is_for_is_said_beside_the_values() -> None:
    found = Offers(0, 0, (CompletionOffer("POST", '"POST"', 6),), about="method: str, required. How it is sent")
    assert "method: str, required." in drawn(found, None, 0, measured(found, 80, 10)).plain


def test_no_offer_is_said_in_words() -> None:
    assert drawn(Offers(0, 0, ()), None, 0, measured(Offers(0, 0, ()), 80, 10)).plain == "nothing to offer here"


@pytest.mark.parametrize(("chosen", "top", "first"), [(None, 3, 0), (0, 3, 0), (9, 0, 2), (5, 3, 3), (11, 4, 4)])
def test_the_chosen_row_is_seen(chosen: int | None, top: int, first: int) -> None:
    assert first_seen(chosen, top, 8, FOUND.offers * 6) == first
