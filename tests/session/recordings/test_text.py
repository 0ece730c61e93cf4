"""A recording comes back from its text, and says with line, expected and found what is wrong with it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.dispatches import SHAPE_PAYLOAD, failure
from workbench.errors import WorkbenchError
from workbench.protocol.budgets import Imports
from workbench.protocol.host_functions import ClockSetting, RandomSetting
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.protocol.offer import Offer
from workbench.protocol.profiles import Profile
from workbench.session.recordings.text import call_line, header_line, read_recording, recording_text
from workbench.session.values.conditions import Conditions
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import Given, RecordedCall, Recording
from workbench.session.values.replay_verdict import CallEffect, ReplayRules

GOOD = RecordedCall("shape", SHAPE_PAYLOAD, CallEffect(KeptOutcome(None, '{"a":[1.0,1e16,"é\\u2028"]}')))
CALLS = (
    GOOD,
    RecordedCall("sign", "no JSON \udc80", CallEffect(failure())),
    RecordedCall("sign", "[]", CallEffect(failure())),
    RecordedCall(
        "observe",
        "{}",
        CallEffect(KeptOutcome(None, "{}"), {"k": b"\0"}, {"hits": 2}, ("info a b", "warn ")),
        Given({"k": b"1"}, ClockSetting(5, 1), RandomSetting("s", 32)),
        fresh=True,
        note="why",
    ),
    RecordedCall("filter", "{}", CallEffect(KeptOutcome(None, "{}"), None, {}, None), Given({})),
)
RECORDING = Recording(
    "sample",
    Profile.V0_3,
    "strict",
    Conditions(
        Imports.TRAP,
        ("a", "b"),
        {"serving": {"fuel": 5}, "strict": {"wall_ms": 900}},
        Offer({"shape": (1, 2)}, frozenset({"c"})),
        parse_plan(["storage_put=slow:5", "fuel=9", "capability:a"]),
    ),
    1_700_000_000_000,
    "seed",
    ReplayRules(("/x/*",), {"/y": 2.0}),
    CALLS,
)
HEADER = header_line(RECORDING).encode()


def test_a_recording_comes_back_from_its_text() -> None:
    found = read_recording(recording_text(RECORDING).encode(), "r.jsonl")
    assert (found.rules, found.conditions) == (RECORDING.rules, RECORDING.conditions)
    assert recording_text(found) == recording_text(RECORDING)
    assert [call.given for call in found.calls] == [call.given for call in CALLS]
    assert [call.effect.outcome.cause for call in found.calls] == [call.effect.outcome.cause for call in CALLS]
    assert [call.effect.logs for call in found.calls] == [call.effect.logs for call in CALLS]
    assert [call.payload for call in found.calls][1:3] == [CALLS[1].payload, "[]"]


def test_a_recording_of_the_first_format_is_read_and_its_logs_are_not_known() -> None:
    facts = {"plugin": "p", "profile": "0.1", "budget": "serving", "imports": "trap", "capabilities": ["a"]}
    header = {"workbench_recording": 1, **facts, "clock_unix_ms": 5, "seed": "s", "ignore": [], "tolerances": {}}
    found = read_recording(f"{json.dumps(header)}\n{call_line(GOOD)}".encode(), "r")
    assert found.conditions == Conditions(Imports.TRAP, ("a",))
    assert (found.calls[0].effect.stored, found.calls[0].effect.logs) == ({}, None)
    assert '"workbench_recording":2' in recording_text(found)
    assert '"log":null' in recording_text(found)
    with_log = call_line(replace(GOOD, effect=replace(GOOD.effect, logs=("info x",))))
    with pytest.raises(WorkbenchError, match="found the field 'log' at byte"):
        read_recording(f"{json.dumps(header)}\n{with_log}".encode(), "r")


def test_one_call_stands_in_one_line_as_json_that_people_read() -> None:
    line = call_line(GOOD)
    assert line.count("\n") == 1
    value = json.loads(line)
    assert value == {
        "function": "shape",
        "payload": {"request": {"method": "POST"}},
        "outcome": "ok",
        "response": {"a": [1.0, 1e16, "é\u2028"]},
    }


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "r: expected a recording, found an empty file"),
        (b"\n\n", "r: expected a recording, found an empty file"),
        (b"{}\n", "r: expected a recording, with workbench_recording in its first line, found another JSON object"),
        (b"[]\n", "r, line 1: expected a JSON object, found an array at byte 0"),
        (b'{"workbench_recording":3,"new":1}\n', "r: expected recording format 2 or older, found 3"),
        (
            b'{"workbench_recording":true}\n',
            "r, line 1: expected the format as a positive integer, found true at byte 23",
        ),
        (b'{"workbench_recording":1}\n', "r, line 1: expected the field plugin, found no such field at byte 0"),
        (
            HEADER[:9],
            "r, line 1: expected a line feed at the end of the last line, found a line that is cut off at byte 9",
        ),
        (HEADER + b'{"function":"sha', "r, line 2: expected a line feed at the end of the last line"),
        (HEADER + b'{"function":"sha\n', "r, line 2: expected JSON with"),
        (HEADER + b"\n\n\xff\n", "r, line 4: expected JSON with UTF-8, found the byte 0xFF"),
        (HEADER.replace(b'"0.3"', b'"0.9"'), "r, line 1: expected profile as one of 0.1, 0.3, found '0.9'"),
        (HEADER.replace(b'"seed":"seed"', b'"seed":1'), "r, line 1: expected seed as a string, found a number"),
        (HEADER.replace(b'"/x/*"', b'"x"'), "r, line 1: expected a JSON pointer, that begins with /, found 'x'"),
        (HEADER.replace(b'"/y":2.0', b'"/y":"2"'), "r, line 1: expected tolerances as an object of numbers"),
        (
            HEADER.replace(b'"trap"', b'"traps"'),
            "r, line 1: expected imports as one of reference, trap, found 'traps' at",
        ),
        (HEADER.replace(b'"fuel"', b'"fule"'), "r, line 1: expected budgets as objects of wall_ms, fuel, max_pages,"),
        (HEADER.replace(b'"wall_ms":900', b'"wall_ms":1'), "r, line 1: expected budgets as objects of wall_ms, fuel,"),
        (HEADER.replace(b"[1,2]", b"[true]"), "r, line 1: expected an offer with an integer"),
        (
            HEADER.replace(b'"fuel=9"', b'"fuel=x"'),
            "r, line 1: expected faults as --fault takes them: FUNCTION=fail or",
        ),
        (HEADER.replace(b'["a","b"]', b'["a",1]'), "r, line 1: expected capabilities as an array of strings, found an"),
        (HEADER.replace(b'g":2', b'g":1'), "r, line 1: expected known fields, found the field 'budgets' at byte"),
        (HEADER.replace(b'"ignore"', b'"ignored"'), "r, line 1: expected known fields, found the field 'ignored'"),
    ],
)
def test_a_file_that_is_no_recording_is_named(content: bytes, text: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_recording(content, "r")
    assert str(caught.value).startswith(text)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"function": "shapes"}, "expected function as one of shape, "),
        ({"payload": []}, "expected payload as an object, found an array"),
        (
            {"payload_text": "x"},
            "expected one of payload, payload_text and payload_base64, found payload and payload_text",
        ),
        ({"payload": ...}, "expected one of payload, payload_text and payload_base64, found none"),
        ({"response": ...}, "expected a response, for the outcome is ok, found none"),
        ({"outcome": "plugin_call"}, "expected the field error, found no such field"),
        ({"outcome": "plugin_call", "error": {"kind": "x"}}, "expected the field message, found no such field"),
        ({"storage": {"k": "!"}}, "expected storage as documented, found "),
        ({"clock": [1.5, 0]}, "expected clock as documented, found expected an integer, found float at byte 1"),
        ({"log": ["a", 1]}, "expected log as documented, found "),
        ({"counters": {"k": True}}, "expected counters as documented, found "),
        ({"fresh": 1}, "expected fresh as true or false, found a number"),
        ({"expected": 1}, "expected known fields, found the field 'expected'"),
    ],
)
def test_a_call_that_is_none_is_named_with_its_line(change: dict[str, Any], text: str) -> None:
    value = {**json.loads(call_line(GOOD)), **change}
    line = json.dumps({key: part for key, part in value.items() if part is not ...}).encode() + b"\n"
    with pytest.raises(WorkbenchError) as caught:
        read_recording(HEADER + call_line(GOOD).encode() + line, "r")
    assert str(caught.value).startswith(f"r, line 3: {text}")


def test_what_would_not_be_seen_in_a_review_is_escaped_and_comes_back() -> None:
    hidden = "\x9b\u202e\u00ad\U000e0041"
    call = RecordedCall("shape", f'{{"a":"x{hidden}y"}}', CallEffect(KeptOutcome(None, "{}")), note=hidden)
    text = call_line(call)
    assert not set(text) & set(hidden)
    assert r"x\u009b\u202e\u00ad\udb40\udc41y" in text
    (found,) = read_recording(HEADER + text.encode(), "r.jsonl").calls
    assert found.note == hidden
    assert hidden in json.loads(found.payload)["a"]
