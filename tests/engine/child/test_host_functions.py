"""The six host functions, called by real guests."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from tests import guests
from tests.children import begin_child_with
from tests.guests import Texts, export
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.wire import activity
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, HostCall, LogLine
from workbench.protocol.host_functions import HostSnapshot

TEXTS = Texts()
KEY, VALUE, COUNTER = TEXTS.block("key"), TEXTS.block("value"), TEXTS.block("hits")
BAD = TEXTS.block(b"\xff")
WARN, MESSAGE, LOUD = TEXTS.block("warn"), TEXTS.block("careful"), TEXTS.block("LOUD")


def unsigned(value: int) -> str:
    return f"(call $number (i64.const {value}))"


def forge(name: str, *, before: int, byte: int, use: str) -> str:
    """An export that overwrites one byte of a block's header, and then uses the block."""
    return export(
        name,
        "(local $p i64) (local.set $p (call $alloc (i64.const 256)))"
        f"(call $store_u8 (i64.sub (local.get $p) (i64.const {before})) (i32.const {byte})) {use}",
    )


TOUR = guests.module(
    export("log", f"(call $log {WARN} {MESSAGE}) (call $log_info {MESSAGE}) (call $log {LOUD} {MESSAGE})"),
    export("log_bad", f"(call $log {WARN} {BAD})"),
    export("log_nothing", "(call $log (i64.const 0) (i64.const 0))"),
    export("count", f"(call $metric_incr {COUNTER} {unsigned(3)})"),
    export("count_max", f"(call $metric_incr {COUNTER} {unsigned(-1)})"),
    export("count_short", f"(call $metric_incr {COUNTER} {KEY})"),
    export("put", f"(call $storage_put {KEY} {VALUE})"),
    export("put_input", f"(call $storage_put {KEY} (call $input_offset))"),
    export("put_empty", f"(call $storage_put {KEY} (i64.const 0))"),
    export("get", f"(call $give (call $storage_get {KEY}))"),
    export("get_offset", f"(call $give (call $number (call $storage_get {KEY})))"),
    export("get_nowhere", "(drop (call $storage_get (i64.const 7)))"),
    export("get_negative", "(drop (call $storage_get (i64.const -8)))"),
    export("now", "(call $give (call $now_unix_ms))"),
    export("random", f"(call $give (call $random_bytes {unsigned(16)}))"),
    export("random_max", f"(call $give (call $random_bytes {unsigned(65_536)}))"),
    export("random_many", f"(drop (call $random_bytes {unsigned(65_537)}))"),
    export("put_and_spin", f"(call $storage_put {KEY} {VALUE}) (call $log {WARN} {MESSAGE}) (call $spin)"),
    export("refused_twice", f"(drop (call $random_bytes {unsigned(65_537)})) (call $storage_put {KEY} {VALUE})"),
    export("flood", f"(local $i i32) (loop $next (call $log {WARN} {MESSAGE})"
           " (local.set $i (i32.add (local.get $i) (i32.const 1)))"
           " (br_if $next (i32.lt_u (local.get $i) (i32.const 1500))))"),
    export("log_input", f"(call $log {WARN} (call $input_offset)) (call $log {WARN} (call $input_offset))"),
    forge("forged_2_gib", before=1, byte=0x7F, use="(drop (call $storage_get (local.get $p)))"),
    forge("forged_2_mib", before=2, byte=0x1E, use="(drop (call $storage_get (local.get $p)))"),
    forge(
        "put_and_crash", before=1, byte=0x7F, use=f"(call $storage_put {KEY} {VALUE}) (call $error_set (local.get $p))"
    ),
    TEXTS.segments,
    host=True,
)  # fmt: skip


