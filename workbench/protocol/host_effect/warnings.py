"""What an author should know of a payload or an answer beside its verdict (PROTOCOL.md sections 7 and 8a).

A warning is no failure: the reference takes the message. Owns what a host would never send, and base64 that is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice
from typing import Any, Final

from workbench.protocol.host_effect.effect import pointer
from workbench.protocol.host_effect.observe_batch import BATCH_EVENTS
from workbench.protocol.host_effect.payload_parts import object_list, part, text_part
from workbench.protocol.host_effect.upstream_request import CONTENT_LENGTH
from workbench.protocol.host_effect.uuid_text import canonical_uuid
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.bytes64 import base64_fault
from workbench.protocol.wire.messages import request_type, response_type
from workbench.protocol.wire.parts import OBSERVE_EVENT
from workbench.protocol.wire.types import ListOf, Scalar, Struct, WireType

HEADERS_REMOVED: Final = ("host", "authorization", "x-api-key")
"""What the host removes from a downstream request's headers before a plugin sees them."""
DATA_STATES: Final = ("fresh", "stale", "missing")
_CHUNK: Final = OBSERVE_EVENT.by_tag["chunk"]
WARNINGS_MAX: Final = 200
"""More are not looked for."""
JUDGED_CHARACTERS_MAX: Final = 1_048_576
"""Longer payloads are not held against their type: nobody types them."""


class WarningKind(Enum):
    """What a warning is about."""

    BAD_BASE64 = "bad_base64"
    """A string that should hold base64 holds something else."""
    NEVER_SENT = "never_sent"
    """The payload holds what a host would not send."""
    WIDE_COUNT = "wide_count"
    """The payload holds a count that guests built from the crates reject."""
    WRONG_TYPE = "wrong_type"
    """The payload is not of the wire type: a guest built from the crates rejects it."""


