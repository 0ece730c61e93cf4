"""What a person names: read without waiting for ever, written as privately as the umask asks for."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.errors.operator import FileUnreadable, PlaceUnwritable
from workbench.store import named_files
from workbench.store.named_files import read_named, replace_named
from workbench.store.writing import write_atomically

NEW = 0o644


@pytest.fixture
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    asked: int = request.param
    previous = os.umask(asked)
    yield asked
    os.umask(previous)


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077], indirect=True)
@pytest.mark.parametrize("standing", [None, 0o600, 0o644, 0o666, 0o777])
@pytest.mark.parametrize("through_link", [False, True])
def test_no_file_is_wider_than_the_umask(umask: int, standing: int | None, through_link: bool, tmp_path: Path) -> None:
    """New, over another one, and through a link; one that was more private stays so."""
    place = tmp_path / "report.xml"
    if standing is not None:
        place.write_text("before")
        place.chmod(standing)
    path = tmp_path / "link" if through_link else place
    if through_link:
        path.symlink_to(place)
    replace_named(path, b"now", mode_of_new=NEW)
    assert place.read_text() == "now"
    assert place.stat().st_mode & 0o777 == (NEW if standing is None else standing) & ~umask
    assert path.is_symlink() == through_link


@pytest.mark.parametrize("umask", [0o000, 0o022], indirect=True)
def test_what_is_ours_is_private_whatever_the_umask_grants(umask: int, tmp_path: Path) -> None:
    write_atomically(tmp_path / "folder/draft.json", b"{}")
    assert (tmp_path / "folder/draft.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700


def test_a_link_to_nothing_is_named_as_one_and_not_as_a_wrong_path(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("gone")
    with pytest.raises(FileUnreadable, match="a link to a file that does not exist") as raised:
        read_named(tmp_path / "link", "a payload", max_bytes=1)
    assert raised.value.hint == "Make the link lead to a file."


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    place = tmp_path / "pipe"
    os.mkfifo(place)
    return place


def test_a_named_pipe_that_nobody_writes_to_is_an_error(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_files, "WRITER_WAIT_S", 0.0)
    with pytest.raises(FileUnreadable, match="nobody writes to") as raised:
        read_named(pipe, "an offer", max_bytes=100)
    assert raised.value.hint


def test_a_named_pipe_is_read_to_its_end_by_whoever_waits_for_its_writer(
    pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named_files, "WRITER_WAIT_S", 60.0)
    writing = threading.Thread(target=lambda: pipe.write_bytes(b"a" * 200_000))
    writing.start()
    assert len(read_named(pipe, "an offer", max_bytes=1_000_000)) == 200_000
    writing.join()


def test_an_unnamed_pipe_may_be_empty() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    assert read_named(Path(f"/dev/fd/{reading}"), "an offer", max_bytes=100) == b""
    os.close(reading)


def test_a_named_pipe_that_nobody_reads_is_not_waited_for(pipe: Path) -> None:
    with pytest.raises(PlaceUnwritable, match="nobody reads") as raised:
        replace_named(pipe, b"report", mode_of_new=NEW)
    assert raised.value.hint


def test_a_pipe_that_is_read_gets_what_is_written(pipe: Path) -> None:
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    replace_named(pipe, b"report", mode_of_new=NEW)
    assert os.read(reader, 100) == b"report"
    os.close(reader)
