"""Layer L2: the accept and the steps that lead to it (PROTOCOL.md section 4). Step 1 stands in `offer.py`.

Pure: the call itself is made by whoever holds an engine, and judged here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from workbench.errors.base import PluginError
from workbench.errors.handshake import (
    Call,
    ChosenForUnknownFunction,
    ChosenFunctionNotImplemented,
    ChosenVersionNotOffered,
    ChosenVersionNotSupported,
    DeclaredFunctionMissing,
    DecodeAccept,
    DowngradeAttempt,
    HandshakeSchemaVersionMismatch,
    ImplementedFunctionCountExceeded,
    ImplementedUnknownFunction,
    Instantiate,
    MissingHandshakeExport,
    OutputTooLarge,
    RequiredCapabilityUnavailable,
    SupportedUnknownFunction,
    SupportedVersionOutOfRange,
    Timeout,
    UndeclaredExport,
)
from workbench.errors.machine import WorkbenchLimit, WorkbenchLimitCompileTime, WorkbenchLimitMemory
from workbench.protocol import limits
from workbench.protocol.budgets import STRICT, Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase
from workbench.protocol.functions import WIRE_FUNCTIONS, Slot
from workbench.protocol.offer import Offer
from workbench.protocol.wire.decode import DecodeError, Mode, from_text
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.layer_messages import ACCEPT

_TIMEOUT_WORDS = ("timeout", "timed out", "deadline", "fuel")


class Exports(Protocol):
    """What the handshake needs to know of a module's exports."""

    def function_exists(self, name: str) -> bool:
        """Say whether `name` is a function without parameters and with one i32 result or none."""

    def export_found(self, name: str) -> str:
        """Say in words what stands under `name`."""


@dataclass(frozen=True, slots=True)
class Accept:
    """What the plugin answers to an offer."""

    handshake_schema_version: int
    envelope_version: int
    chosen_versions: Mapping[str, int]
    """By function, in name order. A function without a common version is left out."""
    plugin_supported: Mapping[str, tuple[int, ...]]
    implemented_functions: frozenset[str]
    required_capabilities: frozenset[str]

    def value(self) -> dict[str, Any]:
        """Return the accept as a JSON value, in the order of the wire."""
        return {
            "handshake_schema_version": self.handshake_schema_version,
            "envelope_version": self.envelope_version,
            "chosen_versions": dict(self.chosen_versions),
            "plugin_supported": {name: list(versions) for name, versions in self.plugin_supported.items()},
            "implemented_functions": sorted(self.implemented_functions),
            "required_capabilities": sorted(self.required_capabilities),
        }

    def canonical(self) -> str:
        """Return the text that the reference would write for it."""
        return canonical(ACCEPT, self.value())

    @property
    def slots(self) -> frozenset[Slot]:
        """The slots that its implemented functions fill."""
        known = (WIRE_FUNCTIONS[name] for name in self.implemented_functions if name in WIRE_FUNCTIONS)
        return frozenset(function.slot for function in known if function.slot is not None)


def check_built(outcome: CallOutcome, budget: Budget = STRICT) -> None:
    """Step 2: the instance could be built.

    Raises:
        Instantiate: It could not, or the process died over it.
        WorkbenchLimit: A limit of ours ended the attempt: the reference has none, so this is no verdict.
    """
    if outcome.failure is not None and outcome.failure.phase is not Phase.CALL:
        raise build_error(outcome.failure, budget)


def build_error(failure: CallFailure, budget: Budget = STRICT) -> Instantiate | WorkbenchLimit:
    """Return the error of an instance that could not be built."""
    limit, phase = failure.limit, failure.phase.value
    if limit is not None and failure.kind is FailureKind.COMPILE_LIMIT:
        return WorkbenchLimitCompileTime(phase, limit.setting, limit.limit, limit.found)
    if limit is not None and failure.kind is FailureKind.MEMORY_LIMIT:
        return WorkbenchLimitMemory(phase, limit.setting, limit.limit, limit.found)
    return Instantiate(failure.reason, budget.name, failure.cause, failure.trace)


def check_handshake_export(exports: Exports) -> None:
    """Step 3: the export is there.

    Raises:
        MissingHandshakeExport: It is not, or is not callable.
    """
    if not exports.function_exists(limits.HANDSHAKE_EXPORT):
        raise MissingHandshakeExport(limits.HANDSHAKE_EXPORT, exports.export_found(limits.HANDSHAKE_EXPORT))


def judge_call(outcome: CallOutcome, budget: Budget = STRICT) -> str:
    """Steps 4 and 5: return the text of the answer.

    Raises:
        Timeout: The reason says time-out, deadline or fuel; a plugin's own error text may say so too.
        Call: Any other failure, an output that is not UTF-8 included.
        OutputTooLarge: The call was good, but the answer is above its limit.
    """
    failure = outcome.failure
    if failure is not None and failure.kind is not FailureKind.OUTPUT_TOO_LARGE:
        if any(word in failure.reason.lower() for word in _TIMEOUT_WORDS):
            raise Timeout(failure.reason, budget.wall_ms, budget.fuel, failure.cause, failure.trace)
        raise Call(limits.HANDSHAKE_EXPORT, failure.reason, failure.cause, failure.trace)
    return judge_output(
        outcome.output, outcome.output_size_bytes, limits.HANDSHAKE_EXPORT, limits.HANDSHAKE_OUTPUT_MAX_BYTES
    )


