"""The app lends its terminal as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from tests.ui import states
from tests.ui.app_parts import THEMES, FakePreferences, FakeSession, FakeSource
from workbench.ui.app import WorkbenchApp
from workbench.ui.bridge.plugin_port import OpenedPlugin


class Steps:
    """Stands in for driver and signals, and remembers in which order they are asked."""

    can_suspend = True

    def __init__(self) -> None:
        self.taken: list[str] = []

    @contextmanager
    def lent(self) -> Iterator[None]:
        self.taken.append("keys are theirs")
        yield
        self.taken.append("keys are ours")

    @contextmanager
    def no_automatic_restart(self) -> Iterator[None]:
        yield

    def suspend_application_mode(self) -> None:
        self.taken.append("terminal given")

    def resume_application_mode(self) -> None:
        self.taken.append("terminal taken")


async def test_a_key_that_interrupts_is_the_other_programs_until_the_terminal_is_ours_again() -> None:
    app = WorkbenchApp(OpenedPlugin(lambda _: FakeSession(states.ready()), FakeSource(), FakePreferences()), [THEMES])
    steps = Steps()
    app.signals, app._driver = cast(Any, steps), cast(Any, steps)
    with app.suspend():
        steps.taken.append("edited")
    assert steps.taken == ["keys are theirs", "terminal given", "edited", "terminal taken", "keys are ours"]
