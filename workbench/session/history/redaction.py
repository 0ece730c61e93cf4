"""Secrets taken out of what leaves the machine: entries of the history before they are exported or recorded.

Pure. Works by rule: names of headers, names of fields, and what a secret looks like within a text. Payloads, responses,
stored values, and JSON within base64 are looked through; what was taken out is taken out wherever else it stands, in
messages and in the log too. A text that is no JSON cannot be looked through, and is taken out as a whole.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from workbench.protocol.json import parsing
from workbench.session.values.history import HistoryEntry
from workbench.session.values.host_view import HostView, storage_sha256

REDACTED: Final = "[redacted]"
"""Stands where a secret stood."""

NO_JSON: Final = "a text that is no JSON"
"""What is said to be taken out when it was a whole text."""

_SECRET_MIN_CHARACTERS: Final = 4
"""Shorter values are not looked for in messages: they stand in many places by chance."""
_SECRET_IN_VALUES_MIN_CHARACTERS: Final = 8
"""The same for payloads, responses, stored values and the log, where words stand that a replay needs."""
_PARTS: Final = re.compile(r"[\s;,=]+")
"""Between the parts of a header's value: a scheme and a token, the entries of a cookie."""
_PATTERNS: Final = {
    "key": re.compile(r"\b(?P<secret>sk-(?:ant-)?[A-Za-z0-9_-]{16,})"),
    "bearer token": re.compile(r"\b[Bb]earer\s+(?P<secret>[A-Za-z0-9._~+/=-]{8,})"),
    "query or form": re.compile(
        r"(?:^|[?&;\s])(?:key|api[-_]?key|token|access[-_]?token|client[-_]?secret|password|sig|signature)="
        r"(?P<secret>[^&;\s\"'#]{8,})",
        re.IGNORECASE,
    ),
    "header in a text": re.compile(
        r"\b(?:x-api-key|api[-_]?key|anthropic-auth-token|client[-_]?secret)[\"']?\s*[:=]\s*[\"']?"
        r"(?P<secret>[^\s\"',;&]{8,})",
        re.IGNORECASE,
    ),
    "password in an address": re.compile(r"://[^/\s:@]{0,256}:(?P<secret>[^/\s@]{1,256})@"),
}


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
            "anthropic-auth-token",
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
            "apikey",
            "anthropic_api_key",
            "anthropic_auth_token",
            "auth_token",
            "access_token",
            "accesstoken",
            "refreshtoken",
            "clientsecret",
            "privatekey",
            "refresh_token",
            "id_token",
            "client_secret",
            "secret",
            "password",
            "private_key",
        }
    )
    """Fields of JSON objects, and keys of the storage, whose value goes."""
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=_PATTERNS.copy)
    """What a secret looks like within any text: by a word for it, expressions whose group `secret` goes."""


DEFAULT_RULES: Final = RedactionRules()


@dataclass(frozen=True, slots=True)
class Redacted:
    """An entry without its secrets."""

    entry: HistoryEntry
    taken_out: frozenset[str]
    """What was taken out: names of headers and fields and words for patterns as the rules have them, or `NO_JSON`."""


def redact(entry: HistoryEntry, rules: RedactionRules = DEFAULT_RULES) -> Redacted:
    """Return the entry without its secrets. Everything that is not secret stays as it was."""
    redactor = _Redactor(rules)
    # At first only to learn all secrets.
    _rewritten(entry, redactor)
    redactor.knows_all = True
    return Redacted(_rewritten(entry, redactor), frozenset(redactor.taken_out))


def _rewritten(entry: HistoryEntry, redactor: _Redactor) -> HistoryEntry:
    outcome = entry.outcome
    return replace(
        entry,
        payload=redactor.text(entry.payload),
        request_text=_maybe(redactor, entry.request_text),
        before=redactor.view(entry.before),
        after=redactor.view(entry.after),
        logs=None if entry.logs is None else tuple(redactor.text_of_people(line) for line in entry.logs),
        outcome=replace(
            outcome,
            response_text=_maybe(redactor, outcome.response_text),
            output_text=redactor.text(outcome.output_text),
            message=redactor.text_of_people(outcome.message, _SECRET_MIN_CHARACTERS),
            cause=redactor.text_of_people(outcome.cause, _SECRET_MIN_CHARACTERS),
        ),
    )


def _maybe(redactor: _Redactor, text: str | None) -> str | None:
    return None if text is None else redactor.text(text)


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


