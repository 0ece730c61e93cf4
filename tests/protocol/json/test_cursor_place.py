"""Where a cursor stands in JSON text that is being typed."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from workbench.protocol.json.cursor_place import Awaited, _Scan, cursor_place

KEY, VALUE, COLON, SEPARATOR, NOTHING = Awaited.KEY, Awaited.VALUE, Awaited.COLON, Awaited.SEPARATOR, Awaited.NOTHING


@pytest.mark.parametrize(
    ("marked", "awaited", "path", "typed"),
    [
        ("|", VALUE, (), ""),
        ("  |  ", VALUE, (), ""),
        ("{|", KEY, (), ""),
        ('{"|', KEY, (), ""),
        ('{"a|', KEY, (), "a"),
        ('{"a|bc": 1}', KEY, (), "a"),
        ('{"a"|', COLON, ("a",), ""),
        ('{"a":|', VALUE, ("a",), ""),
        ('{"a": |, "b": 1}', VALUE, ("a",), ""),
        ('{"a": "x|', VALUE, ("a",), "x"),
        ('{"a": "x|", "b"', VALUE, ("a",), "x"),
        ('{"a": tr|', VALUE, ("a",), "tr"),
        ('{"a": 1|', VALUE, ("a",), "1"),
        ('{"a": 1 |', SEPARATOR, ("a",), ""),
        ('{"a": "x"|}', SEPARATOR, ("a",), ""),
        ('{"a": 1, |', KEY, (), ""),
        ('{"a": 1, "|}', KEY, (), ""),
        ('{"a": {"b": [|', VALUE, ("a", "b", 0), ""),
        ('{"a": {"b": [1, |', VALUE, ("a", "b", 1), ""),
        ('{"a": {"b": [1, {}, {"c": |}]}}', VALUE, ("a", "b", 2, "c"), ""),
        ("[,,|", VALUE, (2,), ""),
        ("{}|", NOTHING, (), ""),
        ("{} x|", NOTHING, (), "x"),
        # what was forgotten
        ('{"a": 1 "b|', KEY, (), "b"),
        ('{"a" "b|', VALUE, ("a",), "b"),
        ("[1 2|", VALUE, (1,), "2"),
        ('{"a": "not closed\n"b|', KEY, (), "b"),
        ('[{"a": [1, 2}, |', VALUE, (1,), ""),
        ("}]|", VALUE, (), ""),
        (", |", VALUE, (), ""),
        ('{"a": : |', VALUE, ("a",), ""),
        ("{a|", KEY, (), "a"),
        ("{{|", KEY, (), ""),
        ('{"a\\"|', KEY, (), 'a\\"'),
    ],
)
def test_the_place_of_a_cursor(marked: str, awaited: Awaited, path: tuple[str | int, ...], typed: str) -> None:
    place = cursor_place(marked.replace("|", ""), marked.index("|"))
    assert (place.awaited, place.path, place.typed) == (awaited, path, typed)


def test_keys_before_and_behind_the_cursor_are_known_with_their_strings() -> None:
    marked = '[{"kind": "chunk", "ab|": 1, "\\u0063": [2], "kind": "error", "d'
    place = cursor_place(marked.replace("|", ""), marked.index("|"))
    assert place.containers[-1].members == {"kind": "error", "ab": None, "c": None, "d": None}


def test_members_of_inner_objects_are_not_those_of_outer_ones() -> None:
    text = '{"a": {"x": 1}, "b": [{"y": 2}], '
    assert list(cursor_place(text, len(text)).containers[-1].members) == ["a", "b"]


@pytest.mark.parametrize(
    ("marked", "span", "is_quoted", "has_colon"),
    [
        ('{"a|bc" : 1}', (1, 6), True, True),
        ('{"a|bc"}', (1, 6), True, False),
        ('{"abc": tr|ue}', (8, 12), False, False),
        ('{"abc": |true}', (8, 8), False, False),
        ('{"abc": "x|', (8, 10), True, False),
    ],
)
def test_the_token_at_the_cursor(marked: str, span: tuple[int, int], is_quoted: bool, has_colon: bool) -> None:
    place = cursor_place(marked.replace("|", ""), marked.index("|"))
    assert ((place.start, place.end), place.is_quoted, place.has_colon) == (span, is_quoted, has_colon)


@pytest.mark.parametrize("cursor", [-5, 99])
def test_a_cursor_outside_of_the_text_stands_at_its_nearest_end(cursor: int) -> None:
    assert cursor_place("[1]", cursor).start == (0 if cursor < 0 else 3)


@given(st.text(alphabet='{}[],:"\\ \n1ab/u'), st.integers(0, 30))
def test_any_text_has_a_place_for_any_cursor(text: str, cursor: int) -> None:
    place = cursor_place(text, cursor)
    at = min(cursor, len(text))
    assert place.start <= at <= place.end
    assert len([step for step in place.path if isinstance(step, int)]) <= text.count("[")


def test_keys_far_behind_the_cursor_are_not_looked_for() -> None:
    text = '{"a": 1, ' + '"b": "' + "x" * 70_000 + '", "c": 1}'
    assert list(cursor_place(text, 8).containers[-1].members) == ["a", "b"]


def mutated(seed: int) -> tuple[str, int]:
    """Return a text that was damaged in a few places, and a cursor in it."""
    chance = random.Random(seed)
    flat = [{"n": "x", "v": 1}, {}, {"n": '\\"', "v": "}"}, {"n": [1]}, {"n": "z"}]
    value = {"a": [1, 2, {"b": 'x,"y', "c": None}], "h": flat, "d": {"e": "f", "g": [["h", "i"], []]}, "k\n": True}
    text = json.dumps(value, indent=chance.choice([None, 1]))
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice('{}[],:"\\ \n1ax') * chance.randrange(2) + text[at + chance.randrange(2) :]
    return text, chance.randrange(len(text) + 1)


def test_parts_that_are_taken_at_once_leave_the_place_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [mutated(seed) for seed in range(examples(150, 5_000))]
    at_once = [cursor_place(text, cursor) for text, cursor in cases]
    monkeypatch.setattr(_Scan, "_behind_plain_parts", lambda self, at: at)
    assert [cursor_place(text, cursor) for text, cursor in cases] == at_once


def test_many_flat_items_before_the_cursor_are_taken_at_once() -> None:
    text = '[{"name": "a", "value": 1}, ' + '{"name": "a", "value": 1}, ' * 5_000 + '{"na'
    scan = _Scan(text, len(text))
    scan._take_opening("[")
    assert scan._behind_plain_parts(1) == len(text) - len(' {"na')
    assert cursor_place(text, len(text)).path == (5_001,)


def test_an_item_that_is_long_and_not_ended_costs_no_more_than_its_length() -> None:
    text = '[{"a": ' + '"x", "b": 1, ' * 20_000 + "{"
    assert cursor_place(text, len(text)).containers[0].is_object is False
