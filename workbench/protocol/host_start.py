"""Layer L4 at a host's start: which records are negotiated again, and how they are checked (PROTOCOL.md section 10).

Pure: the clock, the records and the bytes are given. The layers are run by whoever has an engine.
"""

from __future__ import annotations

from enum import Enum

from workbench.errors.records import BlobMissing, PluginNameMismatch
from workbench.protocol.identity import Identity, read_identity
from workbench.protocol.registry import Freshness, RegistryRecord, check_blob, freshness_of


class StartCause(Enum):
    """Why a start runs L2 and L3 for a record, or does not."""

    FRESH = "fresh"
    """It does not: the record answers for the plugin."""
    INACTIVE = "inactive"
    """It does not look at the record: the status is not `active`."""
    FORCED = "forced"
    """Somebody asked for it."""
    INTERRUPTED = "interrupted"
    """An earlier start was shut down after the record's handshake, before it had seen all records."""
    OTHER_OFFER = "other offer"
    """The handshake was made with another offer."""
    TOO_OLD = "too old"
    """The handshake is older than seven days."""

    @property
    def runs(self) -> bool:
        """True when L2 and L3 are run."""
        return self not in (StartCause.FRESH, StartCause.INACTIVE)


_OF_FRESHNESS = {
    Freshness.FRESH: StartCause.FRESH,
    Freshness.STALE: StartCause.OTHER_OFFER,
    Freshness.EXPIRED: StartCause.TOO_OLD,
    Freshness.INACTIVE: StartCause.INACTIVE,
}


def start_cause(
    record: RegistryRecord, *, offer_hash: str, now: int, shutdown_at: int | None = None, is_forced: bool = False
) -> StartCause:
    """Return what a start at `now` does about a record.

    Args:
        record: Active or not.
        offer_hash: Of the offer of this host: lower-case hex.
        now: Unix seconds.
        shutdown_at: The marker that a start leaves when it is shut down before its end, unix seconds; None: there is
            none. A start that comes to its end clears it.
        is_forced: Negotiate with every active plugin, however fresh.
    """
    cause = _OF_FRESHNESS[freshness_of(record, offer_hash, now)]
    if cause is StartCause.INACTIVE:
        return cause
    if is_forced:
        return StartCause.FORCED
    if shutdown_at is not None and record.last_handshake_at < shutdown_at:
        return StartCause.INTERRUPTED
    return cause


def check_stored(record: RegistryRecord, module: bytes | None) -> Identity:
    """Hold the stored bytes of a record against it, before L2 and L3 are run, and return the identity they carry.

    Args:
        record: What the registry keeps.
        module: The stored bytes; None: there are none.

    Raises:
        BlobMissing, IdentityError, PluginNameMismatch, BlobSha256Mismatch: The first in this order.
    """
    if module is None:
        raise BlobMissing(record.sha256)
    identity = read_identity(module)
    if identity.plugin_name != record.plugin_name:
        raise PluginNameMismatch(record.sha256, record.plugin_name, identity.plugin_name)
    check_blob(module, record.sha256)
    return identity