class _Redactor:
    def __init__(self, rules: RedactionRules) -> None:
        self.headers = {_plain(name): name for name in rules.headers}
        self.fields = {_plain(name): name for name in rules.fields}
        self._patterns = rules.patterns
        self.secrets: set[str] = set()
        self.taken_out: set[str] = set()
        self.knows_all = False
        """All secrets are known, so that they can be found where no name tells of them."""

    def text(self, text: str) -> str:
        if not text:
            return text
        try:
            value = parsing.parse(text)
        except parsing.JsonTextError:
            self.taken_out.add(NO_JSON)
            return REDACTED
        changed = self.value(value)
        return text if changed == value else json.dumps(changed, ensure_ascii=False, separators=(",", ":"))

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text_of_people(value)
        if isinstance(value, Mapping):
            name = value.get("name")
            header = self.headers.get(_plain(name)) if isinstance(name, str) else None
            return {key: self._member(key, part, header) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            # A header may be written as an array of its fields.
            if len(value) == 2 and isinstance(value[0], str) and _plain(value[0]) in self.headers:
                return [value[0], self._hidden_base64(self.headers[_plain(value[0])], value[1])]
            return [self.value(part) for part in value]
        return value

    def _member(self, key: str, part: Any, header: str | None) -> Any:
        name = _plain(key)
        if header is not None and name == "value_base64":
            return self._hidden_base64(header, part)
        if name in self.fields or (name in self.headers and isinstance(part, str)):
            return self._hidden(self.fields.get(name) or self.headers[name], part)
        if name.endswith("_base64") and isinstance(part, str):
            return self._within_base64(part)
        return self.value(part)

    def _hidden(self, name: str, part: Any) -> Any:
        if part is None or part == REDACTED:
            return part
        self._learn(part)
        self.taken_out.add(name)
        return REDACTED

    def _hidden_base64(self, name: str, part: Any) -> Any:
        if not part:
            return part
        self._learn(part)
        self._learn(_decoded(part) if isinstance(part, str) else None)
        self.taken_out.add(name)
        return base64.b64encode(REDACTED.encode()).decode()

    def _within_base64(self, encoded: str) -> str:
        text = _decoded(encoded)
        if text is None:
            return encoded
        try:
            value = parsing.parse(text)
        except parsing.JsonTextError:
            changed = self.text_of_people(text)
        else:
            within = self.value(value)
            changed = text if within == value else json.dumps(within, ensure_ascii=False, separators=(",", ":"))
        return encoded if changed == text else base64.b64encode(changed.encode()).decode()

    def view(self, view: HostView) -> HostView:
        if not view.storage:
            return view
        storage = {key: self._stored(key, value) for key, value in view.storage.items()}
        return replace(view, storage=storage, storage_sha256=storage_sha256(storage))

    def _stored(self, key: str, value: bytes) -> bytes:
        text = value.decode("utf-8", "replace")
        name = _plain(key)
        if name in self.fields or name in self.headers:
            return str(self._hidden(self.fields.get(name) or self.headers[name], text)).encode()
        try:
            parsed = parsing.parse(text)
        except parsing.JsonTextError:
            changed = self.text_of_people(text)
            return value if changed == text else changed.encode()
        within = self.value(parsed)
        return value if within == parsed else json.dumps(within, ensure_ascii=False).encode()

    def text_of_people(self, text: str, min_characters: int = _SECRET_IN_VALUES_MIN_CHARACTERS) -> str:
        """Return a text in words without what looks like a secret, and without the secrets that are known."""
        for word, pattern in self._patterns.items():
            text = pattern.sub(partial(self._cut_out, word), text)
        return self.without_secrets(text, min_characters)

    def _cut_out(self, word: str, found: re.Match[str]) -> str:
        start, end = found.start("secret") - found.start(), found.end("secret") - found.start()
        whole = found.group()
        if whole[start:end] == REDACTED:
            return whole
        self.secrets.add(whole[start:end])
        self.taken_out.add(word)
        return whole[:start] + REDACTED + whole[end:]

    def _learn(self, secret: Any) -> None:
        if isinstance(secret, str):
            self.secrets.update((secret, *_PARTS.split(secret)))
        elif isinstance(secret, Mapping):
            for part in secret.values():
                self._learn(part)
        elif isinstance(secret, (list, tuple)):
            for part in secret:
                self._learn(part)

    def without_secrets(self, text: str, min_characters: int = _SECRET_IN_VALUES_MIN_CHARACTERS) -> str:
        if not self.knows_all:
            return text
        for secret in sorted(self.secrets, key=len, reverse=True):
            if len(secret) >= min_characters and secret != REDACTED:
                text = text.replace(secret, REDACTED)
        return text


def _decoded(encoded: str) -> str | None:
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
