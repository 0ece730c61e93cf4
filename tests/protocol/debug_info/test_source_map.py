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

from tests.builders import custom_section
from tests.examples import examples
from workbench.errors.stack_frame import StackFrame
from workbench.protocol.backtrace import frames_of
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
