"""Requests made from a seed: typical ones with a few places changed. The same seed gives the same ones, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.protocol.dispatch import VERSION_FIELD
from workbench.protocol.fuzzing.chances import GENERATOR, Chances
from workbench.protocol.fuzzing.choices import Choices
from workbench.protocol.fuzzing.host_texts import KEPT, with_own_ids
from workbench.protocol.fuzzing.places import Place, places, value_at, with_value
from workbench.protocol.host_effect.effect import pointer
from workbench.protocol.json import parsing
from workbench.protocol.json.parsing import JsonValue, Steps
from workbench.protocol.wire.decode import DecodeError, from_value
from workbench.protocol.wire.messages import request_type
from workbench.protocol.wire.samples import request_sample
from workbench.protocol.wire.typical import typical_request

_CHANGES_MAX: Final = 4
_BODY: Final = "body_base64"
_BODY_CHANCES: Final = 4
"""How much more often a body is changed than another part: most of what a plugin reads stands in it."""


@dataclass(frozen=True, slots=True)
class FuzzPlan:
    """From what requests are made."""

    function: str
    """One of the seven."""
    seed: str
    bases: tuple[JsonValue, ...]
    """Requests of the function, as they decode; one at least."""
    words: tuple[str, ...] = ()
    """Strings that the plugin itself may look for."""
    within: Steps = ()
    """Only what stands here, or below it, is changed; empty: everything may be."""


def default_bases(function: str) -> tuple[JsonValue, ...]:
    """Return the typical request of a function, and the dry-run sample. Raises KeyError for another name."""
    wire_type = request_type(function)
    return from_value(wire_type, typical_request(function)), from_value(wire_type, request_sample(function))


def base_of(function: str, text: str) -> JsonValue | None:
    """Return the request that a text is; None: it is none, so that nothing of it can be changed by its type."""
    try:
        value = parsing.parse(text)
        if isinstance(value, dict):
            value.pop(VERSION_FIELD, None)
        return from_value(request_type(function), value)
    except (parsing.JsonTextError, DecodeError):
        return None


def place_named(function: str, base: JsonValue, name: str) -> Steps | None:
    """Return the way to the part of a request that a JSON pointer names; None: there is none that could be changed."""
    found = (one.steps for one in places(request_type(function), base) if one.steps)
    return next((steps for steps in found if pointer(*steps) == name), None)


def fuzz_requests(plan: FuzzPlan) -> Iterator[JsonValue]:
    """Yield requests without end: first the bases as they are, then changed ones. All decode as requests."""
    chances = Chances(f"{GENERATOR}:{plan.seed}:{plan.function}")
    choices = Choices(chances, plan.words)
    placed = [(base, _places_within(plan, base)) for base in plan.bases]
    open_places = [(base, found) for base, found in placed if found]
    yield from plan.bases
    while open_places:
        base, found = chances.one_of(open_places)
        yield with_own_ids(_changed(base, found, chances, choices))


def _places_within(plan: FuzzPlan, base: JsonValue) -> Sequence[Place]:
    found = places(request_type(plan.function), base)
    # The whole is no place of its own: a request made of nothing but chances is none that a host sends.
    inside = [one for one in found if one.steps and one.steps[: len(plan.within)] == plan.within]
    if plan.within:
        return inside
    changed = [one for one in inside if KEPT.isdisjoint(one.steps)]
    return changed + [one for one in changed if one.steps[-1] == _BODY] * _BODY_CHANCES


def _changed(base: JsonValue, found: Sequence[Place], chances: Chances, choices: Choices) -> JsonValue:
    value = base
    changed: list[Steps] = []
    for _ in range(1 + chances.below(_CHANGES_MAX)):
        steps = (place := chances.one_of(found)).steps
        # What stands within a part that was changed may be gone, or of another variant.
        if not any(steps[: len(whole)] == whole for whole in changed):
            value = with_value(value, steps, choices.for_place(place, value_at(value, steps)))
            changed.append(steps)
    return value
