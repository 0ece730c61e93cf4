"""Finding in the tree: in folded parts and in base64, too."""

from __future__ import annotations

import base64
import json

from workbench.ui.drawing.json_nodes import Node
from workbench.ui.drawing.json_tree import JsonTree
from workbench.ui.drawing.tree_search import TreeSearch

BODY = base64.b64encode(json.dumps({"user": "Needle", "system": "hay"}).encode()).decode()
TEXT = base64.b64encode(b"a needle in a text").decode()
VALUE = {"first": "needle needle", "needle": {"deep": [0, "the NEEDLE"]}, "body_base64": BODY, "t_base64": TEXT}


def walk(search: TreeSearch, start: Node, step: int, count: int) -> list[str]:
    found: list[str] = []
    node: Node | None = start
    for _ in range(count):
        assert node is not None
        node = search.next_from(node, step)
        found.append(node.pointer if node is not None else "")
    return found


def test_each_part_that_holds_the_term_is_gone_to_once_and_round_the_end() -> None:
    tree = JsonTree(json.dumps(VALUE))
    search = TreeSearch(tree, "needle")
    places = ["/first", "/needle", "/needle/deep/1", "/body_base64/user", "/t_base64"]
    assert walk(search, tree.root, 1, 6) == [*places, "/first"]
    assert walk(search, tree.root, -1, 6) == [*places[::-1], "/t_base64"]


def test_the_part_itself_counts_when_a_search_begins() -> None:
    tree = JsonTree(json.dumps(VALUE))
    search = TreeSearch(tree, "needle")
    first = search.first_from(tree.root)
    assert first is not None
    assert search.first_from(first) is first or first.pointer == "/first"


def test_a_key_and_its_value_are_found_as_they_are_shown() -> None:
    tree = JsonTree('{"a":1,"b":2}')
    found = TreeSearch(tree, '"b": 2').first_from(tree.root)
    assert found is not None
    assert found.pointer == "/b"


def test_nothing_is_found_where_nothing_is_and_between_parts() -> None:
    tree = JsonTree('{"a":1,"b":2}')
    assert TreeSearch(tree, "needle").first_from(tree.root) is None
    assert TreeSearch(tree, ",").first_from(tree.root) is None
    assert TreeSearch(tree, "").places == []
