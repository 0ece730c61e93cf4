"""Units: where code is, in each way in which that is written, and which functions stand in one place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders import leb128
from tests.protocol.debug_info.dwarf import (
    ADDR,
    ADDRESSES_BASE,
    BLOCK,
    BLOCK1,
    CALL_COLUMN,
    CALL_FILE,
    CALL_LINE,
    DATA1,
    DATA4,
    HIGH,
    LINKAGE,
    LOW,
    NAME,
    OFFSET,
    ORIGIN,
    RANGES,
    RANGES_BASE,
    REF4,
    REF_ADDR,
    RNGLISTX,
    STRING,
    TAG_FUNCTION,
    TAG_INLINED,
    TAG_UNIT,
    TAG_VARIABLE,
    UDATA,
    layout,
    u32,
    unit,
)
from workbench.protocol.debug_info import units
from workbench.protocol.debug_info.forms import DebugInfoError
from workbench.protocol.debug_info.units import ReadsLeft, SourceCall, Unit


def read_units(sections: dict[str, bytes], reads: int = 1_000) -> Iterator[Unit]:
    return units.read_units(sections, ReadsLeft(reads))


CODE = ((LOW, ADDR), (HIGH, DATA4))
CALL = ((CALL_FILE, DATA1), (CALL_LINE, DATA1), (CALL_COLUMN, DATA1))
LAYOUTS = (
    layout(1, TAG_UNIT, children=True)
    + layout(2, TAG_FUNCTION, *CODE, (NAME, STRING), children=True)
    + layout(3, TAG_FUNCTION, *CODE, (NAME, STRING))
    + layout(4, TAG_INLINED, *CODE, (ORIGIN, REF4), *CALL)
    + layout(5, TAG_FUNCTION, (LINKAGE, STRING), (NAME, STRING))
    + layout(6, TAG_VARIABLE, (NAME, STRING), (0x02, BLOCK), (0x1C, BLOCK1), (0x3B, UDATA))
    + layout(7, TAG_INLINED, *CODE, (ORIGIN, REF_ADDR), *CALL)
    + layout(200, TAG_FUNCTION, *CODE, (NAME, STRING))
    + layout(8, TAG_UNIT)
    + b"\0"
)
FIRST = 11
"""Where the first entry of a unit stands."""
CALLED_AT = b"\1\2\3"


def function(code: int, first: int, size: int, name: str) -> bytes:
    return leb128(code) + u32(first) + u32(size) + name.encode() + b"\0"


def unit_of(entries: bytes) -> Unit:
    return next(read_units({".debug_info": unit(entries), ".debug_abbrev": LAYOUTS}))


def chain(entries: bytes, at: int) -> list[SourceCall]:
    return unit_of(entries).chain(at)


def test_the_ranges_of_new_lists_are_read_in_each_form() -> None:
    """Addresses are numbers of a list, distances from a base, or stand there."""
    attributes = ((LOW, ADDR), (RANGES, OFFSET), (ADDRESSES_BASE, OFFSET), (RANGES_BASE, OFFSET))
    listed = (LOW, ADDR), (RANGES, RNGLISTX), *attributes[2:]
    layouts = layout(1, TAG_UNIT, *attributes) + layout(2, TAG_UNIT, *listed) + b"\0"
    rows = [
        (b"\1\1\4\1\3", [(33, 35)]),
        (b"\2\0\1", [(16, 32)]),
        (b"\3\1\5", [(32, 37)]),
        (b"\4\1\2", [(101, 102)]),
        (b"\5" + u32(200) + b"\4\1\2", [(201, 202)]),
        (b"\6" + u32(7) + u32(9), [(7, 9)]),
        (b"\7" + u32(7) + b"\5\3\0\1", [(7, 12), (16, 17)]),
        (b"\6" + u32(9) + u32(9) + b"\6" + u32(0) + u32(9), []),
        (b"", []),
    ]
    for content, expected in rows:
        for entry in (b"\1" + u32(100) + u32(4), b"\2" + u32(100) + b"\0"):
            sections = {
                ".debug_info": unit(entry + u32(4) + u32(0), version=5),
                ".debug_abbrev": layouts,
                ".debug_addr": b"skip" + u32(16) + u32(32),
                ".debug_rnglists": u32(4) + content + b"\0",
            }
            found = next(read_units(sections))
            assert (content, found.ranges(found.root)) == (content, expected)


def test_the_ranges_of_old_lists_count_from_a_base_that_may_change() -> None:
    sections = {
        ".debug_info": unit(b"\1" + u32(100) + u32(0)),
        ".debug_abbrev": layout(1, TAG_UNIT, (LOW, ADDR), (RANGES, OFFSET)) + b"\0",
        ".debug_ranges": b"".join(map(u32, (1, 3, 0xFFFF_FFFF, 200, 1, 2, 0, 0, 5, 6))),
    }
    found = next(read_units(sections))
    assert found.ranges(found.root) == [(101, 103), (201, 202)]


def test_ranges_without_an_end_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "RANGES_MAX", 2)
    for version, section in ((4, ".debug_ranges"), (5, ".debug_rnglists")):
        sections = {
            ".debug_info": unit(b"\1" + u32(0), version=version),
            ".debug_abbrev": layout(1, TAG_UNIT, (RANGES, OFFSET)) + b"\0",
            section: (u32(7) + u32(9) if version == 4 else b"\6" + u32(7) + u32(9)) * 5,
        }
        found = next(read_units(sections))
        assert found.ranges(found.root) == [(7, 9)] * 2


def test_a_range_of_an_unknown_kind_is_an_error() -> None:
    sections = {
        ".debug_info": unit(b"\1" + u32(0), version=5),
        ".debug_abbrev": layout(1, TAG_UNIT, (RANGES, OFFSET)) + b"\0",
        ".debug_rnglists": b"\x09",
    }
    found = next(read_units(sections))
    with pytest.raises(DebugInfoError, match="a range of kind 9"):
        found.ranges(found.root)


def test_an_entry_that_says_only_where_its_code_begins_is_nowhere() -> None:
    sections = {
        ".debug_info": unit(b"\1" + u32(16)),
        ".debug_abbrev": layout(1, TAG_UNIT, (LOW, ADDR)) + b"\0",
    }
    found = next(read_units(sections))
    assert (found.ranges(found.root), found.statements, found.directory) == ([], None, "")


def test_the_functions_of_a_place_are_the_one_with_the_code_and_those_inlined_there() -> None:
    origin = b"\1"
    origin_at = FIRST + len(origin)
    origin += b"\5linked\0written\0"
    inlined = b"\4" + u32(18) + u32(2) + u32(origin_at) + CALLED_AT
    elsewhere = b"\4" + u32(30) + u32(1) + u32(origin_at) + CALLED_AT
    entries = (
        origin
        + b"\6name\0\2ab\1c\x80\1"
        + (function(2, 16, 8, "outer") + function(3, 60, 4, "within") + inlined + elsewhere + b"\0")
        + function(200, 40, 4, "far")
        + b"\0"
    )
    rows = [
        (16, [SourceCall("outer", "outer")]),
        (19, [SourceCall("outer", "outer"), SourceCall("linked", "written", 1, 2, 3)]),
        (41, [SourceCall("far", "far")]),
        (62, [SourceCall("within", "within")]),
        (15, []),
    ]
    one = unit_of(entries)
    assert [(at, one.chain(at)) for at, _ in rows] == rows


def test_a_function_that_stands_for_one_that_cannot_be_followed_has_no_name() -> None:
    """Itself, one in another unit, and one of a layout that is not known."""
    start = b"\1" + function(2, 16, 8, "outer")
    at = FIRST + len(start)
    rows = [
        b"\4" + u32(17) + u32(2) + u32(at),
        b"\7" + u32(17) + u32(2) + u32(9_999),
        b"\4" + u32(17) + u32(2) + u32(13),
    ]
    for inlined in rows:
        found = chain(start + inlined + CALLED_AT + b"\0\0", 17)
        assert found == [SourceCall("outer", "outer"), SourceCall("", "", 1, 2, 3)]


def test_entries_end_with_their_parent_or_with_the_unit() -> None:
    """What stands behind them is not read: its layout is not known."""
    far = function(3, 16, 8, "far")
    rows = [
        (b"\1" + far, ["far"]),
        (b"\1" + far + b"\0\x70", ["far"]),
        (b"\x08\x70", []),
    ]
    for entries, expected in rows:
        assert [one.name for one in chain(entries, 16)] == expected


def test_an_entry_of_a_layout_that_is_not_known_is_an_error() -> None:
    with pytest.raises(DebugInfoError, match="an entry of unknown layout 112"):
        chain(b"\1\x70", 16)


def test_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "ENTRIES_MAX", 3)
    far = function(3, 16, 8, "far")
    assert chain(b"\1" + far + b"\0", 16)
    with pytest.raises(DebugInfoError, match="more than 3 entries"):
        chain(b"\1" + far * 3 + b"\0", 16)


def test_units_that_describe_no_code_of_a_32_bit_module_are_passed_over() -> None:
    """A version that is not known, addresses of eight bytes, a unit of types."""
    content = [unit(b"\x08", version=9), unit(b"\x08", address_size=8), unit(b"\x08", version=5, kind=2), unit(b"\x08")]
    found = list(read_units({".debug_info": b"".join(content), ".debug_abbrev": LAYOUTS}))
    assert [one.start for one in found] == [sum(map(len, content[:3]))]


def test_units_may_share_their_layouts_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    sections = {".debug_info": unit(b"\x08") * 3, ".debug_abbrev": LAYOUTS}
    first, second, _ = read_units(sections)
    assert first.abbreviations is second.abbreviations
    monkeypatch.setattr(units, "UNITS_MAX", 2)
    assert len(list(read_units(sections))) == 2


def test_units_of_64_bit_offsets_are_an_error() -> None:
    with pytest.raises(DebugInfoError, match="64-bit offsets"):
        list(read_units({".debug_info": b"\xff" * 12}))


def test_what_many_entries_share_is_not_read_for_each_of_them_without_end() -> None:
    """A list of ranges, old or new, that each unit refers to; a layout of attributes without bytes."""
    flags = layout(1, TAG_UNIT, *[(0x3F, 0x19)] * 90) + b"\0"
    listed = layout(1, TAG_UNIT, (RANGES, OFFSET)) + b"\0"
    rows = [
        ({".debug_info": unit(b"\1") * 100, ".debug_abbrev": flags}),
        (
            {
                ".debug_info": unit(b"\1" + u32(0)) * 100,
                ".debug_abbrev": listed,
                ".debug_ranges": u32(9) * 200 + bytes(8),
            }
        ),
        (
            {
                ".debug_info": unit(b"\1" + u32(0), version=5) * 100,
                ".debug_abbrev": listed,
                ".debug_rnglists": b"\4\1\1" * 100 + b"\0",
            }
        ),
    ]
    for sections in rows:
        read = 0
        with pytest.raises(DebugInfoError, match="more attributes and ranges"):
            for one in read_units(sections, 1_000):
                read += 1
                one.ranges(one.root)
        assert 5 <= read <= 10
