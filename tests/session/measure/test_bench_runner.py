"""Benches beside the session: told step by step, compared with those of other builds, ended early."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import CallOutcome
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.measure import bench_runner
from workbench.session.measure.bench_runner import KEPT_MAX, RUNS
from workbench.session.ports import CallsTimed
from workbench.session.session import Session
from workbench.session.values.benchmark import BenchState
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState

ONE = plugin_module(exports=["normalize_error"], identity=identity_section())
TWO = plugin_module(exports=["normalize_error"], identity=identity_section(plugin_version="2"))
PAYLOAD = '{"status": 500, "body_base64": ""}'
UNCHANGED = answered({"_v": 1, "body_base64": None})


class TimedEngine(FakeEngine):
    """Calls in a series take as long as is said."""

    wall_ns = 2_000
    on_time: Callable[[], None] = staticmethod(lambda: None)

    def time_calls(self, instance: int, export: str, payload: bytes, *, runs: int, output_max_bytes: int) -> CallsTimed:
        """Take the time."""
        self.on_time()
        timed = super().time_calls(instance, export, payload, runs=runs, output_max_bytes=output_max_bytes)
        return CallsTimed((self.wall_ns,) * len(timed.in_series_ns), timed.bare_ns, timed.failure)


class Loop:
    """A session whose benches run on scripted engines, and every state it published."""

    def __init__(self) -> None:
        self.answers: dict[str, CallOutcome] = {
            "cc_lb_handshake": answered(accept_of({"normalize_error": 1})),
            "cc_lb_self_check": answered(SELF_CHECK_PASSED),
            "normalize_error": UNCHANGED,
        }
        self.engine = FakeEngine(self.answers)
        self.engines: list[TimedEngine] = []
        self.hosts: list[HostSnapshot] = []
        self.states: list[SessionState] = []
        self.wall_ns = 2_000
        self.on_time: Callable[[], None] = lambda: None
        self.unavailable: EngineUnavailable | None = None
        self.session = Session(
            self.engine,
            Settings(),
            clock=FakeClock(),
            on_change=self.states.append,
            host=HostStateStore(),
            bench_engine=self.make,
        )

    def make(self, host: HostSnapshot) -> TimedEngine:
        engine = TimedEngine(self.answers)
        engine.wall_ns, engine.on_time, engine.unavailable = self.wall_ns, self.on_time, self.unavailable
        self.engines.append(engine)
        self.hosts.append(host)
        return engine

    @property
    def bench(self) -> BenchState:
        bench = self.session.state.bench
        assert bench is not None
        return bench

    def run(self, *, wall_ns: int = 2_000, payload: str = PAYLOAD, runs: int = RUNS) -> BenchState:
        self.wall_ns = wall_ns
        self.session.bench.run("normalize_error", payload, runs=runs)
        return self.bench


@pytest.fixture
def loop() -> Loop:
    loop = Loop()
    loop.session.load("p.wasm", ONE)
    return loop


def test_the_payload_is_measured_on_the_build_that_answers(loop: Loop) -> None:
    bench = loop.run(runs=30)
    assert bench.is_of(1, "normalize_error", PAYLOAD)
    assert bench.report is not None
    assert bench.report.call is not None
    assert (bench.report.call.count, bench.step, bench.error) == (30, None, None)
    assert loop.engine.asked("open")[0].module == loop.engines[0].asked("open")[0].module


def test_the_engine_is_one_of_its_own_and_ends_with_the_bench(loop: Loop) -> None:
    calls = len(loop.engine.log)
    loop.run()
    assert len(loop.engine.log) == calls
    assert loop.engines[0].asked("shutdown")


def test_the_hosts_state_is_a_copy(loop: Loop) -> None:
    loop.session.host.put("seen", b"1")
    loop.run()
    assert loop.hosts[0].storage == loop.session.host.now().storage


def test_each_step_is_published(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_runner, "TELL_EVERY_S", 0.0)
    loop.run(runs=600)
    steps = [state.bench.step for state in loop.states if state.bench is not None and state.bench.step is not None]
    assert [step.done for step in steps if step.what == "series"] == [0, 0, 200, 400]
    assert {step.what for step in steps} == {"series", "border", "compile", "instantiate"}


def test_without_a_build_that_answers_nothing_is_measured() -> None:
    loop = Loop()
    loop.session.bench.run("normalize_error", PAYLOAD)
    assert (loop.session.state.bench, loop.engines) == (None, [])


def test_without_engines_nothing_is_measured() -> None:
    session = Session(FakeEngine(Loop().answers), Settings(), clock=FakeClock(), on_change=lambda state: None)
    session.load("p.wasm", ONE)
    session.bench.run("normalize_error", PAYLOAD)
    assert session.state.bench is None


def test_it_is_compared_with_the_same_payload_on_the_build_before(loop: Loop) -> None:
    assert loop.run(wall_ns=2_000).ratio is None
    assert loop.run(wall_ns=1_000).previous is None
    loop.session.load("p.wasm", TWO)
    bench = loop.run(wall_ns=1_500)
    assert bench.previous is not None
    assert (bench.previous.generation, bench.ratio) == (1, 1.5)
    assert loop.run(payload='{"status": 501, "body_base64": ""}').previous is None


def test_a_pinned_baseline_is_what_it_is_compared_with(loop: Loop) -> None:
    loop.run()
    loop.session.load("p.wasm", TWO)
    loop.run()
    loop.session.load("p.wasm", ONE)
    assert (loop.run().previous or loop.bench).generation == 2
    loop.session.pin(1)
    assert (loop.run().previous or loop.bench).generation == 1


def test_what_is_known_is_shown_again(loop: Loop) -> None:
    known = loop.run()
    loop.run(payload='{"status": 501, "body_base64": ""}')
    assert loop.session.bench.show("normalize_error", PAYLOAD)
    assert loop.bench == known
    assert not loop.session.bench.show("shape", PAYLOAD)


def test_one_that_fails_is_told_but_not_kept(loop: Loop) -> None:
    loop.session.bench.run("shape", PAYLOAD)
    assert loop.bench.report is not None
    assert loop.bench.report.ended_early
    assert not loop.session.bench.show("shape", PAYLOAD)


def test_it_ends_when_it_is_cancelled(loop: Loop) -> None:
    loop.on_time = loop.session.bench.cancel
    bench = loop.run()
    assert bench.report is not None
    assert (bench.step, bench.report.ended_early) == (None, "after 200 calls: cancelled")
    assert len(loop.engines[0].asked("cancel")) == 1
    loop.on_time = lambda: None
    assert loop.run().report != bench.report


def test_an_engine_that_is_gone_is_told(loop: Loop) -> None:
    loop.unavailable = EngineUnavailable(reason="gone")
    bench = loop.run()
    assert (bench.report, bench.error) == (None, loop.unavailable)
    assert loop.session.state.error is None


def test_what_the_plugin_answered_is_not_kept(loop: Loop) -> None:
    report = loop.run().report
    assert report is not None
    outcome = report.outcome
    assert (outcome.response, outcome.response_text, outcome.request_text) == (None, None, None)
    assert outcome.call is not None
    assert outcome.call.output == b""


def test_only_the_newest_are_kept(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_runner, "KEPT_MAX", 2)
    payloads = [f'{{"status": {status}, "body_base64": ""}}' for status in (500, 501, 502)]
    for payload in payloads:
        loop.run(payload=payload, runs=1)
    assert [loop.session.bench.show("normalize_error", payload) for payload in payloads] == [False, True, True]
    assert KEPT_MAX > 2


def test_the_session_ends_a_bench_that_runs(loop: Loop) -> None:
    loop.on_time = loop.session.close
    bench = loop.run()
    assert bench.report is not None
    assert bench.report.ended_early == "after 200 calls: cancelled"
