"""The parts of a payload by their paths."""

from __future__ import annotations

import base64
import json

import pytest

from workbench.ui.payload.outline import PARTS_MAX, AnswerOutline, Outline, pointer_of

TEXT = """{
  "request": {
    "headers": [{"name": "a/b"}, {"name": "c"}],
    "a/b": null
  },
  "n": 1.5, "t": true
}"""


def test_parts_are_listed_in_the_order_of_the_text() -> None:
    assert [(one.pointer, one.preview) for one in Outline(TEXT).parts] == [
        ("/", "{3}"),
        ("/request", "{2}"),
        ("/request/headers", "[2]"),
        ("/request/headers/0", "{1}"),
        ("/request/headers/0/name", '"a/b"'),
        ("/request/headers/1", "{1}"),
        ("/request/headers/1/name", '"c"'),
        ("/request/a~1b", "null"),
        ("/n", "1.5"),
        ("/t", "true"),
    ]


@pytest.mark.parametrize(
    ("wanted", "first", "count"),
    [
        ("", "/", 10),
        ("/request/headers", "/request/headers", 5),
        ("request.headers[1].name", "/request/headers/1/name", 1),
        ("$.request.headers[0]", "/request/headers/0", 2),
        ("NAME", "/request/headers/0/name", 2),
        ("/request/a~1b", "/request/a~1b", 1),
        ("/nobody", None, 0),
    ],
)
def test_parts_are_found_by_a_path_or_a_part_of_one(wanted: str, first: str | None, count: int) -> None:
    found = Outline(TEXT).matching(wanted)
    assert next((one.pointer for one in found), None) == first
    assert len(found) == count


def test_parts_go_on_into_the_json_of_base64_values_and_name_the_value() -> None:
    inner = '{"model": "m", "deep_base64": "e30="}'
    held = base64.b64encode(inner.encode()).decode()
    outline = Outline(json.dumps({"a": {"body_base64": held}, "text_base64": "aGk=", "body": held}))
    body = ("a", "body_base64")
    assert [(one.pointer, one.inside) for one in outline.parts if one.inside is not None] == [
        ("/a/body_base64/model", body),
        ("/a/body_base64/deep_base64", body),
    ]
    found = outline.matching("a.body_base64.model")[0]
    assert (found.steps, found.preview, found.inside) == ((*body, "model"), '"m"', body)
    assert not outline.matching("/text_base64/h")
    assert not outline.matching("/body/model")


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/", (0, 0)),
        ("/request", (1, 2)),
        ("/request/headers/1", (2, 33)),
        ("/request/headers/1/name", (2, 34)),
        ("/t", (5, 12)),
    ],
)
def test_a_part_is_gone_to_by_its_key_or_where_it_begins(pointer: str, place: tuple[int, int]) -> None:
    outline = Outline(TEXT)
    assert outline.place(outline.matching(pointer)[0].steps) == place


def test_of_a_broken_text_what_stands_before_the_error_is_listed() -> None:
    assert [one.pointer for one in Outline('{"a": [1, 2], "b": x').parts] == ["/", "/a", "/a/0", "/a/1"]
    assert Outline("").parts == Outline("x").parts == []


def test_of_many_parts_any_is_found_by_its_path() -> None:
    outline = Outline(json.dumps({"many": list(range(PARTS_MAX * 2))}))
    assert len(outline.parts) == PARTS_MAX
    assert [one.pointer for one in outline.matching("/many/9999")] == ["/many/9999"]


@pytest.mark.parametrize(
    ("wanted", "pointer"), [("", ""), ("/", "/"), ("/a/", "/a"), ("a", "/a"), ("a[0].b", "/a/0/b")]
)
def test_a_path_is_read_however_it_is_written(wanted: str, pointer: str) -> None:
    assert pointer_of(wanted) == pointer


def test_of_each_part_of_an_answer_its_own_value_is_shown_and_nothing_behind_it() -> None:
    held = base64.b64encode(b'{"model":"m","max":[1, 2],"end":""}').decode()
    text = json.dumps({"method": 'PO,"ST', "headers": [], "n": -1.5, "ok": True, "body_base64": held, "long": "x" * 99})
    shown = {one.pointer: one.preview for one in AnswerOutline(text).parts}
    assert shown.pop("/").startswith('{"method": ')
    assert shown == {
        "/method": '"PO,\\"ST"',
        "/headers": "[]",
        "/n": "-1.5",
        "/ok": "true",
        "/body_base64": json.dumps(held),
        "/body_base64/model": '"m"',
        "/body_base64/max": "[1, 2]",
        "/body_base64/max/0": "1",
        "/body_base64/max/1": "2",
        "/body_base64/end": '""',
        "/long": '"' + "x" * 59,
    }
