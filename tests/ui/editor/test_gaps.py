"""The gaps of a snippet: which one is next, and where they are after edits."""

from __future__ import annotations

import pytest

from tests.ui.editor.test_json_editor import editing
from workbench.protocol.completion.snippets import Snippet, value_snippet
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.messages import request_type
from workbench.ui.editor.gaps import Gaps, Place, Span
from workbench.ui.editor.offers import CompletionOffer, Offers

AROUND: Span = ((1, 0), (3, 5))


def spots(*columns: int, row: int = 2) -> list[Span]:
    return [((row, column), (row, column)) for column in columns]


def begun(*columns: int) -> Gaps:
    gaps = Gaps()
    gaps.begin(spots(1, *columns), AROUND)
    return gaps


def test_gaps_are_gone_through_in_order_and_the_last_leads_out() -> None:
    gaps = begun(3, 7)
    assert [gaps.next((2, 0)) for _ in range(4)] == [*spots(3, 7), (AROUND[1], AROUND[1]), None]
    assert not gaps


def test_whoever_went_elsewhere_has_left_the_snippet() -> None:
    gaps = begun(3)
    assert gaps.next((4, 0)) is None
    assert not gaps


def test_gaps_of_a_snippet_in_a_gap_come_first() -> None:
    gaps = begun(3, 7)
    gaps.begin(spots(3, 4, 5), ((2, 3), (2, 6)))
    assert gaps.spans[:4] == (*spots(4, 5), *spots(3, 7))


def test_gaps_are_gone_back_through_and_hold_what_was_typed() -> None:
    gaps = begun(3, 7)
    assert gaps.previous((2, 1)) is None
    gaps.edited((2, 1), (2, 1), (2, 4))
    assert gaps.next((2, 4)) == ((2, 6), (2, 6))
    assert gaps.previous((2, 6)) == ((2, 1), (2, 4))
    assert [gaps.next((2, 4)) for _ in range(3)] == [*spots(6, 10), (AROUND[1], AROUND[1])]
    assert gaps.previous((2, 4)) is None


def test_a_snippet_in_a_gap_takes_its_place_on_the_way_back() -> None:
    gaps = begun(3, 7)
    gaps.next((2, 1))
    gaps.begin(spots(4, 5), ((2, 3), (2, 6)))
    assert gaps.previous((2, 4)) == ((2, 1), (2, 1))


@pytest.mark.parametrize(
    ("top", "bottom", "end", "before"),
    [
        ((2, 0), (2, 0), (2, 2), ((2, 5), (2, 5))),
        ((2, 2), (2, 3), (2, 2), ((2, 2), (2, 2))),
        ((2, 9), (2, 9), (3, 0), ((2, 3), (2, 3))),
        ((2, 3), (2, 3), (3, 1), ((2, 3), (3, 1))),
        ((2, 2), (2, 4), (2, 2), None),
    ],
)
def test_gaps_that_were_filled_follow_the_text(top: Place, bottom: Place, end: Place, before: Span | None) -> None:
    gaps = Gaps()
    gaps.begin(spots(3, 7, 8), AROUND)
    gaps.next((2, 3))
    gaps.edited(top, bottom, end)
    assert gaps.previous((2, 3)) == before


@pytest.mark.parametrize(
    ("top", "bottom", "end", "now"),
    [
        ((2, 0), (2, 0), (2, 2), [(2, 5), (2, 9)]),
        ((2, 5), (2, 5), (2, 6), [(2, 3), (2, 8)]),
        ((2, 3), (2, 5), (2, 3), [(2, 5)]),
        ((1, 0), (1, 0), (2, 0), [(3, 3), (3, 7)]),
        ((2, 1), (2, 2), (3, 1), [(3, 2), (3, 6)]),
        ((3, 0), (3, 1), (3, 0), [(2, 3), (2, 7)]),
        ((0, 0), (5, 0), (0, 0), []),
    ],
)
def test_gaps_follow_the_text(top: Place, bottom: Place, end: Place, now: list[Place]) -> None:
    gaps = begun(3, 7)
    gaps.edited(top, bottom, end)
    assert [start for start, _ in gaps.spans[:-1]] == now


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_the_gaps_of_a_snippet_are_where_its_values_go(function: str) -> None:
    for snippet in (value_snippet(request_type(function)), value_snippet(request_type("shape"))):
        assert isinstance(snippet, Snippet)
        first = snippet.gaps[0]
        assert (first[1] - first[0], first[1]) == (snippet.selected, snippet.gap)
        for start, end in snippet.gaps:
            around = snippet.text[start - 1] + snippet.text[end]
            assert around in ('""', "[]", "{}") or snippet.text[start:end] in ("0", "true", "0.0", "null")


@pytest.mark.parametrize(("text", "gap"), [('{"events": []}', (12, 12)), ('{"state": null}', (10, 14))])
async def test_tab_leaves_an_object_with_one_gap_as_it_is(text: str, gap: tuple[int, int]) -> None:
    """It indented the line, in the place of what was selected in the gap."""
    offer = CompletionOffer("all", text, gap[1], gap[1] - gap[0], gaps=(gap,))
    async with editing("", (60, 12)) as (editor, pilot):
        editor.completion.complete = lambda found, cursor: Offers(0, 0, (offer,) if not found else ())
        editor.offer()
        await pilot.press("enter", "tab")
        assert (editor.text, editor.cursor_location) == (text, (0, len(text)))


async def test_shift_tab_goes_back_to_what_was_filled_in() -> None:
    text = '{\n  "a": "",\n  "b": 0\n}'
    offer = CompletionOffer("all", text, 10, gaps=((10, 10), (20, 21)))
    async with editing("", (60, 12)) as (editor, pilot):
        editor.completion.complete = lambda found, cursor: Offers(0, 0, (offer,) if not found else ())
        editor.offer()
        await pilot.press("enter", "x", "y", "tab", "shift+tab")
        assert editor.selected_text == "xy"
        await pilot.press("shift+tab", "z", "tab", "7")
        assert editor.text == text.replace('""', '"z"').replace("0", "7")


async def test_tab_goes_from_gap_to_gap_and_out_and_escape_ends_it() -> None:
    text = '{\n  "a": "",\n  "b": 0,\n  "c": []\n}'
    offer = CompletionOffer("all", text, 10, gaps=((10, 10), (20, 21), (31, 32)))
    async with editing("", (60, 12)) as (editor, pilot):
        editor.completion.complete = lambda found, cursor: Offers(0, 0, (offer,) if not found else ())
        editor.offer()
        await pilot.press("enter")
        assert editor.cursor_location == (1, 8)
        await pilot.press("x", "tab")
        assert editor.selected_text == "0"
        await pilot.press("7", "tab")
        assert editor.cursor_location[0] == 3
        await pilot.press("tab", "tab")
        assert editor.text == text.replace('""', '"x"').replace("0", "7") + " "
        editor.load_text("")
        editor.offer()
        await pilot.press("enter", "escape", "tab")
        assert not editor.document.gaps
        assert editor.text == text.replace('"a": ""', '"a": "  "')
