"""From a place in the code to the author's source: of real compilers, as the engine reads it, and of damaged bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import TYPES, code, custom_section, name, plugin_module, section, vector, wasm_module
from tests.examples import examples
from tests.protocol.debug_info.dwarf import (
    ADDR,
    COPY,
    DATA4,
    END,
    HIGH,
    LOW,
    NAME,
    OFFSET,
    STATEMENTS,
    STRING,
    TAG_UNIT,
    address,
    layout,
    lines,
    u32,
    unit,
)
from workbench.errors.stack_frame import StackFrame
from workbench.protocol.backtrace import frames_of
from workbench.protocol.debug_info import source_map
from workbench.protocol.debug_info.source_map import SourceMap
from workbench.protocol.wasm.walker import walk_leniently

SAMPLES = Path(__file__).parent / "samples"
SAMPLE_EXPORTS = {**{f"c_dwarf{version}": "divide" for version in (2, 3, 4, 5)}, "rust": "index", "zig": "reach"}


@cache
def module_of(sample: str) -> bytes:
    return (SAMPLES / f"{sample}.wasm").read_bytes()


def trap_text(module: bytes, export: str, *, detailed: bool, patch: pytest.MonkeyPatch) -> str:
    """Return the engine's text of a trap; with details it has read the debug information itself."""
    patch.setenv("WASMTIME_BACKTRACE_DETAILS", "1" if detailed else "0")
    engine = wasmtime.Engine(wasmtime.Config())
    store = wasmtime.Store(engine)
    instance = wasmtime.Linker(engine).instantiate(store, wasmtime.Module(engine, module))
    function = instance.exports(store)[export]
    assert isinstance(function, wasmtime.Func)
    with pytest.raises((wasmtime.Trap, wasmtime.WasmtimeError)) as raised:
        function(store)
    return str(raised.value)


def trapped(sample: str, patch: pytest.MonkeyPatch) -> tuple[StackFrame, ...]:
    """Return the frames of a sample's trap without places."""
    return frames_of(trap_text(module_of(sample), SAMPLE_EXPORTS[sample], detailed=False, patch=patch))


def place_of(frame: StackFrame) -> str:
    return ":".join(str(part) for part in (frame.file, frame.line, frame.column) if part is not None)


