"""Where a guest was when its time or fuel ran out: looked for once, where nothing tells, and beside everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.stack_frame import GuestTrace, StackFrame, TracedError
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.layers import Layer
from workbench.session.check import check_build
from workbench.session.dispatch.dispatch_steps import dispatch_apart
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.stacks import record_with_stack, replay_with_stacks
from workbench.session.replay.replay_build import replay_build
from workbench.session.session import Session
from workbench.session.values.generation import Artifact
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import RecordedCall, Recording
from workbench.session.values.replay_verdict import CallEffect
from workbench.session.values.settings import Settings

MODULE = plugin_module(exports=["normalize_error"], identity=identity_section())
ARTIFACT = Artifact("p.wasm", MODULE, "ab")
PAYLOAD = '{"status": 500, "body_base64": ""}'
LOOP = GuestTrace((StackFrame("plugin::loops", 9, "src/lib.rs", 7),))
OUT_OF_FUEL = failed(FailureKind.FUEL, "plugin ran out of fuel", wall_us=5)
TIMED_OUT = failed(FailureKind.TIMEOUT, "timeout", wall_us=200_000)
TRAPPED = failed(FailureKind.TRAP, "error while executing", wall_us=5)


def engine_with(answer: CallOutcome, *, self_check: CallOutcome | None = None) -> FakeEngine:
    engine = FakeEngine(
        {
            "cc_lb_handshake": answered(accept_of({"normalize_error": 1}), wall_us=5),
            "cc_lb_self_check": self_check or answered(SELF_CHECK_PASSED, wall_us=5),
            "normalize_error": answer,
        }
    )
    engine.stack = LOOP
    return engine


@pytest.mark.parametrize("answer", [OUT_OF_FUEL, TIMED_OUT])
def test_a_dispatch_that_ran_out_gets_the_place_where_it_was(answer: CallOutcome) -> None:
    engine = engine_with(answer)
    generation = load_generation(engine, ARTIFACT, Settings(), FakeClock())
    record = dispatch_apart(engine, generation, Settings(), "normalize_error", PAYLOAD, clock=FakeClock())
    error = record_with_stack(engine, generation, Settings(), record).outcome.error
    assert isinstance(error, TracedError)
    assert error.trace == LOOP
    assert str(error) == str(record.outcome.error)
    (asked,) = engine.asked("stack")
    assert (asked.module, asked.export) == (MODULE, "normalize_error")


@pytest.mark.parametrize("answer", [TRAPPED, answered({"_v": 1, "body_base64": None}), answered("no object")])
def test_no_other_dispatch_is_made_again(answer: CallOutcome) -> None:
    engine = engine_with(answer)
    generation = load_generation(engine, ARTIFACT, Settings(), FakeClock())
    record = dispatch_apart(engine, generation, Settings(), "normalize_error", PAYLOAD, clock=FakeClock())
    assert record_with_stack(engine, generation, Settings(), record) is record
    assert engine.asked("stack") == []


def test_a_self_check_that_ran_out_names_its_place_in_the_report() -> None:
    report = check_build(engine_with(OUT_OF_FUEL, self_check=TIMED_OUT), ARTIFACT, Settings(), clock=FakeClock())
    error = report.generation.layer(Layer.SELF_CHECK).error
    assert isinstance(error, TracedError)
    assert error.trace == LOOP


def test_a_place_that_cannot_be_found_leaves_all_as_it_is() -> None:
    engine = engine_with(OUT_OF_FUEL)
    engine.stack = None
    generation = load_generation(engine, ARTIFACT, Settings(), FakeClock())
    record = dispatch_apart(engine, generation, Settings(), "normalize_error", PAYLOAD, clock=FakeClock())
    assert record_with_stack(engine, generation, Settings(), record) is record


def at_once(note: Callable[[], None]) -> None:
    note()


def test_beside_the_session_each_is_looked_for_once() -> None:
    engine, beside = engine_with(OUT_OF_FUEL), engine_with(OUT_OF_FUEL)
    settings = replace(Settings(), measure_fuel=False)
    session = Session(engine, settings, clock=FakeClock(), on_change=lambda state: None, fuel_engine=beside)
    session.load("p.wasm", MODULE)
    session.dispatch("normalize_error", PAYLOAD)
    for _ in range(2):
        session.fuel.measure_beside(lambda: True, at_once)
    last = session.state.last
    assert last is not None
    assert isinstance(last.outcome.error, TracedError)
    assert last.outcome.error.trace == LOOP
    assert (len(beside.asked("stack")), engine.asked("stack")) == (1, [])


def test_beside_the_session_a_layer_gets_its_place_too() -> None:
    engine = engine_with(OUT_OF_FUEL, self_check=TIMED_OUT)
    session = Session(engine, Settings(), clock=FakeClock(), on_change=lambda state: None, fuel_engine=engine)
    session.load("p.wasm", MODULE)
    session.fuel.measure_beside(lambda: True, at_once)
    newest = session.state.newest
    assert newest is not None
    error = newest.layer(Layer.SELF_CHECK).error
    assert isinstance(error, TracedError)
    assert error.trace == LOOP


def test_the_first_case_of_each_function_that_ran_out_has_its_place() -> None:
    engine = engine_with(OUT_OF_FUEL)
    report = check_build(engine, ARTIFACT, Settings(), clock=FakeClock())
    assert report.conformance is not None
    ran_out = [one for one in report.conformance.results if one.function == "normalize_error"]
    assert len(ran_out) > 1
    traces = [getattr(one.error, "trace", None) for one in ran_out]
    assert traces == [LOOP] + [None] * (len(ran_out) - 1)
    (asked,) = engine.asked("stack")
    assert (asked.module, asked.export) == (MODULE, "normalize_error")


def test_cases_that_trapped_are_not_made_again() -> None:
    engine = engine_with(TRAPPED)
    check_build(engine, ARTIFACT, Settings(), clock=FakeClock())
    assert engine.asked("stack") == []


def test_a_case_whose_place_cannot_be_found_stays_as_it_is() -> None:
    engine = engine_with(OUT_OF_FUEL)
    engine.stack = None
    report = check_build(engine, ARTIFACT, Settings(), clock=FakeClock())
    assert report.conformance is not None
    assert all(getattr(one.error, "trace", None) is None for one in report.conformance.results)


class KeptHost:
    """A host's state that nothing changes."""

    def snapshot(self) -> HostSnapshot:
        return HostSnapshot()

    def restore(self, snapshot: HostSnapshot) -> None:
        """Leave it."""


def replayed(engine: FakeEngine, calls: int) -> list[GuestTrace | None]:
    """The places of recorded calls that are made again."""
    recorded = RecordedCall("normalize_error", PAYLOAD, CallEffect(KeptOutcome()), fresh=True)
    recording = Recording("sample", calls=(recorded,) * calls)
    found = replay_build(engine, KeptHost(), ARTIFACT, recording, Settings(), clock=FakeClock())
    report = replay_with_stacks(engine, found.generation, Settings(), found.report)
    return [getattr(one.outcome.error, "trace", None) for one in report.calls]


def test_the_first_replayed_call_that_ran_out_has_its_place() -> None:
    assert replayed(engine_with(TIMED_OUT), 2) == [LOOP, None]
    assert replayed(engine_with(TRAPPED), 1) == [None]
    nowhere = engine_with(TIMED_OUT)
    nowhere.stack = None
    assert replayed(nowhere, 1) == [None]
