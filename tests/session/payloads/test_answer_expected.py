"""What is expected of an answer that was saved as a test."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

from tests.ui import states
from workbench.protocol.dispatch import Stage
from workbench.protocol.payload_text.expectation import read_expectation
from workbench.session.payloads.answer_expected import expectation_of
from workbench.session.run.judge import differences_from
from workbench.session.values.dispatch_record import DispatchRecord


def record_of(response: Any) -> DispatchRecord:
    last = states.ready().last
    assert last is not None
    return replace(last, outcome=replace(last.outcome, response=response))


def test_the_answer_itself_passes_and_another_one_does_not() -> None:
    body = base64.b64encode(json.dumps({"model": "m", "a/b": [1, 2.5]}).encode()).decode()
    record = record_of({"url": "x", "body_base64": body, "none": None, "~": {}})
    expectation = read_expectation(expectation_of(record), "t")
    assert set(expectation.response) == {"/url", "/body_base64/model", "/body_base64/a~1b", "/none", "/~0"}
    assert differences_from(expectation, record) == ()
    assert differences_from(expectation, record_of({"url": "y", "body_base64": body, "none": None, "~": {}}))


def test_an_answer_that_is_no_object_is_expected_as_a_whole() -> None:
    responses: tuple[Any, ...] = ([1], "text", {}, None, 2.5)
    for response in responses:
        record = record_of(response)
        assert differences_from(read_expectation(expectation_of(record), "t"), record) == ()


def test_base64_that_holds_no_object_is_expected_as_it_stands() -> None:
    for value in ("", "not base64", base64.b64encode(b"[1]").decode(), base64.b64encode(b"{}").decode()):
        assert read_expectation(expectation_of(record_of({"body_base64": value})), "t").response == {
            "/body_base64": value
        }


def test_a_fallback_is_expected_at_its_stage() -> None:
    record = record_of(None)
    failed = replace(record, outcome=replace(record.outcome, stage=Stage.PLUGIN_CALL, error=ValueError("x")))  # type: ignore[arg-type]
    expected = json.loads(expectation_of(replace(failed, effect=None)))
    assert expected == {"outcome": "fallback", "stage": "plugin_call"}


def test_what_a_person_wrote_beside_the_ending_stays_where_it_stood_and_what_they_ignore_is_not_pinned() -> None:
    written = {
        "notes": "keep me",
        "stage": "plugin_call",
        "ignore": ["/body_base64", "/list/*"],
        "profile": "0.1",
        "capabilities": ["log"],
    }
    body = base64.b64encode(b'{"model": "m"}').decode()
    record = replace(record_of({"url": "x", "body_base64": body}), effect=None)
    found = json.loads(expectation_of(record, json.dumps(written).encode()))
    del written["stage"]
    assert found == {**written, "outcome": "ok", "response": {"/url": "x"}}
    assert list(found)[:4] == ["notes", "ignore", "profile", "capabilities"]


def test_a_file_that_expects_this_answer_already_stays_byte_for_byte() -> None:
    record = record_of({"url": "x"})
    compact = json.dumps(json.loads(expectation_of(record))).encode()
    assert expectation_of(record, compact) == compact
    assert expectation_of(record, b"no expectation") == expectation_of(record)
