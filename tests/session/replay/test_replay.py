"""Recorded calls are made again in order, on one instance, with the host as it was recorded, and leave no trace."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import STRICT, adjusted
from workbench.protocol.calls import CallOutcome, FailureKind, HostActivity, HostCall, LogLine
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import OutcomesListener
from workbench.session.replay.replay import accepted, recorded_settings, replay
from workbench.session.values.conditions import Conditions
from workbench.session.values.generation import Artifact
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.recording import Given, RecordedCall, Recording
from workbench.session.values.replay_report import ReplayReport
from workbench.session.values.replay_verdict import CallEffect, ReplayRules, ReplayVerdict
from workbench.session.values.settings import Settings

MODULE = plugin_module(exports=["observe"])
KEPT = HostSnapshot(storage={"other": {"k": b"v"}}, clock=ClockSetting(9), random=RandomSetting("mine"))


class FakeHost:
    """Holds a state; the guest's calls change it as a plugin's would."""

    def __init__(self) -> None:
        self.state = KEPT
        self.seen: list[HostSnapshot] = []

    def snapshot(self) -> HostSnapshot:
        return self.state

    def restore(self, snapshot: HostSnapshot) -> None:
        self.state = snapshot


class Guest:
    """Counts its calls in the host's storage and answers as it is told."""

    def __init__(self, host: FakeHost, answers: list[Any]) -> None:
        self._host = host
        self._answers = answers

    def __call__(self, _payload: bytes) -> CallOutcome:
        self._host.seen.append(self._host.state)
        answer = self._answers.pop(0)
        if isinstance(answer, CallOutcome):
            return answer
        stored = dict(self._host.state.storage.get("sample", {}))
        stored["n"] = b"%d" % (int(stored.get("n", b"0")) + 1)
        self._host.state = replace(self._host.state, storage={"sample": stored})
        activity = HostActivity(
            counters={"calls": 1}, calls=(HostCall("cc_lb_storage_put", ("n", stored["n"].decode()), None),)
        )
        return answered(json.dumps({"_v": 1, **answer}), activity=activity)


def call(**fields: Any) -> RecordedCall:
    effect = CallEffect(KeptOutcome(None, "{}"), {"n": b"1"}, {"calls": 1})
    return RecordedCall(**{"function": "observe", "payload": '{"events":[]}', "effect": effect, **fields})


def made_again(
    calls: list[RecordedCall], answers: list[Any], engine: FakeEngine | None = None, **options: Any
) -> tuple[ReplayReport, FakeHost, FakeEngine]:
    host = FakeHost()
    engine = engine or FakeEngine()
    engine.answers |= {
        "cc_lb_handshake": answered(accept_of({"observe": 1})),
        "cc_lb_self_check": answered(SELF_CHECK_PASSED),
        "observe": Guest(host, answers),
    }
    artifact = Artifact("plugin.wasm", MODULE, hashlib.sha256(MODULE).hexdigest())
    recording = Recording("sample", clock_unix_ms=1_000, seed="s", calls=tuple(calls))
    settings = recorded_settings(recording, Settings())
    generation = load_generation(engine, artifact, settings, FakeClock())
    return replay(engine, host, generation, recording, settings, **options), host, engine


def test_the_same_answers_pass_on_one_instance_with_the_host_as_recorded() -> None:
    second = call(effect=replace(call().effect, stored={"n": b"2"}))
    report, host, engine = made_again([call(), second], [{}, {}])
    assert report.passed
    assert len(engine.asked("open")) == 1
    assert not engine.living
    assert host.state is KEPT
    assert [(seen.clock, seen.random) for seen in host.seen] == [(ClockSetting(1_000), RandomSetting("s"))] * 2
    assert [dict(seen.storage.get("sample", {})) for seen in host.seen] == [{}, {"n": b"1"}]


