"""The loop with the real engine: a sample plugin from its file to its answer, and after the engine's process died."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.children import begin_child_with
from workbench.engine.client.child_process import LAST_PRIORITY
from workbench.engine.client.engine_client import EngineClient
from workbench.loop.artifact import read_artifact
from workbench.protocol.budgets import Imports
from workbench.protocol.calls import FuelMeasured, LogOrigin
from workbench.protocol.dispatch import Stage
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.measure import benchmark
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase

SAMPLES = Path(__file__).parents[2] / "sample_plugins"
DIALECT = SAMPLES / "dialect" / "dialect.wasm"
TOUR = SAMPLES / "host_tour" / "host_tour.wasm"
SHAPE = compact(request_sample("shape"))
NORMALIZE = '{"status": 500, "body_base64": ""}'


@pytest.fixture
def engine() -> Iterator[EngineClient]:
    link = EngineClient()
    yield link
    link.shutdown()


@pytest.fixture
def session(engine: EngineClient) -> Session:
    made = Session(engine, Settings(), clock=time.time, on_change=lambda _: None)
    made.load(str(DIALECT), read_artifact(DIALECT))
    return made


@pytest.mark.scenario
def test_a_sample_plugin_goes_from_its_file_to_its_answer(session: Session) -> None:
    generation = session.state.newest

    assert generation is not None
    assert [result.verdict.value for result in generation.layers] == ["passed"] * 4 + ["not run"]
    assert all(check.passed for check in generation.static_checks)
    assert session.state.loop.phase is LoopPhase.READY
    assert session.dispatch("normalize_error", NORMALIZE).outcome.ok
    assert session.dispatch("normalize_error", NORMALIZE, fresh=True).outcome.ok
    assert session.dispatch("sign", "{}").outcome.stage is Stage.VERSION_LOOKUP


@pytest.mark.scenario
def test_a_dead_process_is_replaced_at_the_next_dispatch(session: Session, engine: EngineClient) -> None:
    assert engine.child_pid is not None
    os.kill(engine.child_pid, signal.SIGKILL)

    outcomes = [session.dispatch("normalize_error", NORMALIZE).outcome for _ in range(2)]

    assert outcomes[-1].ok
    assert any(outcome.call is not None and outcome.call.restarted for outcome in outcomes)
    assert session.state.error is None


def touring(engine: EngineClient) -> Session:
    """Return a session with the plugin that calls all six host functions."""
    settings = Settings(imports=Imports.TRAP)
    made = Session(engine, settings, clock=time.time, on_change=lambda _: None, host=engine.host)
    made.load(str(TOUR), read_artifact(TOUR))
    return made


@pytest.mark.scenario
def test_a_kept_state_with_clock_and_seed_gives_the_same_result_always(engine: EngineClient) -> None:
    session = touring(engine)
    host = session.host
    host.put("visits", b"41")
    host.freeze_clock(1_700_000_000_123, step_ms=7)
    host.seed_random("a seed")
    host.keep("start")
    host.start_from("start")
    results = []
    for fresh in (False, True, False, True):
        record = session.dispatch("shape", SHAPE, fresh=fresh)
        assert record.outcome.ok
        left = engine.host.snapshot()
        results.append((record.outcome.response_text, left.storage, left.counters, left.clock, left.random))
    assert results == results[:1] * 4
    assert results[0][1] == {"host_tour": {"visits": b"42"}}
    host.start_from(None)
    again = session.dispatch("shape", SHAPE)
    assert again.outcome.response_text != results[0][0], "the state goes on from here"


@pytest.mark.scenario
def test_every_line_of_the_log_knows_its_dispatch(engine: EngineClient) -> None:
    session = touring(engine)
    session.dispatch("shape", SHAPE)
    session.dispatch("shape", SHAPE, fresh=True)
    assert session.state.host is not None
    origins = [line.origin for line in session.state.host.logs]
    assert origins == [LogOrigin("shape", 1, 1)] * 5 + [LogOrigin("shape", 1, 2)] * 5


@pytest.mark.scenario
def test_faults_on_purpose_strike_the_dispatches_of_a_session(engine: EngineClient) -> None:
    session = touring(engine)
    session.faults.put("storage_put=fail")
    for fresh in (False, True):
        record = session.dispatch("shape", SHAPE, fresh=fresh)
        assert (record.outcome.stage, record.triggered) == (Stage.PLUGIN_CALL, ("storage_put=fail",))
    session.faults.put("pages=1", instead="storage_put=fail")
    assert session.dispatch("shape", SHAPE).outcome.stage is Stage.PLUGIN_CALL
    session.faults.clear()
    record = session.dispatch("shape", SHAPE)
    assert (record.outcome.ok, record.faults.specs, session.state.loop.phase) == (True, (), LoopPhase.READY)


@pytest.mark.scenario
def test_a_defect_of_our_own_host_functions_fails_the_call_as_our_error(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "from workbench.protocol.host_functions import RandomSetting as it\n"
        "def broken(*_): raise ZeroDivisionError('with a secret')\n"
        "it.stream = broken\n"
    )
    begin_child_with(monkeypatch, program)
    link = EngineClient()
    try:
        session = touring(link)
        assert session.dispatch("shape", SHAPE).outcome.ok
        session.host.seed_random("a seed")
        outcome = session.dispatch("shape", SHAPE).outcome
        session.host.seed_random(None)
        after = session.dispatch("shape", SHAPE).outcome
    finally:
        link.shutdown()
    assert outcome.stage is Stage.PANIC
    for part in ("an error of its own", "ZeroDivisionError", "cc_lb_random_bytes", "line "):
        assert part in str(outcome.error)
    assert "secret" not in str(outcome.error)
    assert after.ok, "the next call is served"


@pytest.mark.scenario
def test_a_defect_on_our_side_of_the_border_fails_one_call_as_our_error(
    engine: EngineClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = touring(engine)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(engine.host, "note_put", broken)
        outcome = session.dispatch("shape", SHAPE).outcome
    assert outcome.stage is Stage.PANIC
    assert "ZeroDivisionError" in str(outcome.error)
    after = session.dispatch("shape", SHAPE).outcome
    assert after.ok, after.error


@pytest.mark.scenario
def test_fuel_is_measured_unasked_by_a_process_of_its_own_that_gives_way(engine: EngineClient, tmp_path: Path) -> None:
    gauge = EngineClient(host=engine.host, gives_way=True, compile_cache_dir=tmp_path)
    session = Session(engine, Settings(), clock=time.time, on_change=lambda _: None, fuel_engine=gauge)
    try:
        session.load(str(DIALECT), read_artifact(DIALECT))
        record = session.dispatch("shape", SHAPE)
        session.fuel.measure_beside(lambda: True, lambda note: note())
        assert gauge.child_pid not in (None, engine.child_pid)
        assert os.getpriority(os.PRIO_PROCESS, gauge.child_pid or 0) == LAST_PRIORITY
        found = [one.cost.fuel_used for one in session.state.generations[-1].layers]
        assert [one is None for one in found] == [True, False, False, True, False]
        assert session.state.last is not None
        assert session.state.last.fuel == FuelMeasured(found[4], None)
        assert record.cost.memory_pages == session.dispatch("shape", SHAPE).cost.memory_pages
    finally:
        session.close()
    assert gauge.child_pid is None


@pytest.mark.scenario
def test_a_bench_leaves_no_trace_in_the_host(engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "COMPILES", 1)

    def bench_engine(host: HostSnapshot) -> EngineClient:
        made = EngineClient()
        made.host.restore(host)
        return made

    settings = Settings(imports=Imports.TRAP)
    session = Session(
        engine, settings, clock=time.time, on_change=lambda _: None, host=engine.host, bench_engine=bench_engine
    )
    session.load(str(TOUR), read_artifact(TOUR))
    session.dispatch("shape", SHAPE)
    before = engine.host.snapshot()
    session.bench.run("shape", SHAPE, runs=20)
    found = session.state.bench
    assert found is not None
    assert found.report is not None
    assert found.report.call is not None
    assert (found.report.call.count, found.report.ended_early) == (20, None)
    assert engine.host.snapshot() == before
