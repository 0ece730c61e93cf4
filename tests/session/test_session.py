"""The loop: which build answers, what is shown of the others, and that nothing that fails ends it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors import WorkbenchError
from workbench.errors.dispatch import DispatchError
from workbench.errors.operator import EngineUnavailable, InternalError, PluginUnreadable
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CallFailure, FailureKind, Phase
from workbench.protocol.dispatch import Stage
from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.profiles import Profile
from workbench.session.dispatch import dispatch_steps
from workbench.session.dispatch.dispatch_steps import dispatch_apart
from workbench.session.load import load_steps
from workbench.session.load.load_steps import load_generation
from workbench.session.session import Session
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase, SessionState, StateFields

PATH = "target/plugin.wasm"
PAYLOAD = '{"status": 500, "body_base64": ""}'
FUNCTIONS = {"shape": 1, "normalize_error": 1}
UNCHANGED = {"_v": 1, "body_base64": None}


def build(version: str, **overrides: Any) -> bytes:
    """Return a build of the same plugin that differs in its version."""
    return plugin_module(exports=list(FUNCTIONS), identity=identity_section(plugin_version=version, **overrides))


ONE, TWO, BROKEN = build("1"), build("2"), build("3", plugin_name="Not a name")


class Loop:
    """A session, its fake engine, and every state it published."""

    def __init__(self, **settings: Any) -> None:
        self.engine = FakeEngine(
            {
                "cc_lb_handshake": answered(accept_of(FUNCTIONS)),
                "cc_lb_self_check": answered(SELF_CHECK_PASSED),
                "normalize_error": answered(UNCHANGED),
            }
        )
        self.clock = FakeClock(100.0)
        self.states: list[SessionState] = []
        self.session = Session(self.engine, Settings(**settings), clock=self.clock, on_change=self.states.append)

    @property
    def state(self) -> SessionState:
        return self.session.state

    def phase(self) -> LoopPhase:
        return self.state.loop.phase

    def error(self) -> WorkbenchError | None:
        return self.state.error

    @property
    def phases(self) -> list[str]:
        """The phases in their order, each once."""
        phases = [state.loop.phase.value for state in self.states]
        return [phase for at, phase in enumerate(phases) if at == 0 or phase != phases[at - 1]]

    @property
    def generations(self) -> tuple[int | None, int | None]:
        """The numbers of newest and serving."""
        newest, serving = self.state.newest, self.state.serving
        return newest.number if newest else None, serving.number if serving else None


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def loaded(loop: Loop) -> Loop:
    loop.session.load(PATH, ONE)
    return loop


# ---- loading ------------------------------------------------------------------------------------------------------


def test_a_session_begins_by_watching(loop: Loop) -> None:
    assert loop.phase() is LoopPhase.WATCHING
    assert loop.state.engine_versions == {"fake": "1"}
    assert loop.engine.log == []


def test_a_good_build_answers(loop: Loop) -> None:
    loop.session.changing(PATH)
    loop.session.load(PATH, ONE)

    assert loop.phases == ["building", "compiling", "checking", "ready"]
    assert loop.generations == (1, 1)
    assert loop.state.newest is not None
    assert loop.state.newest.title == "sample 1"
    assert loop.state.newest is loop.state.serving


def test_the_verdict_is_published_before_the_serving_instance_is_built(loop: Loop) -> None:
    phases_at_open: list[LoopPhase] = []
    genuine = loop.engine.open

    def watched(*arguments: Any, **named: Any) -> Any:
        phases_at_open.append(loop.states[-1].loop.phase)
        return genuine(*arguments, **named)

    loop.engine.open = watched  # type: ignore[method-assign]
    loop.session.load(PATH, ONE)

    assert phases_at_open == [LoopPhase.READY]


def test_a_reload_publishes_one_state_for_each_phase_that_can_be_seen(loaded: Loop) -> None:
    loaded.session.dispatch("normalize_error", PAYLOAD)
    loaded.states.clear()
    loaded.session.load(PATH, TWO)
    seen = [
        (
            state.loop.phase.value,
            state.serving and state.serving.number,
            state.running,
            state.last and state.last.generation,
        )
        for state in loaded.states
    ]
    assert seen == [
        ("compiling", 1, None, 1),
        ("checking", 1, None, 1),
        ("checking", 1, None, 1),
        ("ready", 2, "normalize_error", 1),
        ("ready", 2, None, 2),
    ]


def test_a_reload_without_a_dispatch_to_repeat_ends_with_the_build_that_answers(loaded: Loop) -> None:
    loaded.states.clear()
    loaded.session.load(PATH, TWO)
    assert [(state.loop.phase.value, state.serving and state.serving.number) for state in loaded.states] == [
        ("compiling", 1),
        ("checking", 1),
        ("checking", 1),
        ("ready", 2),
    ]


def test_the_fields_that_can_be_changed_are_those_of_the_state() -> None:
    fields = {field.name: field.type for field in dataclasses.fields(SessionState)}
    assert fields.pop("loop")
    changeable = {name: one.__forward_arg__ for name, one in StateFields.__annotations__.items()}
    assert changeable == fields


def test_the_first_dispatch_finds_its_instance_built(loaded: Loop) -> None:
    (opened,) = loaded.engine.asked("open")
    loaded.session.dispatch("normalize_error", PAYLOAD)

    assert (opened.budget, opened.plugin_name) == (SERVING, "sample")
    assert loaded.engine.asked("open") == [opened]
    assert loaded.engine.log[-1].what == "call"


def test_the_same_bytes_are_not_loaded_twice(loaded: Loop) -> None:
    loaded.session.changing(PATH)
    assert loaded.phase() is LoopPhase.BUILDING
    loaded.session.load(PATH, ONE)

    assert loaded.generations == (1, 1)
    assert loaded.phase() is LoopPhase.READY


def test_the_same_bytes_are_loaded_again_when_forced(loaded: Loop) -> None:
    loaded.session.load(PATH, ONE, forced=True)

    assert loaded.generations == (2, 2)


def test_a_new_build_replaces_the_old_one_when_it_stands(loaded: Loop) -> None:
    loaded.engine.log.clear()
    loaded.session.load(PATH, TWO)

    whats = [called.what for called in loaded.engine.log]
    assert whats == ["fresh", "fresh", "open", "close", "forget"]
    assert loaded.engine.log[-1].module == ONE
    assert loaded.generations == (2, 2)
    assert list(loaded.engine.living.values()) == [TWO]


def test_a_rejected_build_leaves_the_last_good_one_answering(loaded: Loop) -> None:
    loaded.session.load(PATH, BROKEN)

    assert loaded.phase() is LoopPhase.STALE
    assert loaded.state.loop.detail == "identity: PluginNameInvalid"
    assert loaded.generations == (2, 1)
    assert loaded.session.dispatch("normalize_error", PAYLOAD).generation == 1
    assert loaded.state.last is not None
    assert loaded.state.last.outcome.ok


def test_without_a_good_build_nothing_answers(loop: Loop) -> None:
    loop.session.load(PATH, BROKEN)
    record = loop.session.dispatch("normalize_error", PAYLOAD)

    assert loop.phase() is LoopPhase.REJECTED
    assert loop.generations == (1, None)
    assert (record.outcome.stage, record.generation) == (Stage.VERSION_LOOKUP, 1)
    assert record.outcome.error is not None
    assert record.outcome.error.kind == "PluginNameInvalid"
    assert loop.engine.log == []


def test_before_the_first_build_a_dispatch_has_nothing_to_ask(loop: Loop) -> None:
    record = loop.session.dispatch("shape", "{}")

    assert (record.outcome.stage, record.generation) == (Stage.VERSION_LOOKUP, 0)
    assert isinstance(record.outcome.error, DispatchError)


@pytest.mark.parametrize(
    ("export", "answer", "layer"),
    [
        ("cc_lb_handshake", failed(FailureKind.TRAP, "trap"), Layer.HANDSHAKE),
        ("cc_lb_self_check", failed(FailureKind.TRAP, "trap"), Layer.SELF_CHECK),
    ],
)
def test_a_build_rejected_in_a_later_layer_is_stale_too(loaded: Loop, export: str, answer: Any, layer: Layer) -> None:
    loaded.engine.answers_of[TWO] = {export: answer}
    loaded.session.load(PATH, TWO)

    assert loaded.phase() is LoopPhase.STALE
    assert loaded.state.newest is not None
    assert loaded.state.newest.failed_layer is not None
    assert loaded.state.newest.failed_layer.layer is layer
    assert loaded.generations == (2, 1)


def test_a_build_that_was_rejected_is_forgotten_with_the_next_one(loaded: Loop) -> None:
    loaded.engine.answers_of[TWO] = {"cc_lb_handshake": failed(FailureKind.TRAP, "trap")}
    loaded.session.load(PATH, TWO)
    loaded.session.load(PATH, build("3"))

    assert {called.module for called in loaded.engine.asked("forget")} == {ONE, TWO}


def test_the_age_of_a_phase_counts_from_its_beginning(loaded: Loop) -> None:
    loaded.clock.now = 200.0
    loaded.session.dispatch("normalize_error", PAYLOAD)
    assert loaded.state.loop.since == 100.0
    loaded.session.changing(PATH)

    assert loaded.state.loop.since == 200.0


# ---- an artifact that cannot be read ------------------------------------------------------------------------------


def test_an_unreadable_artifact_leaves_the_last_good_build_answering(loaded: Loop) -> None:
    error = PluginUnreadable(PATH, "no such file")
    loaded.session.refuse(error)

    assert (loaded.phase(), loaded.error()) == (LoopPhase.STALE, error)
    assert loaded.session.dispatch("normalize_error", PAYLOAD).outcome.ok
    assert loaded.error() is error, "a dispatch does not mend the file"


def test_an_artifact_that_comes_back_ends_the_trouble(loaded: Loop) -> None:
    loaded.session.refuse(PluginUnreadable(PATH, "no such file"))
    loaded.session.changing(PATH)
    loaded.session.unchanged(PATH)

    assert (loaded.phase(), loaded.error()) == (LoopPhase.READY, None)


def test_an_artifact_that_never_was_is_awaited(loop: Loop) -> None:
    loop.session.refuse(PluginUnreadable(PATH, "no such file"))

    assert loop.phase() is LoopPhase.WATCHING
    assert "no such file" in loop.state.loop.detail


# ---- dispatches ---------------------------------------------------------------------------------------------------


def test_a_dispatch_is_sent_in_its_envelope_and_kept(loaded: Loop) -> None:
    record = loaded.session.dispatch("normalize_error", PAYLOAD)

    assert json.loads(loaded.engine.asked("call")[-1].payload) == {"_v": 1, **json.loads(PAYLOAD)}
    assert loaded.state.last is record
    assert (record.number, record.generation, record.at, record.payload) == (1, 1, 100.0, PAYLOAD)
    assert record.outcome.response == {"body_base64": None}
    assert (loaded.state.dispatched_ok, loaded.state.dispatched_fallback) == (1, 0)
    assert loaded.state.newest is not None
    assert loaded.state.newest.layer(Layer.DISPATCH).verdict is Verdict.PASSED


def test_what_runs_is_shown_while_it_runs(loaded: Loop) -> None:
    loaded.states.clear()
    loaded.session.dispatch("normalize_error", PAYLOAD)

    assert [state.running for state in loaded.states] == ["normalize_error", None]


@pytest.mark.parametrize(
    ("function", "payload", "stage"),
    [
        ("sign", "{}", Stage.VERSION_LOOKUP),
        ("shape", "no JSON", Stage.REQUEST_ENVELOPE),
        ("shape", "[]", Stage.REQUEST_ENVELOPE),
        ("shape", "\udcff", Stage.REQUEST_ENVELOPE),
        ("shape", "{}", Stage.PLUGIN_CALL),
    ],
)
def test_a_dispatch_that_fails_is_a_fallback(loaded: Loop, function: str, payload: str, stage: Stage) -> None:
    loaded.engine.answers["shape"] = failed(FailureKind.TRAP, "trap")
    record = loaded.session.dispatch(function, payload)

    assert record.outcome.stage is stage
    assert record.outcome.policy is not None
    assert loaded.state.dispatched_fallback == 1
    assert loaded.phase() is LoopPhase.READY
    assert loaded.state.newest is not None
    assert loaded.state.newest.layer(Layer.DISPATCH).verdict is Verdict.FAILED
    assert loaded.state.newest.is_good


def test_our_own_failure_is_the_stage_panic(loaded: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by class and place; its text may quote the payload."""

    def fail(*_: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(dispatch_steps, "judge", fail)
    record = loaded.session.dispatch("normalize_error", PAYLOAD)

    assert record.outcome.stage is Stage.PANIC
    assert "ValueError" in str(record.outcome.error)
    assert "secret" not in str(record.outcome.error)


def test_our_own_failure_while_loading_is_named_and_the_loop_goes_on(
    loaded: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    with monkeypatch.context() as patch:
        patch.setattr(load_steps, "judge_handshake", fail)
        loaded.session.load(PATH, TWO)
        assert isinstance(loaded.error(), InternalError)
        assert loaded.phase() is LoopPhase.STALE
    loaded.session.load(PATH, TWO)

    assert (loaded.error(), loaded.generations[1]) == (None, loaded.generations[0])


def test_an_interrupted_instance_is_shown_until_it_is_replaced(loaded: Loop) -> None:
    loaded.engine.answers["shape"] = failed(FailureKind.TRAP, "trap", interrupted=True)
    interrupted = [
        loaded.session.dispatch("shape", "{}").interrupted,
        loaded.session.dispatch("normalize_error", PAYLOAD).interrupted,
        loaded.session.dispatch("normalize_error", PAYLOAD, fresh=True).interrupted,
        loaded.session.dispatch("normalize_error", PAYLOAD).interrupted,
    ]
    assert loaded.state.interrupted
    loaded.session.reset()
    assert not loaded.state.interrupted
    interrupted.append(loaded.session.dispatch("normalize_error", PAYLOAD).interrupted)

    assert interrupted == [False, True, False, True, False]


def test_an_interrupted_instance_is_gone_with_its_build(loaded: Loop) -> None:
    loaded.engine.answers["shape"] = failed(FailureKind.TRAP, "trap", interrupted=True)
    loaded.session.dispatch("shape", "{}")
    assert loaded.state.interrupted
    loaded.session.reconfigure(Settings(redispatch=False))
    loaded.session.load(PATH, TWO)
    assert not loaded.state.interrupted


def test_a_dispatch_says_what_it_cost_beside_the_limits(loaded: Loop) -> None:
    loaded.engine.answers["normalize_error"] = answered(UNCHANGED, wall_us=7)
    cost = loaded.session.dispatch("normalize_error", PAYLOAD).cost
    assert (cost.wall_us, cost.wall_max_ms, cost.memory_pages, cost.memory_max_pages) == (7, 5_000, 3, 32)
    assert cost.fuel_max == 1_000_000_000
    assert loaded.session.dispatch("sign", PAYLOAD).cost.wall_max_ms == 0


def test_an_instance_that_was_built_anew_is_not_interrupted(loaded: Loop) -> None:
    loaded.engine.answers["shape"] = failed(FailureKind.TRAP, "trap", interrupted=True)
    loaded.session.dispatch("shape", "{}")
    loaded.engine.answers["shape"] = failed(FailureKind.CHILD_DIED, "died", restarted=True)

    assert not loaded.session.dispatch("shape", "{}").interrupted
    assert not loaded.session.dispatch("normalize_error", PAYLOAD).interrupted


def test_a_fresh_dispatch_has_an_instance_of_its_own(loaded: Loop) -> None:
    before = dict(loaded.engine.living)
    record = loaded.session.dispatch("normalize_error", PAYLOAD, fresh=True)

    assert record.fresh
    assert record.outcome.ok
    opened = loaded.engine.asked("open")[-1]
    assert (opened.budget, opened.plugin_name) == (SERVING, "sample")
    assert loaded.engine.living == before


def test_settings_reach_the_instance() -> None:
    loop = Loop(budget=STRICT, config={"key": "value"})
    loop.session.load(PATH, ONE)

    (opened,) = loop.engine.asked("open")
    assert (opened.budget, opened.config) == (STRICT, {"key": "value"})


def test_an_instance_that_cannot_be_built_is_shown_at_the_last_layer(loop: Loop) -> None:
    """Layers 1 to 3 passed, so their verdict stands; the next dispatch tries again."""
    loop.engine.refusal = CallFailure(FailureKind.INSTANTIATE, "no memory", phase=Phase.INSTANTIATE)
    loop.session.load(PATH, ONE)

    assert loop.state.newest is not None
    assert loop.state.newest.is_good
    assert loop.state.newest.layer(Layer.DISPATCH).verdict is Verdict.FAILED
    assert loop.phase() is LoopPhase.REJECTED
    assert loop.session.dispatch("normalize_error", PAYLOAD).outcome.stage is Stage.PLUGIN_CALL
    loop.engine.refusal = None
    assert loop.session.dispatch("normalize_error", PAYLOAD).outcome.ok
    assert loop.phase() is LoopPhase.READY


def test_an_instance_that_a_person_cancelled_is_nothing_against_the_plugin(loop: Loop) -> None:
    """A key that ends a build, pressed while the instance is being built, ends that too."""
    loop.engine.refusal = CallFailure(FailureKind.CANCELLED, "cancelled", phase=Phase.INSTANTIATE)
    loop.session.load(PATH, ONE)

    assert loop.phase() is LoopPhase.READY
    assert loop.state.newest is not None
    standing = loop.state.newest.layer(Layer.DISPATCH)
    assert standing.verdict is Verdict.NOT_RUN
    assert "the next dispatch builds one" in standing.detail
    loop.engine.refusal = None
    assert loop.session.dispatch("normalize_error", PAYLOAD).outcome.ok


def test_an_instance_that_cannot_be_built_does_not_replace_one_that_stands(loaded: Loop) -> None:
    loaded.engine.refusal = CallFailure(FailureKind.INSTANTIATE, "no memory", phase=Phase.INSTANTIATE)
    loaded.session.load(PATH, TWO)

    assert loaded.generations == (2, 1)
    assert loaded.phase() is LoopPhase.STALE
    assert loaded.state.loop.detail == "dispatch: Instantiate"
    assert loaded.session.dispatch("normalize_error", PAYLOAD).generation == 1


# ---- after a reload -----------------------------------------------------------------------------------------------


def test_the_last_payload_is_sent_again_after_a_reload(loaded: Loop) -> None:
    first = loaded.session.dispatch("normalize_error", PAYLOAD)
    loaded.engine.answers["normalize_error"] = answered({"_v": 1, "body_base64": "e30="})
    loaded.session.load(PATH, TWO)

    assert loaded.state.last is not None
    assert (loaded.state.last.number, loaded.state.last.generation) == (2, 2)
    assert loaded.state.previous is first


def test_nothing_is_sent_again_when_that_is_switched_off() -> None:
    loop = Loop(redispatch=False)
    loop.session.load(PATH, ONE)
    loop.session.dispatch("normalize_error", PAYLOAD)
    loop.session.load(PATH, TWO)

    assert loop.state.last is not None
    assert loop.state.last.generation == 1


def test_nothing_is_sent_to_a_build_that_was_rejected(loaded: Loop) -> None:
    loaded.session.dispatch("normalize_error", PAYLOAD)
    loaded.session.load(PATH, BROKEN)

    assert len(loaded.engine.asked("call")) == 1


def test_a_record_is_compared_with_an_earlier_generation_only(loaded: Loop) -> None:
    first = loaded.session.dispatch("normalize_error", PAYLOAD)
    second = loaded.session.dispatch("normalize_error", PAYLOAD)
    assert loaded.state.previous is None
    loaded.session.load(PATH, TWO)
    assert loaded.state.previous is second
    loaded.session.dispatch("normalize_error", PAYLOAD)
    assert loaded.state.previous is second
    loaded.session.dispatch("normalize_error", PAYLOAD + " ")

    assert loaded.state.previous is None, "another payload"
    assert first is not second


def test_what_is_kept_for_comparison_is_bounded(loaded: Loop) -> None:
    for number in range(40):
        loaded.session.dispatch("normalize_error", PAYLOAD + " " * number)
    loaded.session.load(PATH, TWO)
    assert loaded.state.previous is not None
    loaded.session.dispatch("normalize_error", PAYLOAD)

    assert loaded.state.previous is None


# ---- settings -----------------------------------------------------------------------------------------------------


def test_other_settings_negotiate_the_same_bytes_again(loaded: Loop) -> None:
    loaded.session.reconfigure(Settings(profile=Profile.V0_3))

    assert loaded.generations == (2, 2)
    requests = [json.loads(called.payload) for called in loaded.engine.asked("fresh") if "self" in called.export]
    assert [request["functions_to_test"] for request in requests][1] == ["shape"]


def test_a_setting_that_decides_nothing_loads_nothing(loaded: Loop) -> None:
    loaded.session.reconfigure(Settings(redispatch=False))

    assert loaded.generations == (1, 1)
    assert not loaded.state.settings.redispatch


def test_a_rejected_build_may_pass_under_other_settings(loop: Loop) -> None:
    loop.engine.answers["cc_lb_handshake"] = answered(accept_of(FUNCTIONS, required_capabilities=["fs"]))
    loop.session.load(PATH, ONE)
    assert loop.phase() is LoopPhase.REJECTED
    loop.session.reconfigure(Settings(capabilities=frozenset({"fs"})))

    assert loop.phase() is LoopPhase.READY


def test_a_build_keeps_the_settings_it_was_negotiated_under(loaded: Loop) -> None:
    """The newest build is negotiated anew, and refused; the older one answers as before."""
    loaded.engine.answers["cc_lb_handshake"] = answered("no")
    loaded.session.reconfigure(Settings(budget=STRICT))
    loaded.session.reset()
    loaded.session.dispatch("normalize_error", PAYLOAD)

    assert loaded.engine.asked("open")[-1].budget == SERVING


# ---- the engine ---------------------------------------------------------------------------------------------------


def test_an_engine_that_is_not_there_is_a_trouble_and_the_next_load_tries_again(loop: Loop) -> None:
    loop.engine.unavailable = EngineUnavailable("no child")
    loop.session.load(PATH, ONE)
    assert loop.error() is loop.engine.unavailable
    assert loop.phase() is LoopPhase.WATCHING
    assert loop.state.newest is not None
    assert loop.state.newest.layer(Layer.IDENTITY).verdict is Verdict.PASSED
    assert not loop.state.newest.complete
    loop.engine.unavailable = None
    loop.session.load(PATH, ONE)

    assert (loop.error(), loop.phase()) == (None, LoopPhase.READY)


def test_an_engine_that_is_lost_at_a_dispatch_is_tried_again_at_the_next(loaded: Loop) -> None:
    loaded.engine.unavailable = EngineUnavailable("no child")
    record = loaded.session.dispatch("normalize_error", PAYLOAD)
    assert record.outcome.stage is Stage.PANIC
    assert loaded.error() is loaded.engine.unavailable
    assert loaded.state.running is None
    loaded.session.dispatch("normalize_error", "no JSON")
    assert loaded.error() is loaded.engine.unavailable, "the engine was not asked"
    loaded.engine.unavailable = None

    assert loaded.session.dispatch("normalize_error", PAYLOAD).outcome.ok
    assert loaded.error() is None
    assert loaded.phase() is LoopPhase.READY


def test_an_engine_that_is_lost_between_verdict_and_instance_leaves_the_new_build_to_answer(loaded: Loop) -> None:
    genuine = loaded.engine.open

    def lost(*_: Any, **__: Any) -> Any:
        raise EngineUnavailable("no child")

    loaded.engine.open = lost  # type: ignore[method-assign]
    loaded.session.load(PATH, TWO)
    assert isinstance(loaded.error(), EngineUnavailable)
    assert loaded.generations == (2, 2)
    loaded.engine.open = genuine  # type: ignore[method-assign]

    assert loaded.session.dispatch("normalize_error", PAYLOAD).generation == 2
    assert loaded.error() is None


def test_a_cancelled_call_is_a_fallback(loaded: Loop) -> None:
    def cancelled(_: bytes) -> Any:
        loaded.session.cancel()
        return failed(FailureKind.CANCELLED, "cancelled", interrupted=True)

    loaded.engine.answers["shape"] = cancelled
    record = loaded.session.dispatch("shape", "{}")

    assert [called.what for called in loaded.engine.log[-2:]] == ["call", "cancel"]
    assert record.outcome.stage is Stage.PLUGIN_CALL


def test_cancelling_an_engine_that_is_gone_is_no_error(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise EngineUnavailable("no child")

    monkeypatch.setattr(loop.engine, "cancel", gone)
    loop.session.cancel()


def test_closing_ends_the_engine(loaded: Loop) -> None:
    loaded.session.close()

    assert loaded.engine.log[-1].what == "shutdown"


# ---- one call without a session -----------------------------------------------------------------------------------


def sent_once(loop: Loop, artifact: Artifact, function: str, payload: str) -> DispatchRecord:
    generation = load_generation(loop.engine, artifact, Settings(), loop.clock, until=Layer.HANDSHAKE)
    return dispatch_apart(loop.engine, generation, Settings(), function, payload, clock=loop.clock)


def test_a_single_dispatch_negotiates_without_a_self_check(loop: Loop) -> None:
    record = sent_once(loop, Artifact(PATH, ONE, "0"), "normalize_error", PAYLOAD)

    assert record.outcome.ok
    assert [called.export for called in loop.engine.log] == ["cc_lb_handshake", "", "normalize_error", ""]
    assert loop.engine.living == {}


def test_a_single_dispatch_of_a_refused_plugin_calls_nothing(loop: Loop) -> None:
    record = sent_once(loop, Artifact(PATH, BROKEN, "0"), "shape", "{}")

    assert record.outcome.stage is Stage.VERSION_LOOKUP
    assert record.outcome.error is not None
    assert record.outcome.error.kind == "PluginNameInvalid"
    assert loop.engine.log == []
