"""Host functions that go wrong on purpose, as a real guest meets them."""

from __future__ import annotations

import pytest

from tests import guests
from tests.guests import Texts, export
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.hosting.injected_faults import parse_plan


@pytest.fixture(scope="module")
def storing() -> bytes:
    """A guest whose export `run` asks for the time, stores a value, and goes on for a few turns."""
    texts = Texts()
    body = f"(drop (call $now_unix_ms)) (call $storage_put {texts.block('key')} {texts.block('value')})"
    turn = (
        "(func $turn (param $n i32) (loop $next (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"
    )
    return guests.module(turn, export("run", f"{body} (call $turn (i32.const 9))"), texts.segments, host=True)


def run(engine: EngineClient, module: bytes, *specs: str) -> CallOutcome:
    instance = engine.open(module, parse_plan(specs).apply(SERVING), plugin_name="p", config={}).instance
    assert instance is not None
    return engine.call(instance, "run", b"", output_max_bytes=100)


@pytest.mark.parametrize(
    ("spec", "function"),
    [("storage_put=fail", "cc_lb_storage_put"), ("any=fail", "cc_lb_now_unix_ms")],
)
def test_a_failing_host_function_fails_the_call_and_does_nothing(
    engine: EngineClient, storing: bytes, spec: str, function: str
) -> None:
    outcome = run(engine, storing, spec)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.HOST_FUNCTION
    assert outcome.failure.reason == f"{function} fails, injected: {spec}"
    assert outcome.activity.calls[-1].injected == spec
    assert not engine.host.snapshot().storage


def test_a_slow_host_function_does_its_work(engine: EngineClient, storing: bytes) -> None:
    outcome = run(engine, storing, "any=slow:15")
    assert (outcome.failure, engine.host.snapshot().storage) == (None, {"p": {"key": b"value"}})
    assert outcome.wall_us >= 30_000
    assert [call.injected for call in outcome.activity.calls] == ["any=slow:15"] * 2


def test_a_slow_host_function_meets_the_wall_clock(engine: EngineClient, storing: bytes) -> None:
    outcome = run(engine, storing, "storage_put=slow:100", "wall_ms=20")
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.TIMEOUT


def test_a_smaller_quota_is_exceeded(engine: EngineClient, storing: bytes) -> None:
    outcome = run(engine, storing, "quota=9")
    assert outcome.failure is not None
    assert outcome.failure.reason == "scoped storage quota exceeded"
    assert outcome.activity.calls[-1].injected is None


def test_without_faults_nothing_is_marked(engine: EngineClient, storing: bytes) -> None:
    assert [call.injected for call in run(engine, storing).activity.calls] == [None, None]
