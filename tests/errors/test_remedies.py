"""Whatever the system says of a file or of itself, the person is told what to do about it."""

from __future__ import annotations

import errno
import os

import pytest

from workbench.errors.artifact import PluginUnreadable
from workbench.errors.machine import MachineError
from workbench.errors.operator import FileUnreadable, PlaceUnwritable
from workbench.errors.registry import RegistryUnwritable
from workbench.errors.remedies import words_of
from workbench.exits import exit_code

MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN, errno.EIO)
READING = (errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)
WRITING = (*READING, errno.EROFS, errno.EEXIST, errno.ETXTBSY)


def words(number: int) -> str:
    return words_of(OSError(number, os.strerror(number), "/a/path"))


@pytest.mark.parametrize("number", [*MACHINE, *READING], ids=errno.errorcode.get)
def test_what_cannot_be_read_has_a_hint(number: int) -> None:
    assert FileUnreadable("f", "a file", words(number)).hint
    assert PluginUnreadable("f", words(number)).hint


@pytest.mark.parametrize("number", [*MACHINE, *WRITING], ids=errno.errorcode.get)
def test_what_cannot_be_written_has_a_hint(number: int) -> None:
    assert PlaceUnwritable("f", words(number)).hint
    assert RegistryUnwritable("f", words(number)).hint
    assert MachineError("f", "a file", words(number)).hint


@pytest.mark.parametrize("number", MACHINE, ids=errno.errorcode.get)
def test_what_the_machine_lacks_is_nobodys_wrong_path(number: int) -> None:
    errors = FileUnreadable("f", "a file", words(number)), PluginUnreadable("f", words(number))
    assert [exit_code(error) for error in (*errors, PlaceUnwritable("f", words(number)))] == [4, 4, 4]


@pytest.mark.parametrize("number", [one for one in WRITING if one not in MACHINE], ids=errno.errorcode.get)
def test_a_wrong_path_is_the_persons(number: int) -> None:
    errors = FileUnreadable("f", "a file", words(number)), PlaceUnwritable("f", words(number))
    assert [exit_code(error) for error in errors] == [2, 2]
    assert exit_code(PluginUnreadable("f", words(number))) == 3


def test_a_hint_never_blames_the_path_for_a_permission() -> None:
    assert "chmod" in PluginUnreadable("f", "permission denied").hint
    assert ".wasm" in PluginUnreadable("f", "no such file").hint
    assert "build again" in PluginUnreadable("f", "an empty file").hint
