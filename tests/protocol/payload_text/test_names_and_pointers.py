"""Names of saved payloads, and pointers into answers."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from workbench.errors.documents import DocumentNameInvalid
from workbench.protocol.payload_text.names import check_name
from workbench.protocol.payload_text.pointers import NothingThere, is_ignored, value_at

ANSWER: dict[str, Any] = {
    "a/b": {"c~d": [1, {"e": None}]},
    "body_base64": base64.b64encode(b'{"model":"m","list":[1,2]}').decode(),
    "text": base64.b64encode(b'{"model":"m"}').decode(),
}


@pytest.mark.parametrize("name", ["a", "with key", "ünïcode", "a.b", "expect", "x" * 200, "a-b_2"])
def test_a_name_that_every_system_can_hold_is_good(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        ".a",
        "a/b",
        "../a",
        "a\\b",
        "a:b",
        "a*",
        "a}",
        "a\nb",
        "a\0",
        "a\u202e",
        "a\ud800",
        "a.expect",
        "a.EXPECT",
        "a.",
        "a ",
        " a",
        "x" * 201,
        "é" * 101,
    ],
)
def test_any_other_name_is_refused_and_named(name: str) -> None:
    with pytest.raises(DocumentNameInvalid) as raised:
        check_name(name)
    assert raised.value.name == name


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", ANSWER),
        ("/a~1b/c~0d/0", 1),
        ("/a~1b/c~0d/1/e", None),
        ("/body_base64", ANSWER["body_base64"]),
        ("/body_base64/model", "m"),
        ("/body_base64/list/1", 2),
    ],
)
def test_a_pointer_leads_to_a_value_and_into_a_body(pointer: str, value: Any) -> None:
    assert value_at(ANSWER, pointer) == value


@pytest.mark.parametrize(
    "pointer", ["/x", "/a~1b/c~0d/2", "/a~1b/c~0d/01", "/a~1b/c~0d/-", "/body_base64/x", "/text/model"]
)
def test_a_pointer_that_leads_nowhere_says_so(pointer: str) -> None:
    with pytest.raises(NothingThere):
        value_at(ANSWER, pointer)


@pytest.mark.parametrize("encoded", ["no base64", base64.b64encode(b"no json").decode()])
def test_a_body_that_holds_no_json_has_nothing_within(encoded: str) -> None:
    with pytest.raises(NothingThere):
        value_at({"body_base64": encoded}, "/body_base64/model")


@pytest.mark.parametrize(
    ("pointer", "ignore", "expected"),
    [
        ("/a/b", ["/a"], True),
        ("/a/b", ["/*/b"], True),
        ("/a", ["/a/b"], False),
        ("/a/b", ["/x", "/a/c"], False),
        ("/a", [], False),
        ("/a", [""], True),
    ],
)
def test_a_pointer_is_ignored_where_it_or_one_above_it_is_among_those(
    pointer: str, ignore: list[str], expected: bool
) -> None:
    assert is_ignored(pointer, ignore) is expected
