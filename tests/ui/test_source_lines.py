"""The line of the author's source stands below the place that leads to it, where its file is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.content import Content

from tests.marks import LINUX_ONLY
from workbench.ui import source_lines
from workbench.ui.drawing.lines import Line, SourcePlace
from workbench.ui.source_lines import source_line, with_source


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "lib.rs"
    path.write_text("fn main() {\n    places[3]\x1b[2J\n}\n", encoding="utf-8")
    return path


def shown(lines: object) -> list[str]:
    assert isinstance(lines, list)
    return [line.content.plain for line in lines]


def test_the_line_stands_below_the_first_place(source: Path) -> None:
    place = Line(Content("  at  deep"), hang=6, target=SourcePlace("lib.rs", 2))
    other = Line(Content("      main"), target=SourcePlace("lib.rs", 1))
    lines = with_source([Line(Content("found")), place, other], str(source.parent))
    assert shown(lines) == ["found", "  at  deep", "      │ places[3]␛[2J", "      main"]


def test_without_a_place_or_a_file_the_lines_stay(tmp_path: Path) -> None:
    for line in (Line(Content("x")), Line(Content("x"), target=SourcePlace("gone.rs", 2))):
        lines = [line]
        assert with_source(lines, str(tmp_path)) is lines


def test_a_file_that_was_written_since_is_read_again(source: Path) -> None:
    assert source_line(str(source), 1) == "fn main() {"
    source.write_text("other\n", encoding="utf-8")
    os.utime(source, ns=(1, 1))
    assert (source_line(str(source), 1), source_line(str(source), 9)) == ("other", None)


def test_only_regular_files_of_moderate_size_are_read(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path may be one that a plugin made up."""
    os.mkfifo(source.parent / "pipe")
    for path in (str(source.parent), str(source.parent / "pipe"), "/dev/zero", "a\0b"):
        assert source_line(path, 1) is None
    monkeypatch.setattr(source_lines, "FILE_MAX_BYTES", 5)
    assert source_line(str(source), 1) is None


@LINUX_ONLY
@pytest.mark.parametrize("path", ["/proc/self/status", "/proc/self/pagemap"])
def test_what_the_system_makes_up_is_not_read(path: str) -> None:
    """It may be endless: the second one has no end of line in 256 GiB."""
    assert source_line(path, 1) is None


def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def exchanged(path: str, flags: int) -> int:
        source.unlink()
        os.mkfifo(source)
        return opened(path, flags)

    monkeypatch.setattr(os, "open", exchanged)
    assert source_line(str(source), 1) is None
