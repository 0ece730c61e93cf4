"""A file of lines is read from both ends, and holds whole lines only."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from workbench.store import lines as line_files
from workbench.store.lines import LineFile


@pytest.mark.parametrize("block_bytes", [1, 2, 3, 7, 4_096])
@pytest.mark.parametrize(
    "content", [b"", b"\n", b"a\n", b"a", b"a\nbb\n\nccc\n", b"a\nbb\ncut", b"\n\n", b"abcdefgh\nxy\n"]
)
def test_lines_come_from_both_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, block_bytes: int
) -> None:
    monkeypatch.setattr(line_files, "BLOCK_BYTES", block_bytes)
    (tmp_path / "f").write_bytes(content)
    file = LineFile(tmp_path / "f")
    whole = content[: content.rfind(b"\n") + 1]
    expected = whole.splitlines(keepends=True)
    lines = list(file.lines(0, len(content)))
    assert [line for _, line in lines] == expected
    assert list(file.lines_backwards()) == lines[::-1]
    assert file.whole_bytes() == len(whole)
    assert [file.line_number(place) for place, _ in lines] == [*range(1, len(lines) + 1)]
    assert all(content[place : place + len(line)] == line for place, line in lines)


def test_the_file_is_private_even_when_it_was_not(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    (tmp_path / "f").chmod(0o644)
    LineFile(tmp_path / "f")
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600


def test_what_was_written_before_a_failure_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = LineFile(tmp_path / "f")
    file.append(b"first\n")
    write = os.write

    def full_after_three_bytes(descriptor: int, content: memoryview) -> int:
        if len(content) < 7:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, content[:3])

    monkeypatch.setattr(os, "write", full_after_three_bytes)
    with pytest.raises(OSError, match="No space left"):
        file.append(b"second\n")
    assert (tmp_path / "f").read_bytes() == b"first\n"


def test_a_file_that_was_replaced_is_noticed(tmp_path: Path) -> None:
    file = LineFile(tmp_path / "f")
    assert file.stands_at_its_path()
    (tmp_path / "g").write_bytes(b"")
    (tmp_path / "g").replace(tmp_path / "f")
    assert not file.stands_at_its_path()
    (tmp_path / "f").unlink()
    assert not file.stands_at_its_path()


def test_a_lock_that_is_never_given_back_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_files, "LOCK_WAIT_S", 0.02)
    holder, waiter = LineFile(tmp_path / "f"), LineFile(tmp_path / "f")
    with holder.locked(), pytest.raises(TimeoutError, match="locked by another process"), waiter.locked():
        pass
    with waiter.locked():
        pass


@pytest.mark.parametrize("block_bytes", [1, 3, 10])
def test_a_line_that_is_too_long_comes_in_parts_and_its_neighbours_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int
) -> None:
    monkeypatch.setattr(line_files, "BLOCK_BYTES", block_bytes)
    monkeypatch.setattr(line_files, "LINE_MAX_BYTES", 20)
    content = b"first\n" + b"x" * 1_000 + b"\nlast\n"
    (tmp_path / "f").write_bytes(content)
    file = LineFile(tmp_path / "f")
    for parts in (list(file.lines(0, len(content))), list(file.lines_backwards())[::-1]):
        assert (parts[0], parts[-1]) == ((0, b"first\n"), (1_007, b"last\n"))
        assert b"".join(part for _, part in parts) == content
        assert all(content[place : place + len(part)] == part for place, part in parts)
        assert max(len(part) for _, part in parts) < 50
