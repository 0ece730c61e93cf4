"""Which host functions a build is seen to call, and when it is run for that."""

from __future__ import annotations

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from tests.hostile.plugins import plugin
from workbench.protocol.budgets import HostLink
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, HostActivity, HostCall, Phase
from workbench.protocol.hosting.audit import Occasion
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.host_call_probe import audited
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings

IMPORTING = plugin(host=True)
PLAIN = plugin_module(exports=["shape"], identity=identity_section())


def calling(outcome: CallOutcome, function: str) -> CallOutcome:
    activity = HostActivity(calls=(HostCall(function, (), None),))
    return CallOutcome(output=outcome.output, output_size_bytes=outcome.output_size_bytes, activity=activity)


def engine() -> FakeEngine:
    return FakeEngine(
        {
            "cc_lb_handshake": calling(answered(accept_of({"shape": 1}, required_capabilities=[])), "cc_lb_log"),
            "cc_lb_self_check": answered(SELF_CHECK_PASSED),
            "shape": calling(answered({"_v": 1}), "cc_lb_storage_get"),
        }
    )


def loaded(engine: FakeEngine, module: bytes) -> Generation:
    return load_generation(engine, Artifact("p.wasm", module, "00"), Settings(), FakeClock())


def test_a_build_without_host_functions_is_not_run() -> None:
    fake = engine()
    found = audited(fake, loaded(fake, PLAIN), Settings())
    assert (fake.asked("open"), found.contradictions) == ([], ())


def test_calls_are_counted_by_occasion() -> None:
    fake = engine()
    found = audited(fake, loaded(fake, IMPORTING), Settings())
    uses = {use.name: use.calls for use in found.functions}
    log, get = uses["cc_lb_log"], uses["cc_lb_storage_get"]
    assert log is not None
    assert get is not None
    assert (log[Occasion.HANDSHAKE], log[Occasion.DISPATCH]) == (1, 0)
    assert (get[Occasion.HANDSHAKE], get[Occasion.DISPATCH]) == (0, 1)
    assert "CalledInHandshake" in [one.kind.value for one in found.contradictions]
    (opened,) = fake.asked("open")
    assert opened.budget is not None
    assert opened.budget.host_link is HostLink.REAL
    assert fake.living == {}


def test_a_build_that_can_not_be_built_is_not_seen() -> None:
    fake = engine()
    generation = loaded(fake, IMPORTING)
    fake.refusal = CallFailure(FailureKind.INSTANTIATE, "no", phase=Phase.INSTANTIATE)
    assert all(use.calls is None for use in audited(fake, generation, Settings()).functions)


def test_a_handshake_that_fails_ends_the_run() -> None:
    fake = engine()
    fake.answers["cc_lb_handshake"] = failed(FailureKind.TRAP, "it traps")
    found = audited(fake, loaded(fake, IMPORTING), Settings())
    assert found.required_capabilities is None
    assert [one.export for one in fake.asked("call")] == ["cc_lb_handshake"]


def test_a_call_that_ends_the_process_ends_the_run() -> None:
    fake = engine()
    fake.answers["cc_lb_self_check"] = failed(FailureKind.OVERSTAYED, "did not end within 1,200 ms")
    audited(fake, loaded(fake, IMPORTING), Settings())
    assert [called.export for called in fake.asked("call")] == ["cc_lb_handshake", "cc_lb_self_check"]


def test_start_code_that_kills_the_engine_is_not_run() -> None:
    fake = engine()
    module = plugin("(func $s (call $log (i64.const 0) (i64.const 0))) (start $s)", host=True)
    assert all(use.calls is None for use in audited(fake, loaded(fake, module), Settings()).functions)
    assert fake.asked("open") == []
