"""Secrets taken out of what a replay adds to a recording. Pure.

A call that stays as it was recorded is left alone: whoever recorded it decided what it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.protocol.redaction.found import Found
from workbench.protocol.redaction.redactor import Redactor
from workbench.session.history.redaction import Rewriting
from workbench.session.values.recording import RecordedCall, Recording


@dataclass(frozen=True, slots=True)
class RedactedRecording:
    """A recording whose new answers hold no secrets."""

    recording: Recording
    taken_out: tuple[Found, ...] = ()
    """What was taken out, and where it stood."""
    kept: tuple[Found, ...] = ()
    """What looks like a secret, and was left where it stands."""


def redact_new(previous: Recording, accepted: Recording) -> RedactedRecording:
    """Return a recording without the secrets of those of its calls that are not those of the previous one.

    Such a call is redacted as a whole, as when it is recorded: an answer may repeat what its payload holds.
    """
    new = {
        number: call
        for number, (before, call) in enumerate(zip(previous.calls, accepted.calls, strict=True))
        if call is not before
    }
    return _redacted(accepted, new)


def redact_whole(recording: Recording) -> RedactedRecording:
    """Return a recording without the secrets of any of its calls."""
    return _redacted(recording, dict(enumerate(recording.calls)))


def _redacted(recording: Recording, new: Mapping[int, RecordedCall]) -> RedactedRecording:
    """Return a recording whose calls of these numbers hold no secrets."""
    rewriting = Rewriting(Redactor())
    # At first only to learn all secrets.
    for number, call in new.items():
        _rewritten(rewriting, call, number)
    rewriting.redactor.know_all()
    calls = list(recording.calls)
    for number, call in new.items():
        calls[number] = _rewritten(rewriting, call, number)
    taken_out = (*rewriting.whole, *rewriting.redactor.taken_out)
    return RedactedRecording(replace(recording, calls=tuple(calls)), taken_out, rewriting.redactor.kept)


def _rewritten(rewriting: Rewriting, call: RecordedCall, index: int) -> RecordedCall:
    at = f"call {index + 1}/"
    payload = rewriting.text(call.payload, f"{at}payload")
    effect, given = call.effect, call.given
    return replace(
        call,
        payload=payload,
        # What crosses the border is found out again from another payload.
        bare=call.bare if payload == call.payload else None,
        given=replace(given, storage=_storage(rewriting, given.storage, f"{at}storage before")),
        effect=replace(
            effect,
            outcome=rewriting.outcome(effect.outcome, at),
            stored=_storage(rewriting, effect.stored, f"{at}stored"),
            logs=rewriting.logs(effect.logs, at),
        ),
    )


def _storage(rewriting: Rewriting, storage: Mapping[str, bytes] | None, place: str) -> Mapping[str, bytes] | None:
    return None if storage is None else rewriting.storage(storage, place)
