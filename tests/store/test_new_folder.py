"""A folder is written with all of its files, or not at all, and never over what stands there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.errors.operator import PlaceUnwritable
from workbench.errors.projects import FolderInUse
from workbench.store.new_folder import check_free, write_folder

FILES = {"README.md": b"r", "src/a.zig": b"a", "src/very/deep/b.zig": b"b", ".gitignore": b"g"}


class Interrupted(BaseException):
    """Stands for a signal in the middle of the work."""


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["new", "with spaces/and more/new", "ü\n"])
def test_a_folder_appears_with_all_of_its_files(name: str, tmp_path: Path) -> None:
    write_folder(tmp_path / name, FILES)
    assert tree(tmp_path / name) == FILES
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == [Path(name).name]


def test_an_empty_folder_keeps_its_place_and_its_repository(tmp_path: Path) -> None:
    """A shell stands in it: it is filled, not replaced."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_bytes(b"ref")
    before = tmp_path.stat().st_ino
    write_folder(tmp_path, FILES)
    assert tree(tmp_path) == {**FILES, ".git/HEAD": b"ref"}
    assert tmp_path.stat().st_ino == before


def a_folder(place: Path) -> None:
    place.mkdir()
    for name in ("b", "a"):
        (place / name).touch()


@pytest.mark.parametrize(
    ("stands", "found"),
    [
        (a_folder, "a and 1 more"),
        (Path.touch, "a file"),
        (lambda place: Path(place).symlink_to("nowhere"), "a link that leads nowhere"),
        (os.mkfifo, "a file"),
    ],
    ids=["folder", "file", "link", "pipe"],
)
def test_what_stands_there_is_left_alone(stands: Callable[[Path], object], found: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    stands(place)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FolderInUse, match=f"found {found}"):
        check_free(place)
    with pytest.raises(FolderInUse, match=f"found {found}"):
        write_folder(place, FILES)
    assert sorted(tmp_path.rglob("*")) == before


def test_nobody_else_may_write_whatever_the_umask_grants(tmp_path: Path) -> None:
    """A project file that others can change or replace is not used."""
    previous = os.umask(0)
    try:
        write_folder(tmp_path / "new", FILES)
    finally:
        os.umask(previous)
    made = [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    assert [path.name for path in made if path.stat().st_mode & 0o022] == []


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "empty"])
@pytest.mark.parametrize("name", ["open", "rename"])
def test_nothing_is_left_of_a_folder_whose_writing_was_ended(
    name: str, is_there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each of its steps: while a file is written, and while what was written is moved into place."""
    place = tmp_path / "above" / "place"
    if is_there:
        place.mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    steps = [0]
    while not attempted(place, name, steps[0], monkeypatch):
        assert sorted(tmp_path.rglob("*")) == before
        steps[0] += 1
    assert steps[0] >= (1 if name == "rename" and not is_there else 3)
    assert tree(place) == FILES


def attempted(place: Path, name: str, after: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Write, but end it at a step; return whether it had fewer steps than that."""
    left = [after]

    def step(*arguments: object, **options: object) -> object:
        left[0] -= 1
        if left[0] == -1:
            raise Interrupted
        return original(*arguments, **options)

    owner = os if name == "open" else Path
    original = getattr(owner, name)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, step)
        try:
            write_folder(place, FILES)
        except Interrupted:
            return False
    return True


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PlaceUnwritable, match="file/new"):
        write_folder(tmp_path / "file/new", FILES)
    with pytest.raises(PlaceUnwritable, match="NUL"):
        write_folder(tmp_path / "a\0b", FILES)
