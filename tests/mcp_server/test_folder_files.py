"""What an agent can name: files below the folder, and nothing that paths, links, pipes or races lead to elsewhere."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from workbench.errors.agents import PathOutside
from workbench.errors.artifact import PluginFileTooLarge, PluginUnreadable
from workbench.errors.base import WorkbenchError
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.loop.artifact import ARTIFACT_MAX_BYTES
from workbench.mcp_server.folder_files import FolderFiles

SECRET = b"what nobody may see"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_bytes(SECRET)
    inner = tmp_path / "project"
    (inner / "target").mkdir(parents=True)
    (inner / "target" / "a.wasm").write_bytes(b"\0asm\x01\0\0\0")
    return inner


def content(folder: Path, named: str) -> bytes:
    return FolderFiles(folder).content(named, "a payload", 1_000)


def test_a_plugin_is_read_by_a_relative_path_and_by_one_from_the_root(folder: Path) -> None:
    files = FolderFiles(folder)
    assert files.artifact("target/a.wasm").module == b"\0asm\x01\0\0\0"
    assert files.artifact(str(folder / "target" / "a.wasm")).path == str(folder / "target" / "a.wasm")
    assert files.artifact("target/../target/a.wasm").size_bytes == 8


@pytest.mark.parametrize(
    "named",
    [
        "..", "../secret", "target/../../secret", "/etc/passwd", "/proc/self/environ", "/dev/zero", "//etc/passwd",
        "\0", "target/a.wasm\0../secret", "a" * 300 + "/../../secret", "\ud800", "../project-of-others/a", "/dev/stdin",
    ],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused_in_any_form(folder: Path, named: str) -> None:
    (folder.parent / "project-of-others").mkdir()
    for read in (content, lambda at, name: FolderFiles(at).artifact(name)):
        with pytest.raises(WorkbenchError) as raised:
            read(folder, named)
        assert isinstance(raised.value, PathOutside | FileUnreadable | PluginUnreadable)
        assert SECRET.decode() not in str(raised.value)


def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_followed(folder: Path) -> None:
    (folder / "out").symlink_to(folder.parent / "secret")
    (folder / "up").symlink_to("..")
    (folder / "in.wasm").symlink_to("target/a.wasm")
    for named in ("out", "up/secret"):
        with pytest.raises(PathOutside):
            content(folder, named)
    assert FolderFiles(folder).artifact("in.wasm").size_bytes == 8


def test_a_folder_that_is_named_by_a_link_is_the_one_that_it_leads_to(folder: Path) -> None:
    (folder.parent / "link").symlink_to("project")
    assert FolderFiles(folder.parent / "link").artifact("target/a.wasm").size_bytes == 8


def test_pipes_sockets_and_folders_are_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    at = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"/proc/self/fd/{at}/socket" if Path("/proc/self/fd").exists() else str(folder / "socket"))
        for named in ("pipe", "socket", "target"):
            with pytest.raises(FileUnreadable):
                content(folder, named)
            with pytest.raises(PluginUnreadable):
                FolderFiles(folder).artifact(named)
    os.close(at)


def test_a_plugin_that_is_missing_has_the_words_and_the_remedy_of_the_commands(folder: Path) -> None:
    with pytest.raises(PluginUnreadable) as raised:
        FolderFiles(folder).artifact("target/b.wasm")
    assert str(raised.value) == "target/b.wasm: expected a readable .wasm file, found: no such file"
    assert "compiler" in raised.value.hint


def test_what_is_too_large_is_refused_before_it_is_read(folder: Path) -> None:
    with (folder / "large.wasm").open("wb") as stream:
        stream.truncate(ARTIFACT_MAX_BYTES + 1)
    with pytest.raises(PluginFileTooLarge):
        FolderFiles(folder).artifact("large.wasm")
    with pytest.raises(FileDamaged):
        content(folder, "large.wasm")


def test_several_plugins_are_together_no_larger_than_one_may_be(folder: Path) -> None:
    with (folder / "large.wasm").open("wb") as stream:
        stream.truncate(ARTIFACT_MAX_BYTES - 7)
    files = FolderFiles(folder)
    assert len(files.artifacts(["target/a.wasm"] * 16)) == 16
    with pytest.raises(PluginFileTooLarge, match=r"large\.wasm: expected at most 536,870,904 bytes"):
        files.artifacts(["target/a.wasm", "large.wasm"])


def test_a_folder_that_is_exchanged_for_a_link_while_files_are_read_gives_nothing_from_outside(folder: Path) -> None:
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside" / "a.wasm").write_bytes(SECRET)
    (folder / "kept").mkdir()
    (folder / "kept" / "a.wasm").write_bytes(b"ours")
    (folder / "spare").symlink_to(folder.parent / "outside")
    over = threading.Event()

    def exchange() -> None:
        while not over.is_set():
            for old, new in (("kept", "away"), ("spare", "kept"), ("kept", "spare"), ("away", "kept")):
                (folder / old).rename(folder / new)

    racing = threading.Thread(target=exchange)
    racing.start()
    try:
        seen = set()
        for _ in range(300):
            try:
                seen.add(content(folder, "kept/a.wasm"))
            except WorkbenchError:
                seen.add(b"")
    finally:
        over.set()
        racing.join()
    assert seen <= {b"ours", b""}
