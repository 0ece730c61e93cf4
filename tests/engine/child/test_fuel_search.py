"""The fuel of a call: found, found again, and honest where it cannot be found."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from tests import guests
from tests.guests import Texts, export
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.reports import ATTEMPTS_MAX, Attempts
from workbench.engine.wire.activity import ActivityLedger
from workbench.engine.wire.frames import Frame, FrameError
from workbench.engine.wire.messages import fuel_header
from workbench.protocol.budgets import SERVING, STRICT, Budget
from workbench.protocol.calls import FailureKind, FuelMeasured

LOOP = guests.module(
    "(func $turn (param $n i32) (loop $next (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))",
    export("short", "(call $turn (i32.const 10))"),
    export("long", "(call $turn (i32.const 1000))"),
)


def measured(
    engine: EngineClient, module: bytes, name: str, budget: Budget = STRICT, payload: bytes = b""
) -> FuelMeasured:
    return engine.measure_fuel(module, budget, name, payload, plugin_name="p", config={}, output_max_bytes=1_000_000)


def test_the_limit_that_is_found_is_enough_and_one_less_is_not(engine: EngineClient) -> None:
    used = measured(engine, guests.GOOD, "echo", payload=b"abc").fuel_used
    assert used is not None
    for fuel, failure in ((used, None), (used - 1, FailureKind.FUEL)):
        outcome = engine.call_fresh(guests.GOOD, replace(STRICT, fuel=fuel), "echo", b"abc", output_max_bytes=3)
        assert (outcome.failure and outcome.failure.kind) == failure


def test_more_turns_use_more(engine: EngineClient) -> None:
    short, long = (measured(engine, LOOP, name).fuel_used for name in ("short", "long"))
    assert short is not None
    assert long is not None
    assert 990 * 3 < long - short < 990 * 8


def test_the_same_call_uses_the_same_under_any_limit(engine: EngineClient) -> None:
    budgets = (STRICT, replace(STRICT, fuel=123_456))
    assert len({measured(engine, LOOP, "long", budget).fuel_used for budget in budgets}) == 1


def test_a_call_that_runs_out_uses_all(engine: EngineClient) -> None:
    assert measured(engine, guests.GOOD, "spin") == FuelMeasured(STRICT.fuel, None)


def test_a_call_that_traps_is_measured_up_to_the_trap(engine: EngineClient) -> None:
    used = measured(engine, guests.GOOD, "trap").fuel_used
    assert used is not None
    assert used < 100


@pytest.mark.parametrize(
    ("module", "name", "budget", "why_not"),
    [
        (guests.GOOD, "zero", replace(STRICT, fuel=0), "fuel is not metered in this budget"),
        (guests.GOOD, "absent", STRICT, "Function not found: absent"),
        (guests.assemble('(module (import "env" "nope" (func)))'), "zero", STRICT, "unknown import"),
        (b"\0asm\1\0\0\0\xff\xff", "zero", STRICT, "malformed section id"),
    ],
)
def test_what_cannot_be_measured_says_why(
    engine: EngineClient, module: bytes, name: str, budget: Budget, why_not: str
) -> None:
    found = measured(engine, module, name, budget)
    assert found.fuel_used is None
    assert why_not in (found.why_not or "")


def test_host_and_long_lived_instances_are_left_alone(engine: EngineClient) -> None:
    texts = Texts()
    body = (
        f"(call $storage_put {texts.block('key')} {texts.block('value')})"
        f"(call $log {texts.block('warn')} {texts.block('hello')})"
        f"(call $metric_incr {texts.block('talks')} (call $number (i64.const 2)))"
        "(call $give (call $now_unix_ms))"
    )
    module = guests.module(export("talk", body), export("zero", ""), texts.segments, host=True)
    instance = engine.open(guests.GOOD, SERVING, plugin_name="p", config={}).instance
    assert instance is not None
    engine.call(instance, "count", b"", output_max_bytes=8)
    before = engine.host.snapshot()
    assert measured(engine, module, "talk", SERVING).fuel_used is not None
    assert engine.host.snapshot() == before
    assert engine.call(instance, "count", b"", output_max_bytes=8).output == (2).to_bytes(8, "little")


def test_what_the_guest_stored_is_there_when_it_is_measured(engine: EngineClient) -> None:
    texts = Texts()
    module = guests.module(
        export("read", f"(call $give (call $storage_get {texts.block('key')}))"), texts.segments, host=True
    )
    empty = measured(engine, module, "read", SERVING).fuel_used
    engine.host.put("p", "key", bytes(10_000))
    full = measured(engine, module, "read", SERVING).fuel_used
    assert empty is not None
    assert full is not None


def test_cancelling_ends_the_search(engine: EngineClient) -> None:
    found: list[FuelMeasured] = []
    endless = replace(SERVING, wall_ms=60_000, fuel=2**62)
    thread = threading.Thread(target=lambda: found.append(measured(engine, guests.GOOD, "spin", endless)))
    thread.start()
    while thread.is_alive():
        engine.cancel()
        thread.join(0.05)
    assert found == [FuelMeasured(None, "cancelled")]


@pytest.mark.scenario
def test_a_death_in_the_search_is_reported(engine: EngineClient) -> None:
    forge = (
        "(local $p i64) (local.set $p (call $alloc (i64.const 8)))"
        "(call $store_u8 (i64.sub (local.get $p) (i64.const 1)) (i32.const 127)) (call $error_set (local.get $p))"
    )
    found = measured(engine, guests.module(export("die", forge)), "die")
    assert found == FuelMeasured(None, "the process that ran the plugin died")


def test_a_child_cannot_search_for_ever() -> None:
    attempts, ledger = Attempts(), ActivityLedger()
    for _ in range(ATTEMPTS_MAX):
        attempts.take(Frame({"kind": "attempt"}), ledger)
    with pytest.raises(FrameError):
        attempts.take(Frame({"kind": "attempt"}), ledger)
    with pytest.raises(FrameError):
        attempts.take(Frame({"kind": "fuel", "used": "all"}), ledger)


@pytest.mark.parametrize("kind", ["fuel", "attempt"])
def test_a_search_that_has_found_something_is_over(kind: str) -> None:
    """Each report brings a new deadline: a child that goes on to find would never be ended."""
    attempts, ledger = Attempts(), ActivityLedger()
    header = fuel_header(FuelMeasured(7, None))
    attempts.take(Frame(header), ledger)
    with pytest.raises(FrameError, match="the fuel once"):
        attempts.take(Frame({**header, "kind": kind}), ledger)
