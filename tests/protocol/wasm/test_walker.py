"""The walk of layer L1: what it takes, where it stops, what it lists."""

from __future__ import annotations

import base64
import json
import mmap
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    COMPONENT_PREAMBLE,
    PREAMBLE,
    custom_section,
    identity_section,
    leb128,
    name,
    plugin_module,
    section,
    vector,
    wasm_module,
)
from workbench.errors.identity import IdentityError, WasmParseError
from workbench.protocol.identity import read_identity
from workbench.protocol.wasm import Encoding, walk, walk_leniently

PADDED_ZERO = b"\x80\x80\x80\x80\x00"


def error_of(module: bytes) -> WasmParseError:
    with pytest.raises(WasmParseError) as caught:
        walk(module)
    return caught.value


FUNCTION = section(3, b"\1\0")
ONE_BODY = b"\1\2\0\x0b"


@pytest.mark.parametrize(
    ("module", "offset", "text"),
    [
        pytest.param(b"", 0, "expected a preamble, 00 61 73 6d, found an empty file", id="empty file"),
        pytest.param(b"\0as", 0, "expected a preamble, 00 61 73 6d, found the bytes 00 61 73", id="cut magic"),
        pytest.param(b"(module)", 0, "00 61 73 6d, found the bytes 28 6d 6f 64", id="text format"),
        pytest.param(b"\0asm", 4, "01 00 00 00, found the end of the file", id="no version"),
        pytest.param(b"\0asm\2\0\0\0", 4, "01 00 00 00, found the bytes 02 00 00 00", id="other version"),
        pytest.param(b"\0asm\x0d\0\0\0", 4, "found the bytes 0d 00 00 00", id="component version, module layer"),
        pytest.param(PREAMBLE + b"\x80", 8, "the id of a section, 0x00 to 0x7f, found 0x80", id="id above 7 bits"),
        pytest.param(PREAMBLE + b"\x01", 9, "the size of section 1, found the end of the file", id="no size"),
        pytest.param(
            PREAMBLE + b"\x01\x05abc", 10, ", section type: expected 5 bytes of section 1, found 3 until the end of",
            id="size beyond file",
        ),
        pytest.param(
            PREAMBLE + b"\x01\xff\xff\xff\xff\x1f", 13, "of section 1 as a number of 32 bits, found a larger one",
            id="size above u32",
        ),
        pytest.param(
            PREAMBLE + b"\x01" + b"\x80" * 5 + b"\0", 13, "as a number of at most 5 bytes, found a longer one",
            id="six bytes",
        ),
        pytest.param(PREAMBLE + PREAMBLE, 8, "expected a section, found the preamble of another", id="second module"),
        pytest.param(PREAMBLE + b"\0\0", 10, "section custom: expected the length of a custom section's name, found "
                     "the end of the section", id="no name"),
        pytest.param(PREAMBLE + b"\0\x02\x05a", 11, "expected 5 bytes of a custom section's name, found 1 until",
                     id="name too long"),
        pytest.param(PREAMBLE + section(0, b"\x03a\xffb"), 12, "UTF-8 in a custom section's name, found the byte 0xff",
                     id="name not UTF-8"),
        pytest.param(PREAMBLE + custom_section("n" * 100_001), 14, "at most 100,000 bytes of a custom section's name, "
                     "found 100,001", id="name above its limit"),
        pytest.param(PREAMBLE + section(1), 10, "section type: expected the number of entries, found", id="no count"),
        pytest.param(PREAMBLE + section(1, b"\0") * 2, 13, "section type: expected at most one type section, found a "
                     "second one", id="a section twice"),
        pytest.param(PREAMBLE + section(7, b"\0") + section(1, b"\0"), 13, "expected the type section before the "
                     "export section, found it after", id="sections out of order"),
        pytest.param(PREAMBLE + section(8), 10, "section start: expected a single number, found", id="no start"),
        pytest.param(PREAMBLE + section(8, b"\0\0"), 11, "end of the section after one number, found 1 more byte",
                     id="two starts"),
        pytest.param(PREAMBLE + section(12, b"\1\2\3"), 11, "section data_count: expected the end of the section after "
                     "one number, found 2 more bytes", id="two data counts"),
        pytest.param(PREAMBLE + section(10), 10, "section code: expected the number of code bodies, found the end of",
                     id="no code count at the end"),
        pytest.param(PREAMBLE + section(10) + custom_section(""), 10, "the number of code bodies, found the end of the "
                     "section", id="no code count"),
        pytest.param(PREAMBLE + FUNCTION, 12, ": expected 1 code body, one for each function, found no code section",
                     id="function without code"),
        pytest.param(PREAMBLE + section(10, ONE_BODY), 10, "section code: expected 0 code bodies, one for each "
                     "function, found 1 code body and no function section", id="code without function"),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\2"), 14, "expected 1 code body, one for each function, "
                     "found 2", id="more code than functions"),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\1"), 15, "1 code body, found the end of the section after 0",
                     id="no body"),
        pytest.param(PREAMBLE + section(3, b"\2\0\0") + section(10, b"\2\1\x0b"), 18,
                     "expected 2 code bodies, found the end of the section after 1", id="a body short"),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\1\1\x0b\0"), 17, "after 1 code body, found 1 more byte",
                     id="bytes behind"),
        pytest.param(PREAMBLE + section(10, b"\0\0"), 11, "after 0 code bodies, found 1 more byte", id="behind none"),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\1\5\0\x0b"), 16, "expected 5 bytes of code body 1 of 1, "
                     "found 2 until the end of the file", id="body leaves file"),
        pytest.param(
            PREAMBLE + section(3, b"\2\0\0") + section(10, b"\2\2\0\x0b\4\0\x0b") + custom_section("n"), 19,
            "4 bytes of code body 2 of 2, found 2 until the end of the section", id="body leaves section",
        ),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\1\x80") + b"\0", 15, "0 bytes of code body 1 of 1",
                     id="body size cut by the section"),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\1" + b"\xff" * 4 + b"\x1f"), 19,
                     "the size of a code body as a number of 32 bits", id="body size above u32"),
        pytest.param(PREAMBLE + FUNCTION + b"\x0a\x7f" + ONE_BODY, 18, "after 1 code body, found 123 more bytes",
                     id="code ends with the file"),
        pytest.param(PREAMBLE + section(12, b"\2") + section(11, b"\1\0"), 15, "section data: expected 2 data "
                     "segments, as the data_count section says, found 1", id="data count and data"),
        pytest.param(PREAMBLE + section(12, b"\1"), 11, "expected 1 data segment, as the data_count section says, "
                     "found no data section", id="data count without data"),
    ],
)  # fmt: skip
def test_first_problem_is_said_with_its_place(module: bytes, offset: int, text: str) -> None:
    error = error_of(module)
    assert error.offset == offset
    assert text in str(error)


