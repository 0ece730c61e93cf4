"""Runs a command on a kernel that has no Landlock, as far as the command can see.

Usage: python -m tests.older_kernel COMMAND [WORD…]. The calls of Landlock fail with ENOSYS for the command and for all
that it starts. Linux on x86-64 and arm64; needs no privilege.
"""

from __future__ import annotations

import os
import platform
import struct
import sys
from typing import Final

from workbench.engine.child.confinement import kernel
from workbench.engine.child.confinement.seccomp import (
    ALLOW,
    JUMP_IF_EQUAL,
    LOAD,
    NOT_THERE,
    RETURN,
    Instruction,
)
from workbench.engine.child.confinement.system_calls import ARCHITECTURES

_LANDLOCK: Final = (444, 445, 446)
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4


def program() -> list[Instruction]:
    """Return a filter that knows no Landlock, and lets all else pass."""
    audit_number = ARCHITECTURES[platform.machine()].audit_number
    refused = [Instruction(JUMP_IF_EQUAL, len(_LANDLOCK) - place, 0, one) for place, one in enumerate(_LANDLOCK)]
    return [
        Instruction(LOAD, 0, 0, _ARCHITECTURE_AT),
        Instruction(JUMP_IF_EQUAL, 0, len(refused) + 1, audit_number),
        Instruction(LOAD, 0, 0, _NUMBER_AT),
        *refused,
        Instruction(RETURN, 0, 0, ALLOW),
        Instruction(RETURN, 0, 0, NOT_THERE),
    ]


def main(words: list[str]) -> None:
    """Take Landlock away, and become the command."""
    content = kernel.block(b"".join(struct.pack("=HBBI", *instruction) for instruction in program()))
    kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1)
    count = len(program())
    kernel.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, struct.pack("@HP", count, kernel.address_of(content)))
    os.execvp(words[0], words)


if __name__ == "__main__":
    main(sys.argv[1:])
