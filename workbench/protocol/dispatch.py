"""Layer L5: the envelope, the eight stages and the outcome of a dispatch (PROTOCOL.md section 8).

Pure: the call itself is made by whoever holds an engine, and judged here. A failed dispatch is a value, never
an exception to the caller.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from workbench.errors.base import PluginError
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import OfferError
from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase
from workbench.protocol.functions import WIRE_FUNCTIONS, Policy
from workbench.protocol.handshake import Negotiation, build_error
from workbench.protocol.json import parsing
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import DecodeError, from_value
from workbench.protocol.wire.encode import canonical, compact
from workbench.protocol.wire.messages import request_type, response_type

VERSION_FIELD = "_v"
RESPONSE_MAX_BYTES = 32 * 1024 * 1024
"""What we read of an output. The protocol sets no limit in L5; a larger one is rejected before it is copied."""

CROWDED_FROM_BYTES: Final = 4 * 1024 * 1024
VALUES_MAX: Final = 500_000
"""What an output of that size may hold. Under the budgets of the protocol none is as large; a project that raises them
may have large texts, but millions of values would take gigabytes and minutes to read."""

REMEMBERED_MAX: Final = 1_024
"""Outputs of which is remembered how they were judged: the same ones come again with each build."""
REMEMBERED_MAX_BYTES: Final = 2_048
"""Of one output; larger ones are judged each time."""
_VERSION_FIRST: Final = re.compile(r'\{"_v":\d+(?:,|(?=\}\Z))')

_U64_MAX: Final = 2**64 - 1


class Stage(Enum):
    """Where a dispatch failed, in the order in which the stages are passed."""

    VERSION_LOOKUP = "version_lookup"
    REQUEST_ENVELOPE = "request_envelope"
    SERIALIZE_REQUEST = "serialize_request"
    PLUGIN_CALL = "plugin_call"
    DESERIALIZE_RESPONSE = "deserialize_response"
    RESPONSE_ENVELOPE = "response_envelope"
    RESPONSE_DECODE = "response_decode"
    PANIC = "panic"


@dataclass(frozen=True, slots=True)
class DispatchOutcome:
    """`ok` with a response, or `fallback` with the function's policy."""

    function: str
    version: int | None
    """The negotiated version; None when there is none."""
    request_text: str | None
    """What was sent over the wire; None when nothing could be."""
    response: Any = None
    """The decoded response, without `_v`; None after a failure. Not to be changed: other outcomes may have it too."""
    response_text: str | None = None
    """The response as the reference would write it; None after a failure."""
    error: PluginError | WorkbenchLimit | OfferError | None = None
    """None: ok. An `OfferError`: nothing could be negotiated with the host's own offer."""
    stage: Stage | None = None
    """Where it failed; None: ok."""
    call: CallOutcome | None = None
    """What the call gave and cost; None when nothing was called."""

    @property
    def ok(self) -> bool:
        """True when the host would use the response."""
        return self.error is None

    @property
    def policy(self) -> Policy | None:
        """What the host falls back to; None when the dispatch is ok."""
        return None if self.ok else WIRE_FUNCTIONS[self.function].policy


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that is ready to be sent."""

    function: str
    version: int
    text: str


def prepare(
    negotiation: Negotiation | None, function: str, payload: str | bytes, bare: str | None = None
) -> Prepared | DispatchOutcome:
    """Pass the first three stages: return what is to be sent, or the outcome that ends the dispatch.

    A payload that is a request of the function is sent as a host would send it: absent nullable fields as null,
    positional arrays as objects, `confidence` narrowed. One that is none is sent as it was typed, since what a
    plugin makes of a wrong request is worth knowing too.

    Args:
        negotiation: What the handshake gave; None when it was not run.
        function: One of the seven.
        payload: The request as JSON text. A `_v` in it gives way to the negotiated version.
        bare: What `bare_request` makes of the payload, where that is known; it saves all work but the version's.
    """
    version = negotiation.version_of(function) if negotiation else None
    if version is None:
        cause = negotiation.error if negotiation else None
        error = cause or DispatchError(
            stage=Stage.VERSION_LOOKUP.value,
            function=function,
            path="",
            expected="a negotiated version",
            found="none: the handshake left this function out",
        )
        return DispatchOutcome(function, None, None, error=error, stage=Stage.VERSION_LOOKUP)
    if bare is not None:
        return Prepared(function, version, _versioned(bare, version))
    try:
        return Prepared(function, version, _written(function, version, payload))
    except parsing.JsonTextError as error:
        return _failed(Stage.REQUEST_ENVELOPE, function, version, None, "$", error.expected, error.found, error.offset)
    except _NoObject as error:
        return _failed(Stage.REQUEST_ENVELOPE, function, version, None, "$", "a JSON object", error.found)


class _NoObject(Exception):
    """A payload is JSON, but no object."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found


def _written(function: str, version: int, payload: str | bytes) -> str:
    """Return what is sent for a payload. Raises JsonTextError and _NoObject."""
    request = parsing.parse(payload)
    if not isinstance(request, dict):
        raise _NoObject(parsing.kind_of(request))
    request.pop(VERSION_FIELD, None)
    with suppress(DecodeError):
        request = from_value(request_type(function), request)
    return enveloped(request, version)


def bare_request(function: str, value: dict[str, Any]) -> str | None:
    """Return what crosses the border for a payload, but for the version; None: it is no request of the function."""
    request = {name: part for name, part in value.items() if name != VERSION_FIELD}
    try:
        return compact(from_value(request_type(function), request))
    except DecodeError:
        return None


def without_version(request_text: str) -> str | None:
    """Return what crossed the border, but for the version; None: that does not stand first in it."""
    found = _VERSION_FIRST.match(request_text)
    return None if found is None else "{" + request_text[found.end() :]


