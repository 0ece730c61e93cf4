"""Plugins that bite, as whole plugins: with an identity, and the bite in one of the places a host calls.

Each is a builder, for some are large. `VERDICTS` says what a check must make of each.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests import guests
from tests.builders import identity_section
from tests.fakes import SELF_CHECK_PASSED, accept_of
from tests.guests import Texts, export

HANDSHAKE, SELF_CHECK, SHAPE = "cc_lb_handshake", "cc_lb_self_check", "shape"
FORGE = (
    "(local $p i64) (local.set $p (call $alloc (i64.const 8)))"
    "(call $store_u8 (i64.sub (local.get $p) (i64.const 1)) (i32.const 127)) (call $error_set (local.get $p))"
)
FILL = (
    "(func $fill (param $p i64) (param $n i64) (local $i i64) (loop $next"
    " (call $store_u64 (i64.add (local.get $p) (local.get $i)) (i64.const 0x6161616161616161))"
    " (local.set $i (i64.add (local.get $i) (i64.const 8)))"
    " (br_if $next (i64.lt_u (local.get $i) (local.get $n)))))"
)


@dataclass(frozen=True)
class Hostile:
    """A plugin that bites, and the verdict."""

    name: str
    build: Callable[[], bytes]
    layer: str
    """The layer that fails; `dispatch` for the conformance cases."""
    kind: str
    """The name of its error."""
    said: str
    """What stands in the error."""


def plugin(*parts: str, host: bool = False, **bodies: str) -> bytes:
    """Return a good plugin, but for these parts and the bodies of these exports."""
    texts = Texts()
    good = {
        HANDSHAKE: f"(call $give {texts.block(json.dumps(accept_of({SHAPE: 1})))})",
        SELF_CHECK: f"(call $give {texts.block(json.dumps(SELF_CHECK_PASSED))})",
        SHAPE: f"(call $give {texts.block('{}')})",
    }
    exports = [export(name, body) for name, body in (good | bodies).items()]
    return guests.module(*parts, *exports, texts.segments, host=host) + identity_section()


def raw(text: str) -> bytes:
    """Return a WAT text's module, with an identity."""
    return guests.assemble(text) + identity_section()


def nul_in_import() -> bytes:
    """Return a module with an import whose name holds a NUL."""
    return raw('(module (import "env" "a\\00b" (func)))')


def output_flood(size: int = 64 << 20) -> bytes:
    """Return a plugin whose handshake gives so many bytes."""
    return plugin(cc_lb_handshake=f"(call $output_set (call $alloc (i64.const {size})) (i64.const {size}))")


def text_flood(size: int = 400_000) -> bytes:
    """Return a plugin whose handshake sets an error text of so many bytes, full of control characters."""
    body = (
        f"(local $p i64) (local.set $p (call $alloc (i64.const {size})))"
        f"(call $fill (local.get $p) (i64.const {size})) (call $error_set (local.get $p)) (return (i32.const 1))"
    )
    return plugin(FILL.replace("0x6161616161616161", "0x1b1b1b1b1b1b1b1b"), cc_lb_handshake=body)


def slow_to_compile() -> bytes:
    """Return a plugin that compiles for seconds."""
    count = 1_500
    locals_ = " ".join("i64" for _ in range(count))
    loops = "".join(
        f"(loop (local.set {one} (i64.add (local.get {one}) (local.get {one * 7 % count})))"
        f" (br_if 0 (i32.wrap_i64 (local.get {one * 3 % count}))))"
        for one in (index % count for index in range(3_000))
    )
    body = f"(local {locals_}) {loops} (i32.const 0)"
    return raw(f'(module (func (export "cc_lb_handshake") (result i32) {body}))')


def memory(pages: int, body: str) -> Callable[[], bytes]:
    """Return the builder of a plugin whose handshake grows its memory, then does something."""
    return lambda: plugin(cc_lb_handshake=f"(drop (memory.grow (i32.const {pages}))) {body}")


TABLE = "(table $t 1 funcref)"
DEEP = "(func $deep (param i32) (result i32) (i32.add (call $deep (local.get 0)) (local.get 0)))"
LOG_BY_TABLE = (
    "(type $taking (func (param i64))) (elem (table $t) (i32.const 0) func $log_info)"
    "(func $s (call_indirect $t (type $taking) (i64.const 0) (i32.const 0))) (start $s)"
)
LOG_FOR_EVER = "(func $more (loop $next (call $log_info (call $number (i64.const 0x2121212121212121))) (br $next)))"

