"""`shape` and `sign`: a request to send, or a failed one."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.steps import calls_made
from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.protocol.host_effect.judge import effect_of_answer
from workbench.protocol.profiles import Profile

URL = "https://api.anthropic.com/v1/messages"


def b64(content: str | bytes) -> str:
    """Base64 of a content."""
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


def header(name: str, value: str | bytes = "") -> dict[str, str]:
    """A HeaderWire."""
    return {"name": name, "value_base64": b64(value)}


def shaped(**fields: Any) -> AnswerEffect:
    """The effect of an answer of `shape`."""
    answer = {"url": URL, "method": "POST", "headers": [], "body_base64": "", **fields}
    return effect_of_answer("shape", Profile.V0_1, {}, answer)


def signed(payload: Any, **fields: Any) -> AnswerEffect:
    """The effect of an answer of `sign`; what is not named is null."""
    answer = {"url": None, "method": None, "headers": None, "body_base64": None, **fields}
    return effect_of_answer("sign", Profile.V0_1, payload, answer)


def places(effect: AnswerEffect) -> list[tuple[str, str]]:
    """Where rules have something to say, and which."""
    return [(reason.path, reason.rule.value) for reason in effect.reasons]


def test_a_good_answer_is_the_request_to_send() -> None:
    effect = shaped(
        url="HTTPS://h:443", method="pATCH", headers=[header("X-A", b"\xff"), header("x-a", "1")], body_base64="e30="
    )
    assert effect.value() == {
        "effect": "used",
        "reasons": [],
        "result": {
            "url": "https://h/",
            "method": "pATCH",
            "headers": [
                {"name": "x-a", "value": None, "value_base64": "/w=="},
                {"name": "x-a", "value": "1", "value_base64": "MQ=="},
            ],
            "body": "{}",
            "body_base64": "e30=",
        },
    }


@pytest.mark.parametrize(
    ("fields", "path", "rule", "found"),
    [
        ({"url": "not a url"}, "/url", "url", "'not a url': relative URL without a base"),
        ({"url": "https://u:p@/"}, "/url", "url", "'…@/': empty host"),
        ({"url": "/a?key=secret"}, "/url", "url", "'/a…': relative URL without a base"),
        ({"url": "/a#secret"}, "/url", "url", "'/a…': relative URL without a base"),
        ({"url": "x" * 200}, "/url", "url", f"'{'x' * 80}…': relative URL without a base"),
        ({"method": "BAD METHOD"}, "/method", "method", "'BAD METHOD': byte 0x20 at 3"),
        ({"method": ""}, "/method", "method", "'': nothing"),
        ({"headers": [header("a"), header("b c")]}, "/headers/1/name", "header_name", "'b c': byte 0x20 at 1"),
        ({"headers": [header("a", "secret\n")]}, "/headers/0/value_base64", "header_value", "byte 0x0a at 6"),
        (
            {"headers": [{"name": "a", "value_base64": "c2Vj="}]},
            "/headers/0/value_base64",
            "base64",
            "4 letters with 1 '=' behind",
        ),
        ({"body_base64": "Zm9v\n"}, "/body_base64", "base64", "'\\n' at 4"),
    ],
)
def test_a_problem_fails_the_request(fields: dict[str, Any], path: str, rule: str, found: str) -> None:
    effect = shaped(**fields)
    assert effect.effect is Effect.FAILS_REQUEST
    assert [reason.value() for reason in effect.reasons] == [{"path": path, "rule": rule, "found": found}]
    assert effect.result is None
    assert signed({}, **fields) == effect


def test_all_problems_are_listed_in_the_order_of_the_host() -> None:
    bad = {"name": "", "value_base64": "!"}
    effect = shaped(url="", method=" ", headers=[bad, header("content-length", "\n"), bad], body_base64="=")
    assert places(effect) == [
        ("/url", "url"),
        ("/method", "method"),
        ("/headers/0/name", "header_name"),
        ("/headers/0/value_base64", "base64"),
        ("/headers/1/value_base64", "header_value"),
        ("/headers/2/name", "header_name"),
        ("/headers/2/value_base64", "base64"),
        ("/body_base64", "base64"),
    ]


def test_the_host_drops_a_content_length_of_shape() -> None:
    effect = shaped(headers=[header("a"), header("Content-Length", "3"), header("content-length", "x")])
    assert effect.effect is Effect.USED_IN_PART
    assert places(effect) == [("/headers/1/name", "content_length"), ("/headers/2/name", "content_length")]
    assert effect.value()["result"]["headers"] == [{"name": "a", "value": "", "value_base64": ""}]
    assert str(effect.reasons[0]) == "/headers/1/name: content_length, found a length, which the host sets itself"


def test_the_host_keeps_a_content_length_of_sign() -> None:
    effect = signed({}, headers=[header("content-length", "3")])
    assert (effect.effect, places(effect)) == (Effect.USED, [])
    assert effect.value()["result"]["headers"][0]["name"] == "content-length"


def test_a_null_field_of_sign_keeps_what_the_request_had() -> None:
    payload = {"shaped": {"url": "https://h", "method": "PUT", "headers": [header("A", "1")], "body_base64": "Zg=="}}
    kept = signed(payload)
    assert kept.effect is Effect.USED
    assert kept.value()["result"] == {
        "url": "https://h/",
        "method": "PUT",
        "headers": [{"name": "a", "value": "1", "value_base64": "MQ=="}],
        "body": "f",
        "body_base64": "Zg==",
    }
    replaced = signed(payload, url="https://g", method="GET", headers=[], body_base64="")
    assert replaced.value()["result"] == {
        "url": "https://g/",
        "method": "GET",
        "headers": [],
        "body": "",
        "body_base64": "",
    }


@pytest.mark.parametrize(
    "payload",
    [None, [], {}, {"shaped": 1}, {"shaped": {"url": 1, "method": None, "headers": {}, "body_base64": []}}],
)
def test_a_payload_that_no_host_sends_is_no_problem_of_the_answer(payload: Any) -> None:
    effect = signed(payload)
    assert effect.effect is Effect.USED
    assert effect.value()["result"]["url"] == ""
    assert effect.value()["result"]["headers"] == []


def test_what_the_payload_holds_undecodable_stays_unknown() -> None:
    odd = {"url": "no url", "method": "A B", "headers": [{"name": "B", "value_base64": "!"}, 7], "body_base64": "!"}
    result = signed({"shaped": odd}).value()["result"]
    assert result == {
        "url": "no url",
        "method": "A B",
        "headers": [{"name": "b", "value": None, "value_base64": None}],
        "body": None,
        "body_base64": None,
    }


@pytest.mark.parametrize("count", [100, pytest.param(100_000, marks=pytest.mark.slow)])
def test_many_headers_are_judged_one_by_one(count: int) -> None:
    headers = [header("x-a", "1")] * count + [header("bad name")]
    effect = shaped(headers=headers)
    assert places(effect) == [(f"/headers/{count}/name", "header_name")]
    assert len(shaped(headers=headers[:-1]).value()["result"]["headers"]) == count


def test_twice_as_many_headers_are_at_most_twice_the_work() -> None:
    def judge(count: int) -> int:
        return calls_made(lambda: shaped(headers=[header("x-a", "1")] * count))

    assert judge(200) <= 2 * judge(100)
