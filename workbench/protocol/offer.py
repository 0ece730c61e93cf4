"""What the host offers: its limits, its canonical form and the hash of it (PROTOCOL.md sections 4 and 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors.handshake import (
    CapabilityCountExceeded,
    FunctionCountExceeded,
    FunctionVersionCountExceeded,
    VersionOutOfRange,
)
from workbench.protocol import limits
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json.parsing import JsonValue
from workbench.protocol.wire.decode import Mode, from_text, from_value
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.layer_messages import OFFER


@dataclass(frozen=True, slots=True)
class Offer:
    """What the host is able to speak. Sent to the plugin."""

    function_versions: Mapping[str, tuple[int, ...]]
    host_capabilities: frozenset[str] = frozenset()
    handshake_schema_version: int = limits.HANDSHAKE_SCHEMA_VERSION
    envelope_version: int = limits.ENVELOPE_VERSION

    def text(self) -> str:
        """Return the offer as it goes over the wire."""
        return canonical(OFFER, self.value())

    def canonical(self) -> str:
        """Return the text that the hash is taken of: it does not depend on order, repetition or case."""
        merged = Offer(
            {name: tuple(sorted(set(versions))) for name, versions in self.function_versions.items()},
            frozenset(_ascii_lower(name) for name in self.host_capabilities),
            self.handshake_schema_version,
            self.envelope_version,
        )
        return merged.text()

    def sha256(self) -> str:
        """Return the `host_offer_hash`: lower-case hex."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def value(self) -> dict[str, Any]:
        """Return the offer as a JSON value, in the order of the wire."""
        return {
            "handshake_schema_version": self.handshake_schema_version,
            "envelope_version": self.envelope_version,
            "function_versions": {name: list(versions) for name, versions in self.function_versions.items()},
            "host_capabilities": sorted(self.host_capabilities),
        }


def reference_offer(capabilities: Iterable[str] = ()) -> Offer:
    """Return what the reference offers: the seven wire functions, each with its versions."""
    versions = {function.name: function.versions for function in WIRE_FUNCTIONS.values()}
    return Offer(versions, frozenset(capabilities))


def offer_from_entries(
    function_versions: Iterable[tuple[str, Iterable[int]]],
    host_capabilities: Iterable[str],
    *,
    handshake_schema_version: int = limits.HANDSHAKE_SCHEMA_VERSION,
    envelope_version: int = limits.ENVELOPE_VERSION,
) -> Offer:
    """Return the offer of entries in any order and with repetitions; those of one function are merged."""
    merged: dict[str, list[int]] = {}
    for name, versions in function_versions:
        merged.setdefault(name, []).extend(versions)
    return Offer(
        {name: tuple(versions) for name, versions in merged.items()},
        frozenset(host_capabilities),
        handshake_schema_version,
        envelope_version,
    )


def decode_offer(text: bytes | str) -> Offer:
    """Return the offer that a text holds.

    Raises:
        DecodeError: The text is not an offer.
    """
    return _offer_of(from_text(OFFER, text, Mode.DIRECT))


def offer_from_value(value: JsonValue) -> Offer:
    """Return the offer that a JSON value is, as `Offer.value` gives it.

    Raises:
        DecodeError: The value is not an offer.
    """
    return _offer_of(from_value(OFFER, value))


def _offer_of(value: Mapping[str, Any]) -> Offer:
    return Offer(
        {name: tuple(versions) for name, versions in value["function_versions"].items()},
        frozenset(value["host_capabilities"]),
        value["handshake_schema_version"],
        value["envelope_version"],
    )


def check_offer(offer: Offer) -> None:
    """Step 1: hold the host's own offer against its limits.

    Raises:
        FunctionCountExceeded, FunctionVersionCountExceeded, VersionOutOfRange, CapabilityCountExceeded: In
            this order; the two of a function in name order.
    """
    if len(offer.function_versions) > limits.FUNCTION_VERSIONS_KEYS_MAX:
        raise FunctionCountExceeded(len(offer.function_versions), limits.FUNCTION_VERSIONS_KEYS_MAX)
    for name, versions in sorted(offer.function_versions.items()):
        if len(versions) > limits.FUNCTION_VERSIONS_PER_FN_MAX:
            raise FunctionVersionCountExceeded(name, len(versions), limits.FUNCTION_VERSIONS_PER_FN_MAX)
        for version in versions:
            if not limits.VERSION_MIN <= version <= limits.VERSION_MAX:
                raise VersionOutOfRange(name, version, limits.VERSION_MIN, limits.VERSION_MAX)
    if len(offer.host_capabilities) > limits.CAPABILITIES_MAX_COUNT:
        raise CapabilityCountExceeded(len(offer.host_capabilities), limits.CAPABILITIES_MAX_COUNT)


def _ascii_lower(text: str) -> str:
    return "".join(chr(ord(sign) + 32) if "A" <= sign <= "Z" else sign for sign in text)
