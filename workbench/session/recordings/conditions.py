"""What dispatches are made under, beside payload, profile, budget and the host's state: a replay needs the same.

Values, their form in JSON, and the way from settings and back. The plugin's configuration is no part of them, since it
may hold secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workbench.errors.operator import FaultUnknown
from workbench.protocol.budgets import ADJUSTABLE, BUDGETS, STRICT, Imports, adjusted
from workbench.protocol.hosting.injected_faults import FaultPlan, parse_plan
from workbench.protocol.json import parsing
from workbench.protocol.offer import Offer, offer_from_value
from workbench.protocol.wire.decode import DecodeError
from workbench.protocol.wire.encode import compact
from workbench.session.values.conditions import USUAL_CONDITIONS, Conditions, Limits
from workbench.session.values.settings import Settings


class ConditionsInvalid(ValueError):
    """A JSON value is not the form of conditions."""

    def __init__(self, term: str, expected: str, found: str) -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.term = term
        """The key of the one that is wrong."""
        self.expected = expected
        self.found = found


def conditions_of(settings: Settings) -> Conditions:
    """Return what dispatches are made under with these settings."""
    limits = {
        budget.name: changed
        for budget in (settings.budget, settings.strict)
        if (
            changed := {
                name: getattr(budget, name)
                for name in ADJUSTABLE
                if getattr(budget, name) != getattr(BUDGETS[budget.name], name)
            }
        )
    }
    return Conditions(settings.imports, tuple(sorted(settings.capabilities)), limits, settings.offer, settings.faults)


def settings_under(conditions: Conditions, budget: str, settings: Settings) -> Settings:
    """Return the settings with these conditions and this budget; what conditions do not say stays as it is."""
    return replace(
        settings,
        capabilities=frozenset(conditions.capabilities),
        budget=adjusted(BUDGETS[budget], conditions.limits.get(budget, {})),
        strict=adjusted(STRICT, conditions.limits.get(STRICT.name, {})),
        imports=conditions.imports,
        offer=conditions.offer,
        faults=conditions.faults,
    )


def conditions_difference(found: Conditions, wanted: Conditions) -> tuple[str, str, str] | None:
    """Return the name of the first term that differs, with both sides in words; None: they are alike."""
    if found == wanted:
        return None
    words, others = _in_words(found), _in_words(wanted)
    return next((name, words[name], others[name]) for name in words if words[name] != others[name])


def unusual_words(conditions: Conditions) -> Mapping[str, str]:
    """Return what is not as usual, in words, by the name of the term."""
    usual = _in_words(USUAL_CONDITIONS)
    return {name: words for name, words in _in_words(conditions).items() if words != usual[name]}


def _in_words(conditions: Conditions) -> dict[str, str]:
    return {
        "imports": conditions.imports.value,
        "capabilities": ", ".join(conditions.capabilities) or "none",
        "limits": ", ".join(
            f"{budget}.{name}={limit}"
            for budget, limits in sorted(conditions.limits.items())
            for name, limit in sorted(limits.items())
        )
        or "the protocol's",
        "offer": "the reference's" if conditions.offer is None else conditions.offer.text(),
        "faults": ", ".join(conditions.faults.specs) or "none",
    }


# ---- as JSON --------------------------------------------------------------------------------------------------------


def conditions_value(conditions: Conditions) -> dict[str, Any]:
    """Return conditions as a JSON value; what is as usual is left out."""
    value = {
        "imports": conditions.imports.value if conditions.imports is not USUAL_CONDITIONS.imports else None,
        "capabilities": list(conditions.capabilities),
        "budgets": {budget: dict(limits) for budget, limits in conditions.limits.items()},
        "offer": conditions.offer and conditions.offer.value(),
        "faults": list(conditions.faults.specs),
    }
    return {name: term for name, term in value.items() if term}


def read_conditions(value: Mapping[str, Any]) -> Conditions:
    """Return the conditions that an object holds; what it does not say is as usual, what else it holds is left alone.

    Raises:
        ConditionsInvalid: One of them cannot be.
    """
    imports = value.get("imports", USUAL_CONDITIONS.imports.value)
    known = [one.value for one in Imports]
    if imports not in known:
        raise ConditionsInvalid("imports", f"imports as one of {', '.join(known)}", _shown(imports))
    return Conditions(
        Imports(imports),
        tuple(sorted(_texts(value, "capabilities"))),
        _read_limits(value.get("budgets", {})),
        _read_offer(value.get("offer")),
        _read_faults(_texts(value, "faults")),
    )


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else parsing.kind_of(value)


def _texts(value: Mapping[str, Any], name: str) -> list[str]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        shown = "another element" if isinstance(found, list) else _shown(found)
        raise ConditionsInvalid(name, f"{name} as an array of strings", shown)
    return found


def _read_limits(value: Any) -> Limits:
    expected = f"budgets as objects of {', '.join(ADJUSTABLE)}, by {' or '.join(BUDGETS)}"
    if not isinstance(value, dict):
        raise ConditionsInvalid("budgets", expected, _shown(value))
    for budget, limits in value.items():
        if budget not in BUDGETS or not isinstance(limits, dict):
            raise ConditionsInvalid("budgets", expected, f"{budget!r}")
        for name, limit in limits.items():
            least, most = ADJUSTABLE.get(name, (1, 0))
            if type(limit) is not int or not least <= limit <= most:
                shown = str(limit) if type(limit) is int else parsing.kind_of(limit)
                raise ConditionsInvalid("budgets", expected, f"{budget}.{name} with {shown}")
    return {budget: dict(limits) for budget, limits in value.items() if limits}


def _read_offer(value: Any) -> Offer | None:
    if value is None:
        return None
    try:
        return offer_from_value(value)
    except DecodeError as error:
        raise ConditionsInvalid("offer", f"an offer with {error.expected} at {error.path}", error.found) from error


def _read_faults(specs: list[str]) -> FaultPlan:
    try:
        return parse_plan(specs)
    except FaultUnknown as error:
        raise ConditionsInvalid(
            "faults", f"faults as --fault takes them: {error.expected}", compact(error.spec)
        ) from error
