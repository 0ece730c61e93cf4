"""What the table names as a secret is taken out, with its place and rule; what only looks like one is named."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest

from workbench.protocol.redaction.found import Found
from workbench.protocol.redaction.redactor import FOUND_MAX, REDACTED, Redactor, value_without_secrets
from workbench.protocol.redaction.rules import RedactionRules

KEY = "sk-ant-api03-0123456789abcdef"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def redacted(value: Any) -> tuple[Any, list[str]]:
    redactor = Redactor()
    return redactor.value(value, "it"), [str(one) for one in redactor.taken_out]


@pytest.mark.parametrize(
    ("text", "shown", "rule"),
    [
        (f"with {KEY}.", "with [redacted].", "key"),
        ("ghp_0123456789abcdefghij0123", "[redacted]", "key"),
        ("github_pat_0123456789abcdefghij", "[redacted]", "key"),
        ("xoxb-0123456789-abc", "[redacted]", "key"),
        ("AKIA0123456789ABCDEF", "[redacted]", "key"),
        ("AIzaSyA0123456789abcdefghij0123456789abcd", "[redacted]", "key"),
        ("eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2lnbmF0dXJl", "[redacted]", "signed token"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END", None, "private key"),
        ("Bearer abc.def.ghi0", "Bearer [redacted]", "bearer token"),
        ("https://h/v1?a=1&key=0123456789#x", "https://h/v1?a=1&key=[redacted]#x", "query or form"),
        ("grant=code&client_secret=0123456789", "grant=code&client_secret=[redacted]", "query or form"),
        ("x-api-key: 0123456789", "x-api-key: [redacted]", "header in a text"),
        ("ANTHROPIC_AUTH_TOKEN='0123456789'", "ANTHROPIC_AUTH_TOKEN='[redacted]'", "header in a text"),
        ('{"apiKey":"0123456789"', '{"apiKey":"[redacted]"', "header in a text"),
        ("ANTHROPIC_API_KEY=0123456789", "ANTHROPIC_API_KEY=[redacted]", "header in a text"),
        ("aws_secret_access_key = 0123456789", "aws_secret_access_key = [redacted]", "header in a text"),
        ('{\\"x-api-key\\":\\"0123456789\\"}', '{\\"x-api-key\\":\\"[redacted]\\"}', "header in a text"),
        ('\\\\"apiKey\\\\": \\\\"0123456789\\\\"', '\\\\"apiKey\\\\": \\\\"[redacted]\\\\"', "header in a text"),
        ('("x-api-key", "0123456789")', '("x-api-key", "[redacted]")', "header in a value"),
        (
            "{ name: 'x-api-key', value: '0123456789' }",
            "{ name: 'x-api-key', value: '[redacted]' }",
            "header in a value",
        ),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted]", "header in a text"),
        ("Set-Cookie: a=b; session=0123", "Set-Cookie: [redacted]", "cookie"),
        ("postgres://me:hunter2@host/db", "postgres://me:[redacted]@host/db", "password in an address"),
        ("https://0123456789abcdefghij@host/", "https://[redacted]@host/", "password in an address"),
    ],
)
def test_a_pattern_is_taken_out_of_any_text(text: str, shown: str | None, rule: str) -> None:
    changed, found = redacted(text)
    assert REDACTED in changed
    assert shown is None or changed == shown
    assert found == [f"it ({rule})"]
    assert redacted(changed) == (changed, [])


@pytest.mark.parametrize(
    ("value", "shown", "found"),
    [
        ({"api-key": "x"}, {"api-key": REDACTED}, ["it/api-key (api_key)"]),
        ({"password": 12345678, "token": True}, {"password": REDACTED, "token": True}, ["it/password (password)"]),
        ({"authorization": "Basic x"}, {"authorization": f"Basic {REDACTED}"}, ["it/authorization (authorization)"]),
        ({"authorization": {"kind": "none"}}, {"authorization": {"kind": "none"}}, []),
        (
            {"signer_state": {"keys": ["a", 7, None], "n": 1}},
            {"signer_state": {"keys": [REDACTED, 7, None], "n": 1}},
            ["it/signer_state/keys/0 (signer_state)"],
        ),
        (
            [["X-API-Key", b64("x")], {"name": "Cookie", "value": "a"}],
            [["X-API-Key", b64(REDACTED)], {"name": "Cookie", "value": REDACTED}],
            ["it/0/1 (x-api-key)", "it/1/value (cookie)"],
        ),
        (
            {"name": "authorization", "value_base64": b64("Bearer x")},
            {"name": "authorization", "value_base64": b64(f"Bearer {REDACTED}")},
            ["it/value_base64 (authorization)"],
        ),
        ({"name": "cookie", "value_base64": "no base64"}, {"name": "cookie", "value_base64": REDACTED}, None),
        ({"name": "cookie", "value_base64": 7}, {"name": "cookie", "value_base64": 7}, []),
        (
            {"body_base64": b64('{"a": {"secret": "x"}}')},
            {"body_base64": b64('{"a":{"secret":"[redacted]"}}')},
            ["it/body_base64/a/secret (secret)"],
        ),
        ({"body_base64": b64(f"at {KEY}")}, {"body_base64": b64(f"at {REDACTED}")}, ["it/body_base64 (key)"]),
        ({"body_base64": "//79"}, {"body_base64": "//79"}, []),
        # Without padding, as addresses have it, and with bytes that are no text.
        ({"body_base64": b64(f"{KEY}?").rstrip("=")}, {"body_base64": b64(f"{REDACTED}?")}, ["it/body_base64 (key)"]),
        (
            {"body_base64": base64.urlsafe_b64encode(f"~~?~{KEY}".encode()).decode()},
            {"body_base64": b64(f"~~?~{REDACTED}")},
            ["it/body_base64 (key)"],
        ),
        (
            {"body_base64": base64.b64encode(b"\xff" + KEY.encode() + b" \xfe").decode()},
            {"body_base64": base64.b64encode(b"\xff" + REDACTED.encode() + b" \xfe").decode()},
            ["it/body_base64 (key)"],
        ),
        ({KEY: {"a": KEY}}, {REDACTED: {"a": REDACTED}}, ["it (key)", f"it/{REDACTED}/a (key)"]),
        ({"body_base64": b64('{"a": 1}')}, {"body_base64": b64('{"a": 1}')}, []),
    ],
)
def test_names_and_base64_are_looked_through(value: Any, shown: Any, found: list[str] | None) -> None:
    changed, places = redacted(value)
    assert changed == shown
    assert found is None or places == found
    assert redacted(changed) == (changed, [])


@pytest.mark.parametrize(
    ("held", "shown"),
    [
        (f"Bearer {KEY}", f"Bearer {REDACTED}"),
        (json.dumps({"api_key": "0123456789"}), '{"api_key":"[redacted]"}'),
        ("nothing of the kind", None),
        ("\x00\x01 secret=0123456789", None),
    ],
)
def test_base64_that_stands_in_a_text_is_looked_into_where_it_can_be_read(held: str, shown: str | None) -> None:
    text = f'/headers/0/value_base64: expected "{b64(held)}", found nothing'
    changed, _ = redacted(text)
    assert changed == (text if shown is None else text.replace(b64(held), b64(shown)))


def test_a_redactor_takes_out_what_another_one_has_found() -> None:
    other = Redactor()
    other.value({"password": "pass word/9"}, "it")
    assert Redactor(known=other).words("found 'pass word/9'", "it") == f"found '{REDACTED}'"


def test_what_is_no_secret_stays() -> None:
    value = {"name": 7, "signer_state": None, "token": "", "max_tokens": "4096", "kind": "api_key", "n": [1.5, "a", []]}
    value |= {"api_key": "${API_KEY}", "authorization": "Bearer ${TOKEN}", "note": "client_secret=${THE_SECRET}"}
    assert redacted(value) == (value, [])


def test_a_known_secret_goes_wherever_it_stands_also_as_an_address_has_it() -> None:
    redactor = Redactor()
    value = {"password": "pass word/9", "url": "https://h/?q=pass%20word%2F9", "note": "pass word/9", "short": "word/9"}
    redactor.value(value, "it")
    redactor.know_all()
    changed = redactor.value(value, "it")
    assert changed == {"password": REDACTED, "url": f"https://h/?q={REDACTED}", "note": REDACTED, "short": "word/9"}
    assert redactor.words("the word/9", "message", 4) == f"the {REDACTED}"
    assert Found("it/note", "a secret that stands elsewhere") in redactor.taken_out


def test_without_any_secret_nothing_is_looked_for() -> None:
    redactor = Redactor()
    redactor.know_all()
    assert (redactor.words("text", "it"), redactor.taken_out) == ("text", ())


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"tenant_credential": "0123456789"}, ["it/tenant_credential (a name like a secret's)"]),
        ({"x-auth-user": "somebody"}, ["it/x-auth-user (a name like a secret's)"]),
        ({"auth": "none"}, []),
        ({"tenant_tokens": [7, "0123456789"]}, ["it/tenant_tokens (a name like a secret's)"]),
        ({"id": "Zm9vYmFy0123456789QUJDREVGR0hJSktM"}, ["it/id (characters like a key's)"]),
        ({"sha256": "0123456789abcdef" * 4, "word": "a" * 40 + "A1"}, []),
        ({"token": "Zm9vYmFy0123456789QUJDREVGR0hJSktM"}, []),
    ],
)
def test_what_looks_like_a_secret_and_stays_is_named(value: Any, kept: list[str]) -> None:
    redactor = Redactor()
    redactor.value(value, "it")
    assert [str(one) for one in redactor.kept] == kept


@pytest.mark.parametrize(
    ("text", "may"), [("no json", False), ("{'signer-state'", True), ('{"x_base64"', True), (f"[{KEY}", True)]
)
def test_a_text_that_cannot_be_read_may_hold_secrets_when_it_names_one(text: str, may: bool) -> None:
    assert Redactor().may_hold_secrets(text) is may


def test_words_and_json_are_told_apart() -> None:
    redactor = Redactor()
    assert redactor.json_or_words('{ "secret": "x" }', "it") == '{"secret":"[redacted]"}'
    assert redactor.json_or_words('{ "a": 1.0 }', "it") == '{ "a": 1.0 }'
    assert redactor.json_or_words(f"no json {KEY}", "it") == f"no json {REDACTED}"


def test_rules_can_be_others() -> None:
    redactor = Redactor(RedactionRules(frozenset(), frozenset({"tenant"}), {}))
    assert redactor.value({"tenant": "acme", "api_key": KEY}, "it") == {"tenant": REDACTED, "api_key": KEY}


def test_no_more_places_are_listed_than_anybody_reads() -> None:
    redactor = Redactor()
    redactor.value([{"secret": "x"}] * (FOUND_MAX + 5), "it")
    assert len(redactor.taken_out) == FOUND_MAX


HOSTILE = [
    "-----BEGIN PRIVATE KEY-----" * 2_500,
    "eyJ" * 25_000,
    "://a" * 20_000,
    "://" + "a:" * 30_000,
    "api_key" + " " * 60_000,
    "cookie=" * 10_000,
    "Bearer " * 10_000,
    "a" * 31 + ("-" + "a" * 31) * 2_000,
    json.dumps("sk-" * 20_000),
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:12] for text in HOSTILE])
def test_no_text_takes_long(text: str) -> None:
    """Sixty kilobytes of what each pattern begins with: looking at each pair of places would take a minute."""
    started = time.thread_time()
    Redactor().words(text, "it")
    assert time.thread_time() - started < 10.0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"api_key":"0123456789"}', '{"api_key":"[redacted]"}'),
        ('{"a":1}', '{"a":1}'),
        ('{"api_key":"0123456789"', REDACTED),
        ("damaged " + KEY, REDACTED),
        ("nothing of it", "nothing of it"),
        ("", ""),
    ],
)
def test_a_payload_that_is_no_json_goes_as_a_whole_when_it_speaks_of_secrets(text: str, shown: str) -> None:
    redactor = Redactor()
    assert redactor.payload(text, "it") == shown
    assert bool(redactor.taken_out) == (REDACTED in shown)


def test_what_is_no_base64_stays_where_base64_belongs() -> None:
    assert redacted({"body_base64": "!!"}) == ({"body_base64": "!!"}, [])


def test_of_a_whole_value_what_one_place_names_as_a_secret_stands_nowhere_else_whatever_stands_first() -> None:
    header = {"name": "authorization", "value": "one-long-key-of-mine"}
    value, redactor = value_without_secrets({"said": "not one-long-key-of-mine", "headers": [header]})
    assert "one-long-key-of-mine" not in str(value)
    assert redactor.taken_out
