"""The use cases as a program calls them: values in, values out, over an engine that answers by a script."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import SettingInvalid
from workbench.protocol.host_functions import ClockSetting, HostSnapshot
from workbench.protocol.layers import Layer
from workbench.session import diff
from workbench.session.bench import bench_build
from workbench.session.call import call_build, record_call
from workbench.session.check import check_build
from workbench.session.diff import diff_builds
from workbench.session.inspection import inspect_module
from workbench.session.replay.continuing import new_recording, settings_to_continue
from workbench.session.replay.replay_build import replay_build, replay_settings
from workbench.session.values.call_report import CallRequest
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

SETTINGS = Settings()
CLOCK = FakeClock()
MODULE = plugin_module(exports=["observe"])


def artifact(module: bytes = MODULE) -> Artifact:
    return Artifact("plugin.wasm", module, hashlib.sha256(module).hexdigest())


def engine(answer: Any = None) -> FakeEngine:
    return FakeEngine(
        {
            "cc_lb_handshake": answered(accept_of({"observe": 1})),
            "cc_lb_self_check": answered(SELF_CHECK_PASSED),
            "observe": answered({"_v": 1} if answer is None else answer),
        }
    )


def test_check_gives_layers_cases_and_audit_of_one_build() -> None:
    report = check_build(engine(), artifact(), SETTINGS, clock=CLOCK)
    assert report.generation.failed_layer is None
    assert report.conformance is not None
    assert report.versions == {}


def test_a_build_that_fails_a_layer_has_no_cases_and_does_not_pass() -> None:
    report = check_build(engine(), artifact(MODULE[:-1]), SETTINGS, clock=CLOCK)
    assert report.conformance is None
    assert not report.passed


def test_a_call_finds_the_host_that_its_request_gives() -> None:
    host = HostStateStore()
    request = CallRequest("observe", "{}", host=HostSnapshot(clock=ClockSetting(5)), storage={"": {"a": b"1"}})
    report = call_build(engine(), host, artifact(), SETTINGS, request, clock=CLOCK)
    assert report.record.outcome.ok
    assert report.host is not None
    assert report.host.before.clock.frozen_unix_ms == 5
    assert dict(report.host.before.storage[report.host.plugin_name]) == {"a": b"1"}


def test_a_recorded_call_is_replayed_the_same_on_the_same_build() -> None:
    host, recording = HostStateStore(), new_recording(SETTINGS, 1_700_000_000_000)
    _, recording = record_call(
        engine(), host, artifact(), SETTINGS, CallRequest("observe", "{}"), recording, clock=CLOCK
    )
    settings = replay_settings(recording, SETTINGS, ())
    replayed = replay_build(engine(), host, artifact(), recording, settings, clock=CLOCK)
    assert replayed.report.passed
    assert replayed.generation.layer(Layer.SELF_CHECK).verdict.value == "not run"


def test_a_recording_of_another_plugin_is_not_continued() -> None:
    host, recording = HostStateStore(), new_recording(SETTINGS, 0)
    request = CallRequest("observe", "{}")
    _, recording = record_call(engine(), host, artifact(), SETTINGS, request, recording, clock=CLOCK)
    other = artifact(plugin_module(exports=["observe"], identity=identity_section(plugin_name="other")))
    with pytest.raises(SettingInvalid, match="calls of one recording are made alike"):
        record_call(engine(), host, other, SETTINGS, request, recording, clock=CLOCK)


def test_only_settings_that_were_given_can_contradict_a_recording() -> None:
    recording = new_recording(Settings(capabilities=frozenset({"a"})), 0)
    assert settings_to_continue(recording, SETTINGS, [], "r.jsonl").capabilities == {"a"}
    with pytest.raises(SettingInvalid, match=r"capabilities \(option\): expected the one of r.jsonl"):
        settings_to_continue(recording, SETTINGS, ["capabilities"], "r.jsonl")


def test_diff_of_a_build_with_itself_is_the_same() -> None:
    report = diff_builds(engine(), HostStateStore(), artifact(), artifact(), SETTINGS, clock=CLOCK)
    assert report.same
    assert [call.function for call in report.calls] == ["observe"]


def test_bench_without_a_negotiated_function_measures_nothing_and_says_so() -> None:
    benched = bench_build(FakeEngine(), artifact(), SETTINGS, None, lambda _: "{}", runs=1, clock=CLOCK, timer=CLOCK)
    assert benched.report.ended_early == "no function was negotiated"


def test_inspection_of_a_damaged_module_says_what_is_wrong_with_it() -> None:
    found = inspect_module(MODULE[:-1])
    assert found.error is not None
    assert not found.passed


def test_the_fuel_of_layers_is_measured_on_demand_only_where_each_attempt_compiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured: list[object] = []
    monkeypatch.setattr(diff, "layer_fuel", lambda *given: measured.append(given))
    for once, wanted in ((True, False), (False, False), (False, True)):
        measured.clear()
        two = artifact(), artifact()
        diff_builds(engine(), HostStateStore(), *two, SETTINGS, clock=CLOCK, measure_fuel=wanted, compiles_once=once)
        assert bool(measured) is (once or wanted)


def test_the_fuel_of_large_builds_is_measured_on_demand_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "FUEL_UNASKED_MAX_BYTES", len(MODULE) - 1)
    for wanted in (False, True):
        asked = engine()
        diff_builds(asked, HostStateStore(), artifact(), artifact(), SETTINGS, clock=CLOCK, measure_fuel=wanted)
        assert bool(asked.asked("fuel")) is wanted
