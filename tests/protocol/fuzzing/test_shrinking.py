"""A request that fails is made smaller as long as it fails, and stays one that a host could send."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest

from workbench.protocol.fuzzing.host_texts import NIL_UUID
from workbench.protocol.fuzzing.payloads import FuzzPlan, default_bases, fuzz_requests
from workbench.protocol.fuzzing.shrinking import Shrunk, shrunk
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.messages import request_type
from workbench.protocol.wire.types import BYTES64, JSON, STR, UUID, Field, Presence, Struct


def smallest(function: str, fails: Callable[[Any], bool], *, tries_max: int = 2_000) -> Shrunk:
    plan = FuzzPlan(function, "7", default_bases(function))
    value = next(value for value in islice(fuzz_requests(plan), 5_000) if fails(value))
    return shrunk(request_type(function), value, fails, tries_max=tries_max)


ANY = Struct("Any", (Field("value", JSON),))
BODY = Struct("Body", (Field("value", BYTES64),))


def of_body(content: bytes) -> dict[str, Any]:
    return {"value": base64.b64encode(content).decode()}


def weight(value: Any) -> int:
    return len(compact(value).replace("null", "").replace("=", ""))


def body(value: Any) -> bytes:
    return base64.b64decode(value["request"]["body_base64"])


@pytest.mark.parametrize(
    ("fails", "part", "expected"),
    [
        (lambda v: len(v["request"]["headers"]) >= 2, "headers", [{"name": "x", "value_base64": ""}] * 2),
        (lambda v: v["request"]["query"] == "", "query", ""),
        (lambda v: b"model" in body(v), "body_base64", base64.b64encode(b'{"model":""}').decode()),
        (lambda v: b"\xff" in body(v), "body_base64", base64.b64encode(b"\xff").decode()),
        (lambda v: len(v["request"]["request_id"]) > 20, "request_id", None),
    ],
    ids=["two headers", "an empty query", "a key of the body", "a byte of the body", "a long id"],
)
def test_what_does_not_matter_goes(fails: Callable[[Any], bool], part: str, expected: Any) -> None:
    found = smallest("shape", fails)
    assert found.is_smallest
    rest = dict(found.value["request"])
    what = rest.pop(part)
    if expected is None:
        assert len(what) == 21
    else:
        assert what == expected
    emptied: dict[str, Any] = {
        "body_base64": "",
        "headers": [],
        "method": "G",
        "path": "/",
        "query": None,
        "request_id": "",
    }
    assert rest == {name: value for name, value in emptied.items() if name != part}


def test_numbers_come_down_to_the_first_that_fails() -> None:
    found = smallest("normalize_error", lambda value: value["status"] >= 501)
    assert found.value == {"status": 501, "body_base64": ""}


def test_optional_fields_go_and_events_become_few() -> None:
    found = smallest("observe", lambda value: any(one.get("input_tokens") for one in value["events"]))
    (event,) = found.value["events"]
    assert event | {"input_tokens": 0} == {
        "kind": "request_finished",
        "status": 0,
        "input_tokens": 0,
        "output_tokens": None,
        "cache_creation_input_tokens": None,
        "cache_read_input_tokens": None,
        "duration_ms": 0,
    }


def test_ids_of_candidates_stay() -> None:
    found = smallest("filter", lambda value: len(value["candidates"]) == 2)
    assert len({one["upstream_id"] for one in found.value["candidates"]}) == 2


def test_the_search_ends_when_its_tries_do() -> None:
    asked: list[Any] = []

    def fails(value: Any) -> bool:
        asked.append(value)
        return len(value["request"]["headers"]) >= 2

    value = json.loads(compact(default_bases("shape")[0]))
    found = shrunk(request_type("shape"), value, fails, tries_max=3)
    assert (len(asked), found.tries, found.is_smallest) == (3, 3, False)


def test_a_search_whose_tries_run_out_within_a_part_leaves_it_as_it_is() -> None:
    found = shrunk(ANY, {"value": "abcd"}, lambda _: False, tries_max=1)
    assert (found.value, found.tries, found.is_smallest) == ({"value": "abcd"}, 1, False)


def test_each_kind_of_value_has_a_smallest_one() -> None:
    """An omittable field goes, an id becomes nil, a number 0; true stays, since false is longer."""
    rows: list[tuple[Field, Any, Any]] = [
        (Field("value", STR, Presence.OMITTABLE), {"value": "a"}, {}),
        (Field("value", STR, Presence.OMITTABLE), {}, {}),
        (Field("value", UUID), {"value": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"}, {"value": NIL_UUID}),
        *(
            (Field("value", JSON), {"value": now}, {"value": end})
            for now, end in (
                (1.5, 0.0),
                (7, 0),
                (True, True),
                (None, None),
                ({"a": 1, "b": 2}, {}),
                ([1, 2], []),
                ("ab", ""),
            )
        ),
    ]
    found = [(shrunk(Struct("T", (field,)), now, lambda _: True).value, end) for field, now, end in rows]
    assert [one for one, _ in found] == [end for _, end in found]


def test_a_part_of_json_within_a_body_comes_down_to_what_fails() -> None:
    rows = [
        (b'{"a":null,"b":1.5,"c":true}', b'"b"', b'{"b":0.0}'),
        (b'{"a":[null,{"b":99}]}', b'"b"', b'{"a":[{"b":0}]}'),
        (b'[null,5,"x"]', b"null", b"[null]"),
        (b"true", b"true", b"true"),
    ]
    for now, needed, end in rows:

        def fails(value: Any, needed: bytes = needed) -> bool:
            return needed in base64.b64decode(value["value"])

        assert shrunk(BODY, of_body(now), fails).value == of_body(end)


@pytest.mark.parametrize("function", ["shape", "filter", "observe", "on_unauthorized", "sign"])
def test_whatever_is_tried_is_a_request_and_smaller_than_what_failed(function: str) -> None:
    plan = FuzzPlan(function, "7", default_bases(function))
    for value in islice(fuzz_requests(plan), 20):
        smallest_size = weight(value)

        def fails(candidate: Any) -> bool:
            nonlocal smallest_size
            assert weight(candidate) <= smallest_size
            from_value(request_type(function), candidate)
            smallest_size = weight(candidate)
            return True

        shrunk(request_type(function), value, fails, tries_max=200)