VECTORS = Path(__file__).parents[2] / "vectors" / "l1.jsonl"


def test_all_recorded_verdicts_of_the_references_walk_are_ours_too() -> None:
    """The error's kind is the same, and so is its place; for a name that is not UTF-8 ours is more exact."""
    others = []
    for line in VECTORS.read_text(encoding="utf-8").splitlines():
        vector = json.loads(line)
        kind, offset = _verdict(base64.b64decode(vector["module_base64"]))
        if vector["cause"] == "malformed UTF-8 encoding":
            place_agrees = offset is not None and offset <= vector["offset"]
        else:
            place_agrees = offset == vector["offset"]
        if kind != vector["error_kind"] or not place_agrees:
            others.append((vector["id"], vector["cause"], vector["error_kind"], kind, vector["offset"], offset))
    assert not others


def _verdict(module: bytes) -> tuple[str | None, int | None]:
    try:
        read_identity(module)
    except WasmParseError as error:
        return error.kind, error.offset
    except IdentityError as error:
        return error.kind, None
    return None, None


@pytest.mark.parametrize(
    "module",
    [
        pytest.param(PREAMBLE, id="no section at all"),
        pytest.param(PREAMBLE + b"\x01" + b"\x84\x80\x80\x80\x00" + b"\1\x60\0\0", id="size padded to five bytes"),
        pytest.param(PREAMBLE + b"\x7f\x03abc" + b"\x0e\0" + section(1, b"\0") + b"\x0e\0", id="unknown ids"),
        pytest.param(PREAMBLE + section(3, b"\0"), id="no functions without code"),
        pytest.param(PREAMBLE + section(10, b"\0"), id="no code without functions"),
        pytest.param(PREAMBLE + section(12, b"\0"), id="no data counted"),
        pytest.param(PREAMBLE + section(11, b"\7"), id="data without data count"),
        pytest.param(PREAMBLE + section(1, b"\0?") + section(2, b"\x09\xff"), id="contents that are not readable"),
        pytest.param(PREAMBLE + section(10, PADDED_ZERO), id="code count padded"),
        pytest.param(PREAMBLE + FUNCTION + section(10, b"\1" + PADDED_ZERO), id="body of no bytes with a padded size"),
        pytest.param(PREAMBLE + section(8, b"\xff\xff\xff\xff\x0f"), id="start of a function that does not exist"),
        pytest.param(PREAMBLE + custom_section(""), id="custom section without name or payload"),
    ],
)
def test_what_the_engine_judges_passes(module: bytes) -> None:
    assert walk(module).size_bytes == len(module)


