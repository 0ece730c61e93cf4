"""Bites in a call: of the handshake, of the self-check, of a dispatch; and answers that are none."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes import SELF_CHECK_PASSED, accept_of
from tests.hostile.plugins import (
    FILL,
    HANDSHAKE,
    KERNEL,
    OUT_OF_FUEL_OR_TIME,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    SELF_CHECK,
    SHAPE,
    SHAPED,
    Bound,
    Hostile,
    doing,
    giving,
    raw,
)
from tests.hostile.starts import DEEP, FILL_2_GIB, RECURSION, SPIN

ESCAPE = "\x1b[31mred\x1b]0;title\x07\u202e"
FORGE = (
    "(local $p i64) (local.set $p (call $alloc (i64.const 8)))"
    "(call $store_u8 (i64.sub (local.get $p) (i64.const 1)) (i32.const 127)) (call $error_set (local.get $p))"
)
TABLE, GROW_TABLE = "(table $t 1 funcref)", "(drop (table.grow $t (ref.null func) (i32.const 100000000)))"
ARRAY, NEW_ARRAY = "(type $a (array (mut i8)))", "(drop (array.new_default $a (i32.const 1000000000)))"
SLOW = ("MiB of memory", "above its limit", "did not end within", *OUT_OF_MEMORY, *OUT_OF_FUEL_OR_TIME)
"""What ends a single instruction that takes seconds, or much memory: the machine decides what comes first."""
FALSE_INPUT = (
    "(call $input_set (i64.const 0x7fffffff) (i64.const -1)) (drop (call $input_load_u8 (i64.const 0x7fffff00)))"
    "(call $output_set (call $input_offset) (call $input_length))"
)
OVERWRITE = "(call $fill (i64.const 0) (i64.const 1048576) (i64.const -1)) (drop (call $alloc (i64.const 64)))"
ALL_FREED = "(call $reset) (call $free (i64.const 99)) (call $free (i64.const -1))"
NOT_THERE = "(call $output_set (i64.const 0x7fffffff) (i64.const 0x7fffffff))"
ESCAPED_NAME = '(module (func $"\\1b[2Jboom" (export "cc_lb_handshake") (result i32) unreachable))'
FAILURES = [{"stage": "wire_function_test", "message": ESCAPE}] * 16
FAILED = SELF_CHECK_PASSED | {"status": "failure", "failures": FAILURES}


def handshake(
    title: str, kind: str | tuple[str, ...], said: str | tuple[str, ...], build: Callable[[], bytes], **limits: int
) -> Hostile:
    """Return a plugin that bites in its handshake."""
    return Hostile(title, build, "handshake", kind, said, Bound.STRICT, {"strict": limits})


def no_handshake(title: str, text: str, said: str) -> Hostile:
    """Return a module whose handshake is this."""
    return handshake(title, "MissingHandshakeExport", said, lambda: raw(f"(module {text})"))


def self_check(title: str, kind: str, said: str | tuple[str, ...], build: Callable[[], bytes]) -> Hostile:
    """Return a plugin that bites in its self-check."""
    return Hostile(title, build, "self_check", kind, said)


def dispatch(title: str, kind: str, said: str | tuple[str, ...], build: Callable[[], bytes], **limits: int) -> Hostile:
    """Return a plugin that bites in a dispatch."""
    return Hostile(title, build, "dispatch", kind, said, Bound.SERVING, {"serving": limits})


HANDSHAKES = (
    handshake("handshake-loops", "Timeout", OUT_OF_FUEL_OR_TIME, doing(HANDSHAKE, SPIN)),
    handshake("handshake-loops-unmetered", "Timeout", OUT_OF_TIME, doing(HANDSHAKE, SPIN), fuel=0),
    handshake(
        "handshake-calls-itself-last",
        "Timeout",
        OUT_OF_FUEL_OR_TIME,
        doing(HANDSHAKE, "(call $last)", "(func $last (return_call $last))"),
    ),
    handshake("handshake-traps", "Call", "unreachable", doing(HANDSHAKE, "unreachable")),
    handshake("handshake-throws", "Call", "thrown Wasm exception", doing(HANDSHAKE, "(throw $t)", "(tag $t)")),
    handshake("handshake-recurses", "Call", "call stack exhausted", doing(HANDSHAKE, RECURSION, DEEP)),
    handshake("handshake-names-with-escapes", "Call", "unreachable", lambda: raw(ESCAPED_NAME)),
    handshake("handshake-forges-a-block", "Call", "SIGSEGV", doing(HANDSHAKE, FORGE)),
    handshake("handshake-fails", "Call", "code: 7", doing(HANDSHAKE, "(return (i32.const 7))")),
    handshake("handshake-fills-memory", "Call", SLOW, doing(HANDSHAKE, FILL_2_GIB)),
    handshake("handshake-grows-a-table", ("Call", "Timeout"), SLOW, doing(HANDSHAKE, GROW_TABLE, TABLE)),
    handshake("handshake-collects-garbage", ("Call", "Timeout"), SLOW, doing(HANDSHAKE, NEW_ARRAY, ARRAY)),
    no_handshake(
        "handshake-takes-parameters",
        '(func (export "cc_lb_handshake") (param i32) (result i32) (i32.const 0))',
        "a function of other type",
    ),
    no_handshake(
        "handshake-gives-a-reference",
        '(func (export "cc_lb_handshake") (result externref) (ref.null extern))',
        "a function of other type",
    ),
    no_handshake("handshake-is-a-memory", '(memory (export "cc_lb_handshake") 1)', "a memory"),
    handshake("accept-not-utf8", "Call", "not UTF-8", giving(HANDSHAKE, b"\xff\xfe")),
    handshake("accept-nested", "DecodeAccept", "at most 127", giving(HANDSHAKE, b"[" * 30_000)),
    handshake("accept-with-escapes", "ChosenForUnknownFunction", "red", giving(HANDSHAKE, accept_of({ESCAPE: 1}))),
    handshake("accept-of-a-huge-version", "DecodeAccept", "", giving(HANDSHAKE, accept_of({SHAPE: 10**40}))),
    handshake("accept-above-its-limit", "OutputTooLarge", "40,000", giving(HANDSHAKE, b" " * 40_000)),
)
SELF_CHECKS = (
    self_check("self-check-loops", "Call", OUT_OF_FUEL_OR_TIME, doing(SELF_CHECK, SPIN)),
    self_check("self-check-traps", "Call", "unreachable", doing(SELF_CHECK, "unreachable")),
    self_check("self-check-forges-a-block", "Call", "SIGSEGV", doing(SELF_CHECK, FORGE)),
    self_check("self-check-with-escapes", "FailureStatus", "red", giving(SELF_CHECK, FAILED)),
    self_check("self-check-above-its-limit", "OutputTooLarge", "9,000", giving(SELF_CHECK, b" " * 9_000)),
)
DISPATCHES = (
    dispatch("dispatch-loops", "plugin_call", OUT_OF_FUEL_OR_TIME, doing(SHAPE, SPIN)),
    dispatch("dispatch-loops-unmetered", "plugin_call", OUT_OF_TIME, doing(SHAPE, SPIN), fuel=0),
    dispatch("dispatch-traps", "plugin_call", "unreachable", doing(SHAPE, "unreachable")),
    dispatch("dispatch-recurses", "plugin_call", "call stack exhausted", doing(SHAPE, RECURSION, DEEP)),
    dispatch("dispatch-forges-a-block", "plugin_call", "SIGSEGV", doing(SHAPE, FORGE)),
    dispatch("dispatch-grows-memory", "plugin_call", OUT_OF_MEMORY, doing(SHAPE, FILL_2_GIB)),
    dispatch("dispatch-fills-memory", "plugin_call", SLOW, doing(SHAPE, FILL_2_GIB), fuel=0, max_pages=65_536),
    dispatch("dispatch-grows-a-table", "plugin_call", SLOW, doing(SHAPE, GROW_TABLE, TABLE)),
    dispatch(
        "dispatch-lies-about-its-input",
        "response_decode",
        "the field 'principal'",
        doing(SHAPE, FALSE_INPUT, imports_too=KERNEL),
    ),
    dispatch(
        "dispatch-gives-what-is-not-there", "deserialize_response", "the end of the text", doing(SHAPE, NOT_THERE)
    ),
    dispatch(
        "dispatch-frees-everything",
        "deserialize_response",
        "the end of the text",
        doing(SHAPE, ALL_FREED, imports_too=KERNEL),
    ),
    dispatch("dispatch-writes-over-the-kernel", "plugin_call", "", doing(SHAPE, OVERWRITE, FILL)),
    dispatch("dispatch-not-utf8", "plugin_call", "not UTF-8", giving(SHAPE, b"\xff\xfe")),
    dispatch("dispatch-nested", "deserialize_response", "at most 127", giving(SHAPE, b"[" * 60_000)),
    dispatch("dispatch-with-escapes", "response_decode", "red", giving(SHAPE, SHAPED | {ESCAPE: 1})),
)
CALLS = (*HANDSHAKES, *SELF_CHECKS, *DISPATCHES)