class Guest:
    """A living instance of the tour."""

    def __init__(self, engine: EngineClient, plugin_name: str = "tour") -> None:
        self._engine = engine
        opened = engine.open(TOUR, SERVING, plugin_name=plugin_name, config={})
        assert opened.instance is not None
        self._instance = opened.instance

    def call(self, export: str, payload: bytes = b"") -> CallOutcome:
        return self._engine.call(self._instance, export, payload, output_max_bytes=1 << 20)

    def output(self, export: str, payload: bytes = b"") -> bytes:
        outcome = self.call(export, payload)
        assert outcome.failure is None, outcome.failure
        return outcome.output

    def failure(self, export: str, payload: bytes = b"") -> CallFailure:
        failure = self.call(export, payload).failure
        assert failure is not None
        return failure


@pytest.fixture
def guest(engine: EngineClient) -> Guest:
    return Guest(engine)


# ---- log ----------------------------------------------------------------------------------------------------------


def test_lines_of_both_kinds_of_log_come_in_the_guests_order(engine: EngineClient, guest: Guest) -> None:
    lines = (LogLine("warn", "careful"), LogLine("info", "careful"), LogLine("info", "careful"))
    assert guest.call("log").activity.logs == lines
    assert engine.host.snapshot().logs == lines


def test_traces_are_heard_whatever_was_compiled_before(engine: EngineClient, guest: Guest) -> None:
    """A child hears them only when it is known that they may come."""
    guest.call("log")
    imports = '(import "extism:host/env" "log_trace" (func $log_trace (param i64)))'
    tracing = guests.module(export("trace", f"(call $log_trace {MESSAGE})"), TEXTS.segments, imports_too=imports)
    traced = engine.call_fresh(tracing, SERVING, "trace", b"", output_max_bytes=0)
    assert traced.activity.logs == (LogLine("trace", "careful"),)


def test_a_null_block_is_an_empty_text(guest: Guest) -> None:
    assert guest.call("log_nothing").activity.logs == (LogLine("info", ""),)


def test_a_flood_of_lines_is_counted_but_not_kept(guest: Guest) -> None:
    flooded = guest.call("flood").activity
    assert (len(flooded.logs), flooded.logs_dropped) == (activity.LOG_LINES_MAX, 500)
    assert (len(flooded.calls), flooded.calls_dropped) == (activity.CALLS_MAX, 500)
    assert guest.call("log").activity.logs_dropped == 0


def test_long_lines_are_cut_and_their_sum_is_bounded(guest: Guest) -> None:
    logs = guest.call("log_input", b"x" * 200_000).activity.logs
    assert [line.message[-30:] for line in logs] == ["x… (200,000 characters in all)"] * 2
    assert sum(len(line.message) for line in logs) < activity.LOG_MAX_BYTES


# ---- counters -----------------------------------------------------------------------------------------------------


def test_counters_add_up_by_plugin_and_by_call(engine: EngineClient, guest: Guest) -> None:
    assert guest.call("count").activity.counters == {"hits": 3}
    assert guest.call("count").activity.counters == {"hits": 3}
    Guest(engine, "other").call("count_max")
    assert engine.host.snapshot().counters == {"tour": {"hits": 6}, "other": {"hits": 2**64 - 1}}


# ---- storage ------------------------------------------------------------------------------------------------------


def test_what_is_put_can_be_got(engine: EngineClient, guest: Guest) -> None:
    assert guest.output("get") == b""
    guest.output("put")
    assert guest.output("get") == b"value"
    assert engine.host.snapshot().storage == {"tour": {"key": b"value"}}


def test_an_unknown_key_and_an_empty_value_give_the_null_block(guest: Guest) -> None:
    assert guest.output("get_offset") == bytes(8)
    guest.output("put_empty")
    assert guest.output("get_offset") == bytes(8)


def test_storage_is_shared_by_instances_of_one_plugin_and_by_no_other(engine: EngineClient, guest: Guest) -> None:
    guest.output("put")
    assert Guest(engine).output("get") == b"value"
    assert Guest(engine, "other").output("get") == b""


