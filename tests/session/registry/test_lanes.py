"""Engines that walk the layers of several builds beside each other."""

from __future__ import annotations

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.registry import sha256_of
from workbench.session.registry.lanes import Lanes
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

GOOD = {"cc_lb_handshake": answered(accept_of({"shape": 1})), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}


def build(name: str) -> Artifact:
    """A plugin of this name."""
    module = plugin_module(exports=["shape"], identity=identity_section(plugin_name=name))
    return Artifact(f"{name}.wasm", module, sha256_of(module))


class CountedEngine(FakeEngine):
    """An engine that counts how often it was shut down."""

    shutdowns = 0

    def shutdown(self) -> None:
        """Count it."""
        self.shutdowns += 1


def test_each_build_is_walked_by_an_engine_of_its_own_and_each_engine_is_shut_down() -> None:
    engines: list[CountedEngine] = []

    def open_engine() -> CountedEngine:
        engines.append(CountedEngine(GOOD))
        return engines[-1]

    builds = [build("first"), build("second")]
    with Lanes(open_engine, 2) as lanes:
        generations = lanes.walk(builds, Settings(), FakeClock())
    assert [generation.artifact for generation in generations] == builds
    assert sorted(engine.asked("fresh")[0].module for engine in engines) == sorted(one.module for one in builds)
    assert [engine.shutdowns for engine in engines] == [1, 1]


def test_an_engine_that_cannot_be_opened_fails_the_walk_and_the_others_are_shut_down() -> None:
    engine = CountedEngine(GOOD)
    opened = iter([engine])

    def open_engine() -> CountedEngine:
        found = next(opened, None)
        if found is None:
            raise EngineUnavailable("no memory")
        return found

    with pytest.raises(EngineUnavailable, match="no memory"), Lanes(open_engine, 2) as lanes:
        lanes.walk([build("first"), build("second")], Settings(), FakeClock())
    assert engine.shutdowns == 1
