"""Copies and pictures: what is said of them is what is known."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.ui.main.exports import ScreenExports, clipboard_command


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
    said, _, path = world.said[0].removesuffix(".").partition(", and to ")
    assert said == "Sent 5 B to the terminal's clipboard"
    assert Path(path).read_text() == "two ?"
    assert stat.S_IMODE(Path(path).parent.stat().st_mode) == 0o700
    world.exports.copy("three")
    assert world.said[1].endswith(f"{path}."), "one file for all copies of a run"


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
