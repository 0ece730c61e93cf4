"""A recording is written as a whole or not at all."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from workbench.errors.files import LineDamaged
from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.session.values.recording import Recording
from workbench.store.recordings import RecordingFiles, check_recordable, load_recording, save_recording


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "new" / "r.jsonl"
    save_recording(path, Recording("sample"))
    path.chmod(0o640)
    save_recording(path, Recording("other"))
    assert load_recording(path) == Recording("other")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("name", "found"), [("gone", "no such file or directory"), ("", "is a directory"), ("a\0b", "NUL")]
)
def test_what_can_not_be_read_is_named(tmp_path: Path, name: str, found: str) -> None:
    with pytest.raises(FileUnreadable, match=found):
        load_recording(tmp_path / name)


def test_what_can_not_be_written_is_named_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(PlaceUnwritable):
        save_recording(tmp_path / "file" / "r.jsonl", Recording("sample"))
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_on_a_full_disk_the_recording_that_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    save_recording(path, Recording("sample"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(PlaceUnwritable, match="file too large"):
            save_recording(path, Recording("other"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert load_recording(path) == Recording("sample")
    assert [found.name for found in tmp_path.iterdir()] == ["r.jsonl"]


def test_what_is_no_recording_is_not_written_over(tmp_path: Path) -> None:
    files = RecordingFiles()
    (tmp_path / "notes").write_text("not a recording\n")
    (tmp_path / "empty").write_text("")
    with pytest.raises(LineDamaged):
        files.load(str(tmp_path / "notes"))
    with pytest.raises(FileUnreadable):
        files.load(str(tmp_path))
    assert files.load(str(tmp_path / "empty")) is None
    assert files.load(str(tmp_path / "gone")) is None
    files.save(str(tmp_path / "empty"), Recording("sample"))
    assert files.load(str(tmp_path / "empty")) == Recording("sample")
    with pytest.raises(PlaceUnwritable):
        files.load("~nobody of this name/r.jsonl")


def test_a_pipe_or_device_is_no_recording_and_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/null")):
        with pytest.raises(PlaceUnwritable, match="regular file"):
            check_recordable(path)
        with pytest.raises(PlaceUnwritable, match="regular file"):
            RecordingFiles().load(str(path))


def test_a_module_in_place_of_a_recording_is_named(tmp_path: Path) -> None:
    (tmp_path / "p.wasm").write_bytes(b"\0asm\1\0\0\0")
    with pytest.raises(FileDamaged, match="found a WebAssembly module"):
        load_recording(tmp_path / "p.wasm")
