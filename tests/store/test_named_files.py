"""What a person names is written as privately as the umask asks for, whatever stood there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.store.named_files import replace_named
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
