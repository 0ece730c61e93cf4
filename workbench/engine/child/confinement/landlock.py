"""Landlock: which files this process and its threads may open from now on. Linux 5.13 and later.

Owns: the rules' binary form, and what each version of Landlock knows. A version that knows less restricts less, and
says so. Must not know which paths the engine needs.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterable
from typing import Final

from workbench.engine.child.confinement.kernel import system_call

# The same numbers on all architectures.
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION_FLAG: Final = 1
_RULE_PATH_BENEATH: Final = 1

_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_REMOVE_DIR: Final = 1 << 4
_REMOVE_FILE: Final = 1 << 5
_MAKE_DIR: Final = 1 << 7
_MAKE_FILE: Final = 1 << 8
_TRUNCATE: Final = 1 << 14
_KNOWN_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
"""Rights of files by version; from version 5 on there is one more."""
_ALL_RIGHTS: Final = (1 << 16) - 1
_READING: Final = _READ_FILE | _READ_DIR
_WRITING: Final = _READING | _WRITE_FILE | _TRUNCATE | _MAKE_FILE | _MAKE_DIR | _REMOVE_FILE | _REMOVE_DIR
_OF_FILES: Final = _WRITE_FILE | _READ_FILE | _TRUNCATE
"""The rights that mean something for what is no folder."""
_BIND_AND_CONNECT_TCP: Final = 3
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 3

TCP_SINCE: Final = 4
SCOPES_SINCE: Final = 6


def version() -> int:
    """Return the version of Landlock that the kernel speaks. Raises OSError where there is none."""
    return system_call(_CREATE_RULESET, None, 0, _VERSION_FLAG)


def restrict(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Let this thread and its later ones open nothing but these files and what is below these folders.

    Paths that are not there are left out. Below a writable folder plain files and
    folders may be made and removed, no links, and nothing may be executed. TCP, signals to other
    processes and abstract sockets are forbidden where the version knows them.

    Returns:
        The version of Landlock.

    Raises:
        OSError: There is no Landlock, or the kernel refuses the rules; then nothing is restricted.
    """
    spoken = version()
    rights = _KNOWN_RIGHTS.get(spoken, _ALL_RIGHTS)
    attributes = struct.pack(
        "=QQQ",
        rights,
        _BIND_AND_CONNECT_TCP if spoken >= TCP_SINCE else 0,
        _ABSTRACT_SOCKETS_AND_SIGNALS if spoken >= SCOPES_SINCE else 0,
    )
    size_bytes = 8 if spoken < TCP_SINCE else 16 if spoken < SCOPES_SINCE else 24
    ruleset = system_call(_CREATE_RULESET, attributes[:size_bytes], size_bytes, 0)
    try:
        for path in readable:
            _allow(ruleset, path, rights & _READING)
        for path in writable:
            _allow(ruleset, path, rights & _WRITING)
        system_call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return spoken


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= _OF_FILES
        system_call(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