def test_what_a_call_is_given_is_set_before_it() -> None:
    given = Given({"n": b"7"}, ClockSetting(5, 1), RandomSetting("x", 3))
    report, host, _ = made_again([call(), call(given=given)], [{}, {}])
    assert host.seen[1] == HostSnapshot(
        storage={"sample": {"n": b"7"}}, clock=ClockSetting(5, 1), random=RandomSetting("x", 3)
    )
    assert report.calls[1].effect.stored == {"n": b"8"}


def test_a_call_that_was_made_apart_has_an_instance_of_its_own() -> None:
    _, _, engine = made_again([call(), call(fresh=True), call()], [{}, {}, {}])
    assert [called.what for called in engine.log if called.what in ("open", "close")] == [
        "open",
        "open",
        "close",
        "close",
    ]


def test_each_verdict_is_given_and_counted() -> None:
    trap = failed(FailureKind.TRAP, "wasm backtrace\n 0: f", cause="a trap")
    was_failing = call(effect=CallEffect(KeptOutcome("plugin_call", cause="x")))
    report, _, _ = made_again([call(), call(), call(), was_failing], [{}, {}, trap, {}])
    assert [one.comparison.verdict for one in report.calls] == [
        ReplayVerdict.SAME,
        ReplayVerdict.CHANGED,
        ReplayVerdict.NEWLY_FAILING,
        ReplayVerdict.FIXED,
    ]
    assert set(report.counts.values()) == {1}
    assert not report.passed
    assert report.calls[1].effect.stored == {"n": b"2"}


def test_rules_hold_for_all_calls() -> None:
    report, _, _ = made_again([call(), call()], [{}, {}], rules=ReplayRules(("/@stored",)))
    assert report.passed


def test_accepting_replaces_what_differs_and_leaves_the_rest() -> None:
    recorded = Recording("sample", calls=(call(), call()), rules=ReplayRules(("/a",)))
    report, _, _ = made_again(list(recorded.calls), [{}, {}])
    now = accepted(recorded, report, ReplayRules(("/b",)))
    assert now.calls[0] is recorded.calls[0]
    assert now.calls[1].effect.stored == {"n": b"2"}
    assert now.rules.ignore == ("/a", "/b")


def test_accepting_adds_a_log_that_was_not_known_and_no_other() -> None:
    line = LogLine("warn", "slow")
    said = answered({"_v": 1}, activity=HostActivity(logs=(line,)))
    unknown, known = call(effect=replace(QUIET, logs=None)), call(effect=replace(QUIET, logs=("info x",)))
    report, _, _ = made_again([unknown, known], [said, said], rules=ReplayRules(("/@log/0",)))
    assert report.passed
    now = accepted(Recording("sample", calls=(unknown, known)), report)
    assert [one.effect.logs for one in now.calls] == [("warn slow",), ("info x",)]
    report, _, _ = made_again([known], [said])
    assert report.calls[0].comparison.differences == (
        JsonDifference("/@log/0", JsonChange.CHANGED, "info x", "warn slow"),
    )


def test_a_build_that_is_refused_fails_every_call_at_the_first_stage() -> None:
    engine = FakeEngine()
    host = FakeHost()
    artifact = Artifact("plugin.wasm", MODULE, "0" * 64)
    generation = load_generation(engine, artifact, Settings(), FakeClock())
    report = replay(engine, host, generation, Recording("sample", calls=(call(), call())), Settings())
    assert [one.effect.outcome.stage for one in report.calls] == ["version_lookup"] * 2
    assert report.counts[ReplayVerdict.NEWLY_FAILING] == 2


def test_a_replay_can_be_ended_and_leaves_the_host_as_it_was() -> None:
    report, host, engine = made_again([call(), call()], [{}, {}], on_call=lambda replayed: replayed.number < 1)
    assert len(report.calls) == 1
    assert host.state is KEPT
    assert not engine.living


