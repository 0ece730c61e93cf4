"""The walk of layer L1: what it takes, where it stops, what it lists."""

from __future__ import annotations

import mmap
import tempfile
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    COMPONENT_PREAMBLE,
    PREAMBLE,
    code,
    custom_section,
    identity_section,
    leb128,
    name,
    plugin_module,
    section,
    vector,
    wasm_module,
)
from workbench.errors.identity import WasmParseError
from workbench.protocol.wasm import Encoding, walk, walk_leniently

PADDED_ZERO = b"\x80\x80\x80\x80\x00"


def fault_of(module: bytes) -> WasmParseError:
    with pytest.raises(WasmParseError) as caught:
        walk(module)
    return caught.value


@pytest.mark.parametrize(
    ("module", "offset", "expected", "found"),
    [
        pytest.param(b"", 0, "00 61 73 6d", "the end of the file", id="empty file"),
        pytest.param(b"\0as", 0, "00 61 73 6d", "00 61 73", id="cut magic"),
        pytest.param(b"(module)", 0, "00 61 73 6d", "28 6d 6f 64", id="text format"),
        pytest.param(b"\0asm", 4, "01 00 00 00", "the end of the file", id="no version"),
        pytest.param(b"\0asm\2\0\0\0", 4, "01 00 00 00", "02 00 00 00", id="other version"),
        pytest.param(b"\0asm\x0d\0\0\0", 4, "01 00 00 00", "0d 00 00 00", id="component version, module layer"),
        pytest.param(PREAMBLE + b"\x80", 8, "0x00 to 0x7f", "0x80", id="id above 7 bits"),
        pytest.param(PREAMBLE + b"\x01", 9, "the size of a section", "the end of the file", id="no size"),
        pytest.param(PREAMBLE + b"\x01\x05abc", 10, "5 bytes", "3 until the end of the file", id="size beyond file"),
        pytest.param(PREAMBLE + b"\x01\xff\xff\xff\xff\x1f", 9, "32 bits", "a larger number", id="size above u32"),
        pytest.param(PREAMBLE + b"\x01\x80\x80\x80\x80\x80\0", 9, "at most 5 bytes", "a longer number", id="six bytes"),
        pytest.param(PREAMBLE + PREAMBLE, 8, "a section", "the preamble of another module", id="second module"),
        pytest.param(PREAMBLE + b"\0\0", 10, "length of a custom section's name", "end of the section", id="no name"),
        pytest.param(PREAMBLE + b"\0\x02\x05a", 11, "5 bytes", "1 until the end of the section", id="name too long"),
        pytest.param(
            PREAMBLE + section(0, b"\x03a\xffb"), 12, "UTF-8 in a custom section's name", "0xff", id="name not UTF-8"
        ),
        pytest.param(
            PREAMBLE + custom_section("n" * 100_001), 12, "at most 100,000 bytes", "100,001", id="name above its limit"
        ),
        pytest.param(PREAMBLE + section(8), 10, "one number in the section start", "end of the section", id="no start"),
        pytest.param(PREAMBLE + section(8, b"\0\0"), 11, "behind one number", "1 more bytes", id="two starts"),
        pytest.param(PREAMBLE + section(12, b"\1\2\3"), 11, "behind one number", "2 more", id="two data counts"),
        pytest.param(PREAMBLE + section(10), 10, "number of code bodies", "end of the section", id="no code count"),
        pytest.param(PREAMBLE + section(10, b"\1"), 11, "1 code bodies", "before the last one", id="no body"),
        pytest.param(PREAMBLE + section(10, b"\2\1\x0b"), 13, "2 code bodies", "before the last", id="a body short"),
        pytest.param(PREAMBLE + section(10, b"\1\1\x0b\0"), 13, "behind 1 bodies", "1 more bytes", id="bytes behind"),
        pytest.param(PREAMBLE + section(10, b"\0\0"), 11, "behind 0 bodies", "1 more bytes", id="bytes behind none"),
        pytest.param(PREAMBLE + section(10, b"\1\5\0\x0b"), 11, "body of 5 bytes", "2 until", id="body leaves section"),
        pytest.param(
            PREAMBLE + section(10, b"\2\2\0\x0b\4\0\x0b") + custom_section("n"), 14, "of 4 bytes", "2 until",
            id="body reaches into the next section",
        ),
        pytest.param(
            PREAMBLE + section(10, b"\1\x80") + b"\0", 11, "the size of a code body", "end of the section",
            id="body size cut by the section",
        ),
        pytest.param(
            PREAMBLE + section(10, b"\1" + b"\xff" * 4 + b"\x1f"), 11, "32 bits", "larger", id="body size above u32"
        ),
    ],
)  # fmt: skip
def test_first_problem_is_named_with_its_place(module: bytes, offset: int, expected: str, found: str) -> None:
    fault = fault_of(module)
    assert fault.offset == offset
    assert expected in fault.expected
    assert found in fault.found


