"""Storage of plugins in files."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors.operator import FileUnreadable, PlaceUnwritable
from workbench.store.storages import StorageFiles


def test_what_is_saved_is_private_and_can_be_loaded(tmp_path: Path) -> None:
    file = tmp_path / "new" / "storage.json"
    storage = {"a": {"k": b"\x00"}, "b": {}}
    StorageFiles().save(str(file), storage)
    assert StorageFiles().load(str(file)) == storage
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["storage.json"]


def test_a_file_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "storage.json"
    file.write_text("{}")
    file.chmod(0o640)
    StorageFiles().save(str(file), {"": {"k": b"v"}})
    assert (file.stat().st_mode & 0o777, StorageFiles().load(str(file))) == (0o640, {"": {"k": b"v"}})


def test_the_home_folder_may_be_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    StorageFiles().save("~/s.json", {"": {}})
    assert (tmp_path / "s.json").exists()


def test_a_place_that_can_not_be_read_or_written_is_named(tmp_path: Path) -> None:
    for path in (str(tmp_path), str(tmp_path / "none"), "\0"):
        with pytest.raises(FileUnreadable, match="can be read"):
            StorageFiles().load(path)
    (tmp_path / "file").write_text("")
    for path in (str(tmp_path), str(tmp_path / "file" / "below"), "\0"):
        with pytest.raises(PlaceUnwritable):
            StorageFiles().save(path, {"": {}})
    assert {one.name for one in tmp_path.iterdir()} == {"file"}
