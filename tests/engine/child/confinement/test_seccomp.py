"""The filter of system calls, as the kernel would run it, for both architectures."""

from __future__ import annotations

import struct

import pytest

from workbench.engine.child.confinement.seccomp import (
    ALLOW,
    JUMP_IF_ANY_BIT,
    JUMP_IF_EQUAL,
    JUMP_IF_GREATER,
    KILL_PROCESS,
    LOAD,
    NOT_PERMITTED,
    NOT_THERE,
    RETURN,
    filter_program,
    install,
)
from workbench.engine.child.confinement.system_calls import ARCHITECTURES, DENIED, NEWEST_KNOWN

PID = 4_711
THREAD_FLAGS = 0x3D0F00
"""What the C library gives `clone` for a new thread."""
FORK_FLAGS = 0x1200011
NUMBERS = {"x86_64": 0, "aarch64": 1}


def run(machine: str, number: int, *arguments: int, audit_number: int | None = None) -> int:
    """What the filter returns for a call."""
    architecture = ARCHITECTURES[machine]
    program = filter_program(architecture, PID)
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack(
        "<IIQ6Q", number, architecture.audit_number if audit_number is None else audit_number, 0, *padded
    )
    at = value = 0
    while True:
        code, if_true, if_false, operand = program[at]
        at += 1
        if code == RETURN:
            return operand
        if code == LOAD:
            (value,) = struct.unpack_from("<I", data, operand)
            continue
        is_true = {
            JUMP_IF_EQUAL: value == operand,
            JUMP_IF_GREATER: value > operand,
            JUMP_IF_ANY_BIT: bool(value & operand),
        }[code]
        at += if_true if is_true else if_false


pytestmark = pytest.mark.parametrize("machine", ARCHITECTURES)


def test_each_call_of_the_list_is_refused(machine: str) -> None:
    numbers = {name: pair[NUMBERS[machine]] for name, pair in DENIED.items() if pair[NUMBERS[machine]] >= 0}
    assert len(numbers) > 100
    assert {name for name, number in numbers.items() if run(machine, number) != NOT_PERMITTED} == set()


def test_what_is_not_on_the_list_is_allowed(machine: str) -> None:
    listed = ARCHITECTURES[machine].denied
    architecture = ARCHITECTURES[machine]
    judged = {architecture.clone, architecture.clone3, architecture.tgkill}
    judged |= {architecture.prlimit64, architecture.setpriority, architecture.sched_setscheduler}
    judged |= {architecture.fcntl, architecture.ioctl, architecture.prctl}
    others = set(range(NEWEST_KNOWN + 1)) - listed - judged
    assert {number for number in others if run(machine, number) != ALLOW} == set()


def test_calls_that_are_newer_than_the_list_are_not_there(machine: str) -> None:
    assert run(machine, NEWEST_KNOWN + 1) == NOT_THERE
    assert run(machine, 0x4000_0000) == NOT_THERE
    assert run(machine, 0xFFFF_FFFF) == NOT_THERE


def test_a_call_by_the_table_of_another_architecture_ends_the_process(machine: str) -> None:
    i386 = 0x4000_0003
    assert run(machine, 1, audit_number=i386) == KILL_PROCESS


def test_threads_may_be_started_and_processes_may_not(machine: str) -> None:
    clone = ARCHITECTURES[machine].clone
    assert run(machine, clone, THREAD_FLAGS) == ALLOW
    assert run(machine, clone, FORK_FLAGS) == NOT_PERMITTED
    # Its flags cannot be seen, so that the C library must take the other one.
    assert run(machine, ARCHITECTURES[machine].clone3) == NOT_THERE


def test_only_the_own_threads_may_be_signalled(machine: str) -> None:
    tgkill = ARCHITECTURES[machine].tgkill
    assert run(machine, tgkill, PID) == ALLOW
    assert run(machine, tgkill, PID + 1) == NOT_PERMITTED


def test_only_the_own_limits_and_the_own_priority_are_touched(machine: str) -> None:
    architecture = ARCHITECTURES[machine]
    assert run(machine, architecture.prlimit64, 0) == ALLOW
    assert run(machine, architecture.prlimit64, PID) == NOT_PERMITTED
    assert run(machine, architecture.setpriority, 0, 0) == ALLOW
    assert run(machine, architecture.setpriority, 0, PID) == NOT_PERMITTED
    assert run(machine, architecture.setpriority, 2, 0) == NOT_PERMITTED


def test_a_thread_may_run_in_turn_and_not_before_others(machine: str) -> None:
    call = ARCHITECTURES[machine].sched_setscheduler
    assert run(machine, call, PID, 3) == ALLOW
    assert run(machine, call, PID, 1) == NOT_PERMITTED


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("call", "index", "refused"),
    [
        ("fcntl", 1, {"F_SETOWN": 8, "F_SETSIG": 10, "F_SETOWN_EX": 15, "F_SETLEASE": 1_024, "F_NOTIFY": 1_026}),
        ("ioctl", 1, {"FIOSETOWN": 0x8901, "SIOCSPGRP": 0x8902, "TIOCSTI": 0x5412, "TIOCLINUX": 0x541C}),
        ("prctl", 0, {"PR_SET_PDEATHSIG": 1}),
    ],
)
def test_no_file_signals_others_or_holds_them_up_and_none_outlives_us(
    machine: str, call: str, index: int, refused: dict[str, int]
) -> None:
    number = getattr(ARCHITECTURES[machine], call)

    def told(value: int) -> int:
        return run(machine, number, *[0] * index, value)

    assert {name: told(value) for name, value in refused.items()} == dict.fromkeys(refused, NOT_PERMITTED)
    # The kernel looks at the low half alone, and so does the filter.
    assert {told(value | 1 << 32) for value in refused.values()} == {NOT_PERMITTED}
    assert {told(value) for value in range(2_000) if value not in refused.values()} == {ALLOW}


def test_an_unknown_architecture_has_no_filter(machine: str) -> None:
    with pytest.raises(OSError, match="no list of system calls for riscv64"):
        install("riscv64", PID)
