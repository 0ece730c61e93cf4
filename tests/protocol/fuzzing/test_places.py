"""Where something may stand in a request, and how something else is put there."""

from __future__ import annotations

from typing import Any

from workbench.protocol.fuzzing.places import ABSENT, places, value_at, with_value
from workbench.protocol.wire.types import STR, Field, ListOf, MapOf, Presence, Struct, TaggedUnion

ITEM = Struct("Item", (Field("id", STR), Field("note", STR, Presence.OMITTABLE)))
TYPE = Struct("T", (Field("items", ListOf(ITEM)), Field("names", MapOf(STR)), Field("one", TaggedUnion("U", (ITEM,)))))
VALUE = {"items": [{"id": "a"}, {"id": "b", "note": "c"}], "names": {"x": "y"}, "one": {"kind": "Item", "id": "d"}}


def test_each_part_is_a_place_and_a_field_that_is_left_out_too() -> None:
    assert [one.steps for one in places(TYPE, VALUE)] == [
        (),
        ("items",),
        ("items", 0),
        ("items", 0, "id"),
        ("items", 0, "note"),
        ("items", 1),
        ("items", 1, "id"),
        ("items", 1, "note"),
        ("names",),
        ("names", "x"),
        ("one",),
        ("one", "id"),
        ("one", "note"),
    ]
    assert value_at(VALUE, ("items", 0, "note")) is ABSENT


def test_something_else_at_a_place_leaves_the_value_that_was_given_as_it_is() -> None:
    rows: list[tuple[tuple[str | int, ...], Any, Any]] = [
        ((), "whole", "whole"),
        (("items", 1, "note"), ABSENT, {**VALUE, "items": [{"id": "a"}, {"id": "b"}]}),
        (("items", 0, "note"), ABSENT, VALUE),
        (("items", 0), {"id": "e"}, {**VALUE, "items": [{"id": "e"}, {"id": "b", "note": "c"}]}),
        (("names", "z"), "new", {**VALUE, "names": {"x": "y", "z": "new"}}),
    ]
    before = repr(VALUE)
    assert [with_value(VALUE, steps, new) for steps, new, _ in rows] == [expected for _, _, expected in rows]
    assert repr(VALUE) == before
