"""The registry's file keeps what was written, whatever happens to the process, the disk and the file."""

from __future__ import annotations

import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.children import with_checkout
from tests.messages import accepted
from workbench.errors.registry import RegistryDamaged, RegistryLocked, RegistryTooNew, RegistryUnwritable
from workbench.protocol.identity import Identity
from workbench.protocol.limits import IDENTITY_MAGIC
from workbench.protocol.offer import reference_offer
from workbench.protocol.records import augment
from workbench.protocol.registry import RegistryRecord, record_of, sha256_of
from workbench.store.registry import RegistryFile


def record(module: bytes, name: str = "sample", at: int = 1_000) -> RegistryRecord:
    """The record of some bytes."""
    metadata = augment(
        Identity(IDENTITY_MAGIC, 1, name, "0.1.0"),
        accepted("shape", required_capabilities=[]),
        handshake_completed_at=at,
        self_check_completed_at=at,
    )
    return record_of(sha256_of(module), metadata, reference_offer())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "registry.sqlite"


@pytest.fixture
def registry(path: Path) -> Iterator[RegistryFile]:
    with RegistryFile(path, write_wait_ms=20) as opened:
        yield opened


def test_an_empty_registry_is_made_where_there_is_none(registry: RegistryFile, path: Path) -> None:
    assert (registry.records(), registry.count(), registry.record("aa"), registry.module("aa")) == ((), 0, None, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_put_is_there_after_closing_and_opening(path: Path) -> None:
    one, other = record(b"one", "b"), record(b"other", "a")
    with RegistryFile(path) as registry:
        registry.put(one, b"one")
        registry.put(other, b"other")
    with RegistryFile(path) as registry:
        assert registry.records() == (other, one)
        assert registry.record(one.sha256) == one
        assert registry.module(one.sha256) == b"one"
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_putting_again_replaces(registry: RegistryFile) -> None:
    registry.put(record(b"one"), b"one")
    newer = replace(record(b"one", at=2_000), status="disabled")
    registry.put(newer, b"one, mended")
    assert registry.records() == (newer,)
    assert registry.module(newer.sha256) == b"one, mended"


def test_removing_drops_record_and_bytes(registry: RegistryFile) -> None:
    one = record(b"one")
    registry.put(one, b"one")
    assert registry.remove(one.sha256)
    assert not registry.remove(one.sha256)
    assert (registry.count(), registry.module(one.sha256)) == (0, None)


def test_names_of_any_signs_are_kept(registry: RegistryFile) -> None:
    odd = replace(record(b"one"), plugin_version="'; DROP TABLE record; -- ✓\x00")
    registry.put(odd, b"one")
    assert registry.records() == (odd,)


def test_a_registry_that_another_process_makes_at_the_same_moment_is_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = record(b"one")
    with RegistryFile(path) as registry:
        registry.put(one, b"one")
    real = RegistryFile._pragma
    monkeypatch.setattr(RegistryFile, "_pragma", lambda self, name: 0 if name == "schema_version" else real(self, name))
    with RegistryFile(path) as registry:
        assert registry.records() == (one,)


def test_a_writer_that_holds_the_file_is_named_and_nothing_is_lost(registry: RegistryFile, path: Path) -> None:
    registry.put(record(b"one"), b"one")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RegistryLocked) as caught:
        registry.put(record(b"two"), b"two")
    assert caught.value.waited_ms == 20
    assert registry.count() == 1
    other.execute("ROLLBACK")
    other.close()
    registry.put(record(b"two"), b"two")
    assert registry.count() == 2


def test_two_workbenches_may_use_one_registry_in_turn(registry: RegistryFile, path: Path) -> None:
    with RegistryFile(path) as other:
        other.put(record(b"one"), b"one")
        registry.put(record(b"two", "second"), b"two")
        assert other.records() == registry.records()


def test_a_full_disk_is_named_and_the_change_is_undone_whole(registry: RegistryFile) -> None:
    registry.put(record(b"one"), b"one")
    pages = registry._connection.execute("PRAGMA page_count").fetchone()[0]
    registry._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    big = b"x" * 1_000_000
    with pytest.raises(RegistryUnwritable, match="the disk is full"):
        registry.put(record(big, "big"), big)
    assert registry.records() == (record(b"one"),)
    registry.put(record(b"two", "two"), b"two")
    assert registry.count() == 2


@pytest.mark.parametrize("content", [b"not a database" * 100, b"\0" * 5_000, b"SQLite format 3\0" + b"\xff" * 4_080])
def test_a_file_that_is_no_registry_is_named_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(RegistryDamaged):
        RegistryFile(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE record (x)")
    other.close()
    content = path.read_bytes()
    with pytest.raises(RegistryDamaged, match="something else"):
        RegistryFile(path)
    assert path.read_bytes() == content


def test_pages_that_were_overwritten_are_named(path: Path) -> None:
    with RegistryFile(path) as registry:
        registry.put(record(b"one"), b"one" * 10_000)
    content = bytearray(path.read_bytes())
    content[4_096:] = b"\xa5" * (len(content) - 4_096)
    path.write_bytes(content)
    with pytest.raises(RegistryDamaged), RegistryFile(path) as registry:
        registry.records()


def test_metadata_that_cannot_be_read_back_is_named(registry: RegistryFile) -> None:
    one = record(b"one")
    registry.put(one, b"one")
    registry._connection.execute("UPDATE record SET augmented_metadata = '{}'")
    with pytest.raises(RegistryDamaged, match=f"metadata of {one.sha256[:12]}"):
        registry.records()


def test_a_file_of_a_newer_workbench_is_left_as_it_is(path: Path) -> None:
    with RegistryFile(path) as registry:
        registry.put(record(b"one"), b"one")
        registry._connection.execute("PRAGMA user_version = 2")
    content = path.read_bytes()
    with pytest.raises(RegistryTooNew) as caught:
        RegistryFile(path)
    assert (caught.value.found, caught.value.newest_known) == (2, 1)
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "registry.sqlite", tmp_path):
        with pytest.raises(RegistryUnwritable):
            RegistryFile(place)


WRITER = """
import sys
from pathlib import Path
from tests.store.test_registry import record
from workbench.store.registry import RegistryFile
with RegistryFile(Path(sys.argv[1])) as registry:
    for number in range(100):
        module = number.to_bytes(4, "big") * 20_000
        registry.put(record(module, f"plugin-{number:03}"), module)
        print(number, flush=True)
"""


@pytest.mark.scenario
@pytest.mark.parametrize("kept_before_the_kill", [1, 12, 40])
def test_a_process_killed_amid_a_hundred_changes_loses_at_most_one(path: Path, kept_before_the_kill: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=path.parent.parent,
        env=with_checkout(),
    )
    assert writer.stdout is not None
    reported = -1
    while reported < kept_before_the_kill:
        reported = int(writer.stdout.readline())
    writer.send_signal(signal.SIGKILL)
    reported = max([reported, *(int(line) for line in writer.stdout)])
    writer.wait()
    writer.stdout.close()
    with RegistryFile(path) as registry:
        kept = registry.records()
        assert [one.plugin_name for one in kept] == [f"plugin-{number:03}" for number in range(len(kept))]
        assert reported + 1 <= len(kept) <= reported + 2
        assert all(sha256_of(registry.module(one.sha256) or b"") == one.sha256 for one in kept)
        registry.put(record(b"one more"), b"one more")