VERDICTS = (
    # Start code and names: told from the bytes, before the engine sees them.
    Hostile(
        "start-calls-host",
        lambda: plugin("(func $s (call $log (i64.const 0) (i64.const 0))) (start $s)", host=True),
        "handshake", "Instantiate", "StartCallsHost: the start function calls extism:host/user cc_lb_log",
    ),
    Hostile(
        "start-logs",
        lambda: plugin("(func $s (call $log_info (i64.const 0))) (start $s)"),
        "handshake", "Instantiate", "StartCallsHost: the start function calls extism:host/env log_info",
    ),
    Hostile(
        "constructors-read-config",
        lambda: plugin('(func (export "__wasm_call_ctors") (drop (call $config_get (i64.const 0))))'),
        "handshake", "Instantiate", "StartCallsHost: the export __wasm_call_ctors calls",
    ),
    Hostile("nul-in-import", nul_in_import, "handshake", "Instantiate", "NulInImport"),
    # Start code that can not be told from the bytes.
    Hostile(
        "start-logs-by-table",
        lambda: plugin(TABLE, LOG_BY_TABLE),
        "handshake", "Instantiate", "the process that ran the plugin died (SIGSEGV during instantiate)",
    ),
    Hostile("start-loops", lambda: plugin("(start $spin)"), "handshake", "Instantiate", "all fuel consumed"),
    Hostile(
        "initialize-loops",
        lambda: plugin('(func (export "_initialize") (call $spin))'),
        "handshake", "Instantiate", "all fuel consumed",
    ),
    # Calls.
    Hostile("handshake-loops", lambda: plugin(cc_lb_handshake="(call $spin)"), "handshake", "Timeout", "fuel"),
    Hostile("handshake-traps", lambda: plugin(cc_lb_handshake="unreachable"), "handshake", "Call", "unreachable"),
    Hostile(
        "handshake-recurses",
        lambda: plugin(DEEP, cc_lb_handshake="(drop (call $deep (i32.const 1)))"),
        "handshake", "Call", "call stack exhausted",
    ),
    Hostile("handshake-forges-a-block", lambda: plugin(cc_lb_handshake=FORGE), "handshake", "Call", "SIGSEGV"),
    Hostile("self-check-loops", lambda: plugin(cc_lb_self_check="(call $spin)"), "self_check", "Call", "fuel"),
    Hostile("self-check-forges-a-block", lambda: plugin(cc_lb_self_check=FORGE), "self_check", "Call", "SIGSEGV"),
    Hostile("dispatch-loops", lambda: plugin(shape="(call $spin)"), "dispatch", "plugin_call", "fuel"),
    Hostile("dispatch-forges-a-block", lambda: plugin(shape=FORGE), "dispatch", "plugin_call", "SIGSEGV"),
    # Floods.
    Hostile("output-of-64-mib", output_flood, "handshake", "OutputTooLarge", "67,108,864"),
    Hostile("error-text-of-control-characters", text_flood, "handshake", "Call", "400,000 bytes in all"),
    Hostile("logs-for-ever", lambda: plugin(LOG_FOR_EVER, cc_lb_handshake="(call $more)"), "handshake", "Timeout", ""),
    Hostile(
        "memory-filled",
        memory(32_768, "(memory.fill (i32.const 0) (i32.const 1) (i32.const 0x7fff0000))"),
        "handshake", "Call", "MiB of memory",
    ),
    Hostile(
        "memory-touched",
        memory(60_000, "(call $touch (i32.const 0) (i32.const -65536))"),
        "handshake", "Timeout", "200 ms",
    ),
    Hostile(
        "memory-declared",
        lambda: raw('(module (memory 65536) (func (export "cc_lb_handshake") (result i32) (i32.const 0)))'),
        "handshake", "Call", "oom",
    ),
    Hostile(
        "block-of-1-gib",
        lambda: plugin(cc_lb_handshake="(drop (call $alloc (i64.const 1073741824)))"),
        "handshake", "DecodeAccept", "the end of the text",
    ),
    Hostile("slow-to-compile", slow_to_compile, "handshake", "Instantiate", "compile_limit_ms"),
)  # fmt: skip
