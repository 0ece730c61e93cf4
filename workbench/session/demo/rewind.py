"""What holds at a step of a script, so that a show can go back, or go on after somebody has left it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.protocol.offer import Offer
from workbench.session.demo.script import Action, DemoScript, EditOffer, SetFaults, Show, SwapPlugin


@dataclass(frozen=True, slots=True)
class Situation:
    """What stands at the beginning of a step."""

    plugin: SwapPlugin
    offer: Offer | None = None
    """None: as the plugin was opened."""
    faults: tuple[str, ...] = ()

    def after(self, action: Action) -> Situation:
        """Return what stands when an action was done."""
        if isinstance(action, SwapPlugin):
            return Situation(action)
        if isinstance(action, EditOffer):
            return replace(self, offer=action.offer)
        if isinstance(action, SetFaults):
            return replace(self, faults=action.specs)
        return self


@dataclass(frozen=True, slots=True)
class Rewind:
    """How a show comes to a step from anywhere."""

    situation: Situation
    """What is put in place first."""
    start: int
    """The step from which on everything is done again, without a stop, up to the one that is gone to."""


def rewind(script: DemoScript, index: int) -> Rewind:
    """Return how to come to a step: from the last one at or before it that shows something by itself.

    Keys that were pressed cannot be taken back; they are pressed again on what was shown before them.
    """
    start = next(
        (one for one in range(index, -1, -1) if any(isinstance(action, Show) for action in script.steps[one].actions)),
        0,
    )
    situation = Situation(script.plugin)
    for step in script.steps[:start]:
        for action in step.actions:
            situation = situation.after(action)
    return Rewind(situation, start)


def stop_before(script: DemoScript, index: int) -> int | None:
    """Return the last step before this one at which the show waits; None: there is none."""
    return next((one for one in reversed(script.stops) if one < index), None)