@pytest.mark.parametrize(
    "module",
    [
        pytest.param(PREAMBLE, id="no section at all"),
        pytest.param(PREAMBLE + b"\x01" + b"\x84\x80\x80\x80\x00" + b"\1\x60\0\0", id="size padded to five bytes"),
        pytest.param(PREAMBLE + b"\x7f\x03abc" + b"\x0e\0", id="unknown ids"),
        pytest.param(PREAMBLE + section(7, b"\1\0\0\0") + section(1, b"\0"), id="sections out of order"),
        pytest.param(PREAMBLE + section(3, b"\1\0"), id="function without code"),
        pytest.param(PREAMBLE + code([b"", b""]), id="code without function"),
        pytest.param(PREAMBLE + section(1) + section(2, b"\xff"), id="contents that are not readable"),
        pytest.param(PREAMBLE + section(10, PADDED_ZERO), id="code count padded"),
        pytest.param(PREAMBLE + section(10, b"\1" + PADDED_ZERO), id="body of no bytes with a padded size"),
        pytest.param(PREAMBLE + section(8, b"\xff\xff\xff\xff\x0f"), id="start of a function that does not exist"),
        pytest.param(PREAMBLE + custom_section(""), id="custom section without name or payload"),
    ],
)
def test_what_the_engine_judges_passes(module: bytes) -> None:
    assert walk(module).size_bytes == len(module)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 16_383, 16_384, 16_385, 70_000])
def test_bodies_of_every_length_of_size_are_skipped(size: int) -> None:
    body = b"\x01" * size
    sections = section(10, vector([leb128(size) + body] * 3)), custom_section("behind")
    assert walk(wasm_module(sections)).function_bodies == 3
    assert fault_of(wasm_module(sections)[:-9] + b"\x01").expected.startswith("the size")


def test_sections_are_listed_with_place_and_size() -> None:
    module = wasm_module((section(1, b"\1\x60\0\0"), custom_section("größe", b"xyz"), section(0x20, b"ab")))
    first, second, third = walk(module).sections
    assert (first.id, first.name, first.header_offset, first.offset, first.size) == (1, "type", 8, 10, 4)
    assert first.payload_offset == first.offset
    assert (second.id, second.name, second.size, second.payload_size) == (0, "größe", 11, 3)
    assert module[second.offset : second.end] == name("größe") + b"xyz"
    assert module[second.payload_offset : second.end] == b"xyz"
    assert module[second.header_offset] == 0
    assert (third.id, third.name, third.end) == (0x20, "unknown", len(module))


def test_standard_sections_have_their_standard_names() -> None:
    contents = {8: b"\0", 10: b"\0", 12: b"\0"}
    sections = walk(wasm_module(section(number, contents.get(number, b"")) for number in range(1, 15))).sections
    assert " ".join(one.name for one in sections) == (
        "type import function table memory global export start element code data data_count tag unknown"
    )


def test_lenient_walk_gives_what_stands_before_the_damage() -> None:
    module = plugin_module(after=custom_section("last"))
    whole, error = walk_leniently(module)
    assert error is None
    cut, error = walk_leniently(module[:-3])
    assert error is not None
    assert error.offset == len(module) - 5
    assert cut.sections == whole.sections[:-1]
    assert cut.exports == whole.exports


def test_component_is_walked_with_what_is_nested_in_it() -> None:
    inner = wasm_module((custom_section("inner"), section(8, b"\0")))
    nested = wasm_module((section(1, inner), section(11, b"?")), preamble=COMPONENT_PREAMBLE)
    module = wasm_module(
        (section(4, nested), section(8, b"not a number"), custom_section("outer")), preamble=COMPONENT_PREAMBLE
    )
    found = walk(module)
    assert found.encoding is Encoding.COMPONENT
    assert [(one.name, one.depth) for one in found.sections] == [
        ("component", 0), ("core_module", 1), ("inner", 2), ("start", 2), ("export", 1), ("canonical", 0), ("outer", 0),
    ]  # fmt: skip
    assert found.start is None


