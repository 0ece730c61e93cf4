"""A history is read as it stands: nothing in its folder changes, whatever is wrong with the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.dispatches import entry
from workbench.errors.files import FormatTooNew, LineDamaged, LinesDamaged
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.session.history.entry_line import entry_line, header_line, mark_line
from workbench.session.values.history import HistoryFilter
from workbench.store.history import HistoryFile
from workbench.store.history_reader import HistoryReader

LINES = [header_line(), *(entry_line(entry(number=number, generation=number)) for number in (1, 2, 3))]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.jsonl"


def numbers(reader: HistoryReader, wanted: HistoryFilter = HistoryFilter()) -> list[int]:  # noqa: B008
    return [row.number for row in reader.search(wanted).rows]


def standing(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return what a folder holds, with modes and times."""
    found = {one.name: (one, one.stat()) for one in folder.iterdir()}
    return {name: (one.read_bytes(), status.st_mode, status.st_mtime_ns) for name, (one, status) in found.items()}


def test_it_finds_what_the_screen_has_kept_while_the_screen_goes_on(path: Path) -> None:
    screen = HistoryFile(path)
    kept = [screen.append(entry(generation=number)) for number in (1, 2)]
    screen.mark(1)
    reader = HistoryReader(path)
    assert numbers(reader) == [2, 1]
    assert numbers(reader, HistoryFilter(marked=True)) == [1]
    assert reader.entry(2) == kept[1]
    assert reader.entry(3) is None
    assert screen.append(entry()).number == 3
    assert (reader.damage, screen.error) == ((), None)


def test_damage_is_named_passed_over_and_left_as_it_is(path: Path, tmp_path: Path) -> None:
    path.write_bytes(LINES[0] + LINES[1] + b"no entry\n" + LINES[2] + mark_line(2, marked=True) + LINES[3][:-40])
    path.chmod(0o644)
    before = standing(tmp_path)
    reader = HistoryReader(path)
    assert numbers(reader) == [2, 1]
    assert [type(error) for error in reader.damage] == [LineDamaged, LinesDamaged]
    assert "line 6: expected a whole last line" in str(reader.damage[0])
    assert "1 damaged line, the first at line 3" in str(reader.damage[1])
    assert standing(tmp_path) == before


def test_an_entry_that_is_damaged_within_is_named_with_its_line(path: Path) -> None:
    path.write_bytes(LINES[0] + LINES[1].replace(b'"wall_us":38', b'"wall_us":-1'))
    with pytest.raises(LineDamaged, match="line 2"):
        HistoryReader(path).entry(1)


@pytest.mark.parametrize("content", [b"", header_line()[:9], header_line()])
def test_one_that_was_just_begun_is_empty(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    reader = HistoryReader(path)
    assert (numbers(reader), reader.damage) == ([], ())


@pytest.mark.parametrize(
    ("content", "error"), [(b'{"workbench_history":99}\n', FormatTooNew), (b"something else\n", FileDamaged)]
)
def test_what_is_no_history_is_named_and_left_where_it_is(
    content: bytes, error: type[Exception], path: Path, tmp_path: Path
) -> None:
    path.write_bytes(content)
    with pytest.raises(error):
        HistoryReader(path)
    assert list(standing(tmp_path)) == ["history.jsonl"]


def test_what_is_no_file_is_not_waited_for(path: Path, tmp_path: Path) -> None:
    os.mkfifo(path)
    for place in (path, tmp_path, tmp_path / "missing"):
        with pytest.raises(FileUnreadable):
            HistoryReader(place)
