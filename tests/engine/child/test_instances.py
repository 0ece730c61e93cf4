"""Modules, what is compiled of them, and instances: with an engine that only counts."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any, cast

import pytest

from workbench.engine.child import instances
from workbench.engine.child.engine_errors import NO_RECORDS
from workbench.engine.child.host_functions import GuestHost
from workbench.engine.child.instances import Instance, InstancePool, RunningCall
from workbench.engine.child.libextism import EngineError, EngineText, Plugin
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import FailureKind, Phase


class FakePlugin:
    """An instance that answers every call with its number."""

    def __init__(self) -> None:
        self.is_freed = False
        self.cancels = 0
        self.config = b""
        self.code = 0

    def exports(self, name: bytes) -> bool:
        """Say yes, but for one."""
        return name != b"missing"

    def call(self, name: bytes, payload: bytes) -> int:
        """Return the code that it was given."""
        return self.code

    def error(self) -> EngineText | None:
        """Give none."""
        return None

    def output_size_bytes(self) -> int:
        """Give the size of the answer."""
        return 2

    def output(self, size_bytes: int) -> bytes:
        """Give the answer."""
        return b"{}"[:size_bytes]

    def configure(self, config: bytes) -> None:
        """Note it."""
        self.config = config

    def cancel(self) -> None:
        """Note it."""
        self.cancels += 1

    def free(self) -> None:
        """Note it."""
        self.is_freed = True


class FakeCompiled:
    """What was compiled of a module; all of them stand in `made`."""

    made: list[FakeCompiled]
    error = ""

    def __init__(self, manifest: bytes, functions: object, *, wasi: bool, fuel: int) -> None:
        if self.error.startswith("Unable to compile"):
            raise EngineError(EngineText(self.error, len(self.error)))
        self.manifest = json.loads(manifest)
        self.fuel = fuel
        self.is_freed = False
        self.made.append(self)

    def instantiate(self) -> FakePlugin:
        """Build an instance, or fail."""
        if self.error:
            raise EngineError(EngineText(self.error, len(self.error)))
        return FakePlugin()

    def free(self) -> None:
        """Note it."""
        self.is_freed = True


class FakeHost:
    """A host that no guest ever calls."""

    early: str | None = None

    def functions(self, link: object) -> tuple[()]:
        """Link nothing."""
        return ()

    def called_by_start_code(self) -> str | None:
        """Return what start code called."""
        return self.early

    def begin(self, guest: object) -> None:
        """Serve it."""

    def finish(self) -> tuple[None, object]:
        """Report nothing."""
        return None, NO_RECORDS

    was_unanswered = False


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[FakeCompiled]:
    """What was compiled."""
    monkeypatch.setattr(FakeCompiled, "made", [], raising=False)
    monkeypatch.setattr(instances, "CompiledPlugin", FakeCompiled)
    return FakeCompiled.made


@pytest.fixture
def host() -> FakeHost:
    return FakeHost()


@pytest.fixture
def pool(host: FakeHost) -> InstancePool:
    made = InstancePool(cast(GuestHost, host), RunningCall(), default_max_pages=77, sees_memory=False)
    made.keep("ab", b"module")
    return made


def built(pool: InstancePool, budget: Any = SERVING, **fields: Any) -> Instance:
    instance, outcome = pool.build("ab", budget, lambda phase: None, **fields)
    assert instance is not None, outcome
    return instance


def test_a_module_is_compiled_once_for_each_budget(pool: InstancePool, compiled: list[FakeCompiled]) -> None:
    for budget in (SERVING, STRICT, SERVING):
        pool.free(built(pool, budget))
    assert len(compiled) == 2
    assert [b64decode(one.manifest["wasm"][0]["data"]) for one in compiled] == [b"module"] * 2


def test_two_instances_at_a_time_need_two_compiles(pool: InstancePool, compiled: list[FakeCompiled]) -> None:
    first, second = built(pool), built(pool)
    assert len(compiled) == 2
    pool.free(first)
    pool.free(second)
    assert [one.is_freed for one in compiled] == [False, True]


def test_the_budget_becomes_limits_of_the_engine(pool: InstancePool, compiled: list[FakeCompiled]) -> None:
    built(pool, STRICT)
    manifest = compiled[0].manifest
    assert (manifest["timeout_ms"], manifest["memory"], compiled[0].fuel) == (
        STRICT.wall_ms,
        {"max_pages": 77},
        STRICT.fuel,
    )
    assert manifest["allowed_hosts"] == []


def test_what_is_compiled_of_a_forgotten_module_is_freed_with_its_last_instance(
    pool: InstancePool, compiled: list[FakeCompiled]
) -> None:
    instance = built(pool)
    pool.forget("ab")
    assert not compiled[0].is_freed
    pool.free(instance)
    assert compiled[0].is_freed


@pytest.mark.parametrize(
    ("error", "kind", "phase"),
    [
        ("Unable to compile Extism plugin: bad", FailureKind.COMPILE, Phase.COMPILE),
        ("Unable to create Extism plugin: bad", FailureKind.INSTANTIATE, Phase.INSTANTIATE),
    ],
)
def test_what_the_engine_rejects_is_an_outcome(
    pool: InstancePool, monkeypatch: pytest.MonkeyPatch, error: str, kind: FailureKind, phase: Phase
) -> None:
    monkeypatch.setattr(FakeCompiled, "error", error)
    instance, outcome = pool.build("ab", SERVING, lambda phase: None)
    assert instance is None
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.phase, outcome.failure.reason) == (kind, phase, "bad")


def test_start_code_that_calls_the_host_builds_no_instance(
    pool: InstancePool, host: FakeHost, compiled: list[FakeCompiled]
) -> None:
    host.early = "cc_lb_log"
    instance, outcome = pool.build("ab", SERVING, lambda phase: None)
    assert instance is None
    assert outcome.failure is not None
    assert outcome.failure.reason == "the module's start code calls the host function cc_lb_log"


def test_the_phases_of_a_fresh_call_are_entered_in_their_order(pool: InstancePool) -> None:
    phases: list[Phase] = []
    outcome = pool.call_fresh("ab", STRICT, "run", b"", 10, phases.append)
    assert (phases, outcome.output, outcome.interrupted) == ([Phase.INSTANTIATE, Phase.CALL], b"{}", False)


def test_a_name_with_a_nul_is_no_export(pool: InstancePool) -> None:
    instance = built(pool)
    failures = [pool.call(instance, name, b"", 10).failure for name in ("missing", "run\0behind", "run")]
    assert [failure and failure.kind for failure in failures] == [
        FailureKind.MISSING_EXPORT,
        FailureKind.MISSING_EXPORT,
        None,
    ]


def test_an_output_above_what_is_read_keeps_its_size_only(pool: InstancePool) -> None:
    outcome = pool.call(built(pool), "run", b"", 1)
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.output, outcome.output_size_bytes) == (FailureKind.OUTPUT_TOO_LARGE, b"", 2)


def test_an_instance_is_configured_before_its_first_call(pool: InstancePool) -> None:
    plugin = cast(Any, built(pool, config={"key": "value"}).plugin)
    assert json.loads(plugin.config) == {"key": "value"}


# ---- the request that runs ------------------------------------------------------------------------------------------


def test_a_cancel_before_its_request_ends_it_when_it_begins() -> None:
    running, plugin = RunningCall(), FakePlugin()
    assert running.cancel(2)
    running.start(1)
    assert not running.enter(cast(Plugin, plugin))
    assert not running.leave()
    running.end()
    running.start(2)
    assert running.enter(cast(Plugin, plugin))


def test_a_cancel_of_the_request_that_runs_stops_its_guest() -> None:
    running, plugin = RunningCall(), FakePlugin()
    running.start(1)
    running.enter(cast(Plugin, plugin))
    assert running.cancel(1)
    assert (plugin.cancels, running.leave()) == (1, True)


def test_a_cancel_that_comes_too_late_ends_nothing_and_is_not_repeated() -> None:
    running, plugin = RunningCall(), FakePlugin()
    running.start(1)
    running.end()
    assert not running.cancel(1)
    running.start(2)
    running.enter(cast(Plugin, plugin))
    assert (plugin.cancels, running.is_cancelled) == (0, False)


def test_a_host_function_stops_its_own_guest_only() -> None:
    running, plugin = RunningCall(), FakePlugin()
    running.stop()
    running.start(1)
    running.enter(cast(Plugin, plugin))
    running.stop()
    running.leave()
    running.stop()
    assert plugin.cancels == 1
