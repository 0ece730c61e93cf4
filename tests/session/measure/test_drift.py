"""What answers depend on beside their payload is found by changing one thing at a time. The engine plays the plugin."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.builders import plugin_module
from tests.fakes import FakeClock, FakeEngine, accept_of, answered, failed
from workbench.engine.client.host_state_store import HostStateStore
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.layers import Layer
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.drift import find_drift
from workbench.session.values.drift_report import DriftCause, DriftReport
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

NUMBERS = count()


class Plugin:
    """A plugin whose answer holds what `seen` returns; `calls` counts those to the instance that is called."""

    def __init__(self, seen: Callable[[Plugin], Any], function: str = "normalize_error") -> None:
        self.host = HostStateStore()
        self.seen = seen
        self.calls = 0
        self._instances = 0
        self.engine = FakeEngine(
            {"cc_lb_handshake": answered(accept_of({function: 1})), function: lambda payload: self._answer()}
        )

    def _answer(self) -> CallOutcome:
        opened = len(self.engine.asked("open"))
        self.calls = self.calls + 1 if opened == self._instances else 1
        self._instances = opened
        seen = self.seen(self)
        return seen if isinstance(seen, CallOutcome) else answered({"_v": 1, "body_base64": str(seen)})

    def store(self) -> int:
        """Add one to what is stored, and return it."""
        before = self.host.snapshot()
        number = len(before.storage.get("p", {})) + 1
        self.host.put("p", str(number), b"")
        return number

    def found(self) -> DriftReport:
        module = plugin_module(exports=[*self.engine.answers])
        artifact = Artifact("p.wasm", module, "0" * 64)
        generation = load_generation(self.engine, artifact, Settings(), FakeClock(), until=Layer.HANDSHAKE)
        return find_drift(self.engine, self.host, generation, Settings())


@pytest.mark.parametrize(
    ("seen", "causes"),
    [
        (lambda plugin: "same", []),
        (lambda plugin: plugin.host.snapshot().clock.frozen_unix_ms, [DriftCause.CLOCK]),
        (lambda plugin: plugin.host.snapshot().random.seed, [DriftCause.RANDOM]),
        (lambda plugin: plugin.store(), [DriftCause.STORAGE]),
        (lambda plugin: plugin.calls, [DriftCause.MEMORY]),
        (lambda plugin: next(NUMBERS), [DriftCause.UNKNOWN]),
    ],
    ids=["nothing", "clock", "random", "storage", "memory", "unknown"],
)
def test_the_cause_is_named_and_hidden_state_fails(seen: Callable[[Plugin], Any], causes: list[DriftCause]) -> None:
    report = Plugin(seen).found()
    (one,) = report.functions
    assert [drift.cause for drift in one.found] == causes
    assert report.passed is not any(cause.is_hidden for cause in causes)
    assert all(drift.difference is not None and drift.difference.pointer == "/body_base64" for drift in one.found)


def test_a_call_that_ends_otherwise_is_a_difference_too() -> None:
    def seen(plugin: Plugin) -> Any:
        return failed(FailureKind.TRAP, "full") if plugin.calls > 2 else "same"

    (drift,) = Plugin(seen).found().functions[0].found
    assert (drift.cause, drift.call, drift.difference) == (DriftCause.MEMORY, 3, None)
    assert (drift.before, drift.after) == ("ok", "plugin_call")


def test_the_host_is_left_as_it_was_found() -> None:
    plugin = Plugin(lambda plugin: plugin.store())
    plugin.host.restore(HostSnapshot(storage={"mine": {"k": b"v"}}))
    plugin.found()
    assert plugin.host.snapshot().storage == {"mine": {"k": b"v"}}
    assert not plugin.engine.living
