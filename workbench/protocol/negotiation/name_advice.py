"""Names of an offer that a host takes, and that no guest made with the crates' macros can ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from workbench.protocol import limits
from workbench.protocol.offer import Offer
from workbench.quoting import quoted

_PATTERN: Final = re.compile(limits.CAPABILITY_PATTERN)


@dataclass(frozen=True, slots=True)
class NameAdvice:
    """What is to be known of one capability's name. It is no error: a host never checks names."""

    capability: str
    expected: str

    @property
    def sentence(self) -> str:
        """The advice as a sentence."""
        return (
            f"capability {quoted(self.capability)}: guests made with the crates' macros name only {self.expected}; "
            "a host does not check it"
        )


def name_advice(offer: Offer) -> tuple[NameAdvice, ...]:
    """Return the capabilities whose names the guest's macros reject, in name order (PROTOCOL.md section 1)."""
    found = []
    for name in sorted(offer.host_capabilities):
        if len(name.encode("utf-8", "surrogatepass")) > limits.CAPABILITY_NAME_MAX_BYTES:
            found.append(NameAdvice(name, f"what has at most {limits.CAPABILITY_NAME_MAX_BYTES} bytes"))
        elif _PATTERN.fullmatch(name) is None:
            found.append(NameAdvice(name, f"what fits {limits.CAPABILITY_PATTERN}"))
    return tuple(found)
