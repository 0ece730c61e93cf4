"""The same state, clock and seed give the same result, always: on a fresh instance, in a batch, after a restart."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import guests
from tests.guests import Texts, export
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import HostActivity
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting

TEXTS = Texts()
KEY, RANDOM, COUNTER = TEXTS.block("key"), TEXTS.block("random"), TEXTS.block("turns")
MODULE = guests.module(
    export("time", f"(call $give (call $now_unix_ms)) (call $metric_incr {COUNTER} (call $number (i64.const 1)))"),
    export("draw", f"(call $storage_put {RANDOM} (call $random_bytes (call $number (i64.const 40))))"),
    export("drawn", f"(call $give (call $storage_get {RANDOM}))"),
    export("read", f"(call $give (call $storage_get {KEY}))"),
    TEXTS.segments,
    host=True,
)
Result = tuple[list[tuple[bytes, HostActivity]], HostSnapshot]

hosts = st.builds(
    HostSnapshot,
    storage=st.builds(lambda value: {"p": {"key": value}} if value else {}, st.binary(max_size=40)),
    clock=st.builds(ClockSetting, st.integers(-(2**53), 2**53), st.integers(0, 1_000)),
    random=st.builds(RandomSetting, st.text(max_size=10), st.integers(0, 100)),
)
names = st.lists(st.sampled_from(["time", "draw", "drawn", "read"]), max_size=8)


def one_by_one(engine: EngineClient, host: HostSnapshot, calls: list[str]) -> Result:
    engine.host.restore(host)
    instance = engine.open(MODULE, SERVING, plugin_name="p", config={}).instance
    assert instance is not None
    outcomes = [engine.call(instance, name, b"", output_max_bytes=100) for name in calls]
    engine.close(instance)
    return [(one.output, one.activity) for one in outcomes], engine.host.snapshot()


def in_a_batch(engine: EngineClient, host: HostSnapshot, calls: list[str]) -> Result:
    engine.host.restore(host)
    instance = engine.open(MODULE, SERVING, plugin_name="p", config={}).instance
    assert instance is not None
    outcomes = engine.call_many(instance, [(name, b"") for name in calls], output_max_bytes=100)
    engine.close(instance)
    return [(one.output, one.activity) for one in outcomes], engine.host.snapshot()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(host=hosts, calls=names)
def test_equal_hosts_give_equal_results(engine: EngineClient, host: HostSnapshot, calls: list[str]) -> None:
    first = one_by_one(engine, host, calls)
    assert one_by_one(engine, host, calls) == first
    assert in_a_batch(engine, host, calls) == first


def test_a_new_process_gives_the_same(engine: EngineClient) -> None:
    host = HostSnapshot(clock=ClockSetting(1_000, 7), random=RandomSetting("seed"))
    calls = ["time", "draw", "time", "drawn"]
    first = one_by_one(engine, host, calls)
    other = EngineClient()
    assert one_by_one(other, host, calls) == first
    other.shutdown()
