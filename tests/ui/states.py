"""States of a session in every condition that the screen must show, made by a real session on a scripted engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests import builders
from tests.fakes import Answer, FakeClock, FakeEngine, accept_of, answered, failed
from workbench.errors.operator import PluginUnreadable
from workbench.protocol.calls import CallOutcome, FailureKind, HostActivity, HostCall, LogLine
from workbench.session.session import Session
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase, SessionState

PATH = "plugins/dialect/dialect.wasm"
PAYLOAD = (
    '{"principal":{"id":"team-a","kind":"api_key","claims":{}},"request":{"request_id":"demo-1","headers":[],'
    '"method":"POST","path":"/v1/messages","query":null,"body_base64":"e30="},"upstream":{"kind":"anthropic_direct"}}'
)
RESPONSE = {
    "_v": 1,
    "url": "https://api.anthropic.com/v1/messages",
    "method": "POST",
    "headers": [
        {"name": "content-type", "value_base64": "YXBwbGljYXRpb24vanNvbg=="},
        {"name": "x-request-id", "value_base64": "ZGVtby0x"},
    ],
    "body_base64": "e30=",
}
FAILURES = [
    {"stage": "wire_function_test", "message": "normalize_error@1: field status: expected u16, found 70000"},
    {"stage": "capability_verification", "message": "the host lacks observability:emit \x1b[31mred\x1b[0m"},
]


def plugin(
    version: str = "0.3.1", *, exports: tuple[str, ...] = ("shape", "normalize_error"), **identity: Any
) -> bytes:
    """Return a module as a compiler would write it."""
    own = builders.identity_section(plugin_name="dialect", plugin_version=version, **identity)
    producers = builders.custom_section(
        "producers",
        b"\x01\x0cprocessed-by\x01\x03zig\x060.17.1",
    )
    return builders.plugin_module(identity=own, exports=exports, after=producers)


GOOD = plugin()
NEXT = plugin("0.3.2")
DAMAGED = GOOD[:-9]
BAD_MAGIC = plugin("0.4.0", magic=[0xCC, 0x1B, 0x70, 0x10, 0, 2, 0, 0])
WITHOUT_IDENTITY = builders.plugin_module(identity=b"", exports=("shape",))

LOGS = HostActivity(
    logs=(LogLine("info", "shaped demo-1 for team-a"), LogLine("warn", "no query \x07given")),
    counters={"shaped_total": 1},
    calls=(HostCall("cc_lb_storage_get", ("seen",), "0 bytes"), HostCall("cc_lb_log", ("info", "shaped demo-1"), None)),
)


def answers(**others: Answer) -> dict[str, Answer]:
    """Return what a good plugin answers, with some exports replaced."""
    script: dict[str, Answer] = {
        "cc_lb_handshake": answered(accept_of({"shape": 1, "normalize_error": 1}), wall_us=31_200, compile_us=9_000),
        "cc_lb_self_check": answered(
            {"status": "success", "failures": [], "completed_at": 1_700_000_000}, wall_us=1_200
        ),
        "shape": answered(RESPONSE, wall_us=38, activity=LOGS),
        "normalize_error": answered({"_v": 1, "body_base64": None}, wall_us=21),
    }
    return {**script, **others}


DOWNGRADE = answered(accept_of({"shape": 2, "normalize_error": 1}), wall_us=30_100)
MISSING_CAPABILITY = answered(
    accept_of({"shape": 1, "normalize_error": 1}, required_capabilities=["observability:emit"]), wall_us=30_100
)
FAILING_CHECK = answered({"status": "failure", "failures": FAILURES, "completed_at": 1_700_000_000}, wall_us=4_300)
TRAP = failed(
    FailureKind.TRAP,
    "error while executing at wasm backtrace",
    cause="wasm trap: integer divide by zero",
    wall_us=52,
    activity=LOGS,
)


@dataclass
class Stage:
    """A session whose every state is kept."""

    engine: FakeEngine = field(default_factory=lambda: FakeEngine(answers()))
    settings: Settings = field(default_factory=Settings)
    clock: FakeClock = field(default_factory=FakeClock)
    states: list[SessionState] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = Session(self.engine, self.settings, clock=self.clock, on_change=self.states.append)

    @property
    def state(self) -> SessionState:
        return self.session.state

    def seen(self, wanted: Callable[[SessionState], bool]) -> SessionState:
        """Return the last state of that kind."""
        return next(state for state in reversed(self.states) if wanted(state))


def watching() -> SessionState:
    return Stage().state


def checking() -> SessionState:
    stage = Stage()
    stage.session.load(PATH, GOOD)
    return stage.seen(lambda state: state.loop.phase is LoopPhase.CHECKING)


def ready(dispatched: bool = True) -> SessionState:
    stage = Stage()
    stage.session.load(PATH, GOOD)
    if dispatched:
        stage.session.dispatch("shape", PAYLOAD)
    return stage.state


def measured() -> SessionState:
    """Return a state in which the fuel of all that was called is known."""
    stage = Stage()
    stage.session.load(PATH, GOOD)
    stage.session.dispatch("shape", PAYLOAD)
    stage.session.fuel.measure()
    return stage.state


def interrupted() -> SessionState:
    """Return a state in which the long-lived instance was stopped in the middle of its code."""
    stage = Stage(FakeEngine(answers(shape=replace(TRAP, interrupted=True, memory_pages=20))))
    stage.session.load(PATH, GOOD)
    stage.session.dispatch("shape", PAYLOAD)
    return stage.state


def reloaded() -> SessionState:
    """A second build answers the same payload otherwise."""
    stage = Stage()
    stage.session.load(PATH, GOOD)
    stage.session.dispatch("shape", PAYLOAD)
    changed = {**RESPONSE, "url": "https://api.anthropic.com/v1/message", "method": "PUT"}
    stage.engine.answers["shape"] = answered(changed, wall_us=41)
    stage.session.load(PATH, NEXT)
    if stage.state.last is None or stage.state.last.generation == 1:
        stage.session.dispatch("shape", PAYLOAD)
    return stage.state


def _loaded(module: bytes, script: Mapping[str, Answer] | None = None) -> SessionState:
    stage = Stage(FakeEngine(script or answers()))
    stage.session.load(PATH, module)
    return stage.state


def rejected_at_identity(module: bytes = BAD_MAGIC) -> SessionState:
    return _loaded(module)


def rejected_at_handshake(accept: CallOutcome = MISSING_CAPABILITY) -> SessionState:
    return _loaded(GOOD, answers(cc_lb_handshake=accept))


def rejected_at_self_check() -> SessionState:
    return _loaded(GOOD, answers(cc_lb_self_check=FAILING_CHECK))


def stale() -> SessionState:
    stage = Stage()
    stage.session.load(PATH, GOOD)
    stage.session.dispatch("shape", PAYLOAD)
    stage.clock.now += 40
    stage.engine.answers["cc_lb_handshake"] = DOWNGRADE
    stage.session.load(PATH, NEXT)
    return stage.state


def fallback() -> SessionState:
    stage = Stage(FakeEngine(answers(shape=TRAP)))
    stage.session.load(PATH, GOOD)
    stage.session.dispatch("shape", PAYLOAD)
    return stage.state


def running() -> SessionState:
    return replace(ready(), running="shape")


def unreadable() -> SessionState:
    stage = Stage()
    stage.session.load(PATH, GOOD)
    stage.session.refuse(PluginUnreadable(PATH, "permission denied"))
    return stage.state


ALL: dict[str, Callable[[], SessionState]] = {
    one.__name__: one
    for one in (
        watching,
        checking,
        ready,
        reloaded,
        rejected_at_identity,
        rejected_at_handshake,
        rejected_at_self_check,
        stale,
        fallback,
        running,
        unreadable,
    )
}
"""By name."""
