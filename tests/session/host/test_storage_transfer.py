"""Storage goes into a file and comes back, as one change that respects the quota and can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from tests.loops import ONE, Loop
from workbench.errors.operator import StorageTooLarge
from workbench.protocol.budgets import SERVING
from workbench.session.host.storage_transfer import StorageTransfer
from workbench.session.values.host_view import Storage

PLUGIN: Final = "sample"


class FakeStorages:
    """Keeps storage in memory."""

    def __init__(self) -> None:
        self.saved: dict[str, Storage] = {}

    def save(self, path: str, storage: Storage) -> None:
        self.saved[path] = storage

    def load(self, path: str) -> Storage:
        return self.saved[path]


@pytest.fixture
def loop() -> Loop:
    made = Loop(budget=replace(SERVING, storage_quota_bytes=100))
    made.load(ONE)
    made.host.put(PLUGIN, "mine", b"1")
    made.host.put("other", "theirs", b"2")
    return made


@pytest.fixture
def files() -> FakeStorages:
    return FakeStorages()


@pytest.fixture
def transfer(loop: Loop, files: FakeStorages) -> StorageTransfer:
    return StorageTransfer(loop.session.host, files, loop.session._states)


def test_the_entries_of_one_plugin_or_of_all_are_exported(transfer: StorageTransfer, files: FakeStorages) -> None:
    one = transfer.export("one", plugin=PLUGIN)
    every = transfer.export("all", plugin=None)
    assert files.saved == {"one": {"": {"mine": b"1"}}, "all": {PLUGIN: {"mine": b"1"}, "other": {"theirs": b"2"}}}
    assert (one.entries, every.entries, every.plugins) == (1, 2, 2)


def test_an_import_takes_the_place_of_what_a_plugin_stored_and_can_be_undone(
    loop: Loop, transfer: StorageTransfer, files: FakeStorages
) -> None:
    files.saved["f"] = {"": {"k": b"v", "l": b""}}
    assert transfer.take("f", plugin=PLUGIN).entries == 2
    assert loop.state.host is not None
    assert loop.state.host.storage == {PLUGIN: {"k": b"v", "l": b""}, "other": {"theirs": b"2"}}
    assert loop.state.host_undo == "importing f"
    loop.session.host.undo()
    assert loop.state.host.storage == {PLUGIN: {"mine": b"1"}, "other": {"theirs": b"2"}}


def test_an_import_above_the_quota_changes_nothing(loop: Loop, transfer: StorageTransfer, files: FakeStorages) -> None:
    files.saved["f"] = {PLUGIN: {"k": b"v"}, "other": {"k": bytes(93)}}
    transfer.take("f", plugin=PLUGIN)
    files.saved["f"] = {PLUGIN: {}, "other": {"k": bytes(94)}}
    before = loop.host.snapshot()
    with pytest.raises(StorageTooLarge) as refused:
        transfer.take("f", plugin=PLUGIN)
    assert (refused.value.plugin, refused.value.used_bytes, refused.value.quota_bytes) == ("other", 101, 100)
    assert loop.host.snapshot() == before


def test_without_a_store_nothing_is_transferred(loop: Loop) -> None:
    assert loop.session.storage.export("f", plugin=None).entries == 2
    assert loop.session.storage.take("f", plugin=PLUGIN).entries == 0
