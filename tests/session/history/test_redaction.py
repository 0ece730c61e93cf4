"""Secrets are taken out by rule, wherever a payload may hold them; all else stays to the letter."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.dispatches import entry
from workbench.protocol.redaction.redactor import NO_JSON
from workbench.protocol.redaction.rules import RedactionRules
from workbench.session.history.entry_line import entry_line
from workbench.session.history.redaction import redact
from workbench.session.values.conditions import USUAL_CONDITIONS
from workbench.session.values.host_view import HostView, storage_sha256
from workbench.session.values.kept_outcome import KeptOutcome

SECRET = "sk-very-secret"


def base64_of(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.b64encode(text.encode()).decode()


PAYLOADS = [
    {"request": {"headers": [{"name": "Authorization", "value_base64": base64_of(f"Bearer {SECRET}")}]}},
    {"request": {"headers": [["X-API-Key", base64_of(SECRET)]]}},
    {"signer_state": {"key": SECRET, "generation": 0}},
    {"factory_state": SECRET},
    {"principal": {"claims": {"api_key": SECRET, "access-token": SECRET}}},
    {"headers": {"cookie": f"session={SECRET}"}},
    {"request": {"body_base64": base64_of({"deep": [{"password": SECRET}]})}},
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_secrets_are_taken_out_of_everything(payload: dict[str, Any]) -> None:
    text = json.dumps(payload)
    storage = {"api_key": SECRET.encode(), "state": json.dumps({"secret": SECRET}).encode(), "count": b"3"}
    kept = redact(
        entry(
            payload=text,
            request_text=text,
            outcome=KeptOutcome("plugin_call", text, "plugin_call", f"refused {SECRET}", f"found {SECRET}", text),
            before=HostView(storage, storage_sha256(storage)),
            logs=(f"info used {SECRET}",),
            conditions=USUAL_CONDITIONS,
        )
    ).entry
    line = entry_line(kept)
    assert SECRET.encode() not in line
    assert base64.b64encode(SECRET.encode()).rstrip(b"=") not in line
    assert kept.before.storage is not None
    assert kept.before.storage["count"] == b"3"
    assert kept.before.storage_sha256 == storage_sha256(kept.before.storage)


def test_what_is_no_secret_stays_to_the_letter() -> None:
    kept = entry(payload='{ "headers": [ {"name":"accept", "value_base64":"Ki8q"} ], "signer_state": null, "n": 1.0 }')
    found = redact(kept)
    assert (found.entry, found.taken_out) == (kept, frozenset())


def test_a_text_that_is_no_json_is_taken_out_as_a_whole() -> None:
    found = redact(entry(payload=f'{{"api_key": "{SECRET}"'))
    assert (found.entry.payload, found.taken_out) == ("[redacted]", frozenset({NO_JSON}))


def test_rules_can_be_others() -> None:
    kept = entry(payload='{"tenant":"acme-corp","api_key":"abcd"}')
    found = redact(kept, RedactionRules(frozenset(), frozenset({"tenant"})))
    assert found.entry.payload == '{"tenant":"[redacted]","api_key":"abcd"}'
    assert found.taken_out == {"tenant"}


def test_a_secret_is_found_where_no_name_tells_of_it() -> None:
    header = {"name": "Authorization", "value_base64": base64_of(f"Bearer {SECRET}")}
    response = {
        "url": f"https://api.example/v1?key={SECRET}",
        "body_base64": base64_of(f"as text: {SECRET}"),
        "n": "v1",
    }
    stored = {"last": f"token {SECRET}".encode(), "short": b"v1"}
    found = redact(
        entry(
            payload=json.dumps({"headers": [header], "client-secret": "v1"}),
            outcome=KeptOutcome(None, json.dumps(response)),
            after=HostView(stored, storage_sha256(stored)),
            logs=(f"debug sent {SECRET}", "debug v1"),
        )
    )
    after = json.loads(found.entry.outcome.response_text or "")
    assert after["url"] == "https://api.example/v1?key=[redacted]"
    assert after["body_base64"] == base64_of("as text: [redacted]")
    assert after["n"] == "v1"
    assert found.entry.after.storage == {"last": b"token [redacted]", "short": b"v1"}
    assert found.entry.logs == ("debug sent [redacted]", "debug v1")
    assert [str(one) for one in found.found] == [
        "payload/headers/0/value_base64 (authorization)",
        "payload/client-secret (client_secret)",
        "response/url (query or form)",
        "storage after/last (a secret that stands elsewhere)",
        "log/0 (a secret that stands elsewhere)",
        "response/body_base64 (a secret that stands elsewhere)",
    ]


KEY = "sk-ant-api03-0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "shown", "word"),
    [
        (f"the key {KEY} was refused", "the key [redacted] was refused", "key"),
        ("Authorization: Bearer abc.def.ghi0", "Authorization: Bearer [redacted]", "bearer token"),
        ("https://host/v1?a=1&key=0123456789", "https://host/v1?a=1&key=[redacted]", "query or form"),
        ("client_secret=0123456789&grant=code", "client_secret=[redacted]&grant=code", "query or form"),
        ('{"x-api-key": "0123456789"', '{"x-api-key": "[redacted]"', "header in a text"),
        ("anthropic-auth-token: 0123456789", "anthropic-auth-token: [redacted]", "header in a text"),
        ("postgres://me:hunter2@host/db", "postgres://me:[redacted]@host/db", "password in an address"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out_of_any_text(text: str, shown: str, word: str) -> None:
    payload = {"note": text, "body_base64": base64_of(text)}
    redacted = redact(entry(payload=json.dumps(payload), logs=(f"info {text}",), conditions=USUAL_CONDITIONS))
    kept = json.loads(redacted.entry.payload)
    assert kept == {"note": shown, "body_base64": base64_of(shown)}
    assert redacted.entry.logs == (f"info {shown}",)
    assert word in redacted.taken_out


@pytest.mark.parametrize("name", ["apiKey", "api-key", "API_KEY", "clientSecret", "anthropic_auth_token"])
def test_a_field_is_known_however_it_is_written(name: str) -> None:
    redacted = redact(entry(payload=json.dumps({name: "x"})))
    assert json.loads(redacted.entry.payload) == {name: "[redacted]"}


def test_words_that_only_look_alike_stay() -> None:
    texts = ["a bearer of news", "the key=value form", "sk-short", "risk-averse-people-are-not-keys", "max_tokens=4096"]
    texts += ["https://host/path?q=monkey", "https://host:8080/a@b"]
    payload = json.dumps(texts)
    assert redact(entry(payload=payload)).entry.payload == payload


def test_a_secret_that_a_pattern_found_is_found_everywhere() -> None:
    outcome = KeptOutcome(None, "{}", None, f"refused {SECRET}", "", "{}")
    redacted = redact(entry(payload=json.dumps({"note": f"Bearer {SECRET}"}), outcome=outcome))
    assert SECRET not in entry_line(redacted.entry).decode()
