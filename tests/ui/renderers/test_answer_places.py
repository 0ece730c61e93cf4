"""Where a JSON pointer stands in each view of an answer."""

from __future__ import annotations

import base64
import json

import pytest

from workbench.ui.drawing.lines import Line, json_lines, text_lines
from workbench.ui.renderers.answer_places import place_in
from workbench.ui.renderers.answers import AnswerDifference, inline_lines
from workbench.ui.renderers.base64_content import message_lines
from workbench.ui.renderers.cards import hex_lines

HELD = base64.b64encode(json.dumps({"model": "m" * 50}).encode()).decode()
VALUE = {"z": {"deep": [{"n": 1}, {"n": 2, "long": "x" * 900}]}, "body_base64": HELD, "a\x07": "\x1b", "last": [1, 2]}
TEXT = json.dumps(VALUE)
POINTERS = ["", "/z", "/z/deep/1/n", "/z/deep/1/long", "/body_base64", "/last/1", "/a\x07"]


def seen(lines: list[Line], place: tuple[int, int] | None) -> str:
    assert place is not None
    return lines[place[0]].content.plain[place[1] :]


BEGINS = {
    "": "{",
    "/z": '"z": {',
    "/z/deep/1/n": '"n": 2',
    "/z/deep/1/long": '"long": "x',
    "/body_base64": '"body_base64": "',
    "/last/1": "2",
    "/a\x07": '"a\\u0007": ',
}


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("width", [0, 40])
def test_a_part_is_found_in_lines_that_were_laid_out_whatever_stands_between_them(pointer: str, width: int) -> None:
    for view, lines in (("own", json_lines(TEXT, width=width)), ("response", message_lines(TEXT, width=width))):
        place = place_in(view, lines, TEXT, TEXT, pointer)
        assert seen(lines, place).startswith(BEGINS[pointer])


@pytest.mark.parametrize("pointer", POINTERS)
def test_a_part_is_found_in_the_text_as_it_came_and_in_its_bytes(pointer: str) -> None:
    lines = text_lines(TEXT)
    begin = BEGINS[pointer]
    assert seen(lines, place_in("raw", lines, TEXT, None, pointer)).startswith(begin[:4])
    rows = hex_lines(TEXT.encode(), 0, len(TEXT), width=60)
    place = place_in("hex", rows, TEXT, None, pointer)
    assert place is not None
    at = TEXT.rindex("2") if pointer == "/last/1" else TEXT.index(begin[:6])
    assert place == ((at // 8, 0))


def test_what_base64_holds_is_at_its_value() -> None:
    lines = message_lines(TEXT)
    inner = place_in("response", lines, TEXT, TEXT, "/body_base64/model")
    assert inner == place_in("response", lines, TEXT, TEXT, "/body_base64")


def test_between_lines_of_a_difference_the_newer_ones_count() -> None:
    rows = ((" ", "{"), ("-", '  "a": 1,'), ("+", '  "a": 2,'), ("+", '  "b": 3'), (" ", "}"))
    lines = inline_lines(AnswerDifference(1, 2, rows))
    assert seen(lines, place_in("response", lines, "", '{"a":2,"b":3}', "/b")) == '"b": 3'


def test_what_a_view_does_not_show_has_no_place() -> None:
    text = json.dumps({"first": "x" * 40_000, "last": 1})
    for view, lines in (
        ("own", json_lines(text)),
        ("raw", text_lines(text)),
        ("hex", hex_lines(b"x" * 64, 0, 64, width=60)),
    ):
        assert place_in(view, lines, text, None, "/last") is None
    assert place_in("own", json_lines(TEXT), TEXT, None, "/nobody") is None
    assert place_in("log", [], TEXT, None, "/z") is None


def test_the_nearest_place_that_differs_is_found_in_a_comparison() -> None:
    lines = text_lines("gen 1 → 2\n\n/headers/0\n- 1\n+ 2")
    assert place_in("diff", lines, TEXT, None, "/headers/0/name") == (2, 0)
    assert place_in("diff", lines, TEXT, None, "/body") is None
