"""Runs the steps of action.yml as GitHub's runner does: by bash, the expressions replaced, with the runner's files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import yaml

from tests.pages import ROOT

_SHELL: Final = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
"""As the runner starts `shell: bash`."""
_FILES: Final = ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")
_STEPS: Final = {"install": 0, "check": 1}


def action() -> dict[str, Any]:
    """Return the action's file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return found


def inputs_used() -> set[str]:
    """Return the inputs that steps and outputs of the action name."""
    return set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", (ROOT / "action.yml").read_text(encoding="utf-8")))


def project_at(folder: Path) -> Path:
    """Make a project with a built plugin, a saved payload and a recording, and return it."""
    for name in ("dist", "recordings"):
        (folder / name).mkdir(parents=True)
    shutil.copy(ROOT / "sample_plugins/dialect/dialect.wasm", folder / "dist/plugin.wasm")
    shutil.copy(ROOT / "tests/recordings/dialect.jsonl", folder / "recordings/plugin.jsonl")
    shutil.copytree(ROOT / "tests/samples/dialect/payloads", folder / "payloads")
    return folder


def stub(path: Path, body: str) -> None:
    """Write a program of a few lines of sh."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


class ActionRun:
    """The action in a project, on a runner of its own."""

    def __init__(self, project: Path, runner: Path) -> None:
        """Make the runner's files."""
        self.project = project
        self._temp = runner / "temp"
        self._temp.mkdir(parents=True)
        self.command = self._temp / "workbench/command/workbench"
        """What later steps call."""
        self._files = {name: runner / name for name in _FILES}
        for path in self._files.values():
            path.touch()

    def has_workbench(self) -> None:
        """Let the workbench that is tested be the one that is installed."""
        stub(self.command, f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m workbench "$@"')

    def run(self, step: str, *, runner_os: str = "Linux", **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step with these inputs; those that are not given have their defaults."""
        found = action()
        values = {name: one["default"] for name, one in found["inputs"].items()} | inputs
        one = found["runs"]["steps"][_STEPS[step]]
        given = {name: self._expanded(text, values) for name, text in one["env"].items()}
        runner = {"RUNNER_TEMP": str(self._temp), "RUNNER_OS": runner_os}
        return subprocess.run(
            [*_SHELL, one["run"]],
            cwd=self.project,
            env=os.environ | given | runner | {name: str(path) for name, path in self._files.items()},
            capture_output=True,
            text=True,
            check=False,
        )

    def file(self, name: str) -> str:
        """Return what stands in a file of the runner."""
        return self._files[name].read_text(encoding="utf-8")

    @staticmethod
    def _expanded(text: str, inputs: dict[str, str]) -> str:
        known = {f"inputs.{name}": value for name, value in inputs.items()} | {"github.action_path": str(ROOT)}
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)