@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 16_383, 16_384, 16_385, 70_000])
def test_bodies_of_every_length_of_size_are_skipped(size: int) -> None:
    body = b"\x01" * size
    sections = section(3, b"\3\0\0\0"), section(10, vector([leb128(size) + body] * 3)), custom_section("behind")
    assert walk(wasm_module(sections)).function_bodies == 3
    assert error_of(wasm_module(sections)[:-9] + b"\x01").expected.startswith("the size")


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
    order = (1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11, 14)
    sections = walk(wasm_module(section(number, b"\0") for number in order)).sections
    assert " ".join(one.name for one in sections) == (
        "type import function table memory tag global export start element data_count code data unknown"
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
    nested = wasm_module((section(1, inner), section(11, b"\0?")), preamble=COMPONENT_PREAMBLE)
    module = wasm_module(
        (section(4, nested), section(8, b"\x7f not read"), custom_section("outer")), preamble=COMPONENT_PREAMBLE
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
        (wasm_module((section(1, COMPONENT_PREAMBLE),), preamble=COMPONENT_PREAMBLE), 10),
        (wasm_module((section(4, PREAMBLE),), preamble=COMPONENT_PREAMBLE), 10),
        (wasm_module((section(1),), preamble=COMPONENT_PREAMBLE), 10),
        (wasm_module((section(1, wasm_module((section(8),))),), preamble=COMPONENT_PREAMBLE), 20),
        (wasm_module((section(1, PREAMBLE + b"\1\1"), b"\0"), preamble=COMPONENT_PREAMBLE), 19),
        (wasm_module((section(1, wasm_module((FUNCTION,))), section(9, b"\0\0\0")), preamble=COMPONENT_PREAMBLE), 22),
        (COMPONENT_PREAMBLE + b"\1\x81\x80\x80\x80\4" + PREAMBLE, 9),
        (COMPONENT_PREAMBLE + section(2), 10),
        (COMPONENT_PREAMBLE + section(9, b"\0\0\0") * 2, 15),
        (COMPONENT_PREAMBLE + section(9, b"\0\1\7\0\0\0"), 14),
        (COMPONENT_PREAMBLE + section(9, b"\0\xe9\7"), 11),
        (COMPONENT_PREAMBLE + section(9, b"\0\0\xe9\7"), 12),
    ],
)
def test_damage_in_a_component_or_its_nested_modules_fails_too(module: bytes, offset: int) -> None:
    assert error_of(module).offset == offset


