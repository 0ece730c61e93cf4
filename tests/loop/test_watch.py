"""The artifact's watch, on real files: what is told, once, and when."""

from __future__ import annotations

import errno
import hashlib
import os
import queue
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import watchfiles

from workbench.errors import WorkbenchError
from workbench.loop import watch
from workbench.loop.artifact import signature_of
from workbench.loop.watch import ArtifactWatch

PATIENCE_S = 120
EMPTY_MODULE = b"\0asm\x01\0\0\0"


def module(name: str, size_bytes: int = 40) -> bytes:
    """Return a whole module that holds one custom section."""
    payload = name.encode().ljust(size_bytes, b".")
    contents = bytes([1]) + b"x" + payload
    assert len(contents) < 128
    return EMPTY_MODULE + bytes([0, len(contents)]) + contents


class Told:
    """A listener that keeps what it was told."""

    def __init__(self, source: ArtifactWatch) -> None:
        self.source = source
        self.facts: queue.Queue[tuple[str, object]] = queue.Queue()

    def artifact_changing(self, path: str) -> None:
        self.facts.put(("changing", path))

    def artifact_unchanged(self, path: str) -> None:
        self.facts.put(("unchanged", path))

    def artifact_read(self, path: str, module: bytes, *, forced: bool = False) -> None:
        self.facts.put(("forced" if forced else "read", module))

    def artifact_noted(self, text: str) -> None:
        self.facts.put(("noted", text))

    def artifact_unreadable(self, error: WorkbenchError) -> None:
        self.facts.put(("unreadable", getattr(error, "reason", type(error).__name__)))

    def next(self) -> tuple[str, object]:
        return self.facts.get(timeout=PATIENCE_S)

    def next_but_changing(self) -> tuple[str, object]:
        while (fact := self.next())[0] == "changing":
            pass
        return fact

    def until(self, wanted: tuple[str, object]) -> list[tuple[str, object]]:
        """Return all facts up to the wanted one."""
        facts = [self.next()]
        while facts[-1] != wanted:
            facts.append(self.next())
        return facts


Watching = Callable[..., Told]


@pytest.fixture
def watching() -> Iterator[Watching]:
    """Start a watch of a path; all are stopped at the end."""
    watches: list[ArtifactWatch] = []

    def begin(path: Path, *, polling: bool = False) -> Told:
        watches.append(ArtifactWatch(path, polling=polling))
        told = Told(watches[-1])
        watches[-1].start(told)
        return told

    yield begin
    for one in watches:
        one.stop()
        assert one._thread is not None
        assert not one._thread.is_alive()


def replace(path: Path, content: bytes) -> None:
    """Replace a file as compilers do."""
    beside = path.with_name(path.name + ".tmp")
    beside.write_bytes(content)
    beside.replace(path)


def test_the_artifact_is_read_at_the_start(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))

    assert watching(path).next() == ("read", module("one"))


@pytest.mark.parametrize("polling", [False, True])
def test_a_file_replaced_by_rename_is_announced_then_read(tmp_path: Path, watching: Watching, polling: bool) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path, polling=polling)
    told.next()

    replace(path, module("two"))

    assert told.next() == ("changing", str(path))
    assert told.next() == ("read", module("two"))


