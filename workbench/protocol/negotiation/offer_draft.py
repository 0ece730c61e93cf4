"""An offer while a person edits it: what is ticked, what could be ticked, and what is typed. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.offer import Offer
from workbench.quoting import quoted

_U32_MAX: Final = (1 << 32) - 1
_SHOWN_MAX: Final = 60
_BETWEEN: Final = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """An offer, and what stands beside it without being offered."""

    offer: Offer
    spare_functions: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Functions that are not offered, and the versions that they would be offered with."""
    spare_capabilities: frozenset[str] = frozenset()

    @property
    def functions(self) -> tuple[str, ...]:
        """All functions, offered or not: the seven in their order, then the others by name."""
        known = {*self.offer.function_versions, *self.spare_functions}
        return (*(name for name in WIRE_FUNCTIONS if name in known), *sorted(known - set(WIRE_FUNCTIONS)))

    @property
    def capabilities(self) -> tuple[str, ...]:
        """All capabilities, offered or not, by name."""
        return tuple(sorted(self.offer.host_capabilities | self.spare_capabilities))

    def versions(self, function: str) -> tuple[int, ...]:
        """Return the versions that a function is offered with, or would be."""
        return self.offer.function_versions.get(function, self.spare_functions.get(function, ()))

    def knowing(self, capabilities: Iterable[str]) -> OfferDraft:
        """Return the draft with capabilities beside it that could be offered."""
        spare = self.spare_capabilities | frozenset(capabilities) - self.offer.host_capabilities
        return replace(self, spare_capabilities=spare)

    # ---- changes --------------------------------------------------------------------------------------------------

    def with_function_toggled(self, name: str) -> OfferDraft:
        """Offer a function no more, or again with the versions that it had."""
        offered = dict(self.offer.function_versions)
        if name in offered:
            versions = offered.pop(name)
            return replace(self._offering(offered), spare_functions={**self.spare_functions, name: versions})
        return self.with_versions(name, self.versions(name))

    def with_capability_toggled(self, name: str) -> OfferDraft:
        """Offer a capability no more, or again."""
        offered = self.offer.host_capabilities
        is_offered = name in offered
        offer = replace(self.offer, host_capabilities=offered - {name} if is_offered else offered | {name})
        spare = self.spare_capabilities | {name} if is_offered else self.spare_capabilities - {name}
        return replace(self, offer=offer, spare_capabilities=spare)

    def with_versions(self, name: str, versions: tuple[int, ...]) -> OfferDraft:
        """Offer a function with these versions."""
        spare = {one: numbers for one, numbers in self.spare_functions.items() if one != name}
        draft = self._offering({**self.offer.function_versions, name: versions})
        return replace(draft, spare_functions=spare)

    def raised(self, name: str) -> OfferDraft:
        """Offer a function at one version more than its newest."""
        versions = self.versions(name)
        return self.with_versions(name, (*versions, min(max(versions, default=0) + 1, _U32_MAX)))

    def lowered(self, name: str) -> OfferDraft:
        """Offer a function without its newest version; one without any stays as it is."""
        versions = self.versions(name)
        return self.with_versions(name, tuple(one for one in versions if one != max(versions)))

    def with_new_function(self, typed: str) -> OfferDraft:
        """Offer a function that is typed, as `name` or `name=1,2`.

        Raises:
            ValueError: It has no name, is there already, or its versions are none. The text says what was expected.
        """
        name, sign, numbers = typed.strip().partition("=")
        name = name.strip()
        if not name:
            raise ValueError("function_versions: expected NAME or NAME=1,2, found no name")
        if name in self.offer.function_versions:
            raise ValueError(f"function_versions.{_short(name)}: expected each function once, found it again")
        return self.with_versions(name, versions_of(numbers) if sign else (1,))

    def with_new_capability(self, typed: str) -> OfferDraft:
        """Offer a capability that is typed, with any name.

        Raises:
            ValueError: It has no name, or is there already.
        """
        name = typed.strip()
        if not name:
            raise ValueError("host_capabilities: expected a name, found none")
        if name in self.offer.host_capabilities:
            raise ValueError(f"host_capabilities: expected each capability once, found {quoted(_short(name))} again")
        return self.knowing([name]).with_capability_toggled(name)

    def with_schema_version(self, typed: str) -> OfferDraft:
        """Say another version of the handshake. Raises ValueError: it is no u32."""
        return replace(self, offer=replace(self.offer, handshake_schema_version=_u32(typed)))

    def with_envelope_version(self, typed: str) -> OfferDraft:
        """Say another version of the envelope. Raises ValueError: it is no u32."""
        return replace(self, offer=replace(self.offer, envelope_version=_u32(typed)))

    def _offering(self, functions: Mapping[str, tuple[int, ...]]) -> OfferDraft:
        return replace(self, offer=replace(self.offer, function_versions=functions))


def draft_of(offer: Offer) -> OfferDraft:
    """Return an offer to be edited, with those of the seven functions beside it that it leaves out."""
    spare = {name: one.versions for name, one in WIRE_FUNCTIONS.items() if name not in offer.function_versions}
    return OfferDraft(offer, spare)


def versions_of(typed: str) -> tuple[int, ...]:
    """Return versions that are typed with commas or spaces between; nothing typed: none.

    Raises:
        ValueError: One is no u32. Whether a host can offer it is the negotiation's to say.
    """
    return tuple(_u32(one) for one in _BETWEEN.split(typed) if one)


def _u32(typed: str) -> int:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(_U32_MAX)) or int(digits) > _U32_MAX:
        raise ValueError(f"expected an integer from 0 to {_U32_MAX:,} (u32), found {quoted(_short(digits))}")
    return int(digits)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"
