"""Runs the commands of pages: in this process with one engine for all, or as a shell would."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.lent_engine import LentEngine
from tests.page_exceptions import NOT_RUN, ONLY_SLOW
from tests.pages import ROOT, Command, PageFile, matches
from workbench.cli.main import main
from workbench.engine.client import engine_client
from workbench.engine.client.engine_client import EngineClient

_BIN: Final = Path(sys.executable).parent
_ENDLESS: Final = r"workbench (serve|mcp)\b.*|workbench .*--watch\b.*"
"""What runs until it is stopped, so that no page could be run to its end."""
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "*.zig", "*.py")


def is_among(patterns: Iterable[str], command: str) -> bool:
    """Say whether one of the patterns is that of the whole command."""
    return any(re.fullmatch(pattern, command) for pattern in patterns)


def start_folder(folder: Path) -> Path:
    """Make a copy of what a page may use of a clone, and return it."""
    clone = folder / "clone"
    for name in ("sample_plugins", "demos", "tests/recordings"):
        shutil.copytree(ROOT / name, clone / name, ignore=_LEFT_OUT)
    return clone


def environment(folder: Path, cache: Path) -> dict[str, str]:
    """Return what the environment of a reader has besides: our commands first, a home of their own."""
    home = folder / "home"
    home.mkdir()
    return {
        "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(cache),
    }


class OneEngine:
    """Gives every command of this process the same engine, its host empty at the start of each.

    Workers of one command, which have each a cache of their own, get each an engine of their own.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self._engines: dict[Path, EngineClient] = {}

    def __call__(self, *, beside: EngineClient | None = None, **options: Any) -> Any:
        """Return the engine, or one of its own where a command wants a second or a cold one."""
        cache = options.get("compile_cache_dir")
        if beside is not None or cache is None:
            return EngineClient(beside=beside, **options)
        engine = self._engines.get(cache)
        if engine is None:
            engine = self._engines[cache] = EngineClient(**options)
            self._empty = engine.host.snapshot()
        engine.host.restore(self._empty)
        return LentEngine(engine)

    def shutdown(self) -> None:
        """End it."""
        for engine in self._engines.values():
            engine.shutdown()


class PageRun:
    """One page, run from its first command to its last in a folder of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Keep what the commands of this process need."""
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, steps: Iterable[Command | PageFile], *, in_process: bool) -> list[str]:
        """Do each step, and return what differs from what the page says."""
        differences = []
        for step in steps:
            if isinstance(step, PageFile):
                assert not step.path.startswith("/") and ".." not in step.path, f"{step.path}: leads out of the folder"
                Path(step.path).parent.mkdir(parents=True, exist_ok=True)
                Path(step.path).write_text(step.text, encoding="utf-8")
            elif not is_among(NOT_RUN, step.text) and not (in_process and is_among(ONLY_SLOW, step.text)):
                code, out, err = self._ended(step.text, in_process=in_process)
                differences += _differences(step, code, out, err)
        return differences

    def _ended(self, command: str, *, in_process: bool) -> tuple[int, str, str]:
        """Run a command; return exit code, stdout and stderr."""
        assert not re.fullmatch(_ENDLESS, command), f"{command}: runs until it is stopped; put it among NOT_RUN"
        program, *words = shlex.split(command)
        if program == "cd" and len(words) == 1:
            self._monkeypatch.chdir(words[0])
            return 0, "", ""
        if not in_process or program != "workbench" or _needs_a_shell(command):
            ended = subprocess.run(
                ["bash", "-c", command], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            return ended.returncode, ended.stdout, ended.stderr
        words = [os.path.expanduser(word) if word.startswith("~/") else word for word in words]  # noqa: PTH111 - as a shell
        target = Path(words[-1]) if len(words) > 1 and words[-2] in (">", ">>") else None
        self._capsys.readouterr()
        try:
            code = main(words[:-2] if target else words)
        except SystemExit as asked:
            code = int(asked.code or 0)
        out, err = self._capsys.readouterr()
        if target is not None:
            with target.open("a" if words[-2] == ">>" else "w", encoding="utf-8") as file:
                file.write(out)
            out = ""
        return code, out, err


def _needs_a_shell(command: str) -> bool:
    """Say whether a command means more to a shell than words, and a file that its output goes to."""
    bare = re.sub(r"'[^']*'", "", command)
    bare = re.sub(r" >>? [\w./-]+$", "", bare)
    return re.search(r"[|&;<>$`()]|(?<!\S)[^'\"\s]*[*?\[]", bare) is not None


def _differences(command: Command, code: int, out: str, err: str) -> list[str]:
    found = []
    if code != command.exit_code:
        found.append(
            f"{command.place}: {command.text}: expected exit code {command.exit_code}, found {code}\n{out}{err}"
        )
    elif command.output is not None and not (matches(command.output, out + err) or matches(command.output, err + out)):
        found.append(f"{command.place}: {command.text}: expected\n{command.output}\nfound\n{out}{err}")
    return found


def lend(monkeypatch: pytest.MonkeyPatch, engine: OneEngine) -> None:
    """Let the commands of this process take this engine."""
    monkeypatch.setattr(engine_client, "EngineClient", engine)
