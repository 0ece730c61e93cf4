"""What is trusted is remembered in one private file; what somebody else could have written counts for nothing."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.store.trust_file import GRANTS_MAX, TrustFile
from workbench.trust import Grant

GRANT = Grant("/p/workbench.toml", "make", ("src/*",), {"compile_limit_ms": 30_000}, {"plugin": "/x.wasm"}, 5.0)


@pytest.fixture
def file(tmp_path: Path) -> TrustFile:
    return TrustFile(tmp_path / "state/trust.json")


def test_a_grant_comes_back_as_it_was_given_from_a_private_file_in_a_private_folder(file: TrustFile) -> None:
    before = os.umask(0)
    try:
        assert file.grants() == ((), None)
        assert file.add(GRANT) is None
    finally:
        os.umask(before)
    assert file.grants() == ((GRANT,), None)
    assert (file.path.stat().st_mode & 0o777, file.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_same_command_is_kept_once_and_another_one_beside_it(file: TrustFile) -> None:
    other = Grant(GRANT.project, "cargo build", (), {}, {})
    for grant in (GRANT, other, GRANT):
        assert file.add(grant) is None
    assert file.grants() == ((other, GRANT), None)
    assert file.remove(GRANT.project) is None
    assert file.grants() == ((), None)


def test_the_oldest_are_forgotten_above_a_number(file: TrustFile) -> None:
    for number in (0, 1):
        grants = [Grant(f"/{number}/{place}", None, (), {}, {}) for place in range(GRANTS_MAX)]
        assert file._change(lambda _, grants=grants: grants) is None  # type: ignore[misc]
    assert file.add(GRANT) is None
    found, _ = file.grants()
    assert (len(found), found[-1], found[0].project) == (GRANTS_MAX, GRANT, "/1/1")


@pytest.mark.parametrize(
    ("mode", "what"), [(0o602, "file"), (0o620, "file"), (0o707, "folder")], ids=["others", "group", "folder"]
)
def test_what_others_can_write_counts_for_nothing_and_is_left_alone(file: TrustFile, mode: int, what: str) -> None:
    file.add(GRANT)
    (file.path if what == "file" else file.path.parent).chmod(mode)
    grants, error = file.grants()
    assert grants == ()
    assert isinstance(error, FileDamaged)
    before = file.path.read_bytes()
    assert file.add(GRANT) is not None
    assert file.path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_belongs_to_somebody_else_counts_for_nothing_even_for_root(file: TrustFile, what: str) -> None:
    file.add(GRANT)
    os.chown(file.path if what == "file" else file.path.parent, 65534, -1)
    assert file.grants()[0] == ()
    assert file.add(GRANT) is not None


def test_a_link_in_the_place_of_the_file_is_not_followed(file: TrustFile, tmp_path: Path) -> None:
    other = TrustFile(tmp_path / "other/trust.json")
    other.add(GRANT)
    file.path.parent.mkdir()
    file.path.symlink_to(other.path)
    grants, error = file.grants()
    assert (grants, type(error)) == ((), FileUnreadable)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"format": 2, "grants": []}',
        b'{"format": 1, "grants": 5}',
        b'{"format": 1, "grants": [{}]}',
        b'{"format": 1, "grants": [{"project": 1, "command": "", "watch": [], "limits": {}, "paths": {}, "at": 0}]}',
        b'{"format": 1, "grants": [{"project": "", "command": "", "watch": 1, "limits": {}, "paths": {}, "at": 0}]}',
        b'{"format": 1, "grants": [{"project": "", "command": "", "watch": [], "limits": {"a": []}, "paths": {}}]}',
        b'{"format": 1, "grants": [{"project": "", "command": "", "watch": [], "limits": {}, "paths": [], "at": 0}]}',
    ],
)
def test_what_is_no_record_trusts_nothing_and_is_set_aside_by_the_next_grant(file: TrustFile, content: bytes) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(content)
    file.path.chmod(0o600)
    grants, error = file.grants()
    assert (grants, type(error)) == ((), FileDamaged)
    assert file.add(GRANT) is None
    assert file.grants() == ((GRANT,), None)
    assert file.path.with_name("trust.json.damaged").read_bytes() == content


def test_two_at_a_time_lose_nothing(file: TrustFile) -> None:
    def add(number: int) -> None:
        assert TrustFile(file.path).add(Grant(f"/{number}", "make", (), {}, {})) is None

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {grant.project for grant in file.grants()[0]} == {f"/{number}" for number in range(8)}


def test_a_place_that_cannot_be_written_is_returned(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert isinstance(TrustFile(tmp_path / "file/trust.json").add(GRANT), PlaceUnwritable)
