"""Calls found in code bodies, and functions found in tables."""

from __future__ import annotations

import pytest
import wasmtime
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import leb128, section, wasm_module
from workbench.protocol.wasm import walk
from workbench.protocol.wasm.code import UNKNOWN_CALLS, CallSites, Code, calls_of
from workbench.protocol.wasm.elements import may_hold

EVERY_FORM = """
(module
  (memory 1) (table 2 funcref) (global $g (mut i32) (i32.const 0)) (tag $t) (type $v (func))
  (elem declare func $a) (data "abc") (elem func $a)
  (func $a) (func $b)
  (func $all (local i32 i64) (local v128)
    (call $a)
    (block (result i32) (i32.const -5))
    (drop (i64.const 9999999999)) (drop) (drop (f32.const 1.5)) (drop (f64.const 2.5))
    (loop)
    (i32.store8 offset=300 align=1 (i32.const 0) (i32.const 1))
    (drop (i64.load offset=70000 (i32.const 0)))
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.copy (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)) (data.drop 0)
    (table.set 0 (i32.const 0) (ref.func $a)) (drop (table.grow 0 (ref.null func) (i32.const 1)))
    (table.init 0 1 (i32.const 0) (i32.const 0) (i32.const 0)) (elem.drop 1)
    (drop (memory.grow (memory.size)))
    (drop (i32.trunc_sat_f32_s (f32.const 0)))
    (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (v128.const i64x2 1 2) (v128.const i64x2 16 16)))
    (drop (i32x4.extract_lane 1 (v128.load32_lane offset=1000 2 (i32.const 0) (v128.load (i32.const 16)))))
    (drop (i32x4.relaxed_trunc_f32x4_s (v128.const i64x2 16 16)))
    (drop (i32.atomic.load (i32.const 0))) (atomic.fence)
    (drop (select (result i32) (i32.const 16) (i32.const 16) (i32.const 16)))
    (global.set $g (local.get 0))
    (call $b)
    (if (i32.const 0) (then (br 0)) (else (nop)))
    (block (block (br_table 0 1 0 (i32.const 0))))
    (call $all)
    (block (try_table (catch $t 1) (catch_all 0) (throw $t)))
    (call_indirect (type $v) (i32.const 0))
    (return_call $b)))
"""


def code_of(text: str) -> Code:
    module = bytes(wasmtime.wat2wasm(text))
    section = walk(module).section(10)
    assert section is not None
    return Code(memoryview(module), section)


def test_every_form_of_instruction_is_read_over() -> None:
    text = EVERY_FORM.replace("(block (try_table (catch $t 1) (catch_all 0) (throw $t)))", "")
    assert code_of(text).calls(2) == CallSites((0, 1), (2, 1), indirect=True, traps=False)


def test_what_is_not_known_ends_the_reading_and_is_said() -> None:
    calls = code_of(EVERY_FORM).calls(2)
    assert (calls.certain, calls.known) == ((0, 1), False)
    assert calls_of(b"\0\x10\x07\xfb\x00\x00\x10\x08\x0b") == CallSites((7,), known=False)
    assert calls_of(b"\0\x10") == CallSites(known=False)
    assert calls_of(b"") == CallSites(known=False)


def test_types_of_references_are_read_over() -> None:
    """In a local, and in a select that names its type."""
    assert calls_of(b"\0\x1c\2\x7f\x63\x70\x10\7\x0b") == CallSites((7,))
    assert calls_of(b"\1\1\x64\0\x10\7\x0b") == CallSites((7,))


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("(call $a) (call $a)", CallSites((0, 0))),
        ("(call $a) unreachable (call $a)", CallSites((0,), (0,), traps=True)),
        ("(block (br_if 0 (i32.const 0)) (call $a))", CallSites((), (0,))),
        ("(call $a) return (call $a)", CallSites((0,), (0,))),
        ("(loop (call $a))", CallSites((0,))),
        ("(if (i32.const 0) (then unreachable)) (call $a)", CallSites((), (0,))),
        ("(return_call $a)", CallSites((0,))),
    ],
)
def test_calls_before_any_branch_are_certain(code: str, calls: CallSites) -> None:
    assert code_of(f"(module (func $a) (func {code}))").calls(1) == calls


def test_bodies_that_are_not_there_are_unknown() -> None:
    code = code_of("(module (func) (func))")
    assert code.calls(2) == code.calls(-1) == UNKNOWN_CALLS
    assert (code.offset(1), code.offset(2)) == (25, None)


def test_code_is_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.code.CODE_READ_MAX_BYTES", 5)
    code = code_of("(module (func $a) (func (call $a)) (func (call $a)))")
    assert [code.calls(body).known for body in (1, 2, 0)] == [True, False, False]


@pytest.mark.parametrize(
    ("elements", "holds"),
    [
        ("(table 1 funcref) (elem (i32.const 0) func $b $k)", True),
        ("(table 1 funcref) (elem (i32.const 0) func $b $b)", False),
        ("(table 1 funcref) (table $t 1 funcref) (elem (table $t) (i32.const 0) func $k)", True),
        ("(elem func $k)", True),
        ("(elem declare func $b)", False),
        ("(elem funcref (ref.null func) (ref.func $k))", True),
        ("(table 1 funcref) (elem (i32.const 0) funcref (ref.null func) (ref.func $b))", False),
        ("(table 1 funcref) (table $t 1 funcref) (elem (table $t) (i32.const 0) funcref (item ref.func $k))", True),
        ("(elem declare funcref (ref.func $b)) (elem declare func $k)", True),
    ],
)
def test_functions_of_tables_are_found_in_every_form_of_segment(elements: str, holds: bool) -> None:
    module = bytes(wasmtime.wat2wasm(f'(module (import "m" "k" (func $k)) (func $b) {elements})'))
    section = walk(module).section(9)
    assert section is not None
    assert may_hold(memoryview(module), section, {0}) is holds


@pytest.mark.parametrize("contents", [b"\1\1\0\1", b"\1\1\0" + leb128(200_001), b"\1\0\xff\x0b\0"])
def test_elements_that_are_not_read_to_their_end_may_hold_anything(contents: bytes) -> None:
    module = wasm_module([section(9, contents)])
    found = walk(module).section(9)
    assert found is not None
    assert may_hold(memoryview(module), found, {0})


@given(st.binary(max_size=40))
def test_arbitrary_bodies_are_read_without_an_error(body: bytes) -> None:
    assert isinstance(calls_of(body), CallSites)
