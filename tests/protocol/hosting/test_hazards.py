"""What is known to kill or hang the engine, seen from the bytes; and what must not be taken for it."""

from __future__ import annotations

import pytest
import wasmtime
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COMPONENT_PREAMBLE, TYPES, code, leb128, name, plugin_module, section, vector, wasm_module
from workbench.protocol.hosting.hazards import Hazard, HazardKind, hazards, is_killing
from workbench.protocol.wasm import walk_leniently
from workbench.protocol.wasm.module_map import ExternalKind, Import

LOG = '(import "extism:host/env" "log_warn" (func $log (param i64)))'
CALL_LOG = "(call $log (i64.const 0))"


def hazards_of(module: bytes | str) -> tuple[Hazard, ...]:
    raw = bytes(wasmtime.wat2wasm(module)) if isinstance(module, str) else module
    return hazards(raw, walk_leniently(raw)[0])


def found_in(module: bytes | str) -> list[tuple[str, bool]]:
    return [(one.name, one.fatal) for one in hazards_of(module)]


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (b"", "an empty file"),
        (b"(module)", "text format"),
        (b"\n  ;; a comment", "text format"),
        (b'{"wasm":[{"path":"/etc/passwd"}]}', "manifest"),
        (b"\0as", "NUL"),
        (b"garbage\0", "NUL"),
    ],
)
def test_bytes_that_are_no_module_must_not_reach_the_engine(module: bytes, said: str) -> None:
    (hazard,) = hazards_of(module)
    assert (hazard.kind, hazard.fatal) == (HazardKind.NOT_A_MODULE, True)
    assert said in hazard.detail


def test_component_is_rejected_by_the_engine_itself() -> None:
    assert found_in(COMPONENT_PREAMBLE) == [("Component", False)]


@pytest.mark.parametrize(("module", "field"), [("a\0b", "f"), ("env", "f\0")])
def test_nul_in_an_import_is_fatal(module: str, field: str) -> None:
    imports = section(2, vector([name("env") + name("g") + b"\0\0", name(module) + name(field) + b"\0\0"]))
    assert found_in(wasm_module([TYPES, imports])) == [("NulInImport", True)]


def test_nul_in_an_export_is_fatal_only_when_it_stands_there_twice() -> None:
    def exporting(*names: str) -> bytes:
        return wasm_module([section(7, vector(name(one) + b"\0\0" for one in names))])

    assert found_in(exporting("a\0", "b", "b", "c\0")) == []
    assert found_in(exporting("a\0", "b", "a\0")) == [("NulInDuplicateExport", True)]


@pytest.mark.parametrize(
    "text",
    [
        f"(module {LOG} (func $s {CALL_LOG}) (start $s))",
        f'(module {LOG} (func (export "_initialize") {CALL_LOG}))',
        f'(module {LOG} (func (export "__wasm_call_ctors") {CALL_LOG}))',
        f'(module {LOG} (func (export "hs_init") (param i32 i32) {CALL_LOG}))',
        f'(module {LOG} (func (export "hs_init") (param i32 i32) (result i32) {CALL_LOG} (i32.const 0)))',
        f"(module {LOG} (func $s (call $h)) (func $h nop (block {CALL_LOG})) (start $s))",
        f"(module {LOG} (func $s (call $h) {CALL_LOG}) (func $h (if (i32.const 0) (then))) (start $s))",
        '(module (import "extism:host/user" "cc_lb_log" (func $u)) (start $u))',
        '(module (import "extism:host/user" "mine" (func $u (result i64))) (func $s (drop (call $u))) (start $s))',
        '(module (import "extism:host/env" "config_get" (func $c (param i64) (result i64)))'
        " (func $s (drop (call $c (i64.const 0)))) (start $s))",
    ],
)
def test_start_code_that_calls_the_host_for_certain_is_fatal(text: str) -> None:
    (hazard,) = hazards_of(text)
    assert (hazard.kind, hazard.fatal) == (HazardKind.START_CALLS_HOST, True)


