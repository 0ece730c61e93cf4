"""The portable ways say of processes what those of Linux say."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.marks import LINUX_ONLY
from workbench import portable
from workbench.engine.client import launch

GONE = 2**22 + 1
"""No process has this number: it is above the most that a kernel gives."""


@LINUX_ONLY
def test_the_size_of_a_process_is_what_linux_says_but_for_what_changes_meanwhile() -> None:
    assert portable.resident_bytes(os.getpid()) == pytest.approx(launch.resident_bytes(os.getpid()), rel=0.1)


def test_a_process_that_is_gone_has_no_size() -> None:
    assert portable.resident_bytes(GONE) == 0


def test_a_process_of_a_group_runs_until_it_has_ended_whoever_takes_note_of_that() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    assert portable.states_in_group(process.pid) == [True]
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert portable.states_in_group(process.pid) == [False]
    process.communicate()
    assert portable.states_in_group(process.pid) == []


def test_nothing_is_said_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert portable.resident_bytes(os.getpid()) == 0
    assert portable.states_in_group(os.getpgrp()) == []
