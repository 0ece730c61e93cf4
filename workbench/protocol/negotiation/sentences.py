"""What each of the nine steps compares with what, in one sentence with the figures of one negotiation.

Steps are named by their value in `steps.Step`. Names in the sentences may be a plugin's: untrusted text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from workbench.protocol import limits
from workbench.protocol.budgets import Budget
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.handshake import Accept
from workbench.protocol.offer import Offer

_LISTED_MAX: Final = 4
"""Names of one list in a sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sentence may speak of."""

    offer: Offer
    accept: Accept | None
    """None: the plugin has given none, so that the sentence can only say what would be compared."""
    budget: Budget
    answer_bytes: int | None
    """None: there was no answer, or its size is not known."""


def _offer(facts: Facts) -> str:
    offer = facts.offer
    most = max((len(versions) for versions in offer.function_versions.values()), default=0)
    return (
        f"The host holds its own offer against its limits: {len(offer.function_versions)} of at most "
        f"{limits.FUNCTION_VERSIONS_KEYS_MAX} functions, {most} of at most {limits.FUNCTION_VERSIONS_PER_FN_MAX} "
        f"versions of one, each from {limits.VERSION_MIN} to {limits.VERSION_MAX:,}, "
        f"{len(offer.host_capabilities)} of at most {limits.CAPABILITIES_MAX_COUNT} capabilities."
    )


def _instance(facts: Facts) -> str:
    return (
        f"A fresh instance of the module is built under the {facts.budget.name} budget, with nothing linked that "
        "this budget does not give."
    )


def _export(facts: Facts) -> str:
    return f"The module's exports are searched for {limits.HANDSHAKE_EXPORT}, a function () -> i32."


def _call(facts: Facts) -> str:
    budget = facts.budget
    fuel = f"{budget.fuel:,} fuel" if budget.fuel else "unlimited fuel"
    return (
        f"{limits.HANDSHAKE_EXPORT} gets the offer, {len(facts.offer.text().encode()):,} bytes of JSON, and must "
        f"return 0 within {budget.wall_ms:,} ms and {fuel}."
    )


def _output_size(facts: Facts) -> str:
    size = "The answer" if facts.answer_bytes is None else f"The answer, {facts.answer_bytes:,} bytes,"
    return f"{size} is held against the limit of {limits.HANDSHAKE_OUTPUT_MAX_BYTES:,} bytes."


def _decode(facts: Facts) -> str:
    return "The answer is decoded as an accept: exactly its six fields, each of its type, and no other."


def _against_offer(facts: Facts) -> str:
    offer, accept = facts.offer, facts.accept
    if accept is None:
        return (
            "The accept would be held against the offer: same schema version, for each function the newest version "
            "of both sides, only capabilities that the host offers."
        )
    chosen = [
        f"{name} {version} (host {_versions(offer.function_versions.get(name, ()))}; plugin "
        f"{_versions(accept.plugin_supported.get(name, ()))})"
        for name, version in accept.chosen_versions.items()
    ]
    return (
        f"The accept is held against the offer: its schema version {accept.handshake_schema_version} must be the "
        f"host's {offer.handshake_schema_version}; each chosen version must be the newest of both sides: "
        f"{_listed(chosen)}; each required capability must be offered: {_listed(sorted(accept.required_capabilities))}."
    )


def _shape(facts: Facts) -> str:
    accept = facts.accept
    if accept is None:
        return (
            "The accept would be held against itself: what is implemented or supported must be offered, what is "
            "chosen must be implemented and supported."
        )
    return (
        f"The accept is held against itself: implemented ({_listed(sorted(accept.implemented_functions))}) and "
        f"supported ({_listed(accept.plugin_supported)}) must be among the {len(facts.offer.function_versions)} "
        f"offered functions; chosen ({_listed(accept.chosen_versions)}) must be implemented and supported."
    )


def _exports(facts: Facts) -> str:
    accept = facts.accept
    others = f"and no other of the {len(WIRE_FUNCTIONS)} wire functions"
    if accept is None:
        return f"The accept would be held against the module: what is implemented must be exported, {others}."
    implemented = _listed(sorted(accept.implemented_functions))
    return f"The accept is held against the module: implemented ({implemented}) must be exported, {others}."


SENTENCES: Final[dict[str, Callable[[Facts], str]]] = {
    "offer": _offer,
    "instance": _instance,
    "export": _export,
    "call": _call,
    "output_size": _output_size,
    "decode": _decode,
    "against_offer": _against_offer,
    "shape": _shape,
    "exports": _exports,
}


def _versions(versions: Iterable[int]) -> str:
    return _listed(map(str, versions))


def _listed(names: Iterable[str]) -> str:
    """Return names with commas between; of many the first, and how many there are more; of none a word for it."""
    every = list(names)
    shown = ", ".join(every[:_LISTED_MAX])
    left = len(every) - _LISTED_MAX
    return (f"{shown} and {left} more" if left > 0 else shown) or "none"
