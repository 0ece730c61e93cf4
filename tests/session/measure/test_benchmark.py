"""What is measured, how often, and what a plugin that fails leaves unmeasured."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import Answer, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import FailureKind
from workbench.protocol.layers import Layer
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.benchmark import (
    BUCKETS,
    COMPILES,
    INSTANCES,
    PORTION_RUNS,
    bench,
    buckets,
    course,
    first_function,
    spread,
)
from workbench.session.values.benchmark import COURSE_MAX, BenchReport, BenchStep, Bucket, Going
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings

MODULE = plugin_module(exports=["normalize_error"], identity=identity_section())
PAYLOAD = '{"status": 500, "body_base64": ""}'


def engine_with(answer: Answer) -> FakeEngine:
    return FakeEngine({"cc_lb_handshake": answered(accept_of({"normalize_error": 1})), "normalize_error": answer})


def generation_of(engine: FakeEngine) -> Generation:
    return load_generation(engine, Artifact("p.wasm", MODULE, "00"), Settings(), FakeClock(), until=Layer.HANDSHAKE)


def measured(
    engine: FakeEngine, *, function: str = "normalize_error", runs: int = 50, going: Going = lambda step: True
) -> BenchReport:
    ticks = iter(range(10**6))
    return bench(
        engine,
        generation_of(engine),
        Settings(),
        function,
        PAYLOAD,
        runs=runs,
        clock=lambda: float(next(ticks)),
        going=going,
    )


def test_every_part_is_measured() -> None:
    engine = engine_with(answered({"_v": 1, "body_base64": None}))
    report = measured(engine)
    counts: Mapping[str, int | None] = {
        name: part.count if part else None
        for name, part in (
            ("call", report.call),
            ("bare", report.bare),
            ("border", report.border),
            ("compile", report.compile),
            ("instantiate", report.instantiate),
        )
    }
    assert counts == {"call": 50, "bare": 50, "border": 50, "compile": COMPILES, "instantiate": INSTANCES}
    assert (report.ratio_to_bare, report.per_second, report.ended_early) == (2.0, 500_000.0, None)
    assert report.border_cost_us == 1e6 - 1
    assert engine.living == {}


def test_a_call_that_fails_is_not_measured() -> None:
    engine = engine_with(failed(FailureKind.TRAP, "it traps"))
    report = measured(engine)
    assert (report.call, report.compile) == (None, None)
    assert report.ended_early is not None
    assert engine.living == {}


def test_a_function_that_was_not_negotiated_is_not_measured() -> None:
    report = measured(engine_with(answered({})), function="shape")
    assert (report.call, report.outcome.ok, report.per_second) == (None, False, None)


def test_an_answer_that_a_host_would_not_take_is_measured_all_the_same() -> None:
    report = measured(engine_with(answered("no JSON")))
    assert not report.outcome.ok
    assert report.call is not None
    assert report.ended_early is None


def test_a_call_that_fails_later_ends_the_series() -> None:
    answers = iter([answered({"_v": 1, "body_base64": None}), failed(FailureKind.FUEL, "plugin ran out of fuel")])
    report = measured(engine_with(lambda _: next(answers)))
    assert (report.call, report.border) == (None, None)
    assert report.ended_early == "after 0 calls: plugin ran out of fuel"


def test_an_engine_that_is_gone_is_told() -> None:
    engine = engine_with(answered({}))
    generation = generation_of(engine)
    engine.unavailable = EngineUnavailable(reason="gone")
    with pytest.raises(EngineUnavailable):
        bench(engine, generation, Settings(), "normalize_error", PAYLOAD, runs=1, clock=FakeClock())


def test_the_first_negotiated_function_is_the_default() -> None:
    assert first_function(generation_of(engine_with(answered({})))) == "normalize_error"


@pytest.mark.parametrize(
    ("times", "median", "p95"),
    [([3.0], 3.0, 3.0), ([2.0, 1.0], 1.5, 2.0), ([float(one) for one in range(1, 101)], 50.5, 95.0)],
)
def test_a_spread_names_median_and_p95(times: list[float], median: float, p95: float) -> None:
    found = spread(times)
    assert found is not None
    assert (found.count, found.minimum_us, found.median_us, found.p95_us) == (len(times), min(times), median, p95)


def test_no_times_have_no_spread() -> None:
    assert spread([]) is None


def test_each_step_is_told_and_the_series_comes_in_portions() -> None:
    engine = engine_with(answered({"_v": 1, "body_base64": None}))
    steps: list[BenchStep] = []

    def going(step: BenchStep) -> bool:
        steps.append(step)
        return True

    report = measured(engine, runs=PORTION_RUNS * 2 + 1, going=going)
    assert report.call is not None
    assert report.call.count == PORTION_RUNS * 2 + 1
    assert [step.done for step in steps if step.what == "series"] == [0, PORTION_RUNS, PORTION_RUNS * 2]
    assert [step.done for step in steps if step.what == "border"] == [0, PORTION_RUNS, PORTION_RUNS * 2]
    assert [step.what for step in steps].count("compile") == COMPILES


@pytest.mark.parametrize(
    ("last", "reached"),
    [("series", (None, None, None)), ("border", (400, None, None)), ("compile", (400, 400, None))],
)
def test_it_can_be_ended_early_with_what_it_has(last: str, reached: tuple[int | None, ...]) -> None:
    engine = engine_with(answered({"_v": 1, "body_base64": None}))
    report = measured(engine, runs=400, going=lambda step: step.what != last)
    parts = (report.call, report.border, report.compile)
    assert tuple(part and part.count for part in parts) == reached
    assert (report.ended_early or "").endswith("calls: cancelled")
    assert engine.living == {}


def test_the_course_of_a_series_is_that_of_its_medians() -> None:
    assert course([]) == ()
    assert course([3.0, 1.0]) == (3.0, 1.0)
    long = course([float(one % 3) for one in range(COURSE_MAX * 3)])
    assert long == (1.0,) * COURSE_MAX


def test_buckets_hold_every_call_and_the_slowest_apart() -> None:
    times = [10.0 + one % 9 for one in range(990)] + [500.0] * 10
    found = buckets(times)
    assert sum(bucket.count for bucket in found) == 1_000
    assert len(found) == BUCKETS + 1
    assert (found[0].from_us, found[-1].to_us) == (10.0, 500.0)
    assert all(one.to_us == other.from_us for one, other in pairwise(found))
    assert buckets([]) == ()
    assert buckets([2.0, 2.0]) == (Bucket(2.0, 2.0, 2),)
