"""Guests that bite: each is survived and named, and the same engine answers a good module afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests import builders, guests
from tests.guests import Texts, export
from tests.marks import LINUX_ONLY
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING, STRICT, Budget, HostLink, Imports
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, Phase

LIMIT = 1_000_000
LENIENT = STRICT.with_imports(Imports.TRAP)


@pytest.fixture
def surviving(engine: EngineClient) -> Iterator[EngineClient]:
    """The engine, which must answer a good module at the end."""
    yield engine
    outcome = engine.call_fresh(guests.GOOD, STRICT, "echo", b"alive", output_max_bytes=5)
    assert (outcome.failure, outcome.output) == (None, b"alive")


def run(engine: EngineClient, module: bytes, budget: Budget = STRICT, *, name: str = "run") -> CallOutcome:
    return engine.call_fresh(module, budget, name, b"", output_max_bytes=LIMIT)


def failure_of(engine: EngineClient, module: bytes, budget: Budget = STRICT, *, name: str = "run") -> CallFailure:
    failure = run(engine, module, budget, name=name).failure
    assert failure is not None
    return failure


# ---- the engine stops it ------------------------------------------------------------------------------------------


def test_a_loop_ends_with_the_fuel(surviving: EngineClient) -> None:
    failure = failure_of(surviving, guests.GOOD, name="spin")
    assert (failure.kind, failure.reason) == (FailureKind.FUEL, "plugin ran out of fuel")
    assert failure.cause is not None


def test_a_loop_without_metering_ends_with_the_clock(surviving: EngineClient) -> None:
    failure = failure_of(surviving, guests.GOOD, replace(STRICT, fuel=0), name="spin")
    assert (failure.kind, failure.reason) == (FailureKind.TIMEOUT, "timeout")


def test_a_loop_in_start_ends_with_the_fuel(surviving: EngineClient) -> None:
    failure = failure_of(surviving, guests.module(export("run", ""), "(start $spin)"))
    assert (failure.kind, failure.phase) == (FailureKind.INSTANTIATE, Phase.INSTANTIATE)
    assert failure.reason == "wasm trap: all fuel consumed by WebAssembly"


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("unreachable", "wasm trap: wasm `unreachable` instruction executed"),
        ("(return (i32.div_s (i32.const 1) (i32.const 0)))", "wasm trap: integer divide by zero"),
        ("(return (i32.load (i32.const -8)))", "wasm trap: out of bounds memory access"),
        ("(drop (call $deep (i32.const 1)))", "wasm trap: call stack exhausted"),
    ],
)
def test_a_trap_is_named_by_its_cause(surviving: EngineClient, body: str, cause: str) -> None:
    deep = "(func $deep (param i32) (result i32) (i32.add (call $deep (local.get 0)) (local.get 0)))"
    failure = failure_of(surviving, guests.module(deep, export("run", body)))
    assert (failure.kind, failure.cause) == (FailureKind.TRAP, cause)
    assert failure.reason.startswith("error while executing at wasm backtrace:")
    assert len(failure.reason.splitlines()) <= 7


def test_memory_above_the_pages_of_the_budget_is_named(surviving: EngineClient) -> None:
    module = guests.module(export("run", "(drop (memory.grow (i32.const 64)))"))
    failure = failure_of(surviving, module, SERVING)
    assert (failure.kind, failure.reason) == (FailureKind.MEMORY, "oom")


@LINUX_ONLY
def test_a_growth_that_is_not_touched_is_allowed_in_the_strict_budget(surviving: EngineClient) -> None:
    assert run(surviving, guests.module(export("run", "(drop (memory.grow (i32.const 60000)))"))).failure is None


def test_an_exit_code_is_reported(surviving: EngineClient) -> None:
    failure = failure_of(surviving, guests.GOOD, name="five")
    assert (failure.kind, failure.reason, failure.exit_code) == (
        FailureKind.EXIT_CODE,
        "Returned non-zero exit code: 5",
        5,
    )


@pytest.mark.parametrize("code", [-1, 0, 5, 134])
def test_a_guests_own_error_text_is_the_reason(surviving: EngineClient, code: int) -> None:
    texts = Texts()
    body = f"(call $error_set {texts.block('naïve')}) (return (i32.const {code}))"
    failure = failure_of(surviving, guests.module(export("run", body), texts.segments))
    assert failure.kind is (FailureKind.EXIT_CODE if code else FailureKind.ERROR_TEXT)
    assert (failure.reason, failure.exit_code) == ("naïve", code)


@pytest.mark.parametrize("text", ["timeout", "oom", "plugin ran out of fuel", "Function not found: x"])
def test_a_guest_cannot_pass_its_text_off_as_the_engines(surviving: EngineClient, text: str) -> None:
    texts = Texts()
    body = f"(call $error_set {texts.block(text)}) (return (i32.const -1))"
    failure = failure_of(surviving, guests.module(export("run", body), texts.segments))
    assert (failure.kind, failure.reason) == (FailureKind.EXIT_CODE, text)


def test_a_trap_behind_an_error_text_is_still_a_trap(surviving: EngineClient) -> None:
    texts = Texts()
    body = f"(call $error_set {texts.block('panicked')}) unreachable"
    failure = failure_of(surviving, guests.module(export("run", body), texts.segments))
    assert (failure.kind, failure.reason) == (FailureKind.TRAP, "panicked")


def test_an_error_text_that_is_no_utf8_is_replaced(surviving: EngineClient) -> None:
    texts = Texts()
    body = f"(call $error_set {texts.block(b'bad ' + bytes([0xFF]))}) (return (i32.const 1))"
    assert failure_of(surviving, guests.module(export("run", body), texts.segments)).reason == "bad �"


def test_an_error_text_of_30_mb_is_cut_and_measured(surviving: EngineClient) -> None:
    size = 30_000_000
    body = (
        f"(local $p i64) (local.set $p (call $alloc (i64.const {size})))"
        f"(call $fill (local.get $p) (i64.const {size}))"
        "(call $error_set (local.get $p)) (return (i32.const 1))"
    )
    fill = (
        "(func $fill (param $p i64) (param $n i64) (local $i i64) (loop $next"
        " (call $store_u64 (i64.add (local.get $p) (local.get $i)) (i64.const 0x6161616161616161))"
        " (local.set $i (i64.add (local.get $i) (i64.const 8)))"
        " (br_if $next (i64.lt_u (local.get $i) (local.get $n)))))"
    )
    failure = failure_of(
        surviving, guests.module(fill, export("run", body)), replace(STRICT, fuel=10**12, wall_ms=300_000)
    )
    assert failure.kind is FailureKind.EXIT_CODE
    assert len(failure.reason) < 5_000
    assert failure.reason.endswith("(30,000,000 bytes in all)")


def test_an_output_of_64_mib_is_not_read(surviving: EngineClient) -> None:
    size = 64 << 20
    body = f"(call $output_set (call $alloc (i64.const {size})) (i64.const {size}))"
    instance = surviving.open(
        guests.module(export("run", body), export("zero", "")), STRICT, plugin_name="p", config={}
    )
    assert instance.instance is not None
    outcome = surviving.call(instance.instance, "run", b"", output_max_bytes=LIMIT)
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.output_size_bytes) == (FailureKind.OUTPUT_TOO_LARGE, size)
    # As in the reference: the next call pays for clearing it, and the one after is fine.
    following = [surviving.call(instance.instance, "zero", b"", output_max_bytes=LIMIT).failure for _ in range(2)]
    assert following[0] is not None
    assert following[0].kind is FailureKind.FUEL
    assert following[1] is None


@pytest.mark.parametrize("name", ["absent", "memory", "wide", "taking", "zero\0"])
def test_what_is_no_callable_export_counts_as_missing(surviving: EngineClient, name: str) -> None:
    module = guests.module(
        export("zero", ""), '(func (export "wide") (result i64) (i64.const 0)) (func (export "taking") (param i32))'
    )
    failure = failure_of(surviving, module, name=name)
    assert (failure.kind, failure.reason) == (FailureKind.MISSING_EXPORT, f"Function not found: {name}")


def test_a_void_export_is_callable(surviving: EngineClient) -> None:
    assert run(surviving, guests.module('(func (export "run"))')).failure is None


# ---- the engine refuses it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "reason"),
    [
        (b"\0asm\1\0\0\0\xff\xff", "malformed section id"),
        (guests.GOOD[: len(guests.GOOD) // 2], "unexpected end-of-file"),
        (b"", "expected at least one module field"),
    ],
)
def test_what_does_not_compile_is_rejected(surviving: EngineClient, module: bytes, reason: str) -> None:
    failure = failure_of(surviving, module)
    assert (failure.kind, failure.phase) == (FailureKind.COMPILE, Phase.COMPILE)
    assert failure.reason.startswith(reason)


def test_an_unknown_import_is_rejected(surviving: EngineClient) -> None:
    failure = failure_of(surviving, guests.assemble('(module (import "env" "nope" (func)))'))
    assert failure.kind is FailureKind.INSTANTIATE
    assert failure.reason == "unknown import: `env::nope` has not been defined"


@pytest.mark.parametrize(
    ("module", "missing"),
    [
        (guests.module(export("run", ""), host=True), "extism:host/user::cc_lb_log"),
        (guests.module(export("run", ""), wasi=True), "wasi_snapshot_preview1::fd_write"),
    ],
)
def test_what_the_strict_budget_does_not_link_is_rejected_there_only(
    surviving: EngineClient, module: bytes, missing: str
) -> None:
    failure = failure_of(surviving, module)
    assert (failure.kind, failure.reason) == (
        FailureKind.INSTANTIATE,
        f"unknown import: `{missing}` has not been defined",
    )
    assert run(surviving, module, SERVING).failure is None


def test_a_host_function_of_another_type_is_rejected(surviving: EngineClient) -> None:
    module = guests.assemble('(module (import "extism:host/user" "cc_lb_log" (func (param i32))))')
    failure = failure_of(surviving, module, SERVING)
    assert failure.kind is FailureKind.INSTANTIATE
    assert failure.reason.startswith("types incompatible")


def test_under_trapping_imports_only_a_call_fails(surviving: EngineClient) -> None:
    module = guests.module(export("run", ""), export("ask", "(drop (call $now_unix_ms))"), host=True)
    assert LENIENT.host_link is HostLink.TRAPS
    assert run(surviving, module, LENIENT).failure is None
    failure = failure_of(surviving, module, LENIENT, name="ask")
    assert failure.kind is FailureKind.HOST_FUNCTION
    assert "cc_lb_now_unix_ms" in failure.reason
    assert "strict" in failure.reason


def test_what_a_guest_writes_to_wasi_stays_away_from_the_terminal(
    surviving: EngineClient, capfd: pytest.CaptureFixture[str]
) -> None:
    body = (
        "(i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const 4))"
        "(drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))"
        "(drop (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))"
    )
    module = guests.module(export("run", body), '(data (i32.const 1024) "boo\\0a")', wasi=True)
    assert run(surviving, module, SERVING).failure is None
    assert capfd.readouterr() == ("", "")


# ---- only the end of the process stops it -------------------------------------------------------------------------


@pytest.mark.scenario
def test_a_nul_in_an_unknown_imports_name_kills_the_child(surviving: EngineClient) -> None:
    failure = failure_of(surviving, guests.assemble('(module (import "env" "no\\00pe" (func)))'))
    assert (failure.kind, failure.phase) == (FailureKind.CHILD_DIED, Phase.INSTANTIATE)
    assert failure.cause is not None
    assert failure.cause.startswith("SIGABRT during instantiate; it wrote: ")
    assert "NulError" in failure.cause


def test_a_nul_in_bytes_that_are_no_wasm_kills_the_child(surviving: EngineClient) -> None:
    failure = failure_of(surviving, b"no wasm\0")
    assert (failure.kind, failure.phase) == (FailureKind.CHILD_DIED, Phase.COMPILE)


@pytest.mark.parametrize("budget", [SERVING, LENIENT])
def test_a_start_that_calls_a_host_function_is_rejected(surviving: EngineClient, budget: Budget) -> None:
    module = guests.module("(func $go (drop (call $now_unix_ms))) (start $go)", export("run", ""), host=True)
    failure = failure_of(surviving, module, budget)
    assert (failure.kind, failure.phase) == (FailureKind.INSTANTIATE, Phase.INSTANTIATE)
    assert failure.reason == "the module's start code calls the host function cc_lb_now_unix_ms"


@pytest.mark.parametrize("name", ["_initialize", "run-as-start"])
def test_start_code_that_logs_kills_the_child(surviving: EngineClient, name: str) -> None:
    start = "(start $go)" if name == "run-as-start" else '(export "_initialize" (func $go))'
    texts = Texts()
    go = f"(func $go (call $log_info {texts.block('hello')}))"
    failure = failure_of(surviving, guests.module(go, start, export("run", ""), texts.segments))
    assert (failure.kind, failure.phase) == (FailureKind.CHILD_DIED, Phase.INSTANTIATE)
    assert failure.cause is not None
    assert failure.cause.startswith("SIGSEGV during instantiate")


def test_start_code_that_only_sets_a_global_is_harmless(surviving: EngineClient) -> None:
    module = guests.module(
        "(global $g (mut i32) (i32.const 0)) (func $go (global.set $g (i32.const 1))) (start $go)", export("run", "")
    )
    assert run(surviving, module).failure is None


def test_a_forged_block_header_kills_the_child(surviving: EngineClient) -> None:
    body = (
        "(local $p i64) (local.set $p (call $alloc (i64.const 16)))"
        "(call $store_u8 (i64.sub (local.get $p) (i64.const 1)) (i32.const 0x7f))"
        "(call $error_set (local.get $p))"
    )
    failure = failure_of(surviving, guests.module(export("run", body)))
    assert (failure.kind, failure.phase) == (FailureKind.CHILD_DIED, Phase.CALL)
    assert failure.cause is not None
    assert failure.cause.startswith("SIGSEGV during call")


@pytest.mark.scenario
@LINUX_ONLY
def test_filling_2_gib_ends_at_the_resident_limit() -> None:
    engine = EngineClient(resident_limit_bytes=256 << 20)
    body = "(drop (memory.grow (i32.const 32768)))(memory.fill (i32.const 0) (i32.const 1) (i32.const 0x7fff0000))"
    failure = failure_of(engine, guests.module(export("run", body)))
    assert (failure.kind, failure.phase) == (FailureKind.MEMORY_LIMIT, Phase.CALL)
    assert failure.reason == "used more than 256 MiB of memory"
    assert run(engine, guests.GOOD, name="zero").failure is None
    engine.shutdown()


@pytest.mark.scenario
@LINUX_ONLY
def test_a_table_bomb_ends_at_the_resident_limit() -> None:
    engine = EngineClient(resident_limit_bytes=256 << 20)
    module = guests.module(
        "(table $t 1 funcref)", export("run", "(drop (table.grow $t (ref.null func) (i32.const 100000000)))")
    )
    # Of the two limits a slow machine meets the other one first.
    assert failure_of(engine, module).kind in (FailureKind.MEMORY_LIMIT, FailureKind.OVERSTAYED)
    assert run(engine, guests.GOOD, name="zero").failure is None
    engine.shutdown()


@pytest.mark.scenario
def test_call_ctors_that_read_config_are_ended_from_outside(surviving: EngineClient) -> None:
    texts = Texts()
    module = guests.module(
        f'(func (export "__wasm_call_ctors") (drop (call $config_get {texts.block("key")})))',
        texts.segments,
        export("run", ""),
    )
    failure = failure_of(surviving, module)
    assert (failure.kind, failure.phase) == (FailureKind.OVERSTAYED, Phase.CALL)
    assert failure.reason == "did not end within 1,200 ms"


@pytest.mark.scenario
def test_a_compile_bomb_is_ended_from_outside() -> None:
    """The limit is below what any machine needs for it: the child is looked at every 20 ms while it compiles."""
    engine = EngineClient(compile_limit_ms=1)
    failure = failure_of(engine, guests.slow_to_compile(), name="zero")
    assert (failure.kind, failure.phase) == (FailureKind.COMPILE_LIMIT, Phase.COMPILE)
    opened = engine.open(guests.slow_to_compile(), SERVING, plugin_name="p", config={})
    assert opened.instance is None
    assert opened.failure is not None
    assert opened.failure.kind is FailureKind.COMPILE_LIMIT
    engine.shutdown()


def test_a_module_that_is_too_large_for_the_memory_limit_is_named_before_it_is_compiled() -> None:
    engine = EngineClient(resident_limit_bytes=64 << 20)
    failure = failure_of(engine, guests.GOOD + builders.custom_section("large", bytes(11 << 20)), name="zero")
    assert (failure.kind, failure.phase) == (FailureKind.MEMORY_LIMIT, Phase.COMPILE)
    assert failure.reason == "a module of 11 MiB uses more than 64 MiB of memory"
    assert run(engine, guests.GOOD, name="zero").failure is None
    engine.shutdown()


def test_a_guest_that_sleeps_in_wasi_is_ended_from_outside(surviving: EngineClient) -> None:
    """One subscription at 1024: an hour, on the clock that never goes back."""
    poll = '(import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))'
    body = (
        "(i32.store8 (i32.const 1032) (i32.const 0)) (i32.store (i32.const 1040) (i32.const 1))"
        "(i64.store (i32.const 1048) (i64.const 3600000000000))"
        "(drop (call $poll (i32.const 1024) (i32.const 2048) (i32.const 1) (i32.const 4096)))"
    )
    budget = replace(SERVING, wall_ms=100)
    failure = failure_of(surviving, guests.module(export("run", body), imports_too=poll), budget)
    assert (failure.kind, failure.reason) == (FailureKind.OVERSTAYED, "did not end within 1,100 ms")


def test_a_guest_that_exits_by_wasi_ends_its_call_only(surviving: EngineClient) -> None:
    exiting = '(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))'
    failure = failure_of(
        surviving, guests.module(export("run", "(call $exit (i32.const 3))"), imports_too=exiting), SERVING
    )
    assert failure.kind in (FailureKind.EXIT_CODE, FailureKind.TRAP)
