"""What an author should know of a payload or an answer beside its verdict."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.warnings import (
    JUDGED_CHARACTERS_MAX,
    WARNINGS_MAX,
    payload_warnings,
    response_warnings,
    wrong_types,
)
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.samples import candidate_sample, request_sample, response_sample, subscription_quota_sample


def paths(function: str, payload: Any) -> list[tuple[str, str]]:
    """Kind and place of each warning about a payload."""
    return [(one.kind.value, one.path) for one in payload_warnings(function, payload)]


def header(name: str) -> dict[str, str]:
    """A HeaderWire without a value."""
    return {"name": name, "value_base64": ""}


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_the_dry_run_samples_hold_nothing_to_know(function: str) -> None:
    assert payload_warnings(function, request_sample(function)) == ()
    for profile in Profile:
        assert response_warnings(function, profile, response_sample(function, profile)) == ()


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
@pytest.mark.parametrize("payload", [None, 1, [], {}, {"events": 1, "candidates": {}, "request": [], "shaped": "x"}])
def test_any_payload_can_be_looked_at(function: str, payload: Any) -> None:
    assert payload_warnings(function, payload) == ()


def test_a_host_removes_three_headers() -> None:
    headers = [header(name) for name in ("Host", "AUTHORIZATION", "x-api-key", "x-host", "content-length")]
    removed = [("never_sent", f"/headers/{index}/name") for index in range(3)]
    assert paths("filter", {"headers": headers}) == removed
    assert paths("shape", {"request": {"headers": headers}}) == [(kind, "/request" + path) for kind, path in removed]
    warning = payload_warnings("filter", {"headers": headers})[1]
    assert warning.value() == {
        "kind": "never_sent",
        "path": "/headers/1/name",
        "message": "payload: a host removes the header authorization",
    }
    assert str(warning) == "/headers/1/name: payload: a host removes the header authorization"


def test_what_a_host_leaves_out_is_reported() -> None:
    assert paths("shape", {"upstream_base_url": "https://h"}) == [("never_sent", "/upstream_base_url")]
    assert paths("shape", {"upstream_base_url": None}) == []
    assert paths("build_signer", {"factory_state": {"key": 1}}) == [("never_sent", "/factory_state")]
    assert paths("build_signer", {"factory_state": None}) == []
    shaped = {"headers": [header("Authorization"), header("Content-Length")]}
    assert paths("sign", {"shaped": shaped}) == [("never_sent", "/shaped/headers/1/name")]


def test_candidates_have_ids_of_their_own() -> None:
    ids = ["0" * 32, "odd", "00000000-0000-0000-0000-000000000000", None]
    candidates = [candidate_sample() | {"upstream_id": one} for one in ids]
    assert paths("filter", {"candidates": candidates}) == [
        ("never_sent", f"/candidates/{index}/upstream_id") for index in (1, 2, 3)
    ]


def test_a_quota_has_one_of_three_states() -> None:
    states = ["fresh", "stale", "missing", "Fresh"]
    quotas = [subscription_quota_sample() | {"data_state": state} for state in states]
    payload = {"candidates": [candidate_sample() | {"subscription_quotas": quotas}]}
    assert paths("filter", payload) == [("never_sent", "/candidates/0/subscription_quotas/3/data_state")]


@pytest.mark.parametrize("field", ["batch_index", "event_count", "total_bytes"])
def test_a_count_above_u32_is_reported(field: str) -> None:
    chunk = {"kind": "chunk", "batch_index": 0, "event_count": 1, "total_bytes": 2**32 - 1}
    assert paths("observe", {"events": [chunk]}) == []
    assert paths("observe", {"events": [chunk, chunk | {field: 2**32}]}) == [("wide_count", f"/events/1/{field}")]
    assert paths("observe", {"events": [{"kind": "request_finished", "duration_ms": 2**40, field: 2**32}]}) == []
    assert paths("observe", {"events": [chunk | {field: "9" * 20}]}) == []


def test_a_batch_holds_at_most_32_events() -> None:
    event = {"kind": "chunk", "batch_index": 0, "event_count": 1, "total_bytes": 8}
    assert paths("observe", {"events": [event] * 32}) == []
    assert paths("observe", {"events": [event] * 33}) == [("never_sent", "/events")]


def test_base64_that_is_none_is_reported_without_its_content() -> None:
    shaped = {"url": "", "method": "", "headers": [{"name": "a", "value_base64": "c2VjcmV0="}], "body_base64": "Zg"}
    found = payload_warnings("sign", {"shaped": shaped, "signer_state": None})
    assert [(one.kind.value, one.path) for one in found] == [
        ("bad_base64", "/shaped/headers/0/value_base64"),
        ("bad_base64", "/shaped/body_base64"),
    ]
    assert found[0].message == "payload: expected standard base64 with padding, found 8 letters with 1 '=' behind"
    answered = response_warnings("shape", Profile.V0_1, shaped)
    assert [one.path for one in answered] == ["/headers/0/value_base64", "/body_base64"]
    assert answered[0].message.startswith("answer: ")


def test_no_more_are_looked_for_than_anybody_reads() -> None:
    payload = {"headers": [header("host")] * 300}
    assert len(payload_warnings("filter", payload)) == WARNINGS_MAX
    assert len(response_warnings("shape", Profile.V0_1, {"headers": [{"value_base64": "!"}] * 300})) == WARNINGS_MAX


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        ('{"status": 503, "body_base64": ""}', []),
        ('{"status": 503, "body_base64": "", "_v": 1}', []),
        (
            '{"status": "503", "body_base64": "", "x": 1}',
            [
                "/status: payload: a string, expected an integer from 0 to 65,535 (u16)",
                "/x: payload: unknown field, expected a field of NormalizeErrorRequest",
            ],
        ),
        ('{"status": 503}', ["/body_base64: payload: missing field body_base64 in NormalizeErrorRequest"]),
        ("[1]", [": payload: an array, expected a JSON object"]),
        ('{"status": 503, "body_base64": "%"}', []),
        (" " * JUDGED_CHARACTERS_MAX + "[1]", []),
    ],
)
def test_a_payload_that_is_not_of_its_type_is_named_with_place_and_words_of_the_screen(
    payload: str, found: list[str]
) -> None:
    assert [str(one) for one in wrong_types("normalize_error", payload)] == found
