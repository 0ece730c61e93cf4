"""What distinguishes two offers: functions, versions, capabilities, and the two numbers."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.protocol.offer import Offer


@dataclass(frozen=True, slots=True)
class OfferDifference:
    """One thing that two offers do not have in common."""

    part: str
    """`function_versions`, `host_capabilities`, `handshake_schema_version` or `envelope_version`."""
    name: str
    """The function or capability; empty for the two numbers."""
    first: str | None
    """What stands in the first offer: versions, `offered`, or a number. None: nothing does."""
    second: str | None


def offer_differences(first: Offer, second: Offer) -> tuple[OfferDifference, ...]:
    """Return what differs, functions in name order first. Order and repetition of versions play no part."""
    found = []
    for name in sorted({*first.function_versions, *second.function_versions}):
        texts = [_versions(offer, name) for offer in (first, second)]
        found.append(OfferDifference("function_versions", name, texts[0], texts[1]))
    for name in sorted(first.host_capabilities | second.host_capabilities):
        texts = ["offered" if name in offer.host_capabilities else None for offer in (first, second)]
        found.append(OfferDifference("host_capabilities", name, texts[0], texts[1]))
    schemas = [str(offer.handshake_schema_version) for offer in (first, second)]
    envelopes = [str(offer.envelope_version) for offer in (first, second)]
    found.append(OfferDifference("handshake_schema_version", "", schemas[0], schemas[1]))
    found.append(OfferDifference("envelope_version", "", envelopes[0], envelopes[1]))
    return tuple(one for one in found if one.first != one.second)


def _versions(offer: Offer, name: str) -> str | None:
    versions = offer.function_versions.get(name)
    return None if versions is None else ", ".join(map(str, sorted(set(versions)))) or "no version"
