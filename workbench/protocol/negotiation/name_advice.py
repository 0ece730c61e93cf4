"""Names of an offer that a host takes, and that no guest made with the crates' macros can ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from workbench.protocol import limits
from workbench.protocol.offer import Offer
from workbench.quoting import quoted

_LISTED_MAX: Final = 4
"""Names in one sentence."""
_SHOWN_CHARACTERS: Final = 80
"""Characters of one name."""
_PATTERN: Final = re.compile(limits.CAPABILITY_PATTERN)


@dataclass(frozen=True, slots=True)
class NameAdvice:
    """What is to be known of one capability's name. It is no error: a host never checks names."""

    capability: str
    expected: str

    @property
    def sentence(self) -> str:
        """The advice as a sentence."""
        return _sentence([self.capability], self.expected)


def name_advice(offer: Offer) -> tuple[NameAdvice, ...]:
    """Return the capabilities whose names the guest's macros reject, in name order (PROTOCOL.md section 1)."""
    found = []
    for name in sorted(offer.host_capabilities):
        if len(name.encode("utf-8", "surrogatepass")) > limits.CAPABILITY_NAME_MAX_BYTES:
            found.append(NameAdvice(name, f"what has at most {limits.CAPABILITY_NAME_MAX_BYTES} bytes"))
        elif _PATTERN.fullmatch(name) is None:
            found.append(NameAdvice(name, f"what fits {limits.CAPABILITY_PATTERN}"))
    return tuple(found)


def advice_sentences(offer: Offer) -> tuple[str, ...]:
    """Return the advice on all names, those of which the same is to be said in one sentence."""
    alike: dict[str, list[str]] = {}
    for one in name_advice(offer):
        alike.setdefault(one.expected, []).append(one.capability)
    return tuple(_sentence(names, expected) for expected, names in alike.items())


def _sentence(names: list[str], expected: str) -> str:
    shown = [quoted(name if len(name) <= _SHOWN_CHARACTERS else f"{name[:_SHOWN_CHARACTERS]}…") for name in names]
    left = len(names) - _LISTED_MAX
    listed = ", ".join(shown[:_LISTED_MAX]) + (f" and {left} more" if left > 0 else "")
    noun = "capability" if len(names) == 1 else "capabilities"
    it = "it" if len(names) == 1 else "them"
    return f"{noun} {listed}: guests made with the crates' macros name only {expected}; a host does not check {it}"