def judge_output(output: bytes, size_bytes: int, export: str, max_bytes: int) -> str:
    """Return an output as text.

    Args:
        output: The bytes; may be left empty when they are above the limit, and then only their number is judged.
        size_bytes: How many the guest set.
        export: The export that was called.
        max_bytes: The limit.

    Raises:
        Call: The bytes are not UTF-8. That is a part of the call, and so comes before their number.
        OutputTooLarge: There are more than `max_bytes`.
    """
    try:
        text = output.decode()
    except UnicodeDecodeError as error:
        reason = f"output is not UTF-8: byte 0x{output[error.start]:02x} at {error.start:,}"
        raise Call(export, reason) from error
    size_bytes = max(size_bytes, len(output))
    if size_bytes > max_bytes:
        raise OutputTooLarge(export, size_bytes, max_bytes)
    return text


def decode_accept(text: str) -> Accept:
    """Step 6: return the accept that an answer holds.

    Raises:
        DecodeAccept: The answer is not an accept.
    """
    try:
        value = from_text(ACCEPT, text, Mode.DIRECT)
    except DecodeError as error:
        raise DecodeAccept(error.path, error.expected, error.found, error.offset) from error
    return Accept(
        value["handshake_schema_version"],
        value["envelope_version"],
        dict(sorted(value["chosen_versions"].items())),
        {name: tuple(versions) for name, versions in sorted(value["plugin_supported"].items())},
        frozenset(value["implemented_functions"]),
        frozenset(value["required_capabilities"]),
    )


def check_against_offer(offer: Offer, accept: Accept) -> None:
    """Step 7: hold the accept against the offer; `envelope_version` is not compared.

    Raises:
        HandshakeSchemaVersionMismatch, ChosenForUnknownFunction, ChosenVersionNotOffered, DowngradeAttempt,
            RequiredCapabilityUnavailable: The first in the order of the protocol.
    """
    if accept.handshake_schema_version != offer.handshake_schema_version:
        raise HandshakeSchemaVersionMismatch(accept.handshake_schema_version, offer.handshake_schema_version)
    for name, chosen in sorted(accept.chosen_versions.items()):
        _check_chosen(offer, accept, name, chosen)
    for capability in sorted(accept.required_capabilities):
        if capability not in offer.host_capabilities:
            raise RequiredCapabilityUnavailable(capability, tuple(sorted(offer.host_capabilities)))


def _check_chosen(offer: Offer, accept: Accept, name: str, chosen: int) -> None:
    if name not in accept.plugin_supported:
        raise ChosenForUnknownFunction(name, "plugin_supported")
    if name not in offer.function_versions:
        raise ChosenForUnknownFunction(name, "the offer")
    offered = offer.function_versions[name]
    if chosen not in offered:
        raise ChosenVersionNotOffered(name, chosen, offered)
    newest = max(set(offered) & set(accept.plugin_supported[name]), default=chosen)
    if chosen < newest:
        raise DowngradeAttempt(name, chosen, newest)


def check_shape(offer: Offer, accept: Accept) -> None:
    """Step 8: the accept agrees with itself.

    Raises:
        ImplementedFunctionCountExceeded, ImplementedUnknownFunction, SupportedUnknownFunction,
            SupportedVersionOutOfRange, ChosenFunctionNotImplemented, ChosenVersionNotSupported: The first in
            the order of the protocol.
    """
    if len(accept.implemented_functions) > limits.IMPLEMENTED_FUNCTIONS_MAX:
        raise ImplementedFunctionCountExceeded(len(accept.implemented_functions), limits.IMPLEMENTED_FUNCTIONS_MAX)
    for name in sorted(accept.implemented_functions):
        if name not in offer.function_versions:
            raise ImplementedUnknownFunction(name)
    for name, versions in sorted(accept.plugin_supported.items()):
        if name not in offer.function_versions:
            raise SupportedUnknownFunction(name)
        for version in versions:
            if not limits.VERSION_MIN <= version <= limits.VERSION_MAX:
                raise SupportedVersionOutOfRange(name, version, limits.VERSION_MIN, limits.VERSION_MAX)
    for name, chosen in sorted(accept.chosen_versions.items()):
        if name not in accept.implemented_functions:
            raise ChosenFunctionNotImplemented(name)
        if chosen not in accept.plugin_supported.get(name, ()):
            raise ChosenVersionNotSupported(name, chosen, accept.plugin_supported.get(name, ()))


def check_exports(accept: Accept, exports: Exports) -> None:
    """Step 9: what is implemented is exported, and what is exported is implemented.

    Raises:
        DeclaredFunctionMissing, UndeclaredExport: In this order.
    """
    for name in sorted(accept.implemented_functions):
        if not exports.function_exists(name):
            raise DeclaredFunctionMissing(name, exports.export_found(name))
    for name in WIRE_FUNCTIONS:
        if exports.function_exists(name) and name not in accept.implemented_functions:
            raise UndeclaredExport(name)


@dataclass(frozen=True, slots=True)
class Negotiation:
    """What came of an offer."""

    offer: Offer
    accept: Accept | None
    """None: the answer could not be decoded, or there was none. A rejected accept is kept for display."""
    error: PluginError | WorkbenchLimit | None
    """None: the layer passed."""

    def version_of(self, function: str) -> int | None:
        """Return the version to call a function with, or None when it was not negotiated."""
        if self.error is not None or self.accept is None:
            return None
        return self.accept.chosen_versions.get(function)


def judge_handshake(offer: Offer, outcome: CallOutcome, exports: Exports, budget: Budget = STRICT) -> Negotiation:
    """Steps 2 to 9 over the outcome of the call; the first failure ends the layer."""
    accept = None
    try:
        check_built(outcome, budget)
        check_handshake_export(exports)
        accept = decode_accept(judge_call(outcome, budget))
        check_against_offer(offer, accept)
        check_shape(offer, accept)
        check_exports(accept, exports)
    except (PluginError, WorkbenchLimit) as error:
        return Negotiation(offer, accept, error)
    return Negotiation(offer, accept, None)
