"""Line tables: each instruction, the files they name, and damaged ones."""

from __future__ import annotations

import pytest

from tests.builders import leb128
from tests.protocol.debug_info.dwarf import COPY, END, NEW_NAMES, OLD_NAMES, address, lines, u16
from workbench.protocol.debug_info import line_table
from workbench.protocol.debug_info.forms import DebugInfoError
from workbench.protocol.debug_info.line_table import LinePlace, LineTable, joined


def table_of(content: bytes, **sections: bytes) -> LineTable:
    named = {f".debug_{name}": section for name, section in sections.items()}
    return LineTable({".debug_line": content, **named}, 0, "/p")


def test_each_instruction_moves_address_line_file_or_column() -> None:
    """Line 8 stands at one address alone; what is in front of it is line 1, and behind the run nothing."""
    eight = b"\3\7" + COPY + b"\2\1" + END
    rows = [
        ("advance by a number", b"\2\4", 20),
        ("advance by two bytes", b"\x09" + u16(300), 316),
        ("advance as the last special one", b"\x08", 33),
        ("a special one", bytes([13 + 14 * 2 + 5]), 18),
        ("no statement, a block, a prologue, an epilogue", b"\6\7\x0a\x0b\2\1", 17),
        ("an instruction set", b"\x0c\5\2\1", 17),
        ("an extended one that is not known", b"\0\3\x80ab\2\1", 17),
        ("an extended one without bytes", b"\0\0\2\1", 17),
    ]
    for what, program, at in rows:
        table = table_of(lines(address(16) + COPY + program + eight))
        found = [None if one is None else one.line for one in map(table.place, (15, at - 1, at, at + 1))]
        assert (what, found) == (what, [None, 1, 8, None])


def test_a_standard_instruction_that_is_not_known_is_moved_over_by_its_count() -> None:
    table = table_of(lines(address(16) + b"\x0d\x80\1\2" + COPY + b"\2\1" + END, more_counts=b"\2"))
    assert table.place(16) == LinePlace("/p/a.c", 1, None)


def test_a_place_has_a_column_when_it_has_a_line() -> None:
    rows = [(b"\5\7", (1, 7)), (b"\5\0", (1, None)), (b"\3\x7f\5\7", (None, None))]
    for program, expected in rows:
        place = table_of(lines(address(16) + program + COPY + b"\2\1" + END)).place(16)
        assert place is not None
        assert (place.line, place.column) == expected


def test_rows_of_a_run_are_put_in_order() -> None:
    table = table_of(lines(address(32) + COPY + address(16) + b"\3\1" + COPY + address(48) + END))
    found = [table.place(at) for at in (16, 32)]
    assert [one and one.line for one in found] == [2, 1]


def test_what_the_linker_left_out_is_nowhere() -> None:
    for program in (END, address(0) + COPY + b"\2\4" + END, address(16) + COPY + END):
        assert [table_of(lines(program)).place(at) for at in (0, 1, 16)] == [None] * 3


def test_files_are_numbered_and_found_in_the_way_of_their_version() -> None:
    old = [None, "/p/a.c", "/p/sub/b.c", None]
    new = ["/p/a.c", "/p/sub/b.c", None, None]
    rows = [
        (2, OLD_NAMES, old),
        (4, OLD_NAMES, old),
        (5, NEW_NAMES, new),
        (5, b"\0\0" + b"\1\1\x1f\1\0\0\0\0", ["/p/c.c", None, None, None]),
        (5, b"\0\0" + b"\1\1\x0f\1\5", ["/p", None, None, None]),
        (5, b"\0\0" + b"\2\1\x08\3\x0f\1d.c\0\5", ["/p/d.c", None, None, None]),
    ]
    for version, names, expected in rows:
        table = table_of(lines(b"", version=version, names=names), line_str=b"c.c\0")
        assert [table.file(number) for number in range(4)] == expected


def test_a_place_in_a_file_that_is_not_listed_is_none() -> None:
    assert table_of(lines(address(16) + b"\4\x09" + COPY + b"\2\1" + END)).place(16) is None


def test_a_damaged_table_is_an_error() -> None:
    rows = [
        (b"", "the section ends within a number"),
        (lines(b"", version=1), "version 1"),
        (lines(b"", version=6), "version 6"),
        (lines(b"", line_range=0), "without opcodes"),
        (lines(b"\0\x09\x80ab"), "ends within an instruction"),
        (lines(b"", version=5, names=b"\0\1"), "1 files"),
        (lines(b"", version=5, names=b"\0\0" + b"\1\1\x08" + leb128(200_001)), "200,001 files"),
    ]
    for content, said in rows:
        with pytest.raises(DebugInfoError, match=said):
            table_of(content)


def test_more_names_than_bytes_are_an_error_before_they_are_read() -> None:
    """Values of some forms take no bytes: a short table could name many millions of them."""
    formats = b"\xff" + b"\1\x19" * 255
    with pytest.raises(DebugInfoError, match="200,000 files"):
        table_of(lines(b"", version=5, names=b"\0\0" + formats + leb128(200_000)))


def test_rows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_table, "ROWS_MAX", 3)
    table_of(lines(COPY * 3))
    for one in (COPY, bytes([200])):
        with pytest.raises(DebugInfoError, match="more than 3 rows"):
            table_of(lines(one * 4))


def test_a_path_is_joined_in_the_way_of_the_system_that_it_comes_from() -> None:
    rows = [
        (("", "a.c"), "a.c"),
        (("/p/", "a.c"), "/p/a.c"),
        (("/p", "/q/a.c"), "/q/a.c"),
        (("C:\\p", "a.c"), "C:\\p\\a.c"),
        (("/p", "C:\\a.c"), "C:\\a.c"),
        (("/p", ""), "/p"),
    ]
    assert [joined(*parts) for parts, _ in rows] == [path for _, path in rows]
