"""`new`: a project in one command, never over what stands there, with what to do next."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from workbench.cli.main import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "my plugins"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def new_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = main(["new", *words, "--format", "json"])
    value = json.loads(capsys.readouterr().out)
    assert isinstance(value, dict)
    return code, value


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_json_lists_what_was_written_and_what_to_do_next(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = new_json(capsys, "hello", "--kind", "router")
    assert code == 0
    assert said["files"] == files_of(here / "hello")
    assert {name: said[name] for name in ("path", "name", "kind", "language")} == {
        "path": "hello", "name": "hello", "kind": "router", "language": "zig",
    }  # fmt: skip
    assert said["commands"] == ["cd hello && sh build.sh", "workbench run"]


def test_the_text_ends_with_two_commands_that_a_shell_can_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "more plugins/hello"]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("next:")
    assert shlex.split(lines[at + 1]) == ["cd", "more plugins/hello", "&&", "sh", "build.sh"]
    assert lines[at + 2].startswith("  workbench run ")
    assert shlex.split(lines[at + 4]) == ["pip", "install", "-r", "more plugins/hello/requirements.txt"]


def test_the_working_folder_gives_the_plugin_its_name(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "own").mkdir()
    monkeypatch.chdir(here / "own")
    code, said = new_json(capsys, ".")
    assert (code, said["name"], said["commands"]) == (0, "own", ["sh build.sh", "workbench run"])
    assert (here / "own/workbench.toml").is_file()


def test_a_folder_that_no_plugin_can_be_called_as_is_refused_and_takes_a_name(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = new_json(capsys, ".")
    assert (code, files_of(here)) == (2, [])
    error = said["error"]
    assert isinstance(error, dict)
    assert error["kind"] == "ProjectNameInvalid"
    assert "' ' as character 3" in error["message"]
    assert new_json(capsys, ".", "--name", "mine")[0] == 0
    assert 'plugin = "build/mine.wasm"' in (here / "workbench.toml").read_text()


@pytest.mark.parametrize("output", ["text", "json"])
def test_nothing_is_written_over(output: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "hello").mkdir()
    (here / "hello/notes.txt").write_text("mine")
    assert main(["new", "hello", "--format", output]) == 2
    printed = capsys.readouterr()
    assert "hello: expected no folder yet, or an empty one, found notes.txt" in printed.err
    assert files_of(here) == ["hello/notes.txt"]
    if output == "json":
        assert json.loads(printed.out)["error"]["kind"] == "FolderInUse"


def test_a_working_folder_that_is_gone_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here.rmdir()
    assert main(["new", "hello"]) == 2
    assert "the working folder is no longer there" in capsys.readouterr().err


def test_an_empty_path_is_no_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", ""]) == 2
    assert "expected a path" in capsys.readouterr().err
    assert files_of(here) == []
