"""Drives journeys without an engine. Shared by the tests of protocol, reports and screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from tests.fakes import answered
from tests.messages import negotiated
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Prepared, judge, prepare
from workbench.protocol.journey.cast import Player, cast_of
from workbench.protocol.journey.proxied_request import typical_proxied
from workbench.protocol.journey.run import run_journey
from workbench.protocol.journey.step import JourneyEnd, JourneyPlan, NextCall
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.protocol.profiles import Profile

Plugin = Mapping[str, Callable[[Any], CallOutcome]]
"""What each function gives for a request."""


def gives(value: Any) -> Callable[[Any], CallOutcome]:
    """Return a function that always gives this value."""
    return lambda _request: answered({"_v": 1, **value}, wall_us=100)


def accepts_all(request: Any) -> CallOutcome:
    """A filter that keeps every candidate."""
    results = [{"upstream_id": one["upstream_id"], "decision": "accept", "reason": ""} for one in request["candidates"]]
    return answered({"_v": 1, "results": results})


def shapes(request: Any) -> CallOutcome:
    """A dialect that sends the body on."""
    body, url = request["request"]["body_base64"], "https://API.anthropic.com/v1/messages"
    headers = [{"name": "Accept", "value_base64": ""}]
    return answered({"_v": 1, "url": url, "method": "POST", "headers": headers, "body_base64": body})


SIGNED: Final = {
    "url": None,
    "method": None,
    "headers": [{"name": "x-api-key", "value_base64": "aw=="}],
    "body_base64": None,
}
FILTER: Final[Plugin] = {"filter": accepts_all}
DIALECT: Final[Plugin] = {"shape": shapes, "normalize_error": gives({"body_base64": "bm8="})}
SIGNER: Final[Plugin] = {
    "build_signer": gives({"signer_state": {"turn": 0}}),
    "sign": gives(SIGNED),
    "on_unauthorized": gives({"decision": "refresh", "signer_state": {"turn": 1}}),
}
OBSERVER: Final[Plugin] = {"observe": gives({})}
ALL: Final = (FILTER, DIALECT, SIGNER, OBSERVER)


class Driven:
    """A journey that was driven to its end."""

    def __init__(self, end: JourneyEnd, calls: list[NextCall]) -> None:
        """Keep what happened."""
        self.end = end
        self.calls = calls
        self.caller = end.caller

    @property
    def names(self) -> list[str]:
        """The names of the steps, in their order."""
        return [step.name for step in self.end.steps]

    def sent(self, name: str) -> Any:
        """Return what was sent in a step."""
        return json.loads(next(call.payload for call in self.calls if call.name == name))

    def word(self, name: str) -> str:
        """Return how a step ended."""
        return next(step.word for step in self.end.steps if step.name == name)

    def came(self, name: str) -> str:
        """Return what came of a step."""
        return next(step.came for step in self.end.steps if step.name == name)


def plan_of(plugins: Iterable[Plugin], *answers: str, **facts: Any) -> JourneyPlan:
    """Return the plan of a typical request through plugins, with some facts replaced."""
    players = [Player(number, f"plugin-{number}", frozenset(one)) for number, one in enumerate(plugins)]
    choices = tuple(map(UpstreamChoice, answers)) or (UpstreamChoice.OK,)
    return replace(JourneyPlan(typical_proxied(), cast_of(players), choices), **facts)


def drive(plugins: Iterable[Plugin], *answers: str, **facts: Any) -> Driven:
    """Take a typical request through plugins."""
    given = tuple(plugins)
    plan = plan_of(given, *answers, **facts)
    journey, calls = run_journey(plan), []
    try:
        call = next(journey)
        while True:
            calls.append(call)
            call = journey.send(outcome_of(given[call.player.number], call, plan.profile))
    except StopIteration as ended:
        return Driven(ended.value, calls)


def outcome_of(plugin: Plugin, call: NextCall, profile: Profile) -> DispatchOutcome:
    """Return what a dispatch to a plugin comes to; of a function that it lacks, none was negotiated."""
    prepared = prepare(negotiated(*plugin), call.function, call.payload)
    if not isinstance(prepared, Prepared):
        return prepared
    return judge(prepared, plugin[call.function](json.loads(call.payload)), profile)
