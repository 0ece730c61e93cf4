"""All commands where the world around them is broken: streams, home, working folder, names.

Each runs in this process, with an engine that all share. What only a process of its own shows stands in `test_output`,
`test_interruption` and `test_killed`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from tests.lent_engine import LentEngine
from workbench.assets import asset_folder
from workbench.cli import engine_at_work
from workbench.cli.command_words import COMMANDS
from workbench.cli.commands import registry
from workbench.cli.main import main
from workbench.compose import start_engine
from workbench.engine.client.engine_client import EngineClient

ROOT = Path(__file__).parents[2]
DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
SERVERS = {"serve", "mcp"}
"""They answer until they are ended."""
ODD = os.fsdecode(b" a b\n\xff")
"""A name with spaces, a line feed and a byte that is no UTF-8."""

CASES = {
    "inspect": ("{}/p.wasm",),
    "check": ("{}/p.wasm",),
    "handshake": ("{}/p.wasm",),
    "self-check": ("{}/p.wasm",),
    "sweep": ("{}/p.wasm", "--seconds", "3600"),
    "call": ("{}/p.wasm", "shape"),
    "run": ("--plugin", "{}/p.wasm", "{}/payloads"),
    "import": ("{}/request.json",),
    "fuzz": ("{}/p.wasm", "shape", "-n", "3"),
    "journey": ("{}/p.wasm",),
    "trace": ("{}/p.wasm", "shape"),
    "bench": ("{}/p.wasm", "-n", "1"),
    "replay": ("{}/rec.jsonl", "{}/p.wasm"),
    "diff": ("{}/p.wasm", "{}/p.wasm"),
    "decode": ("json", "--input-file", "{}/request.json"),
    "offer": (),
    "schema": ("shape_request",),
    "registry": ("add", "{}/p.wasm", "--registry", "{}/r.sqlite3"),
    "explain": (),
    "history": ("{}/p.wasm",),
    "bundle": ("{}/p.wasm",),
    "open": ("{}/no.zip",),
    "demo": ("{}/no.toml",),
    "trust": ("{}/p.wasm",),
    "info": (),
    "theme": ("new", "x"),
    "doctor": (),
    "locate": (),
    "new": ("{}/project", "--lang", "zig"),
    "keys": (),
    "completion": ("bash",),
}
ENDS_IN = {"open": 2, "demo": 2, "trust": 2}
"""Whose exit code is another than 0 in a world that is whole."""
SLOW = {"sweep", "bundle", "diff", "info", "doctor"}
SILENT = {"open", "demo", "trust"}
"""Which print nothing on stdout here."""


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineClient]:
    engine = start_engine()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def _lent(one_engine: EngineClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Lend the engine, and keep all that commands write in a folder of the test."""
    for module in (engine_at_work, registry):
        monkeypatch.setattr(module, "start_engine", lambda *_, **__: LentEngine(one_engine))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))


def words(command: str, folder: Path) -> list[str]:
    """Return the command line on what stands in a folder, which is filled."""
    (folder / "payloads/shape").mkdir(parents=True)
    for name in ("payloads/shape/one.json", "request.json"):
        (folder / name).write_text('{"model": "m", "messages": []}')
    (folder / "payloads/shape/one.expect.json").write_text('{"outcome": "fallback"}')
    os.link(DIALECT, folder / "p.wasm")
    shutil.copy(ROOT / "tests/recordings/dialect.jsonl", folder / "rec.jsonl")
    return [command, *(word.replace("{}", str(folder)) for word in CASES[command])]


def test_each_command_is_tried() -> None:
    assert CASES.keys() == COMMANDS.keys() - SERVERS


@pytest.mark.parametrize("command", [pytest.param(one, marks=pytest.mark.slow if one in SLOW else ()) for one in CASES])
def test_an_output_that_is_full_is_this_machines_fault(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said in one line with its hint."""
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        code = main(words(command, tmp_path))
    said = [line for line in capsys.readouterr().err.splitlines() if "MachineError" in line]
    full_said = "workbench: MachineError: stdout: expected a stream that can be written, found: no space left on device"
    assert (code, said) == ((ENDS_IN[command], []) if command in SILENT else (4, [full_said]))


@pytest.mark.parametrize("command", [pytest.param(one, marks=pytest.mark.slow if one in SLOW else ()) for one in CASES])
def test_a_reader_that_has_gone_changes_no_exit_code(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(words(command, tmp_path)) == ENDS_IN.get(command, 0)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", [pytest.param(one, marks=pytest.mark.slow if one in SLOW else ()) for one in CASES])
def test_in_a_bare_place_it_ends_as_anywhere(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No HOME, a deleted working folder, stdin and stderr closed; and every name of a file is an odd one."""
    folder, gone = tmp_path / ODD, tmp_path / "gone"
    gone.mkdir()
    folder.mkdir()
    arguments = words(command, folder)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "no/home"))
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(sys, "stderr", None)
    code = main(arguments)
    opened_on_nothing: TextIO | None = sys.stderr
    assert opened_on_nothing is not None
    opened_on_nothing.close()
    monkeypatch.undo()
    printed = capsys.readouterr().out
    assert (code, "Traceback" in printed) == (ENDS_IN.get(command, 0), False)


@pytest.mark.scenario
def test_a_theme_finds_no_room_beside_other_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a home that is mounted to be read."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    assert main(["theme", "new", "x"]) == 2
    assert "PlaceUnwritable" in capsys.readouterr().err
