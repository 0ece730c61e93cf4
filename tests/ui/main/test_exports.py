"""Copies and pictures: what is said of them is what is known."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.ui.main.exports import ScreenExports
from workbench.ui.other_programs import clipboard_command


class FakeApp:
    """Remembers what was put on the terminal's clipboard."""

    is_web = False

    def __init__(self) -> None:
        self.clipboard = ""

    def copy_to_clipboard(self, text: str) -> None:
        self.clipboard = text

    def export_screenshot(self) -> str:
        return "<svg/>"


class World:
    """Exports of a fake app, and what was said."""

    def __init__(self) -> None:
        self.app: Any = FakeApp()
        self.said: list[str] = []
        self.exports = ScreenExports(lambda: self.app, self.say, asyncio.run)

    def say(self, message: str, **_: Any) -> None:
        self.said.append(message)


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in no multiplexer, and have no tool."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("TMUX", "STY", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a clipboard tool of a given script in place of all programs."""

    def put(script: str) -> None:
        path = tmp_path / "wl-copy"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)

    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    return put


def test_a_copy_is_called_one_when_a_tool_has_taken_it(tool: Callable[[str], None], tmp_path: Path) -> None:
    world = World()
    tool(f"while read -r line; do echo \"$line\"; done > '{tmp_path / 'taken'}'")
    world.exports.copy("one\n")
    assert world.said == ["Copied 4 B."]
    assert (tmp_path / "taken").read_text() == "one\n"
    assert world.app.clipboard == "one\n"


@pytest.mark.parametrize("script", [None, "exit 1"], ids=["no tool", "a tool that fails"])
def test_else_it_is_put_into_a_file_that_only_its_owner_reads(script: str | None, tool: Callable[[str], None]) -> None:
    world = World()
    if script is not None:
        tool(script)
    world.exports.copy("two \ud800")
    said, _, doubt = world.said[0].partition("; ")
    path = Path(said.removeprefix("Copied 5 B to "))
    assert doubt == "whether the terminal's clipboard has it is not known."
    assert path.read_text() == "two ?"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    world.exports.copy("three")
    assert world.said[1].startswith(f"Copied 5 B to {path}; "), "one file for all copies of a run"


@pytest.mark.parametrize(
    ("setting", "doubt"),
    [
        ("off", "tmux keeps it from the terminal's clipboard (set-clipboard is off)."),
        ("external", "tmux keeps it from the terminal's clipboard (set-clipboard is external)."),
        ("on", "whether the terminal's clipboard has it is not known."),
    ],
)
def test_in_tmux_its_buffer_gets_it_and_what_tmux_passes_on_is_said(
    setting: str, doubt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmux, taken = tmp_path / "tmux", tmp_path / "taken"
    keeps = f"while read -r line; do echo \"$line\"; done > '{taken}'"
    tmux.write_text(f"#!/bin/sh\ncase $1 in show-options) echo {setting};; load-buffer) {keeps};; esac\n")
    tmux.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("TMUX", "/nowhere,1,0")
    world = World()
    world.exports.copy("text\n")
    assert taken.read_text() == "text\n"
    assert world.said[0].startswith("Copied 5 B to tmux's buffer and /")
    assert world.said[0].endswith(f"; {doubt}")


def test_in_screen_that_the_clipboard_does_not_get_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "1.pts-0")
    world = World()
    world.exports.copy("text")
    assert world.said[0].endswith("; screen keeps it from the terminal's clipboard.")


def test_an_empty_text_is_not_copied() -> None:
    world = World()
    world.exports.copy("")
    assert world.said == ["There is nothing to copy."]


def test_a_tool_without_its_display_is_not_asked(tmp_path: Path) -> None:
    for name in ("wl-copy", "xclip"):
        (tmp_path / name).touch(mode=0o700)
    path = {"PATH": str(tmp_path)}
    assert clipboard_command(path) is None
    assert clipboard_command({**path, "DISPLAY": ":0"}) == ("xclip", "-selection", "clipboard")
    assert clipboard_command({**path, "DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}) == ("wl-copy",)


def test_a_picture_makes_its_folder_and_says_where_it_is(tmp_path: Path) -> None:
    world = World()
    world.exports.save_screenshot(tmp_path / "new" / "folder")
    path = Path(world.said[0].removeprefix("Saved ").removesuffix("."))
    assert path.parent == tmp_path / "new" / "folder"
    assert path.read_text() == "<svg/>"


def test_a_picture_that_cannot_be_saved_is_named_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    world = World()
    world.exports.save_screenshot(tmp_path / "file" / "folder")
    assert str(tmp_path / "file" / "folder") in world.said[0]
    assert "cannot be saved" in world.said[0]


def test_in_a_browser_no_tool_of_the_server_is_given_the_copy(tool: Callable[[str], None], tmp_path: Path) -> None:
    tool(f"echo > '{tmp_path / 'taken'}'")
    world = World()
    world.app.in_browser = True
    world.exports.copy("text")
    assert world.app.clipboard == "text"
    assert world.said == ["Copied 4 B: the browser's clipboard has it while the page has the focus."]
    assert not (tmp_path / "taken").exists()
