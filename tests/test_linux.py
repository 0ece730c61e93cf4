"""What only Linux has is used where one module says that this is Linux, and nowhere else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import workbench
from workbench.linux import PORTABLE_VARIABLE, is_linux

PACKAGE = Path(workbench.__file__).parent
ONLY_LINUX = re.compile(
    r"[\"\']/proc/|memfd_create|pidfd_open|sched_setscheduler|SCHED_BATCH|F_SETLEASE|F_ADD_SEALS|\bprctl\(|landlock\.|seccomp\."
)
CONFINEMENT = PACKAGE / "engine/child/confinement"
"""Asks in one place, before any of its parts is loaded."""


def test_nothing_but_one_module_asks_for_the_system() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "sys.platform" in path.read_text()
    }
    assert found == {"linux.py"}


def test_what_only_linux_has_stands_beside_a_portable_way() -> None:
    users = [path for path in PACKAGE.rglob("*.py") if ONLY_LINUX.search(path.read_text())]
    assert len(users) > 5
    asking = {path for path in users if "is_linux()" in path.read_text()}
    assert {path for path in users if path not in asking and path.parent != CONFINEMENT} == set()
    assert "is_linux()" in (CONFINEMENT / "__init__.py").read_text()


def test_a_variable_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORTABLE_VARIABLE, "1")
    assert not is_linux()


@pytest.mark.slow
def test_where_a_type_checker_misses_names_on_macos_it_is_asked_whether_this_is_linux(tmp_path: Path) -> None:
    checker = [sys.executable, "-m", "mypy", "--platform", "darwin", "--cache-dir", str(tmp_path), "-p", "workbench"]
    ran = subprocess.run(checker, cwd=PACKAGE.parent, capture_output=True, text=True, check=False)
    missed = {
        PACKAGE.parent / path for path in re.findall(r"^(.*?):\d+: error: Module has no attribute", ran.stdout, re.M)
    }
    assert PACKAGE / "engine/wire/shared_file.py" in missed, ran.stdout
    asking = {path for path in missed if "is_linux()" in path.read_text()}
    assert {path for path in missed - asking if path.parent != CONFINEMENT} == set()
