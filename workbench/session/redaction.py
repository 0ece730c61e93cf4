"""Secrets taken out of what leaves the machine: entries of the history before they are exported or recorded.

Pure. Works by rule: names of headers, names of fields. Payloads, responses, stored values, and JSON within base64 are
looked through; what was taken out is taken out of messages too. A text that is no JSON can not be looked through, and
is taken out as a whole.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from workbench.protocol import jsontext
from workbench.session.history import HistoryEntry
from workbench.session.host_views import HostView, storage_sha256

REDACTED: Final = "[redacted]"
"""Stands where a secret stood."""

_SECRET_MIN_CHARACTERS: Final = 4
"""Shorter values are not looked for in messages: they stand in many places by chance."""


@dataclass(frozen=True, slots=True)
class RedactionRules:
    """What counts as secret. Names are compared without regard to case, and `-` is as `_`."""

    headers: frozenset[str] = frozenset(
        {
            "authorization",
            "proxy-authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "x-amz-security-token",
            "cookie",
            "set-cookie",
        }
    )
    """Headers whose value goes."""
    fields: frozenset[str] = frozenset(
        {
            "signer_state",
            "factory_state",
            "api_key",
            "access_token",
            "refresh_token",
            "id_token",
            "client_secret",
            "secret",
            "password",
            "private_key",
        }
    )
    """Fields of JSON objects, and keys of the storage, whose value goes."""


DEFAULT_RULES: Final = RedactionRules()


def redact(entry: HistoryEntry, rules: RedactionRules = DEFAULT_RULES) -> HistoryEntry:
    """Return the entry without its secrets. Everything that is not secret stays as it was."""
    redactor = _Redactor(rules)
    outcome = entry.outcome
    changed = replace(
        entry,
        payload=redactor.text(entry.payload),
        request_text=_maybe(redactor.text, entry.request_text),
        before=redactor.view(entry.before),
        after=redactor.view(entry.after),
    )
    response_text = _maybe(redactor.text, outcome.response_text)
    output_text = redactor.text(outcome.output_text)
    # Last, when all secrets are known.
    ending = replace(
        outcome,
        response_text=response_text,
        output_text=output_text,
        message=redactor.without_secrets(outcome.message),
        cause=redactor.without_secrets(outcome.cause),
    )
    return replace(changed, outcome=ending)


def _maybe(change: Callable[[str], str], text: str | None) -> str | None:
    return None if text is None else change(text)


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


@dataclass(slots=True)
class _Redactor:
    rules: RedactionRules
    secrets: set[str] = field(default_factory=set)
    headers: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.headers = frozenset(map(_plain, self.rules.headers))
        self.fields = frozenset(map(_plain, self.rules.fields))

    def text(self, text: str) -> str:
        if not text:
            return text
        try:
            value = jsontext.parse(text)
        except jsontext.JsonTextError:
            return REDACTED
        changed = self.value(value)
        return text if changed == value else json.dumps(changed, ensure_ascii=False, separators=(",", ":"))

    def value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            header = isinstance(value.get("name"), str) and _plain(value["name"]) in self.headers
            return {key: self._member(key, part, header=header) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            # A header may be written as an array of its fields.
            if len(value) == 2 and isinstance(value[0], str) and _plain(value[0]) in self.headers:
                return [value[0], self._hidden_base64(value[1])]
            return [self.value(part) for part in value]
        return value

    def _member(self, key: str, part: Any, *, header: bool) -> Any:
        name = _plain(key)
        if header and name == "value_base64":
            return self._hidden_base64(part)
        if name in self.fields or (name in self.headers and isinstance(part, str)):
            self._learn(part)
            return part if part is None else REDACTED
        if name.endswith("_base64") and isinstance(part, str):
            return self._within_base64(part)
        return self.value(part)

    def _hidden_base64(self, part: Any) -> Any:
        self._learn(part)
        if isinstance(part, str):
            self._learn(_decoded(part))
        return base64.b64encode(REDACTED.encode()).decode() if part else part

    def _within_base64(self, encoded: str) -> str:
        text = _decoded(encoded)
        try:
            value = jsontext.parse(text or "")
        except jsontext.JsonTextError:
            return encoded
        changed = self.value(value)
        if changed == value:
            return encoded
        return base64.b64encode(json.dumps(changed, ensure_ascii=False, separators=(",", ":")).encode()).decode()

    def view(self, view: HostView) -> HostView:
        if not view.storage:
            return view
        storage = {key: self._stored(key, value) for key, value in view.storage.items()}
        return replace(view, storage=storage, storage_sha256=storage_sha256(storage))

    def _stored(self, key: str, value: bytes) -> bytes:
        text = value.decode("utf-8", "replace")
        if _plain(key) in self.fields or _plain(key) in self.headers:
            self._learn(text)
            return REDACTED.encode()
        try:
            parsed = jsontext.parse(text)
        except jsontext.JsonTextError:
            return value
        changed = self.value(parsed)
        return value if changed == parsed else json.dumps(changed, ensure_ascii=False).encode()

    def _learn(self, secret: Any) -> None:
        if isinstance(secret, str) and len(secret) >= _SECRET_MIN_CHARACTERS:
            self.secrets.add(secret)
        elif isinstance(secret, Mapping):
            for part in secret.values():
                self._learn(part)
        elif isinstance(secret, (list, tuple)):
            for part in secret:
                self._learn(part)

    def without_secrets(self, text: str) -> str:
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, REDACTED)
        return text


def _decoded(encoded: str) -> str | None:
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
