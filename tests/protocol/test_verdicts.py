"""Every recorded verdict of the reference is given again, to the byte."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from workbench.errors.dispatch import DispatchError
from workbench.errors.operator import NameUnknown, OfferUndecodable
from workbench.protocol.dispatch import Stage
from workbench.protocol.limits import HANDSHAKE_OUTPUT_MAX_BYTES, SELF_CHECK_OUTPUT_MAX_BYTES
from workbench.protocol.offer import reference_offer
from workbench.protocol.profiles import Profile
from workbench.protocol.verdicts import (
    TextVerdict,
    all_problems,
    judge_text,
    offer_of_entries,
    only_mode,
    type_names,
    usual_mode,
)
from workbench.protocol.wire.decode import DecodeError, Mode
from workbench.protocol.wire.problems import Severity

VECTORS = Path(__file__).parent.parent / "vectors"


def recorded(name: str) -> list[dict[str, Any]]:
    """The recorded verdicts."""
    return [json.loads(line) for line in (VECTORS / name).read_text().splitlines()]


def judged(row: dict[str, Any]) -> TextVerdict:
    """What we say of a recorded text."""
    return judge_text(
        row["type"],
        base64.b64decode(row["text_b64"]),
        mode=Mode(row["mode"]),
        profile=Profile(row["profile"]),
        offer=base64.b64decode(row["offer_b64"]) if "offer_b64" in row else None,
    )


def test_verdicts_equal_the_recorded_ones_and_each_rejection_says_where_and_what() -> None:
    rows = recorded("serde.jsonl")
    assert len(rows) == 3_006
    differing = []
    for row in rows:
        verdict = judged(row)
        ours = (verdict.ok, verdict.canonical, verdict.error_kind, verdict.stage.value if verdict.stage else None)
        theirs = (row["ok"], row.get("canonical"), row.get("error_kind"), row.get("stage"))
        if ours != theirs or (verdict.error is None) is not verdict.ok:
            differing.append((row["id"], ours, theirs))
        if verdict.error is not None:
            assert str(verdict.error), row["id"]
    assert differing == []


def test_texts_that_the_host_reads_are_judged_as_recorded() -> None:
    rows = recorded("http.jsonl")
    assert len(rows) == 1_234
    differing = []
    for row in rows:
        verdict = judge_text(row["type"], base64.b64decode(row["text_b64"]))
        ours = (verdict.ok, verdict.canonical, verdict.error_kind)
        theirs = (row["ok"], row["canonical"], None if row["ok"] else "Decode")
        if ours != theirs or (verdict.error is None) is not verdict.ok:
            differing.append((row["id"], ours, theirs))
    assert differing == []


def test_a_rejected_text_says_what_was_expected_and_shows_no_secret() -> None:
    verdict = judge_text("header_value", b"Bearer secret\n")
    assert str(verdict.error) == "$: expected a header value, found byte 0x0a at 13"


def test_every_recorded_type_is_known() -> None:
    rows = [*recorded("serde.jsonl"), *recorded("http.jsonl")]
    assert {row["type"] for row in rows} <= {*type_names()}


def test_offer_hashes_equal_the_recorded_ones() -> None:
    rows = recorded("offer_hash.jsonl")
    assert rows
    for row in rows:
        offer = offer_of_entries(base64.b64decode(row["text_b64"]))
        assert (row["id"], offer.canonical(), offer.sha256()) == (row["id"], row["canonical"], row["sha256"])


@pytest.mark.parametrize(
    "text", [b"", b"[", b"{}", b'{"function_versions":{},"host_capabilities":[]}', b"\xff", b'[1,1,[["shape"]],[]]']
)
def test_a_text_that_is_no_offer_of_entries_is_rejected(text: bytes) -> None:
    with pytest.raises(OfferUndecodable, match="offer, "):
        offer_of_entries(text)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("identiti", "identity"),
        ("Accept", "accept"),
        ("envelope:shapes", "envelope:shape"),
        ("envelope:filter:03", "envelope:filter:0.3"),
        ("qqqqqqqq", None),
    ],
)
def test_an_unknown_type_names_the_nearest_known_one(name: str, meant: str | None) -> None:
    with pytest.raises(NameUnknown) as caught:
        judge_text(name, b"{}")
    assert caught.value.what == "type"
    assert caught.value.nearest == meant


def test_every_type_gives_a_verdict_of_anything() -> None:
    for type_name in type_names():
        for text in (b"", b"\xff\xfe", b"{}", b"[]", b"null", b"[" * 200):
            verdict = judge_text(type_name, text)
            if type_name not in ("header_value", "base64"):
                assert verdict.ok is (verdict.canonical is not None), (type_name, text)


def test_an_accept_is_held_against_the_offer_that_was_sent() -> None:
    accept = (
        b'{"handshake_schema_version":1,"envelope_version":1,"chosen_versions":{"shape":1},'
        b'"plugin_supported":{"shape":[1,2]},"implemented_functions":["shape"],"required_capabilities":[]}'
    )
    assert judge_text("accept", accept).ok
    newer = reference_offer().text().replace('"shape":[1]', '"shape":[1,2]').encode()
    assert judge_text("accept", accept, offer=newer).error_kind == "DowngradeAttempt"


@pytest.mark.parametrize(
    ("offer", "kind"),
    [
        ({f"f{number}": [1] for number in range(33)}, "FunctionCountExceeded"),
        ({"shape": list(range(1, 18))}, "FunctionVersionCountExceeded"),
        ({"shape": [0]}, "VersionOutOfRange"),
    ],
)
def test_an_offer_above_its_limits_is_rejected_before_the_accept_is_read(offer: dict[str, Any], kind: str) -> None:
    text = json.dumps(
        {
            "handshake_schema_version": 1,
            "envelope_version": 1,
            "function_versions": offer,
            "host_capabilities": [],
        }
    ).encode()
    assert judge_text("accept", b"no accept at all", offer=text).error_kind == kind


def test_a_given_offer_that_is_none_is_an_error_of_the_one_who_gave_it() -> None:
    with pytest.raises(OfferUndecodable):
        judge_text("accept", b"{}", offer=b"{")


@pytest.mark.parametrize(
    ("type_name", "limit"),
    [("accept", HANDSHAKE_OUTPUT_MAX_BYTES), ("self_check_response", SELF_CHECK_OUTPUT_MAX_BYTES)],
)
def test_size_counts_before_decoding_and_utf_8_before_size(type_name: str, limit: int) -> None:
    assert judge_text(type_name, b"x" * limit).error_kind in ("DecodeAccept", "DecodeResponse")
    assert judge_text(type_name, b"x" * (limit + 1)).error_kind == "OutputTooLarge"
    assert judge_text(type_name, b"\xff" * (limit + 1)).error_kind == "Call"


def test_an_identity_above_the_section_limit_is_rejected_before_it_is_read() -> None:
    assert judge_text("identity", b" " * 65_537).error_kind == "SectionTooLarge"


def test_an_envelope_follows_the_profile_unless_its_name_says_one() -> None:
    newer = b'{"_v":1,"kept_upstream_ids":[],"reason":"","per_candidate_reasons":[]}'
    assert judge_text("envelope:filter", newer).stage is Stage.RESPONSE_DECODE
    assert judge_text("envelope:filter", newer, profile=Profile.V0_3).ok
    assert judge_text("envelope:filter:0.1", newer, profile=Profile.V0_3).stage is Stage.RESPONSE_DECODE
    assert judge_text("filter_response", b'{"results":[]}').ok
    assert not judge_text("filter_response", b'{"results":[]}', profile=Profile.V0_3).ok


def test_an_envelope_names_the_stage_and_never_a_kind() -> None:
    verdict = judge_text("envelope:shape", b'{"_v":2}')
    assert (verdict.stage, verdict.error_kind) == (Stage.RESPONSE_ENVELOPE, None)
    assert isinstance(verdict.error, DispatchError)


def test_messages_of_the_early_layers_are_read_direct_and_the_others_as_a_value() -> None:
    assert usual_mode("accept") is usual_mode("offer") is usual_mode("identity") is Mode.DIRECT
    assert usual_mode("shape_request") is usual_mode("header") is Mode.VALUE
    twice = b'{"name":"a","name":"b","value_base64":""}'
    assert judge_text("header", twice).canonical == '{"name":"b","value_base64":""}'
    verdict = judge_text("header", twice, mode=Mode.DIRECT)
    assert isinstance(verdict.error, DecodeError)
    assert verdict.error_kind == "Decode"


def test_a_text_that_a_host_takes_has_no_error_in_its_list() -> None:
    taken = [row for row in recorded("serde.jsonl") if row["ok"]]
    beside = [
        (row["id"], str(problem))
        for row in taken
        for problem in all_problems(
            row["type"], base64.b64decode(row["text_b64"]), Profile(row["profile"] or "0.1"), Mode(row["mode"])
        )
        if problem.severity is Severity.ERROR
    ]
    assert len(taken) > 900
    assert beside == []


@pytest.mark.parametrize(
    ("type_name", "text", "wanted"),
    [
        ("identity", b'{"magic":[1],"magic":[1]}', [("$.magic", Severity.ERROR, "the field 'magic' again")]),
        ("accept", b'{"chosen_versions":{"a":1,"a":1}}', [("$.chosen_versions.a", Severity.ADVICE, "which wins")]),
        ("header", b'{"name":"a","name":"b","value_base64":""}', [("$.name", Severity.ADVICE, "which wins")]),
        ("wire_request:observe", b"[[]]", [("$", Severity.ADVICE, "an array of its fields")]),
        ("wire_request:observe", b'{"_v":1,"events":[]}', [("$._v", Severity.ERROR, "the unknown field '_v'")]),
    ],
)
def test_what_is_said_of_a_repeated_or_other_form_follows_how_the_host_reads_it(
    type_name: str, text: bytes, wanted: list[tuple[str, Severity, str]]
) -> None:
    found = [(one.path, one.severity, str(one)) for one in all_problems(type_name, text)]
    for path, severity, words in wanted:
        assert any((path, severity) == one[:2] and words in one[2] for one in found), found


@pytest.mark.parametrize(
    ("type_name", "text"),
    [("url", b"no url"), ("base64", b"!"), ("identity", b"\xff"), ("envelope:shape", b'{"\xff":1}')],
)
def test_nothing_is_listed_of_what_is_no_json_text(type_name: str, text: bytes) -> None:
    assert all_problems(type_name, text) == []


def test_problems_of_an_unknown_type_cannot_be_listed() -> None:
    with pytest.raises(NameUnknown) as caught:
        all_problems("identiy", b"{}")
    assert caught.value.nearest == "identity"


def test_problems_of_a_filter_response_follow_the_profile() -> None:
    text = b'{"results":[]}'
    assert all_problems("filter_response", text, Profile.V0_1) == []
    assert [one.path for one in all_problems("filter_response", text, Profile.V0_3)] != []


@pytest.mark.parametrize(
    ("type_name", "only"),
    [
        ("identity", Mode.DIRECT),
        ("offer", Mode.DIRECT),
        ("envelope:shape", Mode.VALUE),
        ("url", Mode.VALUE),
        ("header", None),
    ],
)
def test_a_type_that_hosts_read_in_one_way_has_one_mode(type_name: str, only: Mode | None) -> None:
    assert only_mode(type_name) is only
