"""What a module imports, exports, starts and reserves, read leniently."""

from __future__ import annotations

import pytest
import wasmtime
from hypothesis import example, given
from hypothesis import strategies as st

from tests.builders import (
    COMPONENT_PREAMBLE,
    TYPES,
    code,
    custom_section,
    leb128,
    name,
    plugin_module,
    section,
    vector,
    wasm_module,
)
from workbench.protocol.wasm import ExternalKind, FunctionType, Memory, Start, walk, walk_leniently
from workbench.protocol.wasm.reader import ByteReader

MANY_KINDS = """
(module
  (type $sink (func (param i32 i64 f32 f64 v128 funcref externref) (result i32 i64)))
  (import "extism:host/env" "alloc" (func (param i64) (result i64)))
  (import "extism:host/user" "cc_lb_now_unix_ms" (func (result i64)))
  (import "env" "table" (table 1 2 funcref))
  (import "env" "memory" (memory 3 9))
  (import "env" "global" (global (mut i64)))
  (func $first (export "first") (result i32) i32.const 0)
  (func (export "void"))
  (func (export "wide") (type $sink) unreachable)
  (func (export "long") (result i64) i64.const 0)
  (func (export "two") (result i32 i32) i32.const 0 i32.const 0)
  (func (export "taking") (param i32) (result i32) i32.const 0)
  (export "again" (func 1))
  (global (export "version") i32 (i32.const 7))
  (table (export "table") 4 externref)
  (memory (export "memory") 17)
  (tag (export "tag") (param i32))
  (start 3))
"""


