"""Layer L4: augmented metadata and its rules (PROTOCOL.md section 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors.base import PluginError
from workbench.errors.records import (
    ExpirationBeforeHandshake,
    IdentityValidationFailed,
    NoNegotiatedFunctions,
    SizeLimitExceeded,
)
from workbench.errors.self_check import InvalidTimestamp
from workbench.protocol import limits
from workbench.protocol.handshake import Accept
from workbench.protocol.identity import Identity, check_identity
from workbench.protocol.wire.decode import Mode, from_text
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.layer_messages import AUGMENTED_METADATA


@dataclass(frozen=True, slots=True)
class AugmentedMetadata:
    """What the registry keeps of a plugin that passed L1 to L3, so that a later start can skip L2 and L3."""

    identity: Identity
    negotiated_functions: Mapping[str, int]
    """The chosen versions, by function."""
    negotiated_capabilities: frozenset[str]
    """The required ones."""
    handshake_completed_at: int
    """Unix seconds, as all times here."""
    self_check_passed: bool
    self_check_completed_at: int
    """The plugin's own `completed_at`; the host's clock where the self-check was not called."""
    expires_at: int

    def value(self) -> dict[str, Any]:
        """Return the metadata as a JSON value, in the order of the wire."""
        return {
            "identity": self.identity.value(),
            "negotiated_functions": dict(sorted(self.negotiated_functions.items())),
            "negotiated_capabilities": sorted(self.negotiated_capabilities),
            "handshake_completed_at": self.handshake_completed_at,
            "self_check_passed": self.self_check_passed,
            "self_check_completed_at": self.self_check_completed_at,
            "expires_at": self.expires_at,
        }

    def canonical(self) -> str:
        """Return the text that the reference would write for it."""
        return canonical(AUGMENTED_METADATA, self.value())

    def is_expired(self, now: int) -> bool:
        """Say whether the metadata has expired at `now`, unix seconds. A host's start does not ask this."""
        return now >= self.expires_at


def augment(
    identity: Identity, accept: Accept, *, handshake_completed_at: int, self_check_completed_at: int
) -> AugmentedMetadata:
    """Return the metadata of a plugin that passed; it may still break a rule of `check_metadata`."""
    return AugmentedMetadata(
        identity,
        accept.chosen_versions,
        accept.required_capabilities,
        handshake_completed_at,
        self_check_passed=True,
        self_check_completed_at=self_check_completed_at,
        expires_at=handshake_completed_at + limits.SKIP_HANDSHAKE_IF_FRESH_TTL_SECS,
    )


def check_metadata(metadata: AugmentedMetadata) -> None:
    """Hold metadata against its rules.

    Raises:
        IdentityValidationFailed, InvalidTimestamp, ExpirationBeforeHandshake, NoNegotiatedFunctions,
            SizeLimitExceeded: The first in this order.
    """
    try:
        check_identity(metadata.identity)
    except PluginError as error:
        raise IdentityValidationFailed(error) from error
    for field in ("handshake_completed_at", "self_check_completed_at", "expires_at"):
        if getattr(metadata, field) <= 0:
            raise InvalidTimestamp(field, getattr(metadata, field))
    if metadata.expires_at <= metadata.handshake_completed_at:
        raise ExpirationBeforeHandshake(metadata.expires_at, metadata.handshake_completed_at)
    if not metadata.negotiated_functions:
        raise NoNegotiatedFunctions
    size_bytes = len(metadata.canonical().encode())
    if size_bytes > limits.AUGMENTED_METADATA_MAX_BYTES:
        raise SizeLimitExceeded(size_bytes, limits.AUGMENTED_METADATA_MAX_BYTES)


def decode_metadata(text: bytes | str) -> AugmentedMetadata:
    """Return the metadata that a text holds; its rules are checked by `check_metadata`.

    Raises:
        DecodeError: The text is not augmented metadata.
    """
    value = from_text(AUGMENTED_METADATA, text, Mode.DIRECT)
    return AugmentedMetadata(
        Identity.from_decoded(value["identity"]),
        value["negotiated_functions"],
        frozenset(value["negotiated_capabilities"]),
        value["handshake_completed_at"],
        value["self_check_passed"],
        value["self_check_completed_at"],
        value["expires_at"],
    )
