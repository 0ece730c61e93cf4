"""A dispatch as it may be shared: without its secrets, and with the places where they stood. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from workbench.protocol.redaction.found import Found
from workbench.protocol.redaction.redactor import SECRET_MIN_CHARACTERS, Redactor
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.visible import visible

_NAMED_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """A dispatch without its secrets."""

    record: DispatchRecord
    error: str
    """What it failed with, in words; empty: it did not."""
    found: tuple[Found, ...]
    """What was taken out, and where it stood."""


def without_secrets(record: DispatchRecord) -> SharedRecord:
    """Return a dispatch without what the table of secrets names."""
    redactor = Redactor()
    # At first only to learn all secrets.
    _rewritten(redactor, record)
    redactor.know_all()
    changed, error = _rewritten(redactor, record)
    return SharedRecord(changed, error, redactor.taken_out)


def _rewritten(redactor: Redactor, record: DispatchRecord) -> tuple[DispatchRecord, str]:
    payload = redactor.payload(record.payload, "payload")
    outcome = record.outcome
    request, response, call = outcome.request_text, outcome.response_text, outcome.call
    changed = replace(
        outcome,
        request_text=None if request is None else redactor.payload(request, "request"),
        response_text=None if response is None else redactor.payload(response, "response"),
        call=None if call is None else replace(call, output=_output(redactor, call.output)),
    )
    error = "" if outcome.error is None else str(outcome.error)
    error = redactor.words(error, "error", SECRET_MIN_CHARACTERS)
    return replace(record, payload=payload, outcome=changed), error


def _output(redactor: Redactor, output: bytes) -> bytes:
    text = output.decode("utf-8", "replace")
    changed = redactor.payload(text, "output")
    return output if changed == text else changed.encode()


def places(found: Sequence[Found]) -> str:
    """Return where secrets stood, in one line."""
    named = [visible(str(one), limit=80) for one in found[:_NAMED_MAX]]
    more = len(found) - len(named)
    return ", ".join([*named, *([f"{more:,} more"] if more else [])])
