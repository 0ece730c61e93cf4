"""The person's answer to what a project file asks for, given by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.errors.projects import ProjectFileRefused, ProjectRule
from workbench.session.values.state import BuildState, ProjectState, SessionState
from workbench.trust import Requests
from workbench.ui.screens.sheet import Sheet

ASKED = Requests("/p/workbench.toml", "make", ("src/*",))
LONG = replace(ASKED, command="\n".join(f"echo {number}" for number in range(100)))


def asking(requests: Requests) -> SessionState:
    return replace(states.ready(), build=BuildState(requests.command), project=ProjectState(requests))


def is_covered(app: Shown) -> bool:
    return isinstance(app.bench.app.screen, Sheet)


@pytest.mark.scenario
async def test_the_build_key_asks_and_y_alone_trusts_nothing() -> None:
    async with shown(asking(ASKED), (80, 24)) as app:
        await app.press("escape", "B")
        assert is_covered(app)
        assert app.asked("builds.now") == []
        await app.press("y", "enter")
        assert app.asked("project.trust") == []
        await app.press("Y")
        await app.until(lambda: app.asked("project.trust"))
        assert app.asked("project.trust") == [("project.trust", ASKED)]
        assert not is_covered(app)


@pytest.mark.scenario
async def test_a_command_that_was_not_seen_to_its_end_is_not_trusted() -> None:
    async with shown(asking(LONG), (80, 24)) as app:
        await app.press("escape", "P", "Y")
        assert app.asked("project.trust") == []
        await app.press("end", "G", "Y")
        await app.until(lambda: app.asked("project.trust"))


@pytest.mark.scenario
async def test_later_asks_no_more_and_what_is_refused_takes_no_answer() -> None:
    refused = ProjectFileRefused("/p/workbench.toml", ProjectRule.OWNER, "a file of yours", "one of nobody")
    async with shown(replace(states.ready(), project=ProjectState(refused=refused)), (80, 24)) as app:
        line = app.bench.app.screen.query_one("#project-line")
        assert line.display
        await app.press("escape", "P", "Y")
        assert app.asked("project.trust") == []
        await app.press("Z")
        await app.until(lambda: app.asked("project.decline"))
        await app.become(replace(states.ready(), project=ProjectState(refused=refused, declined=True)))
        assert not app.bench.app.screen.query_one("#project-line").display