def test_a_put_over_quota_fails_the_call_and_changes_nothing(engine: EngineClient, guest: Guest) -> None:
    room = SERVING.storage_quota_bytes - len("tour:key")
    engine.host.put("tour", "full", b"x" * (room - len("tour:full") - 5))
    guest.output("put")
    failure = guest.failure("put_input", b"123456")
    assert (failure.kind, failure.reason) == (FailureKind.HOST_FUNCTION, "scoped storage quota exceeded")
    assert guest.output("get") == b"value"
    assert engine.host.snapshot().used_bytes == {"tour": SERVING.storage_quota_bytes}


# ---- clock and random source --------------------------------------------------------------------------------------


def milliseconds(output: bytes) -> int:
    assert len(output) == 8
    return int.from_bytes(output, "little", signed=True)


def test_now_is_the_offset_of_a_block_with_the_time(guest: Guest) -> None:
    before = time.time_ns() // 1_000_000
    assert before <= milliseconds(guest.output("now")) <= time.time_ns() // 1_000_000


def test_a_person_can_freeze_step_and_run_the_clock(engine: EngineClient, guest: Guest) -> None:
    engine.host.freeze_clock(1_000, step_ms=5)
    assert [milliseconds(guest.output("now")) for _ in range(3)] == [1_000, 1_005, 1_010]
    assert engine.host.snapshot().clock.frozen_unix_ms == 1_015
    engine.host.step_clock(85)
    assert milliseconds(guest.output("now")) == 1_100
    engine.host.run_clock()
    assert milliseconds(guest.output("now")) > 1_600_000_000_000


def test_random_bytes_differ_until_a_seed_is_set(engine: EngineClient, guest: Guest) -> None:
    assert guest.output("random") != guest.output("random")
    runs = []
    for _ in range(2):
        engine.host.seed_random("42")
        runs.append([guest.output("random"), guest.output("random")])
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]
    assert engine.host.snapshot().random.position == 32
    assert len(guest.output("random_max")) == 65_536


# ---- refusals -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("export", "reason"),
    [
        ("log_bad", "invalid utf-8 sequence of 1 bytes from index 0"),
        ("count_short", "could not convert slice to array"),
        ("get_nowhere", "invalid memory offset: 7"),
        ("get_negative", "invalid memory offset: 18446744073709551608"),
        ("random_many", "random byte request exceeds host cap: 65,537 of 65,536 bytes"),
        ("forged_2_gib", "invalid length of the block at offset "),
        ("forged_2_mib", "invalid length of the block at offset "),
    ],
)
def test_a_host_function_that_fails_fails_the_call_and_the_next_call_is_fine(
    guest: Guest, export: str, reason: str
) -> None:
    outcome = guest.call(export)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.HOST_FUNCTION
    assert outcome.failure.reason.startswith(reason)
    assert outcome.interrupted
    assert outcome.activity.calls[-1].error == outcome.failure.reason
    assert guest.output("get") == b""


def test_after_a_failed_host_function_the_guest_gets_nothing_more(engine: EngineClient, guest: Guest) -> None:
    assert guest.failure("refused_twice").reason.startswith("random byte request exceeds host cap")
    assert engine.host.snapshot().storage == {}


def test_every_call_of_a_host_function_is_reported(guest: Guest) -> None:
    guest.output("put")
    (call,) = guest.call("get").activity.calls
    assert call == HostCall("cc_lb_storage_get", ("key",), "value")
    assert call.wall_us is not None, "how long the host took is known"
    assert guest.call("count").activity.calls == (HostCall("cc_lb_metric_incr", ("hits", "3"), None),)


# ---- a dead child loses nothing -----------------------------------------------------------------------------------


@pytest.mark.scenario
def test_what_was_put_survives_the_crash_of_the_call_that_put_it(engine: EngineClient, guest: Guest) -> None:
    assert guest.failure("put_and_crash").kind is FailureKind.CHILD_DIED
    assert engine.host.snapshot().storage == {"tour": {"key": b"value"}}
    outcome = guest.call("get")
    assert outcome.restarted
    assert outcome.output == b"value"