@dataclass(frozen=True, slots=True)
class PayloadWarning:
    """One thing to know."""

    kind: WarningKind
    path: str
    """A JSON pointer, behind `payload` or `response`: `/request/headers/0/name`."""
    message: str
    """One sentence: what was expected, what was found. Of the content of a value at most a number or a name."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    def value(self) -> dict[str, str]:
        """Return the warning as the object `{kind, path, message}` of every JSON report."""
        return {"kind": self.kind.value, "path": self.path, "message": self.message}


def payload_warnings(function: str, payload: Any) -> tuple[PayloadWarning, ...]:
    """Return what to know of a payload, at most WARNINGS_MAX.

    Args:
        function: One of the seven.
        payload: What is sent, as a JSON value, or anything at all.

    Raises:
        KeyError: No function has this name.
    """
    found = chain(_bad_base64("payload", request_type(function), payload, ()), _NEVER_SENT[function](payload))
    return tuple(islice(found, WARNINGS_MAX))


def wrong_types(function: str, payload: str) -> tuple[PayloadWarning, ...]:
    """Return where a payload does not decode as its wire type says, at most WARNINGS_MAX.

    Args:
        function: One of the seven.
        payload: What is sent, as text. One that is no JSON, or longer than JUDGED_CHARACTERS_MAX, gives none.

    Raises:
        KeyError: No function has this name.
    """
    if len(payload) > JUDGED_CHARACTERS_MAX:
        return ()
    from workbench.protocol.wire.problems import Severity, problems  # noqa: PLC0415 - few payloads are typed by hand

    found = problems(request_type(function), payload, as_payload=True)
    errors = [one for one in found if one.severity is Severity.ERROR][:WARNINGS_MAX]
    return tuple(
        PayloadWarning(
            WarningKind.WRONG_TYPE,
            pointer(*one.steps, *((one.missing,) if one.missing else ())),
            f"payload: {one.sentence}",
        )
        for one in errors
    )


def response_warnings(function: str, profile: Profile, response: Any) -> tuple[PayloadWarning, ...]:
    """Return what to know of a decoded answer: base64 that is none. At most WARNINGS_MAX.

    Raises:
        KeyError: No function has this name.
    """
    return tuple(islice(_bad_base64("answer", response_type(function, profile), response, ()), WARNINGS_MAX))


def _bad_base64(where: str, wire_type: WireType, value: Any, steps: tuple[str | int, ...]) -> Iterator[PayloadWarning]:
    match wire_type:
        case Struct() if isinstance(value, dict):
            for one in wire_type.fields:
                yield from _bad_base64(where, one.type, value.get(one.name), (*steps, one.name))
        case ListOf(item) if isinstance(value, list):
            for index, entry in enumerate(value):
                yield from _bad_base64(where, item, entry, (*steps, index))
        case Scalar.BYTES64 if isinstance(value, str) and (fault := base64_fault(value)) is not None:
            message = f"{where}: expected standard base64 with padding, found {fault.found}"
            yield PayloadWarning(WarningKind.BAD_BASE64, pointer(*steps), message)


def _never_sent(message: str, *steps: str | int) -> PayloadWarning:
    return PayloadWarning(WarningKind.NEVER_SENT, pointer(*steps), f"payload: {message}")


def _removed_headers(payload: Any, names: tuple[str, ...], *steps: str) -> Iterator[PayloadWarning]:
    for index, header in object_list(payload, *steps, "headers"):
        name = text_part(header, "name").lower()
        if name in names:
            yield _never_sent(f"a host removes the header {name}", *steps, "headers", index, "name")


def _in_shape(payload: Any) -> Iterator[PayloadWarning]:
    yield from _removed_headers(payload, HEADERS_REMOVED, "request")
    if part(payload, "upstream_base_url") is not None:
        yield _never_sent("a host leaves upstream_base_url out", "upstream_base_url")


def _in_build_signer(payload: Any) -> Iterator[PayloadWarning]:
    if part(payload, "factory_state") is not None:
        yield _never_sent("a host sends null as factory_state", "factory_state")


def _in_sign(payload: Any) -> Iterator[PayloadWarning]:
    yield from _removed_headers(payload, (CONTENT_LENGTH,), "shaped")


def _in_observe(payload: Any) -> Iterator[PayloadWarning]:
    events = part(payload, "events")
    if isinstance(events, list) and len(events) > BATCH_EVENTS:
        yield _never_sent(f"a host sends at most {BATCH_EVENTS} events in a batch, found {len(events):,}", "events")
    for index, event in object_list(payload, "events"):
        for one in _CHUNK.fields if event.get("kind") == _CHUNK.name else ():
            count, maximum = event.get(one.name), one.guest_maximum
            if isinstance(count, int) and maximum is not None and count > maximum:
                message = f"payload: guests built from the crates reject counts above {maximum:,}"
                yield PayloadWarning(WarningKind.WIDE_COUNT, pointer("events", index, one.name), message)


def _in_filter(payload: Any) -> Iterator[PayloadWarning]:
    yield from _removed_headers(payload, HEADERS_REMOVED)
    seen: set[str] = set()
    for index, candidate in object_list(payload, "candidates"):
        place = ("candidates", index)
        upstream_id = canonical_uuid(text_part(candidate, "upstream_id"))
        if upstream_id is None:
            yield _never_sent("a candidate's id is a UUID", *place, "upstream_id")
        elif upstream_id in seen:
            yield _never_sent("a host names each candidate once", *place, "upstream_id")
        seen.add(upstream_id or "")
        for at, quota in object_list(candidate, "subscription_quotas"):
            if quota.get("data_state") not in DATA_STATES:
                expected = ", ".join(DATA_STATES)
                yield _never_sent(f"data_state is one of {expected}", *place, "subscription_quotas", at, "data_state")


def _in_any(_payload: Any) -> Iterator[PayloadWarning]:
    return iter(())


_NEVER_SENT: Final[dict[str, Callable[[Any], Iterator[PayloadWarning]]]] = {
    "shape": _in_shape,
    "normalize_error": _in_any,
    "build_signer": _in_build_signer,
    "sign": _in_sign,
    "on_unauthorized": _in_any,
    "observe": _in_observe,
    "filter": _in_filter,
}
