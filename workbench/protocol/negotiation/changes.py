"""Single changes of an offer, and those that are tried to find out which of them break a plugin.

Pure: what a change does to an offer, and which changes there are. Whoever tries them stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import combinations
from types import MappingProxyType
from typing import Final

from workbench.errors.handshake import OfferError
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.offer import Offer, check_offer

UNKNOWN_FUNCTION: Final = "a_newer_function"
"""Stands for a function that a newer host offers and the plugin has never heard of."""
UNKNOWN_CAPABILITY: Final = "a_newer_capability"


class ChangeKind(Enum):
    """What a change does. The value is the name in reports."""

    REMOVE_FUNCTION = "remove_function"
    REMOVE_VERSION = "remove_version"
    CEILING = "version_ceiling"
    """The function is offered up to a version; 0: without any."""
    CEILING_OF_ALL = "version_ceiling_of_all"
    REMOVE_CAPABILITY = "remove_capability"
    ADD_FUNCTION = "add_function"
    ADD_VERSION = "add_version"
    ADD_CAPABILITY = "add_capability"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an offer."""

    kind: ChangeKind
    name: str = ""
    """The function or capability; empty: it concerns all functions."""
    version: int = 0
    """The version that goes or comes, or the ceiling; 0 where none is meant."""

    def of(self, offer: Offer) -> Offer:
        """Return the changed offer. What is not there is not missed."""
        if self.kind is ChangeKind.REMOVE_CAPABILITY:
            return replace(offer, host_capabilities=offer.host_capabilities - {self.name})
        if self.kind is ChangeKind.ADD_CAPABILITY:
            return replace(offer, host_capabilities=offer.host_capabilities | {self.name})
        if self.kind is ChangeKind.REMOVE_FUNCTION:
            kept = {name: versions for name, versions in offer.function_versions.items() if name != self.name}
            return replace(offer, function_versions=kept)
        versions = dict(offer.function_versions)
        if self.kind is ChangeKind.CEILING_OF_ALL:
            versions = {name: self._below(numbers) for name, numbers in versions.items()}
        elif self.kind is ChangeKind.CEILING and self.name in versions:
            versions[self.name] = self._below(versions[self.name])
        elif self.kind is ChangeKind.REMOVE_VERSION and self.name in versions:
            versions[self.name] = tuple(one for one in versions[self.name] if one != self.version)
        elif self.kind is ChangeKind.ADD_FUNCTION or (self.kind is ChangeKind.ADD_VERSION and self.name in versions):
            versions[self.name] = tuple(sorted({*versions.get(self.name, ()), self.version}))
        return replace(offer, function_versions=versions)

    def _below(self, versions: Iterable[int]) -> tuple[int, ...]:
        return tuple(one for one in versions if one <= self.version)

    @property
    def sentence(self) -> str:
        """What the changed offer is, in a few words. Names may be a plugin's: untrusted text."""
        if self.kind is ChangeKind.CEILING_OF_ALL and not self.version:
            return "all functions without a version"
        return _SENTENCES[self.kind].format(name=self.name, version=self.version)


_SENTENCES: Final = {
    ChangeKind.REMOVE_FUNCTION: "without {name}",
    ChangeKind.REMOVE_VERSION: "{name} without version {version}",
    ChangeKind.CEILING: "{name} up to version {version}",
    ChangeKind.CEILING_OF_ALL: "all functions up to version {version}",
    ChangeKind.REMOVE_CAPABILITY: "without capability {name}",
    ChangeKind.ADD_FUNCTION: "with {name} at version {version}",
    ChangeKind.ADD_VERSION: "{name} with version {version} too",
    ChangeKind.ADD_CAPABILITY: "with capability {name}",
}

Changes = tuple[Change, ...]
"""Changes that are made together, in their order."""


def changed(offer: Offer, changes: Changes) -> Offer:
    """Return an offer with all changes made, in their order."""
    for change in changes:
        offer = change.of(offer)
    return offer


def single_changes(
    offer: Offer, wanted: Iterable[str] = (), spoken: Mapping[str, Sequence[int]] = MappingProxyType({})
) -> tuple[Changes, ...]:
    """Return every single change of an offer that gives an offer of its own.

    Args:
        offer: What is changed.
        wanted: Capabilities that the plugin is known to ask for.
        spoken: Functions that it is known to speak, with its versions.
    """
    return tuple((change,) for change in _distinct(offer, _every_change(offer, sorted(set(wanted)), spoken)))


def _every_change(offer: Offer, wanted: Iterable[str], spoken: Mapping[str, Sequence[int]]) -> Iterator[Change]:
    functions = sorted(offer.function_versions.items())
    for name, _ in functions:
        yield Change(ChangeKind.REMOVE_FUNCTION, name)
    for name, versions in functions:
        for version in sorted(set(versions)):
            yield Change(ChangeKind.REMOVE_VERSION, name, version)
    for capability in sorted(offer.host_capabilities):
        yield Change(ChangeKind.REMOVE_CAPABILITY, capability)
    for capability in (*wanted, UNKNOWN_CAPABILITY):
        yield Change(ChangeKind.ADD_CAPABILITY, capability)
    for name, versions in functions:
        for version in sorted(set(versions)):
            yield Change(ChangeKind.CEILING, name, version)
    for version in sorted({0, *(version for _, versions in functions for version in versions)}):
        yield Change(ChangeKind.CEILING_OF_ALL, version=version)
    for name, versions in functions:
        yield Change(ChangeKind.ADD_VERSION, name, max(versions, default=0) + 1)
    added = {name: one.versions for name, one in WIRE_FUNCTIONS.items()} | {UNKNOWN_FUNCTION: (1,)} | dict(spoken)
    for name, numbers in sorted(added.items()):
        if name not in offer.function_versions:
            yield Change(ChangeKind.ADD_FUNCTION, name, max(numbers, default=1))


def _distinct(offer: Offer, changes: Iterable[Change]) -> Iterator[Change]:
    """Leave out what changes nothing, what an earlier change does, too, and what no host can offer."""
    known = {offer.canonical()}
    for change in changes:
        result = change.of(offer)
        text = result.canonical()
        if text not in known and can_be_made(result):
            known.add(text)
            yield change


def can_be_made(offer: Offer) -> bool:
    """Say whether an offer is within the host's own limits: else no plugin ever sees it."""
    try:
        check_offer(offer)
    except OfferError:
        return False
    return True


def pairs_of(offer: Offer, singles: Iterable[Changes]) -> Iterator[Changes]:
    """Give every pair of changes that leads to an offer of its own.

    It is neither the offer itself, nor that of a single change or of an earlier pair, and a host can make it.
    """
    every = list(singles)
    known = {offer.canonical(), *(changed(offer, single).canonical() for single in every)}
    for first, second in combinations(every, 2):
        pair = (*first, *second)
        result = changed(offer, pair)
        text = result.canonical()
        if text not in known and can_be_made(result):
            known.add(text)
            yield pair