def test_what_a_call_logs_is_known_before_it_ends(engine: EngineClient) -> None:
    guest = Guest(engine)
    seen: list[HostSnapshot] = []

    def look() -> None:
        end = time.monotonic() + 300
        while not (seen and seen[-1].logs) and time.monotonic() < end:
            seen.append(engine.host.snapshot())
            looked.wait(0.005)
        engine.cancel()

    looked = threading.Event()
    looking = threading.Thread(target=look)
    looking.start()
    outcome = guest.call("put_and_spin")
    looking.join()
    assert seen[-1].logs == (LogLine("warn", "careful"),)
    assert outcome.activity.logs == (LogLine("warn", "careful"),)


def test_a_person_can_change_and_restore_storage_between_calls(engine: EngineClient, guest: Guest) -> None:
    guest.output("put")
    kept = engine.host.snapshot()
    engine.host.put("tour", "key", b"mine")
    assert guest.output("get") == b"mine"
    engine.host.delete("tour", "key")
    assert guest.output("get") == b""
    engine.host.restore(kept)
    assert guest.output("get") == b"value"
    engine.host.clear_storage()
    assert guest.output("get") == b""


def test_a_defect_of_ours_is_reported_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "from workbench.engine.child import host_functions as it\n"
        "def broken(*_, **__): raise ZeroDivisionError('ours')\n"
        "it.HostState.perform = broken\n"
    )
    begin_child_with(monkeypatch, program)
    engine = EngineClient()
    failure = Guest(engine).failure("now")
    assert (failure.kind, failure.reason) == (FailureKind.INTERNAL_ERROR, "ZeroDivisionError")
    assert failure.cause is not None
    assert failure.cause.startswith("in host function cc_lb_now_unix_ms, ")
    engine.shutdown()


def test_a_flood_of_lines_is_read_only_as_far_as_it_is_kept_and_counted_whole(engine: EngineClient) -> None:
    body = (
        f"(local $i i32) (loop $next (call $log_info {MESSAGE})"
        " (local.set $i (i32.add (local.get $i) (i32.const 1)))"
        " (br_if $next (i32.lt_u (local.get $i) (i32.const 4000))))"
    )
    module = guests.module(export("flood", body), export("fall", f"{body} unreachable"), TEXTS.segments)
    for name in ("flood", "fall"):
        outcome = engine.call_fresh(module, SERVING, name, b"", output_max_bytes=1_000)
        assert len(outcome.activity.logs) == activity.LOG_LINES_MAX
        assert outcome.activity.logs_dropped == 4_000 - activity.LOG_LINES_MAX
    assert outcome.failure is not None
    assert outcome.failure.cause == "wasm trap: wasm `unreachable` instruction executed"


def test_host_functions_that_run_out_of_the_budget_say_so(engine: EngineClient) -> None:
    budget = replace(SERVING, fuel=200_000, max_pages=1_000)
    module = guests.module(export("ask", "(loop $next (drop (call $now_unix_ms)) (br $next))"), host=True)
    instance = engine.open(module, budget, plugin_name="p", config={}).instance
    assert instance is not None
    failure = engine.call(instance, "ask", b"", output_max_bytes=10).failure
    assert failure is not None
    assert failure.kind is FailureKind.FUEL


def test_blocks_are_read_wherever_the_kernel_gives_them(engine: EngineClient) -> None:
    """The kernel's memory may grow one page above the limit."""
    body = f"(local $p i64) (loop $next (local.set $p {unsigned(60_000)}) (drop (call $random_bytes (local.get $p)))"
    module = guests.module(export("draw", f"{body} (br $next))"), host=True)
    instance = engine.open(module, SERVING, plugin_name="p", config={}).instance
    assert instance is not None
    failure = engine.call(instance, "draw", b"", output_max_bytes=10).failure
    assert failure is not None
    assert failure.reason == "out of memory"
