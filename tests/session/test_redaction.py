"""Secrets are taken out by rule, wherever a payload may hold them; all else stays to the letter."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.dispatches import entry
from workbench.session.history import entry_line
from workbench.session.host_views import HostView, storage_sha256
from workbench.session.kept_outcome import KeptOutcome
from workbench.session.redaction import RedactionRules, redact

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
        )
    )
    line = entry_line(kept)
    assert SECRET.encode() not in line
    assert base64.b64encode(SECRET.encode()).rstrip(b"=") not in line
    assert kept.before.storage is not None
    assert kept.before.storage["count"] == b"3"
    assert kept.before.storage_sha256 == storage_sha256(kept.before.storage)


def test_what_is_no_secret_stays_to_the_letter() -> None:
    kept = entry(payload='{ "headers": [ {"name":"accept", "value_base64":"Ki8q"} ], "signer_state": null, "n": 1.0 }')
    assert redact(kept) == kept


def test_a_text_that_is_no_json_is_taken_out_as_a_whole() -> None:
    assert redact(entry(payload=f'{{"api_key": "{SECRET}"')).payload == "[redacted]"


def test_rules_can_be_others() -> None:
    kept = entry(payload='{"tenant":"acme-corp","api_key":"abcd"}')
    assert redact(kept, RedactionRules(frozenset(), frozenset({"tenant"}))).payload == (
        '{"tenant":"[redacted]","api_key":"abcd"}'
    )
