"""Everything that the screen requests of the simulated host: storage, clock, snapshots, injected faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.bridge.request import Request

if TYPE_CHECKING:
    from workbench.session.values.host_view import Transferred
    from workbench.ui.bridge.session_port import SessionLike


class StorePutRequested(Request[None]):
    """Store a value under a key."""

    key: str
    value: bytes
    plugin: str | None
    """Whose storage; None: that of the plugin that answers."""
    quota_bytes: int

    def run(self, session: SessionLike) -> None:
        """Store it."""
        session.host.put(self.key, self.value, plugin=self.plugin, quota_bytes=self.quota_bytes)


class StoreDeleteRequested(Request[None]):
    """Delete an entry of the storage."""

    key: str
    plugin: str

    def run(self, session: SessionLike) -> None:
        """Delete it."""
        session.host.delete(self.key, plugin=self.plugin)


class StoreClearRequested(Request[None]):
    """Delete all entries of the storage."""

    def run(self, session: SessionLike) -> None:
        """Delete them."""
        session.host.clear()


class StoreExportRequested(Request["Transferred"]):
    """Save what was stored to a file."""

    path: str
    plugin: str | None
    """None: all plugins."""

    def run(self, session: SessionLike) -> Transferred:
        """Save it."""
        return session.storage.export(self.path, plugin=self.plugin)


class StoreImportRequested(Request["Transferred"]):
    """Replace the storage by what a file holds."""

    path: str
    plugin: str
    """Whose the entries are where the file names no plugin."""

    def run(self, session: SessionLike) -> Transferred:
        """Replace it."""
        return session.storage.take(self.path, plugin=self.plugin)


class CountersClearRequested(Request[None]):
    """Set all counters back."""

    def run(self, session: SessionLike) -> None:
        """Set them back."""
        session.host.clear_counters()


class LogClearRequested(Request[None]):
    """Drop all lines of the log."""

    def run(self, session: SessionLike) -> None:
        """Drop them."""
        session.host.clear_logs()


class ClockFreezeRequested(Request[None]):
    """Stop the clock at a time."""

    unix_ms: int | None
    """Milliseconds since 1970; None: let it run."""
    step_ms: int = 0
    """What each reading adds."""

    def run(self, session: SessionLike) -> None:
        """Stop it, or let it run."""
        session.host.freeze_clock(self.unix_ms, step_ms=self.step_ms)


class ClockStepRequested(Request[None]):
    """Move the clock."""

    by_ms: int

    def run(self, session: SessionLike) -> None:
        """Move it."""
        session.host.step_clock(self.by_ms)


class SeedRequested(Request[None]):
    """Seed the random source."""

    seed: str | None
    """None: let it be secure."""

    def run(self, session: SessionLike) -> None:
        """Seed it."""
        session.host.seed_random(self.seed)


class HostUndoRequested(Request[None]):
    """Take back the last change of the host's state."""

    def run(self, session: SessionLike) -> None:
        """Take it back."""
        session.host.undo()


class SnapshotRequested(Request[None]):
    """Keep the host's state under a name."""

    name: str

    def run(self, session: SessionLike) -> None:
        """Keep it."""
        session.host.keep(self.name)


class SnapshotRestoreRequested(Request[None]):
    """Bring the host back to a snapshot."""

    name: str

    def run(self, session: SessionLike) -> None:
        """Restore it."""
        session.host.restore(self.name)


class SnapshotDropRequested(Request[None]):
    """Forget a snapshot."""

    name: str

    def run(self, session: SessionLike) -> None:
        """Forget it."""
        session.host.drop(self.name)


class HostStartRequested(Request[None]):
    """Let each dispatch begin with a snapshot."""

    name: str | None
    """None: with the host as it is."""

    def run(self, session: SessionLike) -> None:
        """Take it as the start."""
        session.host.start_from(self.name)


class FaultPutRequested(Request[None]):
    """Inject a fault."""

    spec: str
    instead: str = ""
    """The injected fault whose place it takes; empty: none."""

    def run(self, session: SessionLike) -> None:
        """Inject it."""
        session.faults.put(self.spec, instead=self.instead)


class FaultDropRequested(Request[None]):
    """Clear one injected fault."""

    spec: str

    def run(self, session: SessionLike) -> None:
        """Clear it."""
        session.faults.drop(self.spec)


class FaultsClearRequested(Request[None]):
    """Clear all injected faults."""

    def run(self, session: SessionLike) -> None:
        """Clear them."""
        session.faults.clear()