@pytest.mark.parametrize(
    "text",
    [
        f"(module {LOG} (func $s (if (i32.const 0) (then {CALL_LOG}))) (start $s))",
        f"(module {LOG} (func $s unreachable {CALL_LOG}) (start $s))",
        f"(module {LOG} (func $s (call $t) {CALL_LOG}) (func $t unreachable) (start $s))",
        f"(module {LOG} (func $s (block (br_if 0 (i32.const 1)) (call $h))) (func $h {CALL_LOG}) (start $s))",
        f"(module {LOG} (func $s (call $r)) (func $r (br_if 0 (i32.const 1)) (call $r) {CALL_LOG}) (start $s))",
        f"(module {LOG} (table 1 funcref) (elem (i32.const 0) func $log)"
        " (func $s (call_indirect (param i64) (i64.const 0) (i32.const 0))) (start $s))",
        f'(module {LOG} (import "env" "t" (table 1 funcref)) (func $s (call_indirect (i32.const 0))) (start $s))',
    ],
)
def test_start_code_that_may_call_the_host_is_advice(text: str) -> None:
    assert found_in(text) == [("StartCallsHost", False)]


def test_start_code_whose_type_is_unknown_may_be_run() -> None:
    calls_log = code([b"\x42\0\x10\0\x0b"])
    imports = section(2, vector([name("extism:host/env") + name("log_warn") + b"\0\1"]))
    types = section(1, b"\2" + b"\x60\0\0" + b"\x60\1\x7e\0")
    exports = section(7, vector([name("_initialize") + b"\0\1"]))
    module = wasm_module([types, imports, section(3, b"\1\x09"), exports, calls_log])
    assert found_in(module) != []


@pytest.mark.parametrize(
    "text",
    [
        f"(module {LOG} (global $g (mut i32) (i32.const 0)) (func $s (global.set $g (i32.const 1))) (start $s))",
        '(module (import "extism:host/env" "alloc" (func $a (param i64) (result i64)))'
        f" {LOG} (func $s (drop (call $a (i64.const 1)))) (start $s))",
        '(module (import "extism:host/env" "http_status_code" (func $h (result i32)))'
        f" {LOG} (func $s (drop (call $h))) (start $s))",
        f'(module {LOG} (func (export "f") {CALL_LOG}) (func $s) (start $s))',
        f'(module {LOG} (func (export "_start") {CALL_LOG}))',
        f'(module {LOG} (func (export "_initialize") (param i32) {CALL_LOG}))',
        f'(module {LOG} (func (export "__wasm_call_ctors") (result i32) {CALL_LOG} (i32.const 0)))',
        f'(module {LOG} (func (export "hs_init") {CALL_LOG}))',
        f'(module {LOG} (func (export "hs_init") (param i32 i32)) (func (export "__wasm_call_ctors") {CALL_LOG}))',
        f'(module {LOG} (func (export "_start")) (func (export "_initialize") {CALL_LOG}))',
        '(module (import "env" "log_warn" (func $l)) (start $l))',
        f"(module {LOG} (table 1 funcref) (elem (i32.const 0) func $other) (func $other {CALL_LOG})"
        " (func $s (call_indirect (i32.const 0))) (start $s))",
        f'(module {LOG} (global (export "_initialize") i32 (i32.const 0)))',
    ],
)
def test_harmless_start_code_has_no_hazard(text: str) -> None:
    assert found_in(text) == []


def test_nothing_is_said_of_start_code_when_not_all_imports_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.contents.LISTED_MAX", 2)
    modules = ("extism:host/env", "extism:host/env", "other")
    imports = section(2, vector(name(module) + name("log_warn") + b"\0\1" for module in modules))
    assert found_in(wasm_module([TYPES, imports, section(3, b"\1\1"), section(8, b"\3"), code([b"\x10\0"])])) == []


