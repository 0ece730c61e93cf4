"""A build that nobody has trusted is not even made; once it is trusted it begins as any other."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.loops import FakeBuilder
from workbench.loop.gated_build import GatedBuild
from workbench.loop.project_build import ProjectBuild


class Made:
    def __init__(self) -> None:
        self.builds: list[FakeBuilder] = []

    def __call__(self) -> ProjectBuild:
        self.builds.append(FakeBuilder())
        return cast(ProjectBuild, self.builds[-1])


@pytest.fixture
def made() -> Made:
    return Made()


LISTENER = cast(Any, object())


def test_nothing_is_made_and_nothing_runs_until_it_is_released(made: Made) -> None:
    gate = GatedBuild("make", made)
    gate.start(LISTENER)
    gate.build()
    gate.cancel()
    gate.pause(paused=True)
    gate.pause(paused=False)
    assert (gate.is_held, made.builds) == (True, [])
    gate.stop()
    gate.kill()
    gate.release()
    assert made.builds == [], "what was stopped cannot be released"


def test_it_begins_once_with_the_pause_that_holds_by_then(made: Made) -> None:
    gate = GatedBuild("make", made)
    gate.start(LISTENER)
    gate.pause(paused=True)
    gate.release()
    gate.release()
    gate.build()
    gate.cancel()
    gate.pause(paused=False)
    gate.stop()
    (build,) = made.builds
    assert not gate.is_held
    assert build.listener is LISTENER
    assert build.asked == ["pause", "build", "cancel", "resume", "stop"]