def test_without_an_engine_the_host_is_left_as_it_was() -> None:
    host, engine = FakeHost(), FakeEngine({"cc_lb_handshake": answered(accept_of({"observe": 1}))})
    artifact = Artifact("plugin.wasm", MODULE, "0" * 64)
    engine.answers["cc_lb_self_check"] = answered(SELF_CHECK_PASSED)
    generation = load_generation(engine, artifact, Settings(), FakeClock())
    engine.unavailable = EngineUnavailable("gone")
    with pytest.raises(EngineUnavailable):
        replay(engine, host, generation, Recording("sample", calls=(call(),)), Settings())
    assert host.state is KEPT


def test_a_recording_brings_its_settings_along() -> None:
    recording = Recording("sample", budget="strict", conditions=Conditions(capabilities=("a",)))
    of_a_project = Settings(config={"k": "v"}, strict=adjusted(STRICT, {"wall_ms": 900}))
    settings = recorded_settings(recording, of_a_project)
    assert (settings.budget, settings.capabilities, settings.config) == (STRICT, frozenset({"a"}), {"k": "v"})
    assert settings.strict == STRICT


class CountingEngine(FakeEngine):
    """Notes how many calls each request of many has."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def call_many(
        self,
        instance: int,
        calls: Sequence[tuple[str, bytes]],
        *,
        output_max_bytes: int,
        on_outcomes: OutcomesListener | None = None,
    ) -> tuple[CallOutcome, ...]:
        self.sizes.append(len(calls))
        return super().call_many(instance, calls, output_max_bytes=output_max_bytes, on_outcomes=on_outcomes)


QUIET = CallEffect(KeptOutcome(None, "{}"))
"""Of a call that left the host alone."""


def quiet(**answer: Any) -> CallOutcome:
    return answered({"_v": 1, **answer})


def test_calls_that_leave_the_host_alone_are_made_in_one_request() -> None:
    calls = [call(effect=QUIET) for _ in range(4)]
    calls.insert(2, call(effect=QUIET, payload="no JSON"))
    given = call(effect=QUIET, given=Given(clock=ClockSetting(7)))
    answers = [quiet(), failed(FailureKind.TRAP, "t"), *[quiet()] * 4]
    engine = CountingEngine()
    report, host, _ = made_again([*calls, given, given], answers, engine)
    assert engine.sizes == [4]
    assert [one.comparison.verdict.value for one in report.calls] == [
        *("same", "newly failing", "newly failing", "same", "same", "same", "same")
    ]
    assert [one.effect.outcome.stage for one in report.calls[1:3]] == ["plugin_call", "request_envelope"]
    assert [seen.clock for seen in host.seen] == [ClockSetting(1_000)] * 4 + [ClockSetting(7)] * 2


def test_calls_behind_one_that_ends_the_replay_are_not_made() -> None:
    calls = [call(effect=QUIET) for _ in range(5)]
    report, _, engine = made_again(calls, [quiet()] * 5, on_call=lambda replayed: replayed.number < 2)
    assert len(report.calls) == 2
    assert len(engine.asked("call")) == 2


def test_what_is_stored_unexpectedly_is_found_call_by_call() -> None:
    calls = [call(effect=QUIET) for _ in range(3)]
    report, host, engine = made_again(calls, [quiet(), {}, quiet(), {}, quiet()])
    assert [one.effect.stored for one in report.calls] == [{}, {"n": b"1"}, {}]
    assert [one.comparison.verdict.value for one in report.calls] == ["same", "changed", "same"]
    assert len(engine.asked("open")) == 2
    assert host.state is KEPT


def test_a_cancelled_call_ends_the_replay_before_it() -> None:
    cancelled = failed(FailureKind.CANCELLED, "cancelled")
    for effect in (QUIET, call().effect):
        report, host, _ = made_again([call(effect=effect)] * 3, [quiet(), cancelled, quiet()])
        assert len(report.calls) == 1
        assert host.state is KEPT
