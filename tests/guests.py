"""Small guests for engine tests, written as WAT: a prelude with what every guest needs, and modules that bite."""

from __future__ import annotations

from functools import cache

import wasmtime

from workbench.protocol.host_functions import HOST_FUNCTIONS

_KERNEL = """
(import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
(import "extism:host/env" "length" (func $length (param i64) (result i64)))
(import "extism:host/env" "load_u8" (func $load_u8 (param i64) (result i32)))
(import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
(import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
(import "extism:host/env" "input_offset" (func $input_offset (result i64)))
(import "extism:host/env" "input_length" (func $input_length (result i64)))
(import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
(import "extism:host/env" "error_set" (func $error_set (param i64)))
(import "extism:host/env" "config_get" (func $config_get (param i64) (result i64)))
(import "extism:host/env" "log_info" (func $log_info (param i64)))
"""
_WASI = """
(import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
"""
_PRELUDE = """
(memory (export "memory") 2)
(func $block (param $at i32) (param $size i32) (result i64)
  (local $start i64) (local $index i32)
  (local.set $start (call $alloc (i64.extend_i32_u (local.get $size))))
  (block $done (loop $next
    (br_if $done (i32.ge_u (local.get $index) (local.get $size)))
    (call $store_u8 (i64.add (local.get $start) (i64.extend_i32_u (local.get $index)))
                    (i32.load8_u (i32.add (local.get $at) (local.get $index))))
    (local.set $index (i32.add (local.get $index) (i32.const 1)))
    (br $next)))
  (local.get $start))
(func $number (param $value i64) (result i64)
  (local $start i64)
  (local.set $start (call $alloc (i64.const 8)))
  (call $store_u64 (local.get $start) (local.get $value))
  (local.get $start))
(func $give (param $start i64) (call $output_set (local.get $start) (call $length (local.get $start))))
(func $spin (loop $again (br $again)))
(func $touch (param $start i32) (param $end i32)
  (loop $next
    (i32.store8 (local.get $start) (i32.const 1))
    (local.set $start (i32.add (local.get $start) (i32.const 4096)))
    (br_if $next (i32.lt_u (local.get $start) (local.get $end)))))
"""


def module(*parts: str, host: bool = False, wasi: bool = False, imports_too: str = "") -> bytes:
    """Return a module of the prelude and these parts. `host` imports the six host functions, `wasi` one of WASI."""
    imports = [_KERNEL, imports_too]
    for function in HOST_FUNCTIONS.values() if host else ():
        parameters = " ".join("i64" for _ in function.parameters)
        result = "(result i64)" if function.gives_result else ""
        short = function.name.removeprefix("cc_lb_")
        imports.append(f'(import "extism:host/user" "{function.name}" (func ${short} (param {parameters}) {result}))')
    if wasi:
        imports.append(_WASI)
    return assemble(f"(module {' '.join(imports)} {_PRELUDE} {' '.join(parts)})")


def export(name: str, body: str) -> str:
    """Return an exported function without parameters that gives an i32, 0 when its body leaves none."""
    return f'(func (export "{name}") (result i32) {body} (i32.const 0))'


class Texts:
    """Texts in a guest's memory."""

    def __init__(self, at: int = 1024) -> None:
        self._at = at
        self._segments: list[str] = []

    def block(self, content: str | bytes) -> str:
        """Return an expression that gives a new block with these bytes."""
        raw = content.encode() if isinstance(content, str) else content
        at = self._at
        escaped = "".join(f"\\{byte:02x}" for byte in raw)
        self._segments.append(f'(data (i32.const {at}) "{escaped}")')
        self._at += len(raw)
        return f"(call $block (i32.const {at}) (i32.const {len(raw)}))"

    @property
    def segments(self) -> str:
        """The data segments, to be added to the module."""
        return " ".join(self._segments)


@cache
def assemble(text: str) -> bytes:
    """Return the module of a WAT text."""
    return bytes(wasmtime.wat2wasm(text))


GOOD = module(
    export("zero", ""),
    export("echo", "(call $output_set (call $input_offset) (call $input_length))"),
    export("five", "(return (i32.const 5))"),
    '(global $calls (mut i64) (i64.const 0)) (func (export "count") (result i32)'
    "  (global.set $calls (i64.add (global.get $calls) (i64.const 1)))"
    "  (call $give (call $number (global.get $calls))) (i32.const 0))",
    export("spin", "(call $spin)"),
    export("trap", "unreachable"),
)
"""A guest that does as it is told. `count` gives how often it was called, as 8 bytes."""


def slow_to_compile(loops: int = 3_000) -> bytes:
    """Return a module that compiles for seconds: many locals that live through many loops."""
    locals_ = " ".join("i64" for _ in range(1_000))
    body = "(loop (br_if 0 (i32.const 0)) (local.set 7 (i64.add (local.get 7) (local.get 13))))" * loops
    return assemble(f'(module (func (export "zero") (result i32) (local {locals_}) {body} (i32.const 0)))')
