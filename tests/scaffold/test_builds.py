"""Every project builds, and passes its own tests, `check` and `run`: by the commands that it names itself."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scaffold.projects import EVERY, project_of
from workbench.cli.main import main
from workbench.scaffold.project import NewProject
from workbench.store.new_folder import write_folder

TIMEOUT_S = 600
"""For a compiler that has nothing in its cache, on a machine that is busy."""


def shell(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"} | variables
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )


def built(project: NewProject, folder: Path) -> Path:
    """Write a project, run its build and its unit tests, and return where its module is."""
    if project.language in ("zig", "c") and importlib.util.find_spec("ziglang") is None:
        pytest.skip("the Zig compiler is not installed: pip install -e '.[samples]'")
    write_folder(folder, project.files)
    for command in (project.build, project.test):
        ended = shell(command, folder)
        assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"
        assert "warning" not in ended.stderr.lower()
    return folder / project.module


@pytest.mark.slow
@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_a_project_is_green_from_the_first_build_on(
    language: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a folder with spaces"
    module = built(project_of(language, kind), folder)
    monkeypatch.chdir(folder)
    for words in (["inspect", str(module)], ["check", str(module)], ["run"]):
        assert main(words) == 0, capsys.readouterr()


@pytest.mark.slow
def test_a_build_without_its_compiler_says_how_to_get_it(tmp_path: Path) -> None:
    project = project_of("zig", "dialect")
    write_folder(tmp_path / "p", project.files)
    ended = shell(project.build, tmp_path / "p", ZIG="no-such-zig")
    assert ended.returncode == 1
    assert "no-such-zig is not on PATH: pip install -r requirements.txt" in ended.stderr
