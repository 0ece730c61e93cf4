"""Secrets taken out of an entry of the history, before it is exported or recorded.

Pure. The rules are those of `workbench.protocol.redaction`. Payloads, responses, stored values, and JSON within base64
are looked through; what was taken out is taken out wherever else it stands, in messages and in the log too. A payload
or answer that is no JSON cannot be looked through, and is taken out as a whole when it speaks of a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.protocol.json import parsing
from workbench.protocol.redaction.found import Found
from workbench.protocol.redaction.redactor import NO_JSON, REDACTED, SECRET_MIN_CHARACTERS, Redactor
from workbench.protocol.redaction.rules import DEFAULT_RULES, RedactionRules
from workbench.session.values.history import HistoryEntry
from workbench.session.values.host_view import HostView, storage_sha256
from workbench.session.values.kept_outcome import KeptOutcome


@dataclass(frozen=True, slots=True)
class RedactedEntry:
    """An entry without its secrets."""

    entry: HistoryEntry
    found: tuple[Found, ...]
    """What was taken out, and where it stood."""
    kept: tuple[Found, ...]
    """What looks like a secret, and was left where it stands."""

    @property
    def taken_out(self) -> frozenset[str]:
        """The rules by which something was taken out: names of headers and fields, words for patterns, or `NO_JSON`."""
        return frozenset(one.rule for one in self.found)


def redact(entry: HistoryEntry, rules: RedactionRules = DEFAULT_RULES) -> RedactedEntry:
    """Return the entry without its secrets. Everything that is not secret stays as it was."""
    rewriting = Rewriting(Redactor(rules))
    # At first only to learn all secrets.
    rewriting.rewritten(entry)
    rewriting.redactor.know_all()
    changed = rewriting.rewritten(entry)
    return RedactedEntry(changed, (*rewriting.whole, *rewriting.redactor.taken_out), rewriting.redactor.kept)


class Rewriting:
    """Goes through an entry, or through the parts of one."""

    def __init__(self, redactor: Redactor) -> None:
        """Take out what the redactor takes out."""
        self.redactor = redactor
        self.whole: dict[Found, None] = {}
        """The texts that were taken out as a whole."""

    def rewritten(self, entry: HistoryEntry) -> HistoryEntry:
        """Return an entry without its secrets."""
        return replace(
            entry,
            payload=self.text(entry.payload, "payload"),
            request_text=self._maybe(entry.request_text, "request"),
            before=self._view(entry.before, "storage before"),
            after=self._view(entry.after, "storage after"),
            logs=self.logs(entry.logs),
            outcome=self.outcome(entry.outcome),
        )

    def outcome(self, outcome: KeptOutcome, at: str = "") -> KeptOutcome:
        """Return an outcome without its secrets; `at` stands before the places in it."""
        words = self.redactor.words
        return replace(
            outcome,
            response_text=self._maybe(outcome.response_text, f"{at}response"),
            output_text=self.text(outcome.output_text, f"{at}output"),
            message=words(outcome.message, f"{at}message", SECRET_MIN_CHARACTERS),
            cause=words(outcome.cause, f"{at}cause", SECRET_MIN_CHARACTERS),
        )

    def logs(self, logs: tuple[str, ...] | None, at: str = "") -> tuple[str, ...] | None:
        """Return the lines of a log without their secrets; None: it is not known."""
        if logs is None:
            return None
        return tuple(self.redactor.words(line, f"{at}log/{number}") for number, line in enumerate(logs))

    def storage(self, storage: Mapping[str, bytes], place: str) -> dict[str, bytes]:
        """Return stored values without their secrets."""
        return {key: self._stored(key, value, f"{place}/{key}") for key, value in storage.items()}

    def _maybe(self, text: str | None, place: str) -> str | None:
        return None if text is None else self.text(text, place)

    def text(self, text: str, place: str) -> str:
        """Return a payload or an answer without its secrets."""
        if not text:
            return text
        try:
            parsing.parse(text)
        except parsing.JsonTextError:
            if not self.redactor.may_hold_secrets(text):
                return self.redactor.words(text, place)
            self.whole[Found(place, NO_JSON)] = None
            return REDACTED
        return self.redactor.json_or_words(text, place)

    def _view(self, view: HostView, place: str) -> HostView:
        if not view.storage:
            return view
        storage = self.storage(view.storage, place)
        return replace(view, storage=storage, storage_sha256=storage_sha256(storage))

    def _stored(self, key: str, value: bytes, place: str) -> bytes:
        text = value.decode("utf-8", "replace")
        is_secret = self.redactor.rule_of(key) is not None
        changed = self.redactor.named(key, text, place) if is_secret else self.redactor.json_or_words(text, place)
        return value if changed == text else str(changed).encode()
