"""Requests are made from a seed alone, decode, and are such as a host sends."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest

from tests.examples import examples
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.fuzzing.payloads import FuzzPlan, base_of, default_bases, fuzz_requests, place_named
from workbench.protocol.host_effect.http_text import header_name_problem, header_value_problem, method_problem
from workbench.protocol.host_effect.url.parser import parse_url
from workbench.protocol.host_effect.uuid_text import canonical_uuid
from workbench.protocol.host_effect.warnings import HEADERS_REMOVED
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.messages import request_type

RUNS = examples(60, 400)


def requests(function: str, count: int = RUNS, **facts: Any) -> list[Any]:
    plan = FuzzPlan(function, **{"seed": "7", "bases": default_bases(function), "words": ("claude",), **facts})
    return list(islice(fuzz_requests(plan), count))


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_every_request_decodes_and_is_written_as_it_stands(function: str) -> None:
    for value in requests(function):
        text = compact(value)
        assert compact(from_value(request_type(function), json.loads(text))) == text


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_the_same_seed_gives_the_same_requests_and_another_one_others(function: str) -> None:
    first, again, other = requests(function), requests(function), requests(function, seed="8")
    assert first == again
    assert function == "build_signer" or first != other


def test_the_usual_requests_come_first_as_they_are() -> None:
    assert requests("shape", 2) == list(default_bases("shape"))


def test_a_host_sends_headers_methods_paths_and_urls_that_http_allows() -> None:
    for value in requests("shape", examples(200, 2_000)):
        request = value["request"]
        assert method_problem(request["method"].encode()) is None
        assert request["path"].startswith("/")
        for header in request["headers"]:
            assert header_name_problem(header["name"].encode()) is None
            assert header["name"] not in HEADERS_REMOVED
            assert header_value_problem(decoded_base64(header["value_base64"]) or b"") is None
    for value in requests("sign", examples(50, 500)):
        parse_url(value["shaped"]["url"])


def test_each_candidate_has_an_id_of_its_own_that_is_a_uuid() -> None:
    for value in requests("filter", examples(100, 1_000)):
        ids = [candidate["upstream_id"] for candidate in value["candidates"]]
        assert len(set(ids)) == len(ids)
        assert all(canonical_uuid(one) for one in ids)


def test_what_a_host_leaves_as_it_is_stays() -> None:
    assert {compact(value["signer_state"]) for value in requests("sign")} == {"null"}
    assert not any("upstream_base_url" in value for value in requests("shape"))
    assert not any("cache_score" in one for value in requests("filter") for one in value["candidates"])


def test_integers_stay_within_what_guests_take() -> None:
    chunks = [one for value in requests("observe", 500) for one in value["events"] if one["kind"] == "chunk"]
    assert max(one["total_bytes"] for one in chunks) == 2**32 - 1


def test_every_part_of_a_request_is_changed_sooner_or_later() -> None:
    values = requests("filter", 1_600)
    assert {len(value["headers"]) for value in values} >= {0, 1, 3, 4, 5}
    assert {value["query"] is None for value in values} == {True, False}
    assert len({value["body_base64"] for value in values}) > 50
    assert len({compact(value["principal"]) for value in values}) > 100
    assert any(value["principal"]["id"] == "claude" for value in values)


def test_only_what_stands_below_a_place_is_changed_when_it_is_named() -> None:
    base = default_bases("shape")[0]
    within = place_named("shape", base, "/principal/claims")
    assert within == ("principal", "claims")
    values = requests("shape", 100, bases=(base,), within=within)
    assert {compact({**value, "principal": None}) for value in values} == {compact({**base, "principal": None})}
    assert len({compact(value["principal"]["claims"]) for value in values}) > 5


def test_a_pointer_that_leads_nowhere_names_no_place() -> None:
    assert place_named("shape", default_bases("shape")[0], "/nope") is None
    assert place_named("shape", default_bases("shape")[0], "") is None


def test_where_nothing_may_be_changed_the_usual_requests_are_all() -> None:
    assert requests("sign", 10, bases=default_bases("sign")[:1], within=("nope",)) == [default_bases("sign")[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"status":1,"body_base64":"","_v":3}', {"status": 1, "body_base64": ""}),
        ('{"status":-1,"body_base64":""}', None),
        ("[", None),
        ('"no object"', None),
    ],
)
def test_a_base_is_a_request_of_the_function(text: str, expected: Any) -> None:
    assert base_of("normalize_error", text) == expected