def as_wasmtime_lists(text: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return imports and exports as wasmtime's own reader sees them."""
    config = wasmtime.Config()
    config.wasm_exceptions = True
    module = wasmtime.Module(wasmtime.Engine(config), wasmtime.wat2wasm(text))

    def kind(of: object) -> str:
        return {"FuncType": "function", "TagType": "tag"}.get(type(of).__name__, type(of).__name__[:-4].lower())

    imports = [(one.module, one.name or "", kind(one.type)) for one in module.imports]
    return imports, [(one.name, kind(one.type)) for one in module.exports]


@pytest.mark.parametrize(
    "text",
    [
        MANY_KINDS,
        "(module)",
        '(module (memory (export "m") i64 1) (memory 2 3) (func (export "größe")))',
        '(module (type (func)) (import "" "" (func (type 0))) (export "" (func 0)))',
    ],
)
def test_imports_and_exports_are_those_that_wasmtime_sees(text: str) -> None:
    found = walk(wasmtime.wat2wasm(text))
    assert found.unread == ()
    imports, exports = as_wasmtime_lists(text)
    assert [(one.module, one.name, one.kind.value) for one in found.imports] == imports
    assert [(one.name, one.kind.value) for one in found.exports] == exports


def test_export_exists_only_as_a_function_that_takes_nothing_and_returns_one_i32_or_nothing() -> None:
    found = walk(wasmtime.wat2wasm(MANY_KINDS))
    exist = [one.name for one in found.exports if found.function_exists(one.name)]
    assert exist == ["first", "void"]
    assert not found.function_exists("absent")


@pytest.mark.parametrize(
    ("export", "found"),
    [
        ("absent", "nothing"),
        ("first", "a function"),
        ("wide", "a function of other type"),
        ("again", "a function of other type"),
        ("version", "a global"),
        ("table", "a table"),
        ("memory", "a memory"),
        ("tag", "a tag"),
    ],
)
def test_what_stands_under_a_name_is_said(export: str, found: str) -> None:
    assert walk(wasmtime.wat2wasm(MANY_KINDS)).export_found(export) == found


def test_types_memories_and_start_are_read() -> None:
    found = walk(wasmtime.wat2wasm(MANY_KINDS))
    wide = found.export("wide")
    assert wide is not None
    assert str(wide.type) == "(i32, i64, f32, f64, v128, funcref, externref) -> (i32, i64)"
    assert [str(one.type) for one in found.imports[:2]] == ["(i64) -> i64", "() -> i64"]
    assert found.imports[2].type is None
    assert found.memories == (Memory(3, 9, imported=True), Memory(17, None))
    assert found.start == Start(3, imported=False)
    assert walk(wasmtime.wat2wasm('(module (import "a" "b" (func)) (start 0))')).start == Start(0, imported=True)


def test_types_behind_groups_of_garbage_collected_ones_are_found() -> None:
    text = """(module
      (rec (type $s (sub (struct (field i8) (field (mut (ref null $a)))))) (type $a (array i16)))
      (type (sub final $s (struct (field i8) (field (mut (ref null $a))) (field anyref))))
      (type $f (func (param (ref $s)) (result i32)))
      (func (export "f") (type $f) i32.const 0)
      (func (export "g") (result i32) i32.const 0))"""
    found = walk(wasmtime.wat2wasm(text))
    assert found.unread == ()
    assert [one.type for one in found.exports] == [FunctionType(("ref",), ("i32",)), FunctionType((), ("i32",))]


@pytest.mark.parametrize(
    ("sections", "unread", "reason"),
    [
        ([section(1, b"\1\x33")], [], ""),
        ([section(2, b"\1\1a\1b\x09")], ["import"], "expected a kind, 0x00 to 0x04, found 0x09"),
        ([section(2, b"\2\1a\1b\0\0")], ["import"], "expected the length of an import's module, found the end of"),
        ([section(7, b"\0\0")], ["export"], "expected the end of the section after 0 entries, found 1 more byte"),
        ([section(7, b"\1\1\xff\0\0")], ["export"], "expected UTF-8 in an export's name, found the byte 0xff"),
        ([section(5, b"\1\x40\1")], ["memory"], "expected limits of a known form, found 0x40"),
        ([section(2, b"\1\1a\1b\3\x63" + b"\x80" * 5)], ["import"], "reference as a number of at most 5 bytes"),
        ([section(2, b"\5\0\0\1\x70\0\0\0\0\2\x08\1\0\0\0\3\x63\x65\x70\0\0\0\4\0\0\0\0\0\7")], [], ""),
        (
            [section(1, b"\1\x33"), section(3, b"\1\0"), section(7, b"\1\1a\0\0"), code([b""])],
            ["type"],
            "form of a type",
        ),
        ([section(1, b"\1\x60\0\1\x33"), section(2, b"\1\1a\1b\0\0")], ["type"], "type of a value, found 0x33"),
        ([section(1, b"\1\x60\xff\x7f"), section(2, b"\1\1a\1b\0\0")], ["type"], "number of parameters, at most 1,000"),
        ([section(3, b"\1\x80"), section(7, b"\1\1a\0\0"), code([b""])], ["function"], "a number, found the end"),
    ],
)
def test_contents_that_cannot_be_read_are_noted_not_failed(
    sections: list[bytes], unread: list[str], reason: str
) -> None:
    found, error = walk_leniently(wasm_module(sections))
    assert error is None
    assert [one.section for one in found.unread] == unread
    assert reason in "".join(one.reason for one in found.unread)


def test_types_of_later_proposals_are_read_over() -> None:
    """Shared functions, continuations, pages of another size."""
    types = section(1, vector((b"\x65\x60\0\0", b"\x5d\0", b"\x60\0\1\x7f")))
    module = wasm_module(
        (types, section(3, b"\1\2"), section(5, b"\1\x09\1\2\0"), section(7, b"\1\1f\0\0"), code([b""]))
    )
    found = walk(module)
    assert found.unread == ()
    assert found.function_exists("f")
    assert found.memories == (Memory(1, 2),)


def test_a_function_without_a_type_section_gets_no_type() -> None:
    assert walk(wasm_module((section(3, b"\1\0"), section(7, b"\1\1f\0\0"), code([b""])))).exports[0].type is None


def test_very_many_memories_are_counted_by_the_engine_alone() -> None:
    assert len(walk(wasm_module((section(5, vector([b"\0\1"] * 1_100)),))).memories) == 1_000


def test_imports_and_exports_of_all_modules_in_a_component_are_read() -> None:
    """Memories and start are those of one module, so a component has none; what is unread is noted once a section."""
    inner = [
        wasm_module(
            (TYPES, section(2, vector([name(module) + name("f") + b"\0\0"])), section(3, b"\1\0"),
             section(5, b"\1\0\1"), section(7, vector([name(export) + kind + b"\1"])), section(8, b"\0"),
             code([b"\x41\0"]))
        )
        for module, export, kind in (("env", "cc_lb_handshake", b"\3"), ("wasi:io", "cc_lb_handshake", b"\0"))
    ]  # fmt: skip
    broken = wasm_module((section(7, b"\1\1a\x09"),))
    found = walk(wasm_module((section(1, one) for one in (*inner, broken, broken)), preamble=COMPONENT_PREAMBLE))
    assert [one.module for one in found.imports] == ["env", "wasi:io"]
    assert [str(one.type) for one in found.imports] == ["() -> i32"] * 2
    assert (found.imports_total, found.exports_total) == (2, 4)
    assert found.function_exists("cc_lb_handshake")
    assert (found.memories, found.start, found.function_bodies) == ((), None, 0)
    assert [one.section for one in found.unread] == ["export"]


def test_without_all_imports_a_defined_function_gets_no_type() -> None:
    module = wasm_module(
        (TYPES, section(2, b"\1\1a\1b\x09"), section(3, b"\1\0"), section(7, b"\1\1f\0\0"), code([b""]))
    )
    assert walk(module).export_found("f") == "a function of other type"


def test_exports_that_decide_a_verdict_are_listed_above_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.contents.LISTED_MAX", 3)
    found = walk(
        wasm_module(
            (
                TYPES,
                section(
                    2,
                    vector(name(module) + name("f") + b"\0\0" for module in ("a", "b", "c", "d", "wasi:io/error", "e")),
                ),
                section(3, b"\1\0"),
                section(7, vector(name(one) + b"\0\x06" for one in ("a", "b", "c", "d", "cc_lb_handshake", "e"))),
                code([b"\x41\0"]),
            )
        )
    )
    assert [one.module for one in found.imports] == ["a", "b", "c", "wasi:io/error"]
    assert [one.name for one in found.exports] == ["a", "b", "c", "cc_lb_handshake"]
    assert (found.imports_total, found.exports_total) == (6, 6)
    assert found.function_exists("cc_lb_handshake")


NAMES = st.sampled_from(
    [b"\0", b"\1a", b"\2\xc3\xa4", b"\1\xff", b"\x81\0a", b"\x80\1" + b"n" * 128, b"\1\0", b"\5wasi:"]
)
NUMBERS = st.sampled_from([b"\0", b"\x7f", b"\x80\1", b"\x80\x80\x80\x80\1", b"\x80\x80\x80\x80\x80\1"])
IMPORTED = st.builds(
    lambda module, name, rest: module + name + rest,
    NAMES, NAMES, st.one_of(NUMBERS.map(b"\0".__add__), st.sampled_from([b"\1\x70\0\0", b"\3\x7f\0", b"\5", b""])),
)  # fmt: skip
EXPORTED = st.builds(
    lambda name, kind, index: name + kind + index, NAMES, st.sampled_from([b"\0", b"\4", b"\5"]), NUMBERS
)


@example([b"\0\0\0\0", b"\0\0\0\x80\1", b"\0\0\0\x80\x80\x80\x80\1"], [], 0)
@example([b"\0\0\0\0", b"\0\0\0\0"], [b"\0\0\0", b"\1\xff\0\0"], 1)
@given(st.lists(IMPORTED, max_size=8), st.lists(EXPORTED, max_size=8), st.integers(-1, 1))
@example([name("env") + name(b"\xff") + b"\0\0"], [name(b"\xff") + b"\0\0"], 0)
@example([name("env") + b"\x05a"], [b"\x05a"], 0)
@example([name("env") + name("f") + b"\0\0"], [name("f") + b"\0\0"], 0)
def test_what_is_not_listed_is_counted_and_judged_as_what_is(
    imported: list[bytes], exported: list[bytes], lie: int
) -> None:
    """The start function tells whether as many imported functions were counted."""
    module = wasm_module(
        (
            section(2, leb128(max(len(imported) + lie, 0)) + b"".join(imported)),
            section(7, vector(exported)),
            section(8, leb128(max(len(imported) - 1, 0))),
        )
    )
    every, _ = walk_leniently(module)
    none, _ = walk_leniently(module, listed_max=0)
    decisive = [one for one in every.imports if one.module.startswith("wasi") or "\0" in one.module + one.name]
    assert list(none.imports) == decisive
    assert [one.name for one in none.exports] == [one.name for one in every.exports if "\0" in one.name]
    assert (none.imports_total, none.exports_total) == (every.imports_total, every.exports_total)
    assert (none.unread, none.start) == (every.unread, every.start)
    assert every.is_listed_whole
    assert none.is_listed_whole == (
        (len(none.imports) == none.imports_total or any(one.section == "import" for one in none.unread))
        and (len(none.exports) == none.exports_total or any(one.section == "export" for one in none.unread))
    )


def test_what_is_kept_above_the_cap_is_bounded_for_all_modules_of_a_component_together() -> None:
    inner = section(1, wasm_module((section(2, vector([name("wasi:io") + name("f") + b"\0\0"])),)))
    found, _ = walk_leniently(wasm_module([inner] * 1_200, preamble=COMPONENT_PREAMBLE), listed_max=10)
    assert (len(found.imports), found.imports_total) == (1_010, 1_200)


def test_exports_of_one_meaning_do_not_push_out_others_above_the_cap() -> None:
    """Nor imports of one meaning others."""
    crowd = ["\0", "route"] * 1_100
    exports = section(7, vector(name(one) + b"\3\0" for one in (*crowd, "cc_lb_self_check", "x")))
    found, _ = walk_leniently(wasm_module((exports,)), listed_max=10)
    assert found.export_found("cc_lb_self_check") == "a global"
    assert len(found.exports) == 2_011
    modules = (*["wasi:io"] * 1_100, "a\0", "extism:host/user")
    imports = section(2, vector(name(one) + name("f") + b"\0\0" for one in modules))
    found, _ = walk_leniently(wasm_module((imports,)), listed_max=10)
    assert [one.module for one in found.imports[1_010:]] == ["a\0", "extism:host/user"]


def test_more_entries_than_the_engine_takes_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.contents.READ_MAX", 2)
    found = walk(wasm_module([section(7, vector([name("f") + b"\0\0"] * 3))]))
    assert (len(found.exports), found.exports_total) == (2, 3)
    assert found.unread[0].reason == "expected at most 2 entries, found 3"


def test_type_of_an_export_is_found_among_very_many_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers of the functions before it are counted, not read."""
    read: list[str] = []
    unsigned = ByteReader.unsigned

    def noted(self: ByteReader, expected: str, **bits: int) -> int:
        read.append(expected)
        return unsigned(self, expected, **bits)

    monkeypatch.setattr(ByteReader, "unsigned", noted)
    count, place = 200_000, 150_001
    types = vector([b"\x60\0\x01\x7f", *[b"\x60\x01\x7f\0"] * 200])
    indices = bytearray(b"\xc7\x01" * count)
    indices[2 * place : 2 * place + 2] = b"\x80\x00"
    module = wasm_module(
        (
            section(1, types),
            section(3, leb128(count) + indices),
            section(7, vector(name(str(place + step)) + b"\0" + leb128(place + step) for step in (-1, 0, 1, 90_000))),
            section(10, leb128(count) + bytes(count)),
        )
    )
    assert _type_of_the_last(one_byte_numbers=4_000)
    found = walk(module)
    assert len(read) < 15_000
    assert [one.is_callable for one in found.exports] == [False, True, False, False]
    assert [one.type is None for one in found.exports] == [False, False, False, True]


def _type_of_the_last(*, one_byte_numbers: int) -> bool:
    """Numbers of two bytes behind numbers of one come to stand across the places where counting pauses."""
    indices = bytes(one_byte_numbers + 1) + b"\x81\0" * 6_000 + b"\0"
    count = one_byte_numbers + 1 + 6_000 + 1
    module = wasm_module(
        (
            section(1, vector([b"\x60\0\x01\x7f", b"\x60\x01\x7f\0"])),
            section(3, leb128(count) + indices),
            section(7, vector([name("last") + b"\0" + leb128(count - 1)])),
            section(10, leb128(count) + bytes(count)),
        )
    )
    return walk(module).exports[0].is_callable


@given(st.binary(max_size=40), st.sampled_from([1, 2, 3, 5, 7]))
def test_arbitrary_contents_never_fail_the_walk(contents: bytes, section_id: int) -> None:
    """Of a section only the count at its head is judged."""
    others = (TYPES, section(3, b"\1\0"), section(7, b"\1\1f\0\0"), code([b""]))
    drawn = section(section_id, b"\1" + contents)
    sections = sorted((*(one for one in others if one[0] != section_id), drawn), key=lambda one: one[0])
    found, error = walk_leniently(wasm_module((*sections, custom_section("end"))))
    assert error is None
    assert found.sections[-1].name == "end"


def test_good_plugin_has_nothing_unread() -> None:
    found = walk(plugin_module(exports=["shape", "sign"]))
    assert found.unread == ()
    assert [one.name for one in found.exports if one.kind is ExternalKind.FUNCTION and one.is_callable] == [
        "cc_lb_handshake", "cc_lb_self_check", "shape", "sign",
    ]  # fmt: skip
