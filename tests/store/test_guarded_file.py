"""A project file is opened once, and holds only when nobody else could have written it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.errors.operator import FileUnreadable
from workbench.errors.projects import ProjectFileRefused, ProjectRule
from workbench.store import guarded_file
from workbench.store.guarded_file import FILE_MAX_BYTES, read_guarded

CONTENT = b"profile = '0.3'\n"
NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "workbench.toml"
    path.write_bytes(CONTENT)
    return path


def rule_of(path: Path, *, trusted: bool = False) -> ProjectRule:
    with pytest.raises(ProjectFileRefused) as refused:
        read_guarded(path, trusted=trusted)
    return refused.value.rule


def test_a_file_of_ours_is_read_and_a_group_may_write_it(file: Path) -> None:
    file.chmod(0o664)
    file.parent.chmod(0o775)
    assert read_guarded(file) == CONTENT


def test_a_file_that_everybody_can_write_is_refused(file: Path) -> None:
    file.chmod(0o666)
    assert rule_of(file) is ProjectRule.WRITABLE
    assert read_guarded(file, trusted=True) == CONTENT


def test_a_file_in_a_folder_that_everybody_can_write_is_refused_unless_the_folder_is_sticky(file: Path) -> None:
    file.parent.chmod(0o777)
    assert rule_of(file) is ProjectRule.FOLDER
    assert read_guarded(file, trusted=True) == CONTENT
    file.parent.chmod(0o1777)
    assert read_guarded(file) == CONTENT


@as_root
def test_a_file_of_somebody_else_is_refused_and_named_with_its_owner(file: Path) -> None:
    os.chown(file, NOBODY, -1)
    with pytest.raises(ProjectFileRefused, match=r"\(owner\): .* found one of .*65534"):
        read_guarded(file)
    assert read_guarded(file, trusted=True) == CONTENT


def test_a_file_of_somebody_else_is_refused_whoever_runs_this(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_file, "_ROOT", -1)
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY + 1)
    assert rule_of(file) is ProjectRule.OWNER


@as_root
def test_a_link_of_somebody_else_is_refused_even_to_a_file_of_ours(file: Path) -> None:
    link = file.with_name("link.toml")
    link.symlink_to(file)
    os.lchown(link, NOBODY, -1)
    assert rule_of(link) is ProjectRule.LINK


def test_a_link_of_ours_is_followed_and_what_it_leads_to_is_checked(file: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    link = tmp_path / "a/workbench.toml"
    link.symlink_to("../workbench.toml")
    assert read_guarded(link) == CONTENT
    file.chmod(0o666)
    assert rule_of(link) is ProjectRule.WRITABLE
    file.chmod(0o600)
    tmp_path.chmod(0o777)
    assert rule_of(link) is ProjectRule.FOLDER


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(path.parent)
        try:
            one.bind(path.name)
        finally:
            os.chdir(here)


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        Path.mkdir,
        make_socket,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to("/dev/tty"),
        lambda path: path.symlink_to("/proc/self/environ"),
        lambda path: path.symlink_to("/proc/self/mem"),
        lambda path: path.symlink_to("/proc/self/fd/0"),
    ],
    ids=["pipe", "folder", "socket", "zero", "tty", "environ", "mem", "fd"],
)
def test_what_is_no_regular_file_is_refused_at_once_trusted_or_not(
    make: Callable[[Path], object], trusted: bool, tmp_path: Path
) -> None:
    path = tmp_path / "workbench.toml"
    make(path)
    assert rule_of(path, trusted=trusted) is ProjectRule.REGULAR


def test_a_file_of_more_than_a_mebibyte_is_refused_but_of_exactly_one_is_not(file: Path) -> None:
    file.write_bytes(b"#" * FILE_MAX_BYTES)
    assert len(read_guarded(file)) == FILE_MAX_BYTES
    file.write_bytes(b"#" * (FILE_MAX_BYTES + 1))
    assert rule_of(file) is ProjectRule.SIZE
    assert len(read_guarded(file, trusted=True)) == FILE_MAX_BYTES + 1


def test_a_sparse_file_of_a_tebibyte_is_refused_unread(file: Path) -> None:
    os.truncate(file, 1 << 40)
    assert rule_of(file, trusted=True) is ProjectRule.SIZE


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("gone"), lambda path: path.symlink_to(path.name)])
def test_a_link_that_leads_nowhere_is_a_damaged_file(make: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "workbench.toml"
    make(path)
    with pytest.raises((FileUnreadable, ProjectFileRefused)):
        read_guarded(path)


def test_a_link_to_nothing_is_named_as_one_and_not_as_a_wrong_path(tmp_path: Path) -> None:
    path = tmp_path / "workbench.toml"
    path.symlink_to("gone")
    with pytest.raises(FileUnreadable, match="a link to a file that does not exist") as raised:
        read_guarded(path)
    assert raised.value.hint == "Make the link lead to a file."


def test_a_file_that_is_exchanged_for_a_link_between_check_and_opening_is_not_followed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attacker wins the race each time here: the name is a link when it is opened."""
    secret = file.with_name("secret")
    secret.write_text("secret")
    opened = os.open

    def exchanged(path: object, flags: int, *rest: object, **options: object) -> int:
        if path == file.name:
            file.unlink()
            file.symlink_to(secret)
        return opened(path, flags, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", exchanged)
    with pytest.raises(FileUnreadable):
        read_guarded(file)


def test_a_file_that_is_exchanged_between_check_and_opening_is_checked_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def exchanged(path: object, flags: int, *rest: object, **options: object) -> int:
        if path == file.name:
            file.unlink()
            file.write_bytes(b"build = 'evil'")
            file.chmod(0o666)
        return opened(path, flags, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", exchanged)
    assert rule_of(file) is ProjectRule.WRITABLE
