"""Which cases a plugin is owed: its kinds, and the functions they need (PROTOCOL.md sections 7 and 12)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from workbench.errors.conformance import FunctionMissing
from workbench.protocol.conformance.case import Case, CaseResult
from workbench.protocol.conformance.signers import build_signer_cases, on_unauthorized_cases, sign_cases
from workbench.protocol.conformance.suites import (
    normalize_error_cases,
    observability_cases,
    router_cases,
    shape_cases,
)
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.handshake import Negotiation
from workbench.protocol.profiles import Profile


class Kind(Enum):
    """What a plugin is for."""

    SHAPE = "shape"
    DIALECT = "dialect"
    """A shape plugin that may also rewrite errors."""
    SIGNER = "signer"
    """PROTOCOL.md section 7 calls it `signer_factory`."""
    OBSERVABILITY = "observability"
    ROUTER = "router"

    @property
    def needs(self) -> tuple[str, ...]:
        """The functions without which a plugin is not of this kind."""
        return _NEEDS[self]

    @property
    def allows(self) -> tuple[str, ...]:
        """The functions that belong to the kind, but may be left out."""
        return _ALLOWS.get(self, ())


_NEEDS: Final = {
    Kind.SHAPE: ("shape",),
    Kind.DIALECT: ("shape",),
    Kind.SIGNER: ("build_signer", "sign"),
    Kind.OBSERVABILITY: ("observe",),
    Kind.ROUTER: ("filter",),
}
_ALLOWS: Final = {Kind.DIALECT: ("normalize_error",), Kind.SIGNER: ("on_unauthorized",)}


@dataclass(frozen=True, slots=True)
class Extra:
    """Something worth knowing that is no error."""

    kind: str
    """`extra_function`: the plugin also chose a version of a function that its kinds do not speak of."""
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run for a plugin."""

    kinds: tuple[Kind, ...]
    cases: tuple[Case, ...]
    missing: tuple[CaseResult, ...]
    """A failed result for each function that a kind needs and the plugin does not speak. Such a kind runs no case."""
    extras: tuple[Extra, ...]


def kinds_of(negotiation: Negotiation) -> tuple[Kind, ...]:
    """Return the kinds that a plugin is of, by its chosen versions. Empty after a failed handshake."""

    def is_of(kind: Kind) -> bool:
        return all(negotiation.version_of(function) is not None for function in kind.needs)

    shaping = Kind.DIALECT if negotiation.version_of("normalize_error") is not None else Kind.SHAPE
    return tuple(kind for kind in (shaping, Kind.SIGNER, Kind.OBSERVABILITY, Kind.ROUTER) if is_of(kind))


def plan(negotiation: Negotiation, profile: Profile, *, kind: Kind | None = None, factory_state: Any = None) -> Plan:
    """Return what is to be run for a plugin.

    Args:
        negotiation: What the handshake gave; it must have passed.
        profile: Decides what `filter` answers.
        kind: What the plugin is to be held against. None: every kind that it is of, and any other function that it
            speaks, so that nothing negotiated goes untried.
        factory_state: What the operator would configure for a signer, as a JSON value; None when nothing is known.
    """
    kinds = (kind,) if kind else kinds_of(negotiation)
    needed = tuple((one, function) for one in kinds for function in one.needs)
    missing = tuple(_missing(one, function) for one, function in needed if not _speaks(negotiation, function))
    of_kinds = {function for one in kinds for function in (*one.needs, *one.allows)}
    wanted = of_kinds if kind else set(WIRE_FUNCTIONS)
    tried = [] if missing else [name for name in WIRE_FUNCTIONS if name in wanted and _speaks(negotiation, name)]
    cases = cases_of(tried, profile, factory_state)
    return Plan(kinds, cases, missing, _extras(negotiation, of_kinds))


def cases_of(functions: Collection[str], profile: Profile, factory_state: Any = None) -> tuple[Case, ...]:
    """Return the cases of wire functions, in the order in which they are run; further arguments are as for `plan`."""
    return tuple(case for name in WIRE_FUNCTIONS if name in functions for case in _suite(name, profile, factory_state))


def _speaks(negotiation: Negotiation, function: str) -> bool:
    return negotiation.version_of(function) is not None


def _missing(kind: Kind, function: str) -> CaseResult:
    error = FunctionMissing(function, kind.value)
    is_of_reference = kind is not Kind.SIGNER
    return CaseResult(
        f"dispatch:{function}", passed=False, detail=str(error), error=error, is_of_reference=is_of_reference
    )


_SUITES: Final[dict[str, Callable[[], tuple[Case, ...]]]] = {
    "shape": shape_cases,
    "normalize_error": normalize_error_cases,
    "sign": sign_cases,
    "on_unauthorized": on_unauthorized_cases,
    "observe": observability_cases,
}


def _suite(function: str, profile: Profile, factory_state: Any) -> tuple[Case, ...]:
    if function == "filter":
        return router_cases(profile)
    if function == "build_signer":
        return build_signer_cases(factory_state)
    return _SUITES[function]()


def _extras(negotiation: Negotiation, functions: set[str]) -> tuple[Extra, ...]:
    chosen = negotiation.accept.chosen_versions if negotiation.accept else {}
    return tuple(Extra("extra_function", f"{name} is declared too") for name in sorted(chosen.keys() - functions))