def _versioned(bare: str, version: int) -> str:
    # Sorted, the version stands first: the names of all fields begin with small letters.
    return f'{{"{VERSION_FIELD}":{version}{"," if len(bare) > len("{}") else ""}{bare[1:]}'


def enveloped(request: dict[str, Any], version: int) -> str:
    """Return the text that goes over the wire for a decoded or hand-made request (PROTOCOL.md section 8)."""
    return compact({**request, VERSION_FIELD: version})


def judge(prepared: Prepared, outcome: CallOutcome, profile: Profile) -> DispatchOutcome:
    """Pass the stages after the call, and return the outcome of the dispatch."""
    if outcome.failure is not None:
        return _call_failed(prepared, outcome, outcome.failure)
    return judge_output(prepared, outcome.output, profile, outcome)


def judge_output(
    prepared: Prepared, output: bytes, profile: Profile, call: CallOutcome | None = None
) -> DispatchOutcome:
    """Judge the output of a call that returned well: UTF-8, JSON, envelope, response type.

    `call` goes into the outcome as it is.
    """
    function, version, text = prepared.function, prepared.version, prepared.text
    read = _read_before if len(output) <= REMEMBERED_MAX_BYTES else _read
    try:
        response, response_text = read(function, version, profile, output)
    except _Rejected as rejected:
        return _failed(rejected.stage, function, version, text, *rejected.place, call=call)
    return DispatchOutcome(function, version, text, response, response_text, call=call)


class _Rejected(Exception):
    """An output is no response."""

    def __init__(self, stage: Stage, path: str, expected: str, found: str, offset: int | None = None) -> None:
        super().__init__(stage)
        self.stage = stage
        self.place = (path, expected, found, offset)


def _read(function: str, version: int, profile: Profile, output: bytes) -> tuple[Any, str]:
    """Return the response that an output holds, and its canonical text. Raises _Rejected."""
    try:
        text = output.decode()
    except UnicodeDecodeError as error:
        found = f"output is not UTF-8: byte 0x{output[error.start]:02x} at {error.start:,}"
        raise _Rejected(Stage.PLUGIN_CALL, "", "UTF-8 output", found, error.start) from None
    if len(output) >= CROWDED_FROM_BYTES and (values := sum(map(output.count, (b",", b"[", b"{")))) > VALUES_MAX:
        expected = f"at most {VALUES_MAX:,} values in {CROWDED_FROM_BYTES:,} bytes and more"
        raise _Rejected(Stage.DESERIALIZE_RESPONSE, "$", expected, f"about {values:,} (a limit of the workbench)")
    try:
        envelope = parsing.parse(text)
    except parsing.JsonTextError as error:
        raise _Rejected(Stage.DESERIALIZE_RESPONSE, "$", error.expected, error.found, error.offset) from None
    problem = _envelope_problem(envelope, version)
    if problem:
        raise _Rejected(Stage.RESPONSE_ENVELOPE, *problem)
    del envelope[VERSION_FIELD]
    wire_type = response_type(function, profile)
    try:
        response = from_value(wire_type, envelope)
    except DecodeError as error:
        # Only a rejection has a place to be found.
        from workbench.protocol.json.spans import offset_of  # noqa: PLC0415

        offset = offset_of(text, error.steps)
        raise _Rejected(Stage.RESPONSE_DECODE, error.path, error.expected, error.found, offset) from None
    return response, canonical(wire_type, response)


_read_before = lru_cache(REMEMBERED_MAX)(_read)


def forget() -> None:
    """Forget how outputs were judged before, as for a measurement."""
    _read_before.cache_clear()


def _envelope_problem(envelope: Any, version: int) -> tuple[str, str, str] | None:
    """Return path, expected and found of the first error of a response envelope, or None."""
    if not isinstance(envelope, dict):
        return "$", "a JSON object", parsing.kind_of(envelope)
    if VERSION_FIELD not in envelope:
        return "$", f"the field {VERSION_FIELD}", "no such field"
    found = envelope[VERSION_FIELD]
    path = f"$.{VERSION_FIELD}"
    if type(found) is not int or not 0 <= found <= _U64_MAX:
        shown = compact(found) if isinstance(found, (int, float)) else parsing.kind_of(found)
        return path, "an unsigned integer", shown
    if found != version:
        return path, f"the negotiated version {version}", str(found)
    return None


def _call_failed(prepared: Prepared, call: CallOutcome, failure: CallFailure) -> DispatchOutcome:
    ours = failure.kind is FailureKind.INTERNAL_ERROR
    stage = Stage.PANIC if ours else Stage.PLUGIN_CALL
    if failure.limit is not None and failure.phase is not Phase.CALL:
        # No host has this limit: it says nothing about the plugin.
        error: PluginError | WorkbenchLimit = build_error(failure)
        return DispatchOutcome(prepared.function, prepared.version, prepared.text, error=error, stage=stage, call=call)
    error = DispatchError(
        stage=stage.value,
        function=prepared.function,
        path="",
        expected="the workbench to run without an error of its own" if ours else "a return of 0 and no error text",
        found=failure.reason,
        cause=failure.cause,
        trace=failure.trace,
    )
    return DispatchOutcome(prepared.function, prepared.version, prepared.text, error=error, stage=stage, call=call)


def _failed(
    stage: Stage,
    function: str,
    version: int | None,
    request_text: str | None,
    path: str,
    expected: str,
    found: str,
    offset: int | None = None,
    *,
    call: CallOutcome | None = None,
) -> DispatchOutcome:
    error = DispatchError(stage.value, function, path, expected, found, offset=offset)
    return DispatchOutcome(function, version, request_text, error=error, stage=stage, call=call)