@pytest.mark.parametrize("nested", [wasm_module([custom_section("in")]), COMPONENT_PREAMBLE + section(12, b"x")])
def test_what_is_nested_may_end_with_the_file_before_its_size_says(nested: bytes) -> None:
    """So it is for the reference's parser, which looks for the end in the bytes that there are."""
    section_id = 1 if nested.startswith(PREAMBLE) else 4
    module = COMPONENT_PREAMBLE + custom_section("out") + bytes((section_id, 0x7F)) + nested
    found = walk(module)
    assert found.sections_total == 3
    assert max(one.end for one in found.sections) == len(module)


def test_each_component_may_have_one_start_section_of_its_own() -> None:
    start = section(9, b"\0\0\0")
    nested = section(4, wasm_module([start], preamble=COMPONENT_PREAMBLE))
    assert walk(wasm_module([start, nested, nested], preamble=COMPONENT_PREAMBLE)).sections_total == 5
    assert error_of(wasm_module([start, nested, start], preamble=COMPONENT_PREAMBLE)).found == "a second one"


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
    assert (found.sections_unlisted, found.sections_total) == (11, 114)
    assert found.start is not None
    assert error_of(PREAMBLE + many + section(0x20, b"\0") + b"\x20\x01").expected.startswith("1 byte")


def test_identity_sections_are_counted_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", 10)
    found = walk(PREAMBLE + custom_section("x") * 10 + identity_section() * 40)
    assert found.identity_sections == 40
    assert len(found.custom_sections("cc_lb.plugin.v1")) == 16


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (b"\x20\x05", "5 bytes of section 32"),
        (custom_section(b"\xff"), "UTF-8 in a custom section's name"),
        (b"\0\x01\x01", "1 byte of a custom section's name"),
        (b"\0\0", "the length of a custom section's name"),
        (b"\x20", "the size of section 32"),
        (b"\x81\0\0", "the id of a section, 0x00 to 0x7f"),
        (section(8), "a single number"),
        (section(1, b"\0") * 2, "at most one type section"),
        (PREAMBLE, "a section"),
    ],
)
def test_sections_above_the_cap_are_judged_all_the_same(
    last: bytes, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", 3)
    many = (section(0x20, b"ab") + custom_section("größe", b"x")) * 4
    assert walk(PREAMBLE + many).sections_unlisted == 5
    error = error_of(PREAMBLE + many + last)
    assert error.expected == expected
    assert error.offset >= len(PREAMBLE + many)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (section(2), "the number of entries"),
        (section(2, b"\xff"), "the number of entries"),
        (section(9), "the index of a function"),
        (section(1, PREAMBLE[:4]), "the version of a core module, 01 00 00 00"),
        (section(1, wasm_module([section(0x20) * 3, section(1)])), "the number of entries"),
    ],
)
def test_sections_of_a_component_above_the_cap_are_judged_all_the_same(
    last: bytes, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.walker.SECTIONS_LISTED_MAX", 3)
    many = (section(2, b"\0") + section(7, b"\1?") + section(0x20) + section(2, PADDED_ZERO)) * 4
    many += section(1, wasm_module([section(0x20) * 3, section(8, b"\0")]))
    found = walk(COMPONENT_PREAMBLE + many)
    assert found.sections_total == 21
    assert error_of(COMPONENT_PREAMBLE + many + last).expected == expected


def test_counts_that_lie_cost_nothing() -> None:
    huge = b"\xff\xff\xff\xff\x0f"
    module = wasm_module(section(number, huge + b"\0" * 40) for number in (1, 2, 4, 5, 6, 7, 9, 11))
    tracemalloc.start()
    try:
        found = walk(module)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.imports_total == 2**32 - 1
    assert peak_bytes < 200_000
    assert error_of(PREAMBLE + section(3, huge) + section(10, huge)).found == "the end of the section after 0"


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
