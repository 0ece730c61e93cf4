"""Many calls in one request: the same outcomes as one by one, and nothing lost when one of them ends it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from tests import guests
from tests.guests import Texts, export
from workbench.engine.client import long_lived
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.reports import NoReports, Results, Times
from workbench.engine.wire.activity import ActivityLedger
from workbench.engine.wire.frames import Frame, FrameError
from workbench.protocol.budgets import SERVING, STRICT, Budget
from workbench.protocol.calls import CallOutcome, FailureKind

LIMIT = 1_000_000
RESULT = {
    "failure": None,
    "output_size_bytes": 0,
    "wall_us": 1,
    "compile_us": 0,
    "instantiate_us": 0,
    "interrupted": False,
}


def opened(engine: EngineClient, module: bytes = guests.GOOD, budget: Budget = SERVING) -> int:
    instance = engine.open(module, budget, plugin_name="p", config={}).instance
    assert instance is not None
    return instance


def chatty() -> bytes:
    """A guest whose export `talk` logs, counts and stores."""
    texts = Texts()
    body = (
        f"(call $log {texts.block('warn')} {texts.block('hello')})"
        f"(call $metric_incr {texts.block('talks')} (call $number (i64.const 2)))"
        f"(call $storage_put {texts.block('key')} {texts.block('value')})"
    )
    return guests.module(export("talk", body), export("silent", ""), texts.segments, host=True)


def test_a_batch_gives_what_its_calls_give_one_by_one(engine: EngineClient) -> None:
    calls = [
        ("echo", b"a"),
        ("count", b""),
        ("five", b""),
        ("trap", b""),
        ("absent", b""),
        ("count", b""),
        ("echo", b""),
    ]
    one_by_one = opened(engine)
    expected = [engine.call(one_by_one, name, payload, output_max_bytes=LIMIT) for name, payload in calls]
    found = engine.call_many(opened(engine), calls, output_max_bytes=LIMIT)
    facts = [(one.output, one.output_size_bytes, one.interrupted, one.failure) for one in found]
    assert facts == [(one.output, one.output_size_bytes, one.interrupted, one.failure) for one in expected]
    assert found[5].output == (2).to_bytes(8, "little")


def test_each_call_of_a_batch_has_its_own_activity(engine: EngineClient) -> None:
    names = ["silent", "talk", "silent", "talk"]
    found = engine.call_many(opened(engine, chatty()), [(name, b"") for name in names], output_max_bytes=LIMIT)
    assert [dict(one.activity.counters) for one in found] == [{}, {"talks": 2}, {}, {"talks": 2}]
    assert [len(one.activity.logs) for one in found] == [0, 1, 0, 1]
    assert engine.host.snapshot().counters == {"p": {"talks": 4}}
    assert engine.host.snapshot().storage == {"p": {"key": b"value"}}


def test_an_output_above_the_limit_ends_its_own_call_only(engine: EngineClient) -> None:
    found = engine.call_many(opened(engine), [("echo", b"four"), ("echo", b"ab")], output_max_bytes=3)
    assert found[0].failure is not None
    assert (found[0].failure.kind, found[1].output) == (FailureKind.OUTPUT_TOO_LARGE, b"ab")


def test_outcomes_are_reported_in_their_order_while_later_calls_run(engine: EngineClient) -> None:
    told: list[CallOutcome] = []
    calls = [("count", b""), ("trap", b""), ("count", b"")]
    found = engine.call_many(opened(engine), calls, output_max_bytes=LIMIT, on_outcomes=told.extend)
    assert found[: len(told)] == tuple(told)
    assert len(told) >= 2


def test_who_is_notified_may_end_the_calls_that_are_left(engine: EngineClient) -> None:
    told: list[CallOutcome] = []

    def listen(outcomes: Sequence[CallOutcome]) -> None:
        told.extend(outcomes)
        engine.cancel()

    calls = [("trap", b""), ("spin", b""), ("echo", b"")]
    budget = Budget("endless", 60_000, 0, None, wasi=False, host_link=SERVING.host_link)
    found = engine.call_many(opened(engine, guests.GOOD, budget), calls, output_max_bytes=LIMIT, on_outcomes=listen)
    assert [one.failure and one.failure.kind for one in found] == [FailureKind.TRAP, FailureKind.CANCELLED]
    assert told[0] == found[0]


def test_a_batch_of_nothing_gives_nothing(engine: EngineClient) -> None:
    assert engine.call_many(opened(engine), [], output_max_bytes=LIMIT) == ()


def test_a_batch_larger_than_one_request_is_cut(engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_lived, "BATCH_CALLS_MAX", 3)
    monkeypatch.setattr(long_lived, "BATCH_MAX_BYTES", 10)
    payloads = [b"a", b"b", b"c", b"d", b"twelve bytes", b"e", b"f" * 9, b"gg"]
    found = engine.call_many(opened(engine), [("echo", one) for one in payloads], output_max_bytes=LIMIT)
    assert [one.output for one in found] == payloads


@pytest.mark.scenario
def test_the_death_of_the_child_loses_no_outcome_before_it(engine: EngineClient) -> None:
    forge = (
        "(local $p i64) (local.set $p (call $alloc (i64.const 8)))"
        "(call $store_u8 (i64.sub (local.get $p) (i64.const 1)) (i32.const 127)) (call $error_set (local.get $p))"
    )
    module = guests.module(export("die", forge), export("zero", ""))
    instance = opened(engine, module)
    calls = [("zero", b""), ("zero", b""), ("die", b""), ("zero", b"")]
    found = engine.call_many(instance, calls, output_max_bytes=LIMIT)
    assert [one.failure and one.failure.kind for one in found] == [None, None, FailureKind.CHILD_DIED]
    (after,) = engine.call_many(instance, [("zero", b"")], output_max_bytes=LIMIT)
    assert (after.failure, after.restarted) == (None, True)


def test_cancelling_ends_a_batch_with_the_call_that_runs(engine: EngineClient) -> None:
    instance = opened(engine, guests.GOOD, Budget("endless", 60_000, 0, None, wasi=False, host_link=SERVING.host_link))
    outcomes: list[CallOutcome] = []
    calls = [("echo", b"a"), ("spin", b""), ("echo", b"b")]
    thread = threading.Thread(target=lambda: outcomes.extend(engine.call_many(instance, calls, output_max_bytes=LIMIT)))
    thread.start()
    while thread.is_alive():
        engine.cancel()
        thread.join(0.05)
    assert outcomes[-1].failure is not None
    assert outcomes[-1].failure.kind is FailureKind.CANCELLED
    assert len(outcomes) <= 2


def test_an_unknown_instance_is_our_error(engine: EngineClient) -> None:
    (outcome,) = engine.call_many(10**6, [("zero", b"")], output_max_bytes=LIMIT)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.INTERNAL_ERROR
    assert engine.time_calls(10**6, "zero", b"", runs=1, output_max_bytes=LIMIT).failure is not None


def test_calls_are_timed_as_often_as_wanted(engine: EngineClient) -> None:
    instance = opened(engine)
    timed = engine.time_calls(instance, "echo", b"abc", runs=45, output_max_bytes=LIMIT)
    assert (len(timed.in_series_ns), len(timed.bare_ns), timed.failure) == (45, 45, None)
    assert min(timed.in_series_ns) > 0
    assert min(timed.bare_ns) > 0
    assert engine.call(instance, "echo", b"still", output_max_bytes=LIMIT).output == b"still"


@pytest.mark.parametrize(
    ("name", "failure"),
    [("trap", FailureKind.TRAP), ("absent", FailureKind.MISSING_EXPORT), ("five", FailureKind.EXIT_CODE)],
)
def test_the_first_failure_ends_the_timing(engine: EngineClient, name: str, failure: FailureKind) -> None:
    timed = engine.time_calls(opened(engine), name, b"", runs=100, output_max_bytes=LIMIT)
    assert timed.failure is not None
    assert (timed.failure.kind, timed.in_series_ns) == (failure, ())


def test_a_series_serves_host_functions(engine: EngineClient) -> None:
    timed = engine.time_calls(opened(engine, chatty()), "talk", b"", runs=25, output_max_bytes=LIMIT)
    assert (len(timed.bare_ns), timed.failure) == (25, None)
    assert engine.host.snapshot().counters["p"]["talks"] == 2 * 2 * 25


@pytest.mark.parametrize(
    ("reports", "header"),
    [
        (NoReports(), {"kind": "result"}),
        (Results(0, output_max_bytes=8), {"kind": "result", **RESULT}),
        (Results(1, output_max_bytes=8), {"kind": "times"}),
        (Results(1, output_max_bytes=8), {"kind": "result", **RESULT, "wall_us": "1"}),
        (Results(1, output_max_bytes=8), {"kind": "results"}),
        (Times(1), {"kind": "result"}),
        (Times(1), {"kind": "times", "in_series_ns": [], "bare_ns": []}),
        (Times(1), {"kind": "times", "in_series_ns": [1], "bare_ns": []}),
        (Times(1), {"kind": "times", "in_series_ns": [1, 1], "bare_ns": [1, 1]}),
        (Times(1), {"kind": "times", "in_series_ns": ["1"], "bare_ns": [1]}),
    ],
)
def test_a_report_that_was_not_asked_for_is_an_error(
    reports: NoReports | Results | Times, header: dict[str, object]
) -> None:
    with pytest.raises(FrameError):
        reports.take(Frame(header), ActivityLedger())


def test_the_strict_budget_can_be_timed_too(engine: EngineClient) -> None:
    assert engine.time_calls(opened(engine, budget=STRICT), "zero", b"", runs=1, output_max_bytes=8).failure is None
