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
    """None: the plugin has given none, so that the sentence can only say what is compared in general."""
    budget: Budget
    answer_bytes: int | None
    """None: there was no answer, or its size is not known."""


def _offer(facts: Facts) -> str:
    offer = facts.offer
    most = max((len(versions) for versions in offer.function_versions.values()), default=0)
    return (
        f"The offer has {len(offer.function_versions)} of at most {limits.FUNCTION_VERSIONS_KEYS_MAX} functions, "
        f"{most} of at most {limits.FUNCTION_VERSIONS_PER_FN_MAX} versions of one, {len(offer.host_capabilities)} of "
        f"at most {limits.CAPABILITIES_MAX_COUNT} capabilities; versions go from {limits.VERSION_MIN} to "
        f"{limits.VERSION_MAX:,}."
    )


def _instance(facts: Facts) -> str:
    return f"A fresh instance must build under the {facts.budget.name} budget."


def _export(facts: Facts) -> str:
    return f"The module must export {limits.HANDSHAKE_EXPORT}, () -> i32."


def _call(facts: Facts) -> str:
    budget = facts.budget
    fuel = f"{budget.fuel:,} fuel" if budget.fuel else "unlimited fuel"
    return (
        f"The export gets the offer, {len(facts.offer.text().encode()):,} bytes of JSON, and must return 0 within "
        f"{budget.wall_ms:,} ms and {fuel}."
    )


def _output_size(facts: Facts) -> str:
    found = "" if facts.answer_bytes is None else f"; it has {facts.answer_bytes:,}"
    return f"The answer may have {limits.HANDSHAKE_OUTPUT_MAX_BYTES:,} bytes{found}."


def _decode(facts: Facts) -> str:
    return "The answer must be an accept: six fields, no other."


def _against_offer(facts: Facts) -> str:
    offer, accept = facts.offer, facts.accept
    if accept is None:
        return (
            f"The accept's schema version must be the host's {offer.handshake_schema_version}; each chosen version "
            "must be the newest of both sides; each required capability must be offered."
        )
    chosen = [
        f"{name} {version} (host {_versions(offer.function_versions.get(name, ()))}; plugin "
        f"{_versions(accept.plugin_supported.get(name, ()))})"
        for name, version in accept.chosen_versions.items()
    ]
    return (
        f"The accept's schema version {accept.handshake_schema_version} must be the host's "
        f"{offer.handshake_schema_version}; each chosen version must be the newest of both sides: {_listed(chosen)}; "
        f"each required capability must be offered: {_listed(sorted(accept.required_capabilities))}."
    )


def _shape(facts: Facts) -> str:
    accept, count = facts.accept, len(facts.offer.function_versions)
    if accept is None:
        return (
            f"What the plugin implements and supports must be among {_offered(count)}; what it chooses "
            "it must implement and support."
        )
    return (
        f"What the plugin implements ({_listed(sorted(accept.implemented_functions))}) and supports "
        f"({_listed(accept.plugin_supported)}) must be among {_offered(count)}; what it chooses "
        f"({_listed(accept.chosen_versions)}) it must implement and support."
    )


def _offered(count: int) -> str:
    """Return how many functions are offered, as a part of a sentence."""
    return {0: "the offered functions, of which there are none", 1: "the offered functions, of which there is one"}.get(
        count, f"the {count} offered functions"
    )


def _exports(facts: Facts) -> str:
    accept = facts.accept
    implemented = "" if accept is None else f" ({_listed(sorted(accept.implemented_functions))})"
    return (
        f"What the plugin implements{implemented} must be exported, and no other of the {len(WIRE_FUNCTIONS)} wire "
        "functions."
    )


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
