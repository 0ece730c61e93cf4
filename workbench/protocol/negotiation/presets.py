"""Offers of hosts that a plugin may meet, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.negotiation.changes import UNKNOWN_CAPABILITY, UNKNOWN_FUNCTION
from workbench.protocol.offer import Offer, reference_offer

_SAME_OFFER: Final = "the seven wire functions at version 1; hosts 0.1 and 0.3 make the same offer"


@dataclass(frozen=True, slots=True)
class Preset:
    """A host that a plugin may meet."""

    name: str
    meaning: str
    """What it offers, in one clause."""
    offer: Offer


def presets(capabilities: Iterable[str] = ()) -> tuple[Preset, ...]:
    """Return the hosts, with the capabilities that this session's host offers.

    The lines 0.1 and 0.3 differ in the self-check and in the answer of `filter` (PROTOCOL.md section 11), not in the
    offer: both stand here so that this can be seen.
    """
    offered = frozenset(capabilities)
    newer = {name: (*function.versions, max(function.versions) + 1) for name, function in WIRE_FUNCTIONS.items()}
    newer[UNKNOWN_FUNCTION] = (1,)
    return (
        Preset("host 0.1", _SAME_OFFER, reference_offer(offered)),
        Preset("host 0.3", _SAME_OFFER, reference_offer(offered)),
        Preset("empty host", "no function and no capability", Offer({})),
        Preset(
            "newer host",
            "each function at one version more, a function and a capability that no plugin knows yet",
            Offer(newer, offered | {UNKNOWN_CAPABILITY}),
        ),
    )
