"""Bites before the first call: names, start functions, and what the engine runs by itself."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import TYPES, code, identity_section, name, section, vector, wasm_module
from tests.hostile.plugins import FILL, KERNEL, OUT_OF_FUEL_OR_TIME, Bound, Hostile, plugin, raw

TABLE = "(table $t 1 funcref) (type $taking (func (param i64))) (elem (table $t) (i32.const 0) func $log_info)"
LOG_BY_TABLE = "(call_indirect $t (type $taking) (i64.const 0) (i32.const 0))"
"""A call that the bytes do not show."""
LOG, SPIN = "(call $log_info (i64.const 0))", "(call $spin)"
RECURSION = "(drop (call $deep (i32.const 1)))"
DEEP = "(func $deep (param i32) (result i32) (i32.add (call $deep (local.get 0)) (local.get 0)))"
FILL_2_GIB = "(drop (memory.grow (i32.const 32768))) (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x7fff0000))"
TWO_NUMBERS = "(param i32 i32)"
DIED = "died (SIGSEGV during instantiate; start code that calls the host does that"
FUEL, OUTSIDE = "all fuel consumed", "did not end within 1,200 ms (the process was ended during instantiate)"


def start(body: str, *parts: str, host: bool = False, imports_too: str = "") -> Callable[[], bytes]:
    """Return the builder of a plugin with this start function."""
    return lambda: plugin(*parts, f"(func $s {body}) (start $s)", host=host, imports_too=imports_too)


def run_by_engine(export: str, body: str, *parts: str, parameters: str = "") -> Callable[[], bytes]:
    """Return the builder of a plugin that also exports this function."""
    return lambda: plugin(*parts, f'(func (export "{export}") {parameters} {body})', imports_too=KERNEL)


def chain(length: int) -> bytes:
    """Return a plugin whose start function logs, so many calls further down."""
    functions = [f"(func $f{one} (call $f{one + 1}))" for one in range(length)]
    return start("(call $f0)", *functions, f"(func $f{length} {LOG})")()


def nul_in_duplicate_export() -> bytes:
    """Return a module with two exports of one name, which holds a NUL."""
    exports = section(7, vector(name("a\0b") + b"\0\0" for _ in range(2)))
    return wasm_module([TYPES, section(3, b"\1\0"), exports, code([b"\x41\0"]), identity_section()])


def foreseen(title: str, build: Callable[[], bytes], said: str) -> Hostile:
    """Return a plugin that is told from its bytes, before the engine sees it."""
    return Hostile(title, build, "handshake", "Instantiate", said, Bound.BYTES)


def unbuilt(title: str, build: Callable[[], bytes], *said: str, fuel: int | None = None) -> Hostile:
    """Return a plugin of which the engine makes no instance."""
    changes = {} if fuel is None else {"strict": {"fuel": fuel}}
    return Hostile(title, build, "handshake", "Instantiate", said, Bound.STRICT, changes)


STARTS = (
    foreseen(
        "start-calls-host",
        start("(call $log (i64.const 0) (i64.const 0))", host=True),
        "StartCallsHost: the start function calls extism:host/user cc_lb_log",
    ),
    foreseen(
        "start-is-the-hosts",
        lambda: raw('(module (import "extism:host/user" "mine" (func $f)) (start $f))'),
        "StartCallsHost: the start function calls extism:host/user mine",
    ),
    foreseen("start-logs", start(LOG), "StartCallsHost: the start function calls extism:host/env log_info"),
    foreseen(
        "start-requests-http",
        start("(drop (call $http_request (i64.const 0) (i64.const 0)))", imports_too=KERNEL),
        "StartCallsHost: the start function calls extism:host/env http_request",
    ),
    foreseen(
        "initialize-reads-variable",
        run_by_engine("_initialize", "(drop (call $var_get (i64.const 0)))"),
        "StartCallsHost: the export _initialize calls extism:host/env var_get",
    ),
    foreseen(
        "constructors-read-config",
        run_by_engine("__wasm_call_ctors", "(drop (call $config_get (i64.const 0)))"),
        "StartCallsHost: the export __wasm_call_ctors calls extism:host/env config_get",
    ),
    foreseen(
        "haskell-logs",
        run_by_engine("hs_init", LOG, parameters=TWO_NUMBERS),
        "StartCallsHost: the export hs_init calls extism:host/env log_info",
    ),
    foreseen("nul-in-import", lambda: raw('(module (import "env" "a\\00b" (func)))'), "NulInImport"),
    foreseen("nul-in-duplicate-export", nul_in_duplicate_export, "NulInDuplicateExport"),
    # Not to be told from the bytes: a call by a table, or too far down.
    unbuilt("start-logs-by-table", start(LOG_BY_TABLE, TABLE), DIED),
    unbuilt("start-logs-far-down", lambda: chain(300), DIED),
    unbuilt("initialize-logs-by-table", run_by_engine("_initialize", LOG_BY_TABLE, TABLE), DIED),
    Hostile(
        "constructors-log-by-table",
        run_by_engine("__wasm_call_ctors", LOG_BY_TABLE, TABLE),
        "handshake",
        "Call",
        "SIGSEGV during call",
    ),
    # The engine ends these.
    unbuilt("start-loops", start(SPIN), FUEL, OUTSIDE),
    unbuilt("initialize-loops", run_by_engine("_initialize", SPIN), FUEL, OUTSIDE),
    Hostile("constructors-loop", run_by_engine("__wasm_call_ctors", SPIN), "handshake", "Timeout", OUT_OF_FUEL_OR_TIME),
    Hostile(
        "haskell-loops",
        run_by_engine("hs_init", SPIN, parameters=TWO_NUMBERS),
        "handshake",
        "Timeout",
        OUT_OF_FUEL_OR_TIME,
    ),
    unbuilt("start-traps", start("unreachable"), "unreachable"),
    unbuilt("start-recurses", start(RECURSION, DEEP), "call stack exhausted"),
    unbuilt("data-out-of-range", lambda: plugin('(data (i32.const -8) "123456789012")'), "out of bounds memory access"),
    unbuilt(
        "elements-out-of-range",
        lambda: plugin("(table 1 funcref) (elem (i32.const 9) func $spin)"),
        "out of bounds table access",
    ),
    unbuilt(
        "start-of-no-function",
        lambda: wasm_module([TYPES, section(8, b"\x09"), identity_section()]),
        "unknown function",
    ),
    # Only the watch from outside ends these.
    unbuilt(
        "start-loops-unmetered",
        start(SPIN),
        OUTSIDE,
        fuel=0,
    ),
    Hostile(
        "start-fills-memory",
        start(FILL_2_GIB),
        "handshake",
        ("WorkbenchLimitMemory", "Instantiate"),
        ("MiB of memory", "did not end within 1,200 ms"),
        Bound.STRICT,
        {"strict": {"fuel": 0}},
    ),
    # Harmless, and to be let through.
    Hostile("start-allocates", start("(drop (call $alloc (i64.const 1000000)))"), "", "", ""),
    Hostile("start-fills-a-block", start("(drop (call $filled (i64.const 99) (i64.const 1)))", FILL), "", "", ""),
)