@pytest.mark.parametrize(
    ("module", "offset"),
    [
        (wasm_module((section(1, COMPONENT_PREAMBLE),), preamble=COMPONENT_PREAMBLE), 14),
        (wasm_module((section(4, PREAMBLE),), preamble=COMPONENT_PREAMBLE), 14),
        (wasm_module((section(1),), preamble=COMPONENT_PREAMBLE), 10),
        (wasm_module((section(1, wasm_module((section(8),))),), preamble=COMPONENT_PREAMBLE), 20),
        (wasm_module((section(1, PREAMBLE + b"\1\1"), b"\0"), preamble=COMPONENT_PREAMBLE), 20),
    ],
)
def test_damage_in_a_nested_module_fails_too(module: bytes, offset: int) -> None:
    assert fault_of(module).offset == offset


def test_any_buffer_is_walked_and_let_go() -> None:
    module = plugin_module()
    whole = walk(module)
    with tempfile.TemporaryFile() as file:
        file.write(module + b"\xff")
        file.flush()
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        found, error = walk_leniently(mapped)
        mapped.close()
    assert error is not None
    assert found.exports == whole.exports
    growing = bytearray(module)
    assert walk(growing) == whole
    growing.append(0)
    pairs = memoryview(module + b"\x20\0" + bytes(len(module) % 2)).cast("H")
    assert walk_leniently(pairs)[0].exports == whole.exports


def test_sections_above_the_cap_are_counted_but_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", 100)
    many = section(0x20) * 110 + section(8, b"\0") + custom_section("x") + section(0x20, b"\0") + identity_section()
    found = walk(PREAMBLE + many)
    assert [one.name for one in found.sections[99:]] == ["unknown", "start", "x", "cc_lb.plugin.v1"]
    assert found.sections_unlisted == 11
    assert found.start is not None
    assert fault_of(PREAMBLE + many + section(0x20, b"\0") + b"\x20\x01").expected.startswith("1 bytes")


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (b"\x20\x05", "5 bytes of section 32"),
        (custom_section(b"\xff"), "UTF-8 in a custom section's name"),
        (b"\0\x01\x01", "1 bytes of a custom section's name"),
        (b"\0\0", "the length of a custom section's name"),
        (b"\x20", "the size of a section"),
        (section(8), "one number in the section start"),
        (PREAMBLE, "a section"),
    ],
)
def test_sections_above_the_cap_are_judged_all_the_same(
    last: bytes, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", 3)
    many = (section(0x20, b"ab") + custom_section("größe", b"x")) * 4
    assert walk(PREAMBLE + many).sections_unlisted == 5
    fault = fault_of(PREAMBLE + many + last)
    assert fault.expected == expected
    assert fault.offset >= len(PREAMBLE + many)


@pytest.mark.parametrize("listed_max", [2, 100])
def test_very_many_sections_are_not_walked_to_their_end(listed_max: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", listed_max)
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_WALKED_MAX", 10)
    assert walk(PREAMBLE + section(0x20) * 10)
    fault = fault_of(PREAMBLE + section(0x20) * 11)
    assert (fault.offset, fault.expected) == (len(PREAMBLE) + 20, "at most 10 sections")


def test_counts_that_lie_cost_nothing() -> None:
    huge = b"\xff\xff\xff\xff\x0f"
    module = wasm_module(section(number, huge + b"\0" * 40) for number in (1, 2, 3, 4, 5, 6, 7, 9, 11))
    tracemalloc.start()
    try:
        found = walk(module)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.imports_claimed == 2**32 - 1
    assert peak_bytes < 200_000
    assert "1 code bodies" not in fault_of(PREAMBLE + section(10, huge)).expected


@given(st.binary(max_size=80), st.sampled_from([b"", PREAMBLE, COMPONENT_PREAMBLE, PREAMBLE + b"\x0a"]))
def test_arbitrary_bytes_raise_nothing_else(tail: bytes, head: bytes) -> None:
    found, error = walk_leniently(head + tail)
    assert all(one.end <= found.size_bytes for one in found.sections)
    assert error is None or 0 <= error.offset <= found.size_bytes


@given(st.data())
def test_a_module_with_one_byte_changed_raises_nothing_else(data: st.DataObject) -> None:
    module = bytearray(plugin_module(exports=["shape"]))
    place = data.draw(st.integers(0, len(module) - 1))
    module[place] = data.draw(st.integers(0, 255))
    found, error = walk_leniently(module)
    assert error is None or 0 <= error.offset <= found.size_bytes
