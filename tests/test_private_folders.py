"""Whatever we make for ourselves, and the folders above it that were missing, is closed to all others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.dispatches import entry
from workbench.crash_report import write_private
from workbench.engine.client.compile_cache import prepare
from workbench.private_folders import make_private
from workbench.store.history import HistoryFile
from workbench.store.trust_file import TrustFile
from workbench.store.writing import write_atomically
from workbench.trust import Grant


@pytest.fixture
def umask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Set it once the test's own folder is there."""
    previous = os.umask(request.param)
    yield
    os.umask(previous)


WRITERS: dict[str, Callable[[Path], object]] = {
    "folder": make_private,
    "file": lambda place: write_atomically(place / "draft.json", b"{}"),
    "history": lambda place: HistoryFile(place / "history.jsonl").append(entry()),
    "trust": lambda place: TrustFile(place / "trust.json").add(Grant("/p/workbench.toml", "make", (), {}, {})),
    "crash report": lambda place: write_private("text", place, "crash.txt"),
    "compiled code": prepare,
}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777], indirect=True)
@pytest.mark.parametrize("what", WRITERS)
@pytest.mark.usefixtures("umask")
def test_every_folder_that_is_made_is_private(what: str, tmp_path: Path) -> None:
    WRITERS[what](tmp_path / "state" / "workbench" / "inner")
    made = [place for place in tmp_path.rglob("*") if place.is_dir()]
    assert len(made) >= 3
    assert {str(place): oct(place.stat().st_mode & 0o777) for place in made} == dict.fromkeys(map(str, made), "0o700")


def test_folders_that_stand_stay_as_they_are(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_private(tmp_path / "a")
    (tmp_path / "a").chmod(0o750)
    make_private(tmp_path / "a" / "b")
    assert [oct(place.stat().st_mode & 0o777) for place in (tmp_path, tmp_path / "a")] == ["0o755", "0o750"]


@pytest.mark.parametrize("below", ["file", "file/inner"])
def test_what_is_no_folder_is_an_error(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"(?i)not a directory|exists"):
        make_private(tmp_path / below)
