"""What this machine lacks is never a plugin's fault, and what is optional is done without."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_output import DIALECT, one_line, run
from workbench.cli.main import main
from workbench.errors import WorkbenchError
from workbench.errors.operator import PlaceUnwritable
from workbench.exits import exit_code
from workbench.store import places


@pytest.mark.scenario
@pytest.mark.parametrize("words", [("check", DIALECT), ("info",), ("locate",), ("offer",)])
@pytest.mark.parametrize("place", ["file", "not UTF-8"])
def test_places_that_cannot_be_are_done_without(words: tuple[str, ...], place: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    value = str(file) if place == "file" else f"{tmp_path}/\udcff"
    ran = run(*words, XDG_CACHE_HOME=value, XDG_STATE_HOME=value, XDG_CONFIG_HOME=value)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("words", "code"), [(("check", DIALECT), 0), (("info",), 0), (("locate",), 0), (("registry", "list"), 4)]
)
def test_a_person_without_a_home_folder_is_served(
    words: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def homeless(*_: object) -> str:
        raise RuntimeError("could not determine the home directory")

    for name in ("user_config_path", "user_state_path", "user_cache_path"):
        monkeypatch.setattr(f"platformdirs.unix.Unix.{name}", property(homeless))
    assert main(list(words)) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    if code:
        assert "--registry FILE" in captured.err


@pytest.mark.parametrize("words", [("check", "."), ("check", ".", "--format", "json"), ("mcp",)])
def test_a_working_folder_that_was_deleted_is_named_and_what_to_do(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert main(list(words)) == 2
    captured = capsys.readouterr()
    assert "the working folder: expected a folder that is there, found: it was deleted" in captured.err
    assert "hint: Change to a folder that is there (cd)" in captured.err


def test_without_a_home_folder_nothing_stands_anywhere() -> None:
    assert not places.NOWHERE.exists()
    with pytest.raises(OSError, match="Not a directory"):
        (places.NOWHERE / "x").mkdir(parents=True)


@pytest.mark.scenario
@pytest.mark.parametrize("words", [("registry", "add", DIALECT, "--registry"), ("call", DIALECT, "shape", "--record")])
def test_a_file_that_finds_no_room_is_this_machines_fault(words: tuple[str, ...], tmp_path: Path) -> None:
    # What is written is cut off at 1 KiB, as on a full disk. Python would keep such compiled modules for good.
    command = " ".join(f"'{word}'" for word in (*words, str(tmp_path / "file")))
    ran = run(shell=f'--version >/dev/null; ulimit -f 1; export PYTHONDONTWRITEBYTECODE=1; "$@" {command}')
    assert ran.returncode == 4
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("cause", "code"),
    [(OSError(28, "full"), 4), (OSError(24, "too many"), 4), (PermissionError(13, "denied"), 2), (None, 2)],
)
def test_the_cause_decides_who_must_act(cause: Exception | None, code: int) -> None:
    error: WorkbenchError = PlaceUnwritable("file", "reason")
    error.__cause__ = cause
    assert exit_code(error) == code


def test_a_thread_that_the_system_does_not_start_is_this_machines_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", refuse)
    assert main(["inspect", DIALECT]) == 4
    said = capsys.readouterr().err
    assert ("ulimit -u" in said, "Traceback" in said) == (True, False)


def test_what_cannot_even_be_said_has_its_exit_code(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("workbench.cli.ending.exit_code", refuse)
    assert main(["inspect", "nowhere.wasm"]) == 4
    assert "too little to say what failed: [Errno 24]" in capfd.readouterr().err


def test_a_full_disk_under_sqlite_is_this_machines_fault() -> None:
    error = PlaceUnwritable("file", "reason")
    error.__cause__ = sqlite3.OperationalError("database or disk is full")
    error.__cause__.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert exit_code(error) == 4


@pytest.mark.parametrize("name", ["workbench.toml", "config.toml"])
def test_settings_that_are_no_utf_8_are_named_in_one_line(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "cc-lb-workbench"
    folder.mkdir()
    (folder / name).write_bytes(b"profile = '\xff'")
    ran = run("info", cwd=folder, XDG_CONFIG_HOME=str(tmp_path))
    assert (ran.returncode, "expected TOML in UTF-8, found the byte 0xff" in one_line(ran.stderr)) == (2, True)
