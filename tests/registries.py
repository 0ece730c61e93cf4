"""A registry in memory, for tests of its use cases."""

from __future__ import annotations

from workbench.protocol.registry import RegistryRecord


class FakeRecords:
    """A registry in memory. Counts what is written; may say that it is fuller than it is."""

    def __init__(self) -> None:
        self.kept: dict[str, RegistryRecord] = {}
        self.blobs: dict[str, bytes] = {}
        self.puts = 0
        self.more = 0

    def records(self) -> tuple[RegistryRecord, ...]:
        return tuple(sorted(self.kept.values(), key=lambda record: record.plugin_name))

    def record(self, sha256: str) -> RegistryRecord | None:
        return self.kept.get(sha256)

    def count(self) -> int:
        return len(self.kept) + self.more

    def module(self, sha256: str) -> bytes | None:
        return self.blobs.get(sha256)

    def put(self, record: RegistryRecord, module: bytes) -> None:
        self.puts += 1
        self.kept[record.sha256] = record
        self.blobs[record.sha256] = module

    def update(self, record: RegistryRecord) -> None:
        self.kept[record.sha256] = record

    def remove(self, sha256: str) -> bool:
        self.blobs.pop(sha256, None)
        return self.kept.pop(sha256, None) is not None
