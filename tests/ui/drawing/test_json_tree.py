"""A JSON text as a tree: its parts as they are written, folded and unfolded, of any size."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.drawing.json_nodes import NodeKind
from workbench.ui.drawing.json_tree import SMALL_MAX, JsonTree

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
INSIDE = {"model": "m", "sizes": [1, 2]}
ANSWER = {"z": 1, "a": [True, {"x": None}], "body_base64": base64.b64encode(json.dumps(INSIDE).encode()).decode()}
MANY = json.dumps({f"key {number}": {"n": number} for number in range(50_000)})


def tree_of(value: object) -> JsonTree:
    tree = JsonTree(json.dumps(value))
    tree.grow(10_000)
    return tree


def pointers(tree: JsonTree) -> list[str]:
    tree.grow(10_000)
    return [row.pointer for row in tree.rows]


def test_a_small_answer_is_unfolded_in_the_plugins_own_order_but_for_base64() -> None:
    assert pointers(tree_of(ANSWER)) == ["", "/z", "/a", "/a/0", "/a/1", "/a/1/x", "/body_base64"]


def test_a_large_answer_shows_the_top_level_alone() -> None:
    tree = tree_of({"a": {"b": "x" * SMALL_MAX}, "c": [1]})
    assert pointers(tree) == ["", "/a", "/c"]


def test_what_is_written_is_what_a_node_gives() -> None:
    tree = JsonTree('{"n":12345678901234567890123,"n":1.0,"e":1E+2,"s":"\\u00e9"}')
    tree.grow(10)
    assert [row.written for row in tree.rows[1:]] == ["12345678901234567890123", "1.0", "1E+2", '"\\u00e9"']


def test_all_is_unfolded_also_the_json_in_base64_and_all_is_folded() -> None:
    tree = tree_of(ANSWER)
    row = tree.unfold_all(2)
    assert tree.rows[row].pointer == "/a"
    within = ["/body_base64/model", "/body_base64/sizes", "/body_base64/sizes/0", "/body_base64/sizes/1"]
    assert pointers(tree)[-4:] == within
    row = tree.fold_all(5)
    assert tree.rows[row].pointer == "/a"
    assert pointers(tree) == ["", "/z", "/a", "/body_base64"]


def test_a_part_that_is_folded_and_unfolded_keeps_what_was_folded_in_it() -> None:
    tree = tree_of(ANSWER)
    tree.toggle(4)
    tree.toggle(2)
    assert pointers(tree) == ["", "/z", "/a", "/body_base64"]
    tree.toggle(2)
    assert pointers(tree) == ["", "/z", "/a", "/a/0", "/a/1", "/body_base64"]


def test_a_value_without_parts_does_not_unfold() -> None:
    tree = tree_of({"a": 1, "b": {}, "c": [], "d": "short", "e_base64": ""})
    before = pointers(tree)
    for row in range(1, len(before)):
        tree.toggle(row)
    assert pointers(tree) == before


def test_text_and_bytes_in_base64_and_long_strings_unfold_into_lines() -> None:
    texts = {
        "t_base64": base64.b64encode(b"one\ntwo").decode(),
        "b_base64": base64.b64encode(bytes(range(20))).decode(),
        "long": "word " * 40,
    }
    tree = tree_of(texts)
    for row in (3, 2, 1):
        tree.toggle(row)
    tree.grow(100)
    lines = [row.line for row in tree.rows if row.kind is NodeKind.LINE]
    assert lines[:3] == ["one", "two", "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"]
    assert "".join(lines[4:]).replace(" ", "") == "word" * 40


def test_lines_are_broken_for_the_width_and_the_cursors_part_is_kept() -> None:
    tree = tree_of({"a": "word " * 40, "b": 1})
    tree.toggle(1)
    tree.grow(100)
    before = len(tree.rows)
    row = tree.rewrap(30, before - 1)
    tree.grow(1_000)
    assert tree.rows[row].pointer == "/b"
    assert len(tree.rows) > before


def test_no_line_holds_what_a_terminal_obeys() -> None:
    tree = tree_of({"a": "\x1b[31m\u202e\ud800 and on\n" * 9})
    tree.toggle(1)
    tree.grow(100)
    assert all(row.line.isprintable() and "\u202e" not in row.line for row in tree.rows)


@pytest.mark.parametrize("wanted", ["/a/1/x", "/body_base64/sizes/1", "", "/z"])
def test_a_pointer_leads_to_its_part_also_into_base64_and_unfolds_what_is_above(wanted: str) -> None:
    tree = tree_of(ANSWER)
    tree.fold_all(0)
    node, taken = tree.nearest(wanted.split("/")[1:])
    assert (node.pointer, taken) == (wanted, wanted.count("/"))
    row = tree.reveal(node)
    assert row is not None
    assert tree.rows[row].pointer == wanted


def test_a_pointer_that_leads_nowhere_leads_to_the_nearest_part() -> None:
    node, taken = tree_of(ANSWER).nearest(["a", "1", "y", "z"])
    assert (node.pointer, taken) == ("/a/1", 2)


def test_of_a_repeated_key_the_last_one_counts() -> None:
    node, _ = JsonTree('{"a":1,"b":0,"a":2}').nearest(["a"])
    assert node.written == "2"


def test_names_with_a_slash_and_a_tilde_are_escaped_in_pointers() -> None:
    assert pointers(tree_of({"a/b~c": 1})) == ["", "/a~1b~0c"]


@pytest.mark.parametrize(
    "text", ["", "{", '{"a"', '{"a":1', '{"a":1,}', "[1 2]", '{"a":[1,{"b":"x]}', "[}", "x:", "[1]]"]
)
def test_what_is_no_json_is_shown_up_to_where_it_ends(text: str) -> None:
    tree = JsonTree(text)
    tree.grow(100)
    assert tree.is_complete
    assert sum(row.kind is NodeKind.BROKEN for row in tree.rows) <= 1


@given(VALUES)
def test_every_part_of_a_value_is_one_row(value: object) -> None:
    def parts(one: object) -> int:
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        return 1 + sum(parts(each) for each in inner)

    tree = tree_of(value)
    assert len(tree.rows) == parts(value)
    assert all(json.loads(row.written) is not ... for row in tree.rows)


@given(VALUES, st.lists(st.integers(0, 40), max_size=6))
def test_after_any_folding_rows_stand_in_the_order_of_the_text(value: object, toggled: list[int]) -> None:
    tree = tree_of(value)
    for row in toggled:
        tree.toggle(row % len(tree.rows))
        tree.grow(1_000)
    places = [row.place for row in tree.rows]
    assert places == sorted(set(places))


@given(st.text())
def test_any_text_becomes_rows(text: str) -> None:
    tree = JsonTree(text)
    tree.grow(1_000)
    assert tree.rows


def test_the_first_rows_of_a_large_answer_are_made_without_the_others() -> None:
    tree = JsonTree(MANY)
    tree.grow(40)
    assert len(tree.rows) == 40
    assert not tree.is_complete


@pytest.mark.scenario
def test_a_far_part_of_a_large_answer_is_revealed() -> None:
    tree = JsonTree(MANY)
    node, _ = tree.nearest(["key 49999", "n"])
    row = tree.reveal(node)
    assert row == 50_001


def test_two_hundred_levels_are_shown() -> None:
    tree = tree_of(json.loads("[" * 200 + "1" + "]" * 200))
    assert len(tree.rows) == 201
    assert tree.rows[-1].pointer == "/0" * 200
