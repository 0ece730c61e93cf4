"""A filter that refuses system calls from now on, in this thread and its later ones. Linux, x86-64 and arm64.

Owns: the filter program. Pure, but for `install`. Must not know why a call is on the list. A refused call fails with
EPERM, so that a library which only tries it goes on.
"""

from __future__ import annotations

import errno
import os
import struct
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from workbench.engine.child.confinement import kernel
from workbench.engine.child.confinement.system_calls import ARCHITECTURES, NEWEST_KNOWN, Architecture

ALLOW: Final = 0x7FFF_0000
KILL_PROCESS: Final = 0x8000_0000
_ERRNO: Final = 0x0005_0000
NOT_PERMITTED: Final = _ERRNO | errno.EPERM
NOT_THERE: Final = _ERRNO | errno.ENOSYS

# Of struct seccomp_data: where the number, the architecture and the low halves of the arguments stand.
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_ARGUMENTS_AT: Final = 16

LOAD: Final = 0x20
JUMP_IF_EQUAL: Final = 0x15
JUMP_IF_GREATER: Final = 0x25
JUMP_IF_ANY_BIT: Final = 0x45
RETURN: Final = 0x06

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_CLONE_THREAD: Final = 0x0001_0000
_SCHED_BATCH: Final = 3
# By these a file signals another process, or keeps it from opening what this one reads.
_F_SETOWN: Final = 8
_F_SETSIG: Final = 10
_F_SETOWN_EX: Final = 15
_F_SETLEASE: Final = 1_024
_F_NOTIFY: Final = 1_026
_FCNTL_REFUSED: Final = (_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY)
# The same by way of a socket; and what a terminal takes as typed.
_FIOSETOWN: Final = 0x8901
_SIOCSPGRP: Final = 0x8902
_TIOCSTI: Final = 0x5412
_TIOCLINUX: Final = 0x541C
_IOCTL_REFUSED: Final = (_FIOSETOWN, _SIOCSPGRP, _TIOCSTI, _TIOCLINUX)
_PR_SET_PDEATHSIG: Final = 1


class Instruction(NamedTuple):
    """One step of a filter: BPF of the classic kind."""

    code: int
    if_true: int
    if_false: int
    operand: int


def filter_program(architecture: Architecture, pid: int) -> list[Instruction]:
    """Return the filter for a process of this number: all is allowed but what is on the list.

    Allowed with some arguments only: to start a thread, to signal the own threads, to read or lower the own limits, to
    lower the own priority, and to let a thread run in turn. Refused with some only: to let a file signal another
    process or hold it up, to type at a terminal, and to outlive our process.
    """
    return [
        Instruction(LOAD, 0, 0, _ARCHITECTURE_AT),
        # A call by another architecture's table would pass by the numbers below.
        Instruction(JUMP_IF_EQUAL, 1, 0, architecture.audit_number),
        Instruction(RETURN, 0, 0, KILL_PROCESS),
        Instruction(LOAD, 0, 0, _NUMBER_AT),
        # These too: the x32 calls of x86-64, which have a high bit set.
        Instruction(JUMP_IF_GREATER, 0, 1, NEWEST_KNOWN),
        Instruction(RETURN, 0, 0, NOT_THERE),
        *_with_arguments(architecture, pid),
        *_refusals(architecture.denied),
        Instruction(RETURN, 0, 0, ALLOW),
    ]


def _with_arguments(architecture: Architecture, pid: int) -> Iterator[Instruction]:
    # Its flags stand in memory that no filter sees. Without it the C library takes the other one.
    yield from (Instruction(JUMP_IF_EQUAL, 0, 1, architecture.clone3), Instruction(RETURN, 0, 0, NOT_THERE))
    yield from _only_if(architecture.clone, (0, JUMP_IF_ANY_BIT, _CLONE_THREAD))
    yield from _only_if(architecture.tgkill, (0, JUMP_IF_EQUAL, pid))
    yield from _only_if(architecture.prlimit64, (0, JUMP_IF_EQUAL, 0))
    yield from _only_if(architecture.setpriority, (0, JUMP_IF_EQUAL, os.PRIO_PROCESS), (1, JUMP_IF_EQUAL, 0))
    yield from _only_if(architecture.sched_setscheduler, (1, JUMP_IF_EQUAL, _SCHED_BATCH))
    yield from _unless(architecture.fcntl, 1, _FCNTL_REFUSED)
    yield from _unless(architecture.ioctl, 1, _IOCTL_REFUSED)
    yield from _unless(architecture.prctl, 0, (_PR_SET_PDEATHSIG,))


def _only_if(number: int, *conditions: tuple[int, int, int]) -> Iterator[Instruction]:
    """Refuse a call unless each of its arguments (index, test, operand) is as wanted."""
    tests: list[Instruction] = []
    for left, (index, test, operand) in enumerate(reversed(conditions)):
        # A test that fails goes past the tests behind it and past the return that allows.
        to_refusal = 2 * left + 1
        load = Instruction(LOAD, 0, 0, _ARGUMENTS_AT + 8 * index)
        tests = [load, Instruction(test, 0, to_refusal, operand), *tests]
    body = [*tests, Instruction(RETURN, 0, 0, ALLOW), Instruction(RETURN, 0, 0, NOT_PERMITTED)]
    yield Instruction(JUMP_IF_EQUAL, 0, len(body), number)
    yield from body


def _unless(number: int, index: int, operands: Sequence[int]) -> Iterator[Instruction]:
    """Refuse a call when one of its arguments is one of these values."""
    yield Instruction(JUMP_IF_EQUAL, 0, len(operands) + 3, number)
    yield Instruction(LOAD, 0, 0, _ARGUMENTS_AT + 8 * index)
    for left, operand in zip(range(len(operands), 0, -1), operands, strict=True):
        yield Instruction(JUMP_IF_EQUAL, left, 0, operand)
    yield Instruction(RETURN, 0, 0, ALLOW)
    yield Instruction(RETURN, 0, 0, NOT_PERMITTED)


def _refusals(numbers: frozenset[int]) -> Iterator[Instruction]:
    for number in sorted(numbers):
        yield Instruction(JUMP_IF_EQUAL, 0, 1, number)
        yield Instruction(RETURN, 0, 0, NOT_PERMITTED)


def install(machine: str, pid: int) -> None:
    """Put the filter in force for this thread and its later ones, which needs no_new_privs before.

    `machine` is the name of the architecture as `uname` has it.

    Raises:
        OSError: The kernel has no filters, or there is no list for this architecture; then nothing is refused.
    """
    architecture = ARCHITECTURES.get(machine)
    if architecture is None:
        raise OSError(errno.ENOSYS, f"no list of system calls for {machine}")
    program = filter_program(architecture, pid)
    content = kernel.block(b"".join(struct.pack("=HBBI", *instruction) for instruction in program))
    kernel.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, struct.pack("@HP", len(program), kernel.address_of(content)))
