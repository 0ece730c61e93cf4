"""Layer L4: registry records, and what is done with a plugin that is to be added (PROTOCOL.md sections 1 and 10).

Pure: records and numbers in, decisions out. Where records are kept is the business of whoever has a file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

from workbench.errors.base import WorkbenchError
from workbench.errors.identity import SectionTooLarge
from workbench.errors.operator import PluginFileTooLarge
from workbench.errors.records import BlobSha256Mismatch, PluginNameMismatch, SizeLimitExceeded
from workbench.errors.registry import RegistryFull
from workbench.protocol import limits
from workbench.protocol.identity import Identity
from workbench.protocol.offer import Offer
from workbench.protocol.records import AugmentedMetadata

ACTIVE: Final = "active"
DISABLED: Final = "disabled"
"""What a record becomes when a host's start finds its plugin broken, or does not come to it in time."""


@dataclass(frozen=True, slots=True)
class RegistryRecord:
    """What the registry keeps of one build of one plugin."""

    sha256: str
    """Of the module's bytes: lower-case hex."""
    plugin_name: str
    plugin_version: str
    abi_envelope: int
    augmented_metadata: AugmentedMetadata
    host_offer_hash: str
    """Of the canonical offer that the handshake was made with: lower-case hex."""
    handshake_schema_version: int
    last_handshake_at: int
    """Unix seconds."""
    status: str = ACTIVE

    def value(self) -> dict[str, Any]:
        """Return the record as a JSON value, in the order of PROTOCOL.md section 10."""
        return {
            "sha256": self.sha256,
            "plugin_name": self.plugin_name,
            "plugin_version": self.plugin_version,
            "abi_envelope": self.abi_envelope,
            "augmented_metadata": self.augmented_metadata.value(),
            "host_offer_hash": self.host_offer_hash,
            "handshake_schema_version": self.handshake_schema_version,
            "last_handshake_at": self.last_handshake_at,
            "status": self.status,
        }


def record_of(sha256: str, metadata: AugmentedMetadata, offer: Offer) -> RegistryRecord:
    """Return the record of a plugin that passed L1 to L3 with this offer."""
    identity = metadata.identity
    return RegistryRecord(
        sha256=sha256,
        plugin_name=identity.plugin_name,
        plugin_version=identity.plugin_version,
        abi_envelope=identity.abi_envelope,
        augmented_metadata=metadata,
        host_offer_hash=offer.sha256(),
        handshake_schema_version=offer.handshake_schema_version,
        last_handshake_at=metadata.handshake_completed_at,
    )


class Freshness(Enum):
    """Whether a start of the host can skip L2 and L3 for a record."""

    FRESH = "fresh"
    EXPIRED = "expired"
    """The handshake is older than seven days."""
    STALE = "stale"
    """The handshake was made with another offer."""
    INACTIVE = "inactive"
    """The status is not `active`."""


def freshness_of(record: RegistryRecord, offer_hash: str, now: int) -> Freshness:
    """Return whether L2 and L3 can be skipped at `now`, unix seconds. Another offer counts before age.

    Only `last_handshake_at` counts, and exactly seven days are fresh: `expires_at` plays no part here.
    """
    if record.status != ACTIVE:
        return Freshness.INACTIVE
    if record.host_offer_hash != offer_hash:
        return Freshness.STALE
    is_recent = record.last_handshake_at >= now - limits.SKIP_HANDSHAKE_IF_FRESH_TTL_SECS
    return Freshness.FRESH if is_recent else Freshness.EXPIRED


class Admission(Enum):
    """What came of adding a plugin."""

    CREATED = "created"
    RENEWED = "renewed"
    """Known, but negotiated again: the offer has changed, or the record was not active."""
    UNCHANGED = "unchanged"
    """Known, active, and made with this offer: nothing was run."""
    REJECTED = "rejected"
    """A layer failed."""
    CONFLICT = "conflict"
    """The same bytes are known under another name."""
    TOO_LARGE = "too large"
    """File, identity section or metadata are above their limit."""


_TOO_LARGE: Final = (PluginFileTooLarge, SectionTooLarge, SizeLimitExceeded)


def known_answer(
    identity: Identity, sha256: str, known: RegistryRecord | None, offer_hash: str
) -> RegistryRecord | None:
    """Return the record that answers at once, or None when L2 and L3 must be run.

    Raises:
        PluginNameMismatch: The sha256 is known under another plugin name.
    """
    if known is None:
        return None
    if known.plugin_name != identity.plugin_name:
        raise PluginNameMismatch(sha256, known.plugin_name, identity.plugin_name)
    return known if known.status == ACTIVE and known.host_offer_hash == offer_hash else None


def rejection_of(error: WorkbenchError) -> Admission:
    """Return the answer to a plugin that fails with this error."""
    if isinstance(error, PluginNameMismatch):
        return Admission.CONFLICT
    return Admission.TOO_LARGE if isinstance(error, _TOO_LARGE) else Admission.REJECTED


def check_room(count: int) -> None:
    """Require room for one more record.

    Raises:
        RegistryFull: There are 10,000 already.
    """
    if count >= limits.REGISTRY_ROW_COUNT_HARD_REJECT:
        raise RegistryFull(count, limits.REGISTRY_ROW_COUNT_HARD_REJECT)


def room_warning(count: int) -> str | None:
    """Return what to say of this many records, or None below 1,000."""
    if count < limits.REGISTRY_ROW_COUNT_SOFT_WARN:
        return None
    return (
        f"the registry holds {count:,} records; from {limits.REGISTRY_ROW_COUNT_SOFT_WARN:,} on a host starts slowly, "
        f"and at {limits.REGISTRY_ROW_COUNT_HARD_REJECT:,} it takes no more"
    )


def sha256_of(module: bytes) -> str:
    """Return the sha256 of a module's bytes: lower-case hex."""
    return hashlib.sha256(module).hexdigest()


def check_blob(module: bytes, sha256: str) -> None:
    """Require that stored bytes are those that were registered.

    Raises:
        BlobSha256Mismatch: They are others.
    """
    found = sha256_of(module)
    if found != sha256:
        raise BlobSha256Mismatch(sha256, found)


def disabled(record: RegistryRecord) -> RegistryRecord:
    """Return a record as it is kept when its plugin can no longer be used."""
    return replace(record, status=DISABLED)
