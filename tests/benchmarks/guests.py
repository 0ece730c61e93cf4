"""Plugins of any size for the benchmarks: they pass every layer, and carry code that nobody calls."""

from __future__ import annotations

import base64
import json

import wasmtime

_ACCEPT = {
    "handshake_schema_version": 1,
    "envelope_version": 1,
    "chosen_versions": {"normalize_error": 1},
    "plugin_supported": {"normalize_error": [1]},
    "implemented_functions": ["normalize_error"],
    "required_capabilities": [],
}
_ANSWERS = {
    "cc_lb_handshake": _ACCEPT,
    "cc_lb_self_check": {"status": "success", "failures": [], "completed_at": 1},
}
_IDENTITY = {"magic": [204, 27, 112, 16, 0, 1, 0, 0], "abi_envelope": 1, "plugin_name": "bench"}
_FILLER = "(func (param i32) (result i32) (local i32) {steps} local.get 1)"
_STEP = "local.get 0 i32.const {n} i32.mul local.get 1 i32.xor i32.const 7 i32.rotl local.set 1\n"


def answer_body(build: int) -> str:
    """Return what stands in `body_base64` of the answer that a build gives; of the same length for each."""
    return base64.b64encode(b"%05d" % build).decode()


def plugin(size_bytes: int, build: int = 1) -> bytes:
    """Return a plugin of about that size; another `build` number gives other bytes of the same cost."""
    answers = {**_ANSWERS, "normalize_error": {"_v": 1, "body_base64": answer_body(build)}}
    filler = _FILLER.format(steps="".join(_STEP.format(n=10_000 + n) for n in range(60)))
    bytes_each = 60 * 15 + 12
    exports, data, at = [], [], 0
    for name, answer in answers.items():
        text = json.dumps(answer, separators=(",", ":"))
        data.append(f'(data (i32.const {at}) "{_escaped(text)}")')
        exports.append(
            f'(func (export "{name}") (result i32) (call $reply (i32.const {at}) (i32.const {len(text)})) i32.const 0)'
        )
        at += len(text)
    identity = json.dumps(_IDENTITY | {"plugin_version": f"0.{build}.0"})
    return bytes(
        wasmtime.wat2wasm(
            f"""(module
            (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
            (import "extism:host/env" "store_u8" (func $store (param i64 i32)))
            (import "extism:host/env" "output_set" (func $output (param i64 i64)))
            (memory (export "memory") 1)
            {"".join(data)}
            (func $reply (param $at i32) (param $left i32) (local $block i64) (local $to i64)
              (local.set $block (call $alloc (i64.extend_i32_u (local.get $left))))
              (local.set $to (local.get $block))
              (call $output (local.get $block) (i64.extend_i32_u (local.get $left)))
              (loop $next
                (call $store (local.get $to) (i32.load8_u (local.get $at)))
                (local.set $to (i64.add (local.get $to) (i64.const 1)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1))))))
            {"".join(exports)}
            {filler * max(0, size_bytes // bytes_each)}
            (@custom "cc_lb.plugin.v1" (after last) "{_escaped(identity)}"))"""
        )
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