def test_a_file_that_was_finished_long_before_it_was_renamed_is_read_at_once(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()
    monkeypatch.setattr(watch, "_STILL_S", 3_600.0)

    beside = tmp_path / "beside"
    beside.write_bytes(module("two"))
    os.utime(beside, ns=(1, time.time_ns() // 1_000_000 * 1_000_000 - 3_700 * 1_000_000_000 + 1))
    beside.replace(path)

    assert told.until(("read", module("two")))


def test_a_file_written_in_pieces_is_handed_on_once_and_whole(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    whole = module("two") + module("three")[8:]
    with path.open("wb", buffering=0) as stream:
        stream.write(whole[:6])
        assert told.next() == ("changing", str(path))
        for at in range(6, len(whole), 9):
            stream.write(whole[at : at + 9])

    assert told.next() == ("read", whole)


def test_an_unfinished_module_is_waited_for(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the writer pauses longer than a still file takes, nothing is handed on."""
    monkeypatch.setattr(watch, "_DAMAGED_PATIENCE_S", PATIENCE_S)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()
    whole = module("two")
    with path.open("wb", buffering=0) as stream:
        stream.write(whole[:20])
        assert told.next() == ("changing", str(path))
        with pytest.raises(queue.Empty):
            told.facts.get(timeout=5 * watch._STILL_S)
        stream.write(whole[20:])

    assert told.next() == ("read", whole)


def test_damaged_bytes_that_stay_are_handed_on(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one")[:-5])

    assert watching(path).next() == ("read", module("one")[:-5])


def test_a_file_of_another_kind_is_not_waited_for(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_DAMAGED_PATIENCE_S", 2 * PATIENCE_S)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"(module)")

    assert watching(path).next() == ("read", b"(module)")


def test_the_same_bytes_written_again_are_no_new_build(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    replace(path, module("one"))

    assert told.next() == ("changing", str(path))
    assert told.next() == ("unchanged", str(path))


def test_the_same_bytes_are_read_again_when_asked(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    told.source.reread()

    assert told.next() == ("forced", module("one"))


def test_a_request_to_read_a_missing_file_again_is_not_remembered(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    told = watching(path)
    assert told.next() == ("unreadable", "no such file")
    told.source.reread()
    assert told.next() == ("unreadable", "no such file")
    replace(path, module("one"))

    assert told.next_but_changing() == ("read", module("one"))


def test_a_missing_file_is_awaited(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    told = watching(path)
    assert told.next() == ("unreadable", "no such file")

    path.write_bytes(module("one"))

    assert told.next() == ("changing", str(path))
    assert told.next() == ("read", module("one"))


def test_a_deleted_file_is_told_once_and_its_return_is_seen(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    path.unlink()
    assert [told.next(), told.next()] == [("changing", str(path)), ("unreadable", "no such file")]
    (tmp_path / "neighbour").write_bytes(b"not about this file")
    path.write_bytes(module("two"))

    assert [told.next(), told.next()] == [("changing", str(path)), ("read", module("two"))]


def test_the_same_bytes_after_a_trouble_end_the_trouble(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()
    path.unlink()
    told.until(("unreadable", "no such file"))

    path.write_bytes(module("one"))

    assert told.next_but_changing() == ("unchanged", str(path))


def test_a_file_that_is_gone_for_a_moment_is_no_trouble(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some linkers delete their output, then write it."""
    monkeypatch.setattr(watch, "_MISSING_PATIENCE_S", PATIENCE_S)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    path.unlink()
    assert told.next() == ("changing", str(path))
    path.write_bytes(module("two"))

    assert told.next() == ("read", module("two"))


def test_a_folder_that_vanishes_is_awaited(tmp_path: Path, watching: Watching) -> None:
    folder = tmp_path / "target" / "release"
    folder.mkdir(parents=True)
    path = folder / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    path.unlink()
    folder.rmdir()
    folder.parent.rmdir()
    told.until(("unreadable", "its folder does not exist"))
    folder.mkdir(parents=True)
    path.write_bytes(module("two"))
    told.until(("read", module("two")))
    replace(path, module("three"))

    assert told.next_but_changing() == ("read", module("three"))


def test_a_folder_in_the_file_s_place_is_a_trouble(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()

    path.unlink()
    path.mkdir()
    assert told.next_but_changing() == ("unreadable", "a folder")
    path.rmdir()
    path.write_bytes(module("two"))

    assert told.next_but_changing() == ("read", module("two"))


def test_an_empty_file_is_a_trouble_once_it_stays_empty(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.touch()
    told = watching(path)
    assert told.next() == ("unreadable", "an empty file")

    path.write_bytes(module("one"))

    assert told.next_but_changing() == ("read", module("one"))


def test_a_link_is_followed_to_its_file_and_its_loss_is_named(tmp_path: Path, watching: Watching) -> None:
    builds = tmp_path / "builds"
    builds.mkdir()
    target = builds / "1.wasm"
    target.write_bytes(module("one"))
    path = tmp_path / "plugin.wasm"
    path.symlink_to(target)
    told = watching(path)
    assert told.next() == ("read", module("one"))

    replace(target, module("two"))
    assert told.next_but_changing() == ("read", module("two"))
    target.unlink()

    assert told.next_but_changing() == ("unreadable", "a link to a file that does not exist")


def test_a_file_that_may_not_be_read_is_a_trouble(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        told = watching(path)
        assert told.next() == ("unreadable", "permission denied")
    path.chmod(0o644 ^ stat.S_IWOTH)

    assert told.next_but_changing() == ("read", module("one"))


def test_watching_goes_on_when_the_system_gives_no_watch(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Iterator[None]:
        raise OSError(errno.ENOSPC, "OS file watch limit reached")

    monkeypatch.setattr(watchfiles, "watch", refuse)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()
    kind, note = told.next()
    assert (kind, "looking four times a second" in str(note)) == ("noted", True)

    replace(path, module("two"))

    assert told.next_but_changing() == ("read", module("two"))


def test_many_quick_replacements_end_at_the_last_bytes(tmp_path: Path, watching: Watching) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("first"))
    told = watching(path)
    told.next()

    for number in range(50):
        replace(path, module(f"build {number}"))

    facts = told.until(("read", module("build 49")))
    hashes = [hashlib.sha256(found).hexdigest() for kind, found in facts if kind == "read" and isinstance(found, bytes)]
    assert len(set(hashes)) == len(hashes), "no bytes are handed on twice"


def test_stopping_ends_the_wait_for_a_better_file(
    tmp_path: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fixture checks that the thread has ended."""
    monkeypatch.setattr(watch, "_DAMAGED_PATIENCE_S", 600)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    told = watching(path)
    told.next()
    path.write_bytes(module("two")[:-3])

    assert told.next() == ("changing", str(path))


def test_how_the_artifact_stands_is_noticed_when_it_is_being_read(watching: Watching, tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(module("one"))
    assert not ArtifactWatch(path).has_noticed(signature_of(path))
    told = watching(path)
    assert told.next() == ("read", module("one"))
    assert told.source.has_noticed(signature_of(path))
    replace(path, module("another", 50))
    assert told.next_but_changing() == ("read", module("another", 50))
    assert told.source.has_noticed(signature_of(path))