@pytest.mark.parametrize("sample", SAMPLE_EXPORTS)
def test_places_and_inlined_calls_are_those_that_the_engine_finds(sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine reads the same debug information by a library of its own."""
    detailed = trap_text(module_of(sample), SAMPLE_EXPORTS[sample], detailed=True, patch=monkeypatch)
    expected = re.findall(r"^ {15,}at (.*)$", detailed, re.MULTILINE)
    assert len(expected) >= 3
    located = SourceMap(module_of(sample)).located(trapped(sample, monkeypatch))
    assert [place_of(frame) for frame in located] == expected


def test_a_frame_of_c_names_function_file_line_and_column(monkeypatch: pytest.MonkeyPatch) -> None:
    located = SourceMap(module_of("c_dwarf5")).located(trapped("c_dwarf5", monkeypatch))
    assert [(one.function, one.line, one.column, one.inlined) for one in located] == [
        ("divided", 2, 15, False),
        ("inlined", 6, 12, True),
        ("divide", 12, 12, False),
    ]
    assert located[0].file == "/project/trap.c"


def test_names_of_rust_are_read_without_their_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    located = SourceMap(module_of("rust")).located(trapped("rust", monkeypatch))
    assert [(one.function, one.inlined) for one in located] == [
        ("trap::Places::at", False),
        ("trap::Places::behind", True),
        ("index", False),
    ]
    assert [one.line for one in located] == [13, 21, 30]


def test_without_debug_information_functions_are_named_by_export_or_number(monkeypatch: pytest.MonkeyPatch) -> None:
    module = stripped(module_of("c_dwarf4"))
    frames = [replace(frame, function=None) for frame in trapped("c_dwarf4", monkeypatch)]
    located = SourceMap(module).located(frames)
    assert [one.function for one in located] == ["function 1", "divide"]
    assert all(one.file is None for one in located)


def stripped(module: bytes) -> bytes:
    """Return a module without custom sections. What stands before them keeps its place."""
    found = walk_leniently(module)[0]
    return module[: min(section.header_offset for section in found.sections if section.is_custom)]


def test_an_offset_that_is_in_no_function_has_no_place() -> None:
    frames = (StackFrame("odd", 2), StackFrame("far", 0xFFFF_FFFF), StackFrame("nowhere", None))
    located = SourceMap(module_of("c_dwarf5")).located(frames)
    assert [(one.function, one.file) for one in located] == [("odd", None), ("far", None), ("nowhere", None)]


def module_with(layouts: bytes, units: bytes, table: bytes = b"") -> tuple[bytes, int]:
    """Return a module of two functions with this debug information, and where its code section begins."""
    contents = ((".debug_abbrev", layouts), (".debug_info", units), (".debug_line", table))
    module = plugin_module(after=b"".join(custom_section(name, content) for name, content in contents))
    found = walk_leniently(module)[0].section(10)
    assert found is not None
    return module, found.offset


ROOT = (NAME, STRING), (LOW, ADDR), (HIGH, DATA4)


def test_a_place_without_a_line_keeps_the_engines_frame() -> None:
    """Its unit has no line table, one without rows, or one that cannot be read."""
    code = b"\1a.c\0" + u32(1) + u32(30)
    rows = [
        (layout(1, TAG_UNIT, *ROOT), unit(code), b""),
        (layout(1, TAG_UNIT, *ROOT, (STATEMENTS, OFFSET)), unit(code + u32(0)), lines(b"")),
        (layout(1, TAG_UNIT, *ROOT, (STATEMENTS, OFFSET)), unit(code + u32(0)), b"\1"),
    ]
    for layouts, units, table in rows:
        module, start = module_with(layouts + b"\0", units, table)
        frame = StackFrame("shape", start + 3)
        assert SourceMap(module).located([frame, frame]) == (replace(frame, function="cc_lb_handshake"),) * 2


def test_a_place_of_a_unit_without_functions_has_a_line() -> None:
    table = lines(address(1) + COPY + b"\2\x20" + END)
    layouts = layout(1, TAG_UNIT, *ROOT, (STATEMENTS, OFFSET)) + b"\0"
    module, start = module_with(layouts, unit(b"\1a.c\0" + u32(1) + u32(30) + u32(0)), table)
    (found,) = SourceMap(module).located([StackFrame(None, start + 3)])
    assert (found.function, found.file, found.line) == ("cc_lb_handshake", "a.c", 1)


def test_what_may_be_read_is_counted_for_each_place_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module stays loaded for hours; all its failures together need more than one does."""
    module = module_of("c_dwarf4")
    code = walk_leniently(module)[0].section(10)
    assert code is not None
    places = [StackFrame(None, at) for at in range(code.offset, code.end)]
    expected = SourceMap(module).located(places)
    assert any(one.file for one in expected)
    monkeypatch.setattr(source_map, "READS_MAX", 150)
    assert SourceMap(module).located(places) == expected


def test_a_module_says_whether_it_has_lines_and_names() -> None:
    module = stripped(module_of("c_dwarf4"))
    rows = [
        (module_of("c_dwarf4"), (True, True)),
        (module, (False, False)),
        (module + custom_section("name"), (False, True)),
        (module + custom_section(".debug_line"), (False, False)),
    ]
    assert [(SourceMap(one).has_lines, SourceMap(one).has_names) for one, _ in rows] == [has for _, has in rows]


def test_a_place_in_a_body_is_one_in_the_module() -> None:
    """A core dump counts from the start of a function's body; imported functions come first."""
    imports = section(2, vector([name("a") + name("b") + b"\0\1"]))
    module = wasm_module([TYPES, imports, section(3, vector([b"\0", b"\0"])), code([b"\x41\1", b"\x41\2"])])
    source = SourceMap(module)
    frames = [source.frame_in_body(function, 1) for function in (1, 2)]
    assert [module[one.offset or 0 :][:2] for one in frames] == [b"\x41\1", b"\x41\2"]
    assert [one.function for one in source.located(frames)] == ["function 1", "function 2"]
    assert [source.frame_in_body(function, 1) for function in (0, 3)] == [
        StackFrame("function 0"),
        StackFrame("function 3"),
    ]


def test_a_module_whose_code_cannot_be_read_names_no_function() -> None:
    for cut_off in (wasm_module([TYPES]), wasm_module([TYPES, section(10, b"\3" + b"\2\0\x0b" + b"\x7f\0\x0b")])):
        source = SourceMap(cut_off)
        assert source.located([StackFrame(None, len(cut_off) - 2)]) == (StackFrame(None, len(cut_off) - 2),)
        assert source.frame_in_body(0, 1) == StackFrame("function 0")


@given(st.data())
@settings(max_examples=examples(20, 150), deadline=None)
def test_damaged_debug_information_gives_no_place_but_no_error(data: st.DataObject) -> None:
    """It comes from whoever wrote the module."""
    sample = data.draw(st.sampled_from(["c_dwarf2", "c_dwarf4", "c_dwarf5", "rust"]))
    module = bytearray(module_of(sample))
    code = walk_leniently(bytes(module))[0].section(10)
    assert code is not None
    for at in data.draw(st.lists(st.integers(code.end, len(module) - 1), min_size=1, max_size=8)):
        module[at] = data.draw(st.integers(0, 255))
    frames = [StackFrame(None, data.draw(st.integers(code.offset, code.end - 1))) for _ in range(3)]
    located = SourceMap(bytes(module)).located(frames)
    assert all(one.offset is not None for one in located)


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
@settings(max_examples=examples(20, 80), deadline=None)
def test_any_bytes_as_debug_information_give_no_error(units: bytes, layouts: bytes, lines: bytes) -> None:
    sections = ((".debug_info", units), (".debug_abbrev", layouts), (".debug_line", lines), ("name", lines))
    module = stripped(module_of("c_dwarf4")) + b"".join(custom_section(name, content) for name, content in sections)
    assert len(SourceMap(module).located([StackFrame("f", 100)])) == 1
