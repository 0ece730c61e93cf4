"""A row of the tree: what is seen of a part in one line."""

from __future__ import annotations

import base64
import json

import pytest

from workbench.ui.drawing.json_tree import JsonTree
from workbench.ui.drawing.tree_row import node_summary, row_content


def rows(value: object, *, width: int = 200, toggled: int | None = None) -> list[str]:
    tree = JsonTree(value if isinstance(value, str) else json.dumps(value), width)
    if toggled is not None:
        tree.grow(100)
        tree.toggle(toggled)
    tree.grow(1_000)
    return [
        row_content(one, width, is_unfolded=tree.is_unfolded(one), fault_of=lambda text: f"a fault in {text}").plain
        if one.is_base64 and one.text == "wrong"
        else row_content(one, width, is_unfolded=tree.is_unfolded(one), fault_of=lambda _: None).plain
        for one in tree.rows
    ]


def test_signs_say_what_is_folded_and_what_is_not() -> None:
    assert rows({"a": {"b": 1}, "c": {}}) == ["▾ {", '  ▾ "a": {', '      "b": 1', '    "c": {}']
    assert rows({"a": {"b": 1}}, toggled=1) == ["▾ {", '  ▸ "a": {"b": 1}']


def test_of_a_large_folded_part_the_size_is_said() -> None:
    assert rows({"a": ["x" * 9_999]}, toggled=1)[1] == '  ▸ "a": […]  9.8 KiB'


def test_base64_is_followed_by_what_it_holds() -> None:
    content = base64.b64encode(b'{"model":"claude"}').decode()
    text = base64.b64encode(b"application/json").decode()
    folded = rows({"body_base64": content, "value_base64": text})
    assert folded[1] == '  ▸ "body_base64": "eyJt…"  → JSON, 18 B  {"model":"claude"}'
    assert folded[2] == '  ▸ "value_base64": "YXBw…"  → application/json'


def test_wrong_base64_says_what_is_wrong_with_it() -> None:
    assert rows({"value_base64": "wrong"})[1] == '    "value_base64": "wrong"  ! base64: a fault in wrong'


@pytest.mark.parametrize("text", ['{"\\u202e\u202e": "\x1b[31m\u202e"}', '{"a\x07": "\u2066"}', '["\x9b31m"]', "\x1b"])
def test_nothing_that_a_terminal_obeys_is_in_a_row(text: str) -> None:
    assert all(row.isprintable() for row in rows(text))


def test_deep_rows_are_indented_to_a_third_of_the_width_and_say_their_depth() -> None:
    last = rows(json.loads("[" * 120 + "1" + "]" * 120), width=60)[-1]
    assert last.strip() == "120   0: 1"
    assert len(last) < 40


@pytest.mark.parametrize(
    ("value", "said"),
    [("é", "string, 2 B"), (1, "number"), (None, "null"), (True, "boolean"), ([1], "array, 3 B"), ({}, "object, 2 B")],
)
def test_a_part_is_summed_up(value: object, said: str) -> None:
    assert node_summary(JsonTree(json.dumps(value, ensure_ascii=False)).root) == said
