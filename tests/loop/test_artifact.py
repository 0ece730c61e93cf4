"""A plugin's file is read whole, or it is said what stands in the way."""

from __future__ import annotations

import hashlib
import mmap
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.marks import LINUX_ONLY
from workbench.errors.operator import PluginFileTooLarge, PluginUnreadable
from workbench.linux import is_linux
from workbench.loop import artifact
from workbench.loop.artifact import ARTIFACT_MAX_BYTES, MAPPED_FROM_BYTES, look_through, read_artifact, signature_of


def looked_at(path: str | os.PathLike[str]) -> bytes:
    return look_through(path, bytes)[0]


both_ways = pytest.mark.parametrize("read", [read_artifact, looked_at])


@both_ways
def test_reading_returns_the_bytes(read: Callable[[Path], bytes], tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"whatever")

    assert read(path) == b"whatever"


def _nothing(path: Path) -> None:
    pass


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


@both_ways
def test_an_empty_file_is_read_for_layer_one_to_judge(read: Callable[[Path], bytes], tmp_path: Path) -> None:
    (tmp_path / "plugin.wasm").touch()

    assert read(tmp_path / "plugin.wasm") == b""


@both_ways
@pytest.mark.parametrize(
    ("make", "name", "reason"),
    [
        (_nothing, "plugin.wasm", "no such file"),
        (_nothing, "folder/plugin.wasm", "its folder does not exist"),
        (Path.mkdir, "plugin.wasm", "a folder"),
        (_loop, "plugin.wasm", "a link that leads back to itself"),
        (_pipe, "plugin.wasm", "not a regular file"),
        (_nothing, "a\0b.wasm", "a path with a NUL in it"),
        (_nothing, "x" * 300 + ".wasm", "file name too long"),
    ],
)
def test_reading_names_what_stands_in_the_way(
    read: Callable[[Path], bytes], tmp_path: Path, make: Callable[[Path], None], name: str, reason: str
) -> None:
    path = tmp_path / name
    make(path)

    with pytest.raises(PluginUnreadable) as caught:
        read(path)

    assert (caught.value.path, caught.value.reason) == (str(path), reason)


@both_ways
def test_a_part_of_the_path_may_be_a_file(read: Callable[[Path], bytes], tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")

    with pytest.raises(PluginUnreadable, match="a part of its path is a file"):
        read(tmp_path / "file" / "plugin.wasm")


@both_ways
def test_a_file_above_the_limit_is_not_read(read: Callable[[Path], bytes], tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    with path.open("wb") as stream:
        stream.truncate(ARTIFACT_MAX_BYTES + 1)

    with pytest.raises(PluginFileTooLarge) as caught:
        read(path)

    assert (caught.value.size, caught.value.max) == (ARTIFACT_MAX_BYTES + 1, ARTIFACT_MAX_BYTES)


@both_ways
def test_a_file_that_never_stands_still_is_refused(
    read: Callable[[Path], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"1")
    genuine = os.fstat

    def growing(descriptor: int) -> os.stat_result:
        with path.open("ab") as stream:
            stream.write(b"1")
        return genuine(descriptor)

    monkeypatch.setattr(os, "fstat", growing)

    with pytest.raises(PluginUnreadable, match="it is being written to"):
        read(path)


@pytest.mark.parametrize("mapped_from", [1, MAPPED_FROM_BYTES])
def test_looking_gives_size_and_hash(tmp_path: Path, mapped_from: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "MAPPED_FROM_BYTES", mapped_from)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"whatever")
    seen: list[Any] = []

    def look(module: bytes | mmap.mmap) -> int:
        seen.append(module)
        return module[0]

    assert look_through(path, look) == (ord("w"), 8, hashlib.sha256(b"whatever").hexdigest())
    # Nothing is mapped where there is no lease on a file.
    assert [isinstance(module, mmap.mmap) for module in seen] == [mapped_from == 1 and is_linux()]


def test_a_file_that_changes_meanwhile_is_looked_at_again(tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"first")
    seen: list[bytes] = []

    def look(module: bytes | mmap.mmap) -> None:
        seen.append(bytes(module))
        if len(seen) == 1:
            path.write_bytes(b"second")

    assert look_through(path, look) == (None, 6, hashlib.sha256(b"second").hexdigest())
    assert seen == [b"first", b"second"]


@pytest.mark.parametrize("mapped_from", [1, MAPPED_FROM_BYTES])
def test_what_looking_raises_comes_through(tmp_path: Path, mapped_from: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "MAPPED_FROM_BYTES", mapped_from)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"whatever")

    def look(module: bytes | mmap.mmap) -> None:
        view = memoryview(module)
        raise LookupError(len(view))

    with pytest.raises(LookupError, match="8"):
        look_through(path, look)


@LINUX_ONLY
def test_a_file_that_is_mapped_cannot_be_cut_short_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "MAPPED_FROM_BYTES", 1)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"\x01" * 100_000)
    cutting: list[subprocess.Popen[bytes]] = []

    def look(module: bytes | mmap.mmap) -> int:
        assert isinstance(module, mmap.mmap)
        cutting.append(subprocess.Popen([sys.executable, "-c", "import os, sys; os.truncate(sys.argv[1], 0)", path]))
        with pytest.raises(subprocess.TimeoutExpired):
            cutting[0].wait(0.3)
        return sum(bytes(module))

    assert look_through(path, look)[:2] == (100_000, 100_000)
    assert cutting[0].wait(300) == 0
    assert path.stat().st_size == 0


def test_a_file_that_somebody_writes_to_is_read_and_not_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "MAPPED_FROM_BYTES", 1)
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"\x01" * 100_000)
    seen: list[bytes | mmap.mmap] = []
    with path.open("r+b") as stream:

        def look(module: bytes | mmap.mmap) -> int:
            seen.append(module)
            if len(seen) == 1:
                stream.truncate(1)
            return sum(bytes(module))

        assert look_through(path, look)[:2] == (1, 1)
    assert [type(module) for module in seen] == [bytes, bytes]


def test_a_file_that_never_stands_still_is_said_to_be_written_to(tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    path.write_bytes(b"12")
    with path.open("r+b") as stream:

        def look(module: bytes | mmap.mmap) -> None:
            stream.truncate(len(module) + 1)

        with pytest.raises(PluginUnreadable, match="it is being written to"):
            look_through(path, look)


def test_how_long_a_file_has_rested_is_told_by_its_own_time(tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    path.touch()
    rounded_ns = time.time_ns() // 1_000_000 * 1_000_000
    os.utime(path, ns=(1, rounded_ns - 5_000_000_001))
    assert signature_of(path).rested_s() >= 5
    os.utime(path, ns=(1, rounded_ns + 3_600_000_000_001))
    assert signature_of(path).rested_s() == 0, "another clock's future"


def test_a_time_that_the_drive_has_rounded_and_a_file_that_is_not_there_tell_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plugin.wasm"
    assert signature_of(path).rested_s() == 0
    path.touch()
    os.utime(path, ns=(1, 1_700_000_000_000_000_000))
    assert signature_of(path).rested_s() == 0
