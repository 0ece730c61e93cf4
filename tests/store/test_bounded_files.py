"""No link leads out of the bounds, nor one that appears after it was looked at: the attacker wins each race here."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.errors import OperatorError
from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.store.bounded_files import BoundedFiles

SECRET = b"secret"
MOST = 1_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """What a project must not reach."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "a.json").write_bytes(SECRET)
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A file of the project."""
    path = tmp_path / "project/shape/a.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{}")
    return path


@pytest.fixture
def files(tmp_path: Path) -> BoundedFiles:
    return BoundedFiles(tmp_path / "project")


Doing = Callable[[BoundedFiles, Path], object]
DOINGS: dict[str, Doing] = {
    "reads": lambda files, path: files.read(path, "a payload", MOST),
    "writes": lambda files, path: files.replace(path, b"ours", mode_of_new=0o644),
    "renames": lambda files, path: files.rename(path, path.with_name("b.json")),
    "removes": lambda files, path: files.remove(path),
    "links": lambda files, path: files.link(path.with_name("new.json"), "a.json"),
}


@pytest.mark.parametrize("what", DOINGS)
@pytest.mark.parametrize("exchanged", ["a.json", "shape"])
def test_what_is_exchanged_for_a_link_after_it_was_looked_at_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, files: BoundedFiles, place: Path, home: Path, what: str, exchanged: str
) -> None:
    resolve = os.path.realpath

    def resolved_and_exchanged(path: Path, *rest: Path) -> str:
        found = resolve(path, *rest)
        link = place if exchanged == "a.json" else place.parent
        if not link.is_symlink():
            link.rename(link.with_name("old"))
            link.symlink_to(home / "a.json" if exchanged == "a.json" else home)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(os.path, "realpath", resolved_and_exchanged)
        try:
            found = DOINGS[what](files, place)
        except (OSError, OperatorError):
            found = None
    assert found is None
    assert {one.name: one.read_bytes() for one in home.iterdir()} == {"a.json": SECRET}


@pytest.mark.parametrize("what", DOINGS)
def test_a_folder_that_leads_out_is_named_with_where_it_leads(
    files: BoundedFiles, place: Path, home: Path, what: str
) -> None:
    place.unlink()
    place.parent.rmdir()
    place.parent.symlink_to(home)
    with pytest.raises(FileDamaged, match=f"unless --trust-project is given, found a link to {home}"):
        DOINGS[what](files, place)
    assert {one.name: one.read_bytes() for one in home.iterdir()} == {"a.json": SECRET}


@pytest.mark.parametrize("bounded", [True, False])
def test_a_link_within_the_bounds_is_read_and_written_through(bounded: bool, tmp_path: Path, place: Path) -> None:
    files = BoundedFiles(tmp_path / "project" if bounded else None)
    link = tmp_path / "project/sign/b.json"
    files.link(link, "../shape/a.json")
    place.chmod(0o600)
    files.replace(link, b"new", mode_of_new=0o644)
    assert (files.read(link, "a payload", MOST), place.read_bytes(), link.is_symlink()) == (b"new", b"new", True)
    assert place.stat().st_mode & 0o777 == 0o600


def test_bounds_that_are_reached_through_a_link_bound_what_they_lead_to(tmp_path: Path, place: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "project")
    assert BoundedFiles(link).read(link / "shape/a.json", "a payload", MOST) == b"{}"


@pytest.mark.parametrize("bounded", [True, False])
def test_a_pipe_is_neither_waited_for_nor_written_to(bounded: bool, tmp_path: Path, place: Path) -> None:
    files = BoundedFiles(tmp_path / "project" if bounded else None)
    pipe = place.with_name("pipe")
    os.mkfifo(pipe)
    with pytest.raises(FileUnreadable, match="pipe or device"):
        files.read(pipe, "a payload", MOST)
    with pytest.raises(PlaceUnwritable, match="pipe or device"):
        files.replace(pipe, b"{}", mode_of_new=0o644)


def test_a_pipe_that_takes_the_place_of_a_file_after_it_was_looked_at_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, files: BoundedFiles, place: Path
) -> None:
    opened = os.open

    def exchanged(path: object, flags: int, *rest: object, **options: object) -> int:
        if path == place.name:
            place.unlink()
            os.mkfifo(place)
        return opened(path, flags, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", exchanged)
    with pytest.raises(FileUnreadable, match="pipe or device"):
        files.read(place, "a payload", MOST)


def test_folders_are_made_on_the_way(tmp_path: Path, files: BoundedFiles) -> None:
    path = tmp_path / "project/sign/c.json"
    files.replace(path, b"1", mode_of_new=0o644)
    assert files.read(path, "a payload", MOST) == b"1"
    with pytest.raises(FileUnreadable):
        files.read(path.with_name("gone.json"), "a payload", MOST)
