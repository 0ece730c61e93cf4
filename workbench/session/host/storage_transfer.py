"""The storage of plugins from the host into a file, and back. Belongs to the session's runner.

Where files stand is known to the store behind the port.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.errors.operator import StorageTooLarge
from workbench.protocol.host_functions import stored_size_bytes
from workbench.session.host.controls import HostControls
from workbench.session.host.storage_text import of_plugin
from workbench.session.ports import StorageStore
from workbench.session.state_store import StateStore
from workbench.session.values.host_view import Storage, Transferred


class StorageTransfer:
    """Exports and imports. Without a store, nothing can be."""

    def __init__(self, host: HostControls, store: StorageStore | None, states: StateStore) -> None:
        """Transfer nothing yet."""
        self._host = host
        self._store = store
        self._states = states

    def export(self, path: str, *, plugin: str | None) -> Transferred:
        """Write the entries of a plugin, or of all for None, in place of what stands at the path.

        Raises:
            PlaceUnwritable: It cannot be written; what stood there stands as it was.
        """
        stored = self._host.now().storage
        storage: Storage = stored if plugin is None else {"": stored.get(plugin, {})}
        if self._store is not None:
            self._store.save(path, storage)
        return _transferred(path, storage)

    def take(self, path: str, *, plugin: str) -> Transferred:
        """Let the storage be as a file says, as one change that can be undone; plugins that it does not name stay.

        Args:
            path: Where it stands.
            plugin: Whose entries they are where the file names no plugin.

        Raises:
            FileUnreadable, FileDamaged: It cannot be read, or is not of its form.
            StorageTooLarge: A plugin would exceed its quota; nothing is changed.
        """
        if self._store is None:
            return Transferred(path, 0, 0)
        storage = of_plugin(self._store.load(path), plugin)
        self._check_quota(storage)
        now = self._host.now()
        self._host.become(f"importing {path}", replace(now, storage={**now.storage, **storage}))
        return _transferred(path, storage)

    def _check_quota(self, storage: Storage) -> None:
        quota_bytes = self._states.state.settings.budget.storage_quota_bytes
        for plugin, entries in storage.items():
            used_bytes = stored_size_bytes(plugin, entries)
            if used_bytes > quota_bytes:
                raise StorageTooLarge(plugin, used_bytes, quota_bytes)


def _transferred(path: str, storage: Storage) -> Transferred:
    return Transferred(path, len(storage), sum(len(entries) for entries in storage.values()))
