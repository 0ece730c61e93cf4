"""The same calls on two builds: answers, times and fuel side by side, and a host that is left as it was."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.protocol.calls import CallOutcome
from workbench.protocol.profiles import Profile
from workbench.session.load.load_steps import load_generation
from workbench.session.side_by_side.call_diff import (
    AGAIN_MAX_US,
    TIMED_RUNS,
    call_fuel,
    calls_without_past,
    compared_calls,
    made_calls,
    sample_calls,
)
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.recording import Given
from workbench.session.values.replay_report import ReplayReport
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.session.values.settings import Settings

FUNCTION = "normalize_error"
PAYLOAD = '{"status": 500, "body_base64": ""}'
SETTINGS = Settings()


def answer(body: str | None, wall_us: int) -> CallOutcome:
    return answered({"_v": 1, "body_base64": body}, wall_us=wall_us)


class Bench:
    """Two builds, one of which answers otherwise."""

    def __init__(self) -> None:
        functions = {FUNCTION: 1}
        self.engine = FakeEngine(
            {"cc_lb_handshake": answered(accept_of(functions)), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}
        )
        self.host = HostStateStore()
        self.old, self.new = (self.build(plugin_module(exports=[FUNCTION], after=tail)) for tail in (b"", b"\0\2\1x"))
        self.engine.answers_of = {
            self.old.artifact.module: {FUNCTION: answer("YQ==", 30)},
            self.new.artifact.module: {FUNCTION: answer("Yg==", 20)},
        }

    def build(self, module: bytes) -> Generation:
        return load_generation(self.engine, Artifact("p.wasm", module, module.hex()), SETTINGS, FakeClock())

    def made(self, build: Generation) -> tuple[ReplayReport, ...]:
        recording = calls_without_past([(FUNCTION, PAYLOAD)], Profile.V0_1)
        return made_calls(self.engine, self.host, build, recording, SETTINGS)


def test_each_call_is_compared_with_its_time_on_both_builds() -> None:
    bench = Bench()
    old, new = bench.made(bench.old), bench.made(bench.new)
    (call,) = compared_calls(old, new)
    assert (call.number, call.function, call.comparison.verdict) == (1, FUNCTION, ReplayVerdict.CHANGED)
    assert (call.old.wall_us, call.new.wall_us, call.old.fuel_used) == (30, 20, None)
    assert len(old) == len(new) == TIMED_RUNS


def test_calls_that_were_ended_are_left_out() -> None:
    bench = Bench()
    recording = calls_without_past([(FUNCTION, PAYLOAD)] * 3, Profile.V0_1)
    old = made_calls(bench.engine, bench.host, bench.old, recording, SETTINGS)
    new = made_calls(bench.engine, bench.host, bench.new, recording, SETTINGS, on_call=lambda call: call.number < 2)
    assert len(new) == 1
    assert [call.number for call in compared_calls(old, new)] == [1, 2]


def test_without_a_recording_the_samples_of_what_is_negotiated_are_sent() -> None:
    bench = Bench()
    assert [call.function for call in sample_calls((bench.old, bench.new), Profile.V0_1).calls] == [FUNCTION]


def test_fuel_is_measured_with_the_host_as_the_recording_has_it() -> None:
    bench = Bench()
    bench.host.put("sample", "mine", b"1")
    seen: list[dict[str, bytes]] = []
    kept = bench.engine.measure_fuel

    def measure(*arguments: object, **named: object) -> object:
        seen.append(dict(bench.host.snapshot().storage.get("sample", {})))
        return kept(*arguments, **named)  # type: ignore[arg-type]

    bench.engine.measure_fuel = measure  # type: ignore[method-assign, assignment]
    recording = calls_without_past([(FUNCTION, PAYLOAD)], Profile.V0_1)
    recording = replace(recording, calls=(replace(recording.calls[0], given=Given(storage={"n": b"7"})),))
    (report,) = made_calls(bench.engine, bench.host, bench.old, recording, SETTINGS)[:1]
    measured = call_fuel(bench.engine, bench.host, bench.old, SETTINGS, recording, report.calls[0])
    assert measured is not None
    assert measured.fuel_used
    assert seen == [{"n": b"7"}]
    assert bench.host.snapshot().storage["sample"] == {"mine": b"1"}


def test_slow_calls_are_made_once() -> None:
    bench = Bench()
    bench.engine.answers_of = {bench.old.artifact.module: {FUNCTION: answer("YQ==", AGAIN_MAX_US + 1)}}
    assert len(bench.made(bench.old)) == 1