def test_way_to_the_call_is_named() -> None:
    (hazard,) = hazards_of(f"(module {LOG} (func $s (call $h)) (func $h {CALL_LOG}) (start $s))")
    assert hazard.detail == (
        "the start function calls extism:host/env log_warn by way of function 2, "
        "which kills the engine's process while the instance is built"
    )
    assert hazard.offset is not None


def test_start_in_code_that_cannot_be_read_is_not_taken_for_a_hazard() -> None:
    imports = section(2, vector([name("extism:host/env") + name("log_warn") + b"\0\1"]))
    body = b"\xfb\x00\x00\x10\x00"
    assert found_in(wasm_module([TYPES, imports, section(3, b"\1\1"), section(8, b"\1"), code([body])])) == []
    assert found_in(wasm_module([TYPES, imports, section(8, b"\x09")])) == []


def test_start_code_of_a_module_in_a_component_is_no_hazard() -> None:
    """The engine executes nothing of a component. Its sections have other ids than those of a module."""
    inner = wasmtime.wat2wasm(f'(module {LOG} (func (export "_initialize") {CALL_LOG}))')
    module = wasm_module([section(1, inner), section(10, b"\7???")], preamble=COMPONENT_PREAMBLE)
    assert found_in(module) == [("Component", False)]


def test_calls_that_go_in_circles_or_very_deep_end() -> None:
    imports = section(2, vector([name("extism:host/env") + name("log_warn") + b"\0\1"]))
    count = 2_000
    chain = code([*(b"\x10" + leb128(index + 2) for index in range(count - 1)), b"\x10\x01\x10\x00"])
    functions = section(3, vector([b"\1"] * count))
    assert found_in(wasm_module([TYPES, imports, functions, section(8, b"\1"), chain])) == [("StartCallsHost", False)]


def test_much_code_is_advice() -> None:
    module = wasm_module([section(3, vector([b"\0"] * 20_001)), code([b""] * 20_001)])
    assert found_in(module) == [("SlowToCompile", False)]


def test_fatal_ones_come_first() -> None:
    imports = section(2, vector([name("a\0") + name("f") + b"\0\0"]))
    functions = section(3, vector([b"\0"] * 20_001))
    assert found_in(wasm_module([TYPES, imports, functions, code([b""] * 20_001)])) == [
        ("NulInImport", True),
        ("SlowToCompile", False),
    ]


def test_good_plugin_has_none() -> None:
    assert found_in(plugin_module()) == []


@given(st.data())
def test_any_module_is_judged_without_an_error(data: st.DataObject) -> None:
    module = bytearray(STARTING)
    for _ in range(2):
        module[data.draw(st.integers(8, len(module) - 1))] = data.draw(st.integers(0, 255))
    assert isinstance(hazards_of(bytes(module[: data.draw(st.integers(0, len(module)))])), tuple)


STARTING = bytes(
    wasmtime.wat2wasm(
        f"(module {LOG} (table 1 funcref) (elem (i32.const 0) func $log) (func $s (call $h)) (start $s)"
        f" (func $h (if (i32.const 0) (then {CALL_LOG})) (call_indirect (i32.const 0))))"
    )
)


@pytest.mark.parametrize(
    ("module", "name", "kind", "kills"),
    [
        ("extism:host/user", "anything", ExternalKind.FUNCTION, True),
        ("extism:host/env", "log_info", ExternalKind.FUNCTION, True),
        ("extism:host/env", "input_length", ExternalKind.FUNCTION, False),
        ("extism:host/user", "anything", ExternalKind.MEMORY, False),
        ("env", "log_info", ExternalKind.FUNCTION, False),
    ],
)
def test_only_calls_of_some_imported_functions_kill(module: str, name: str, kind: ExternalKind, kills: bool) -> None:
    assert is_killing(Import(module, name, kind)) is kills
