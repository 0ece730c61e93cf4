"""The history as it is read without a screen: entries listed, one shown, two compared. Changes nothing."""

from __future__ import annotations

from typing import Final

from workbench.errors.files import LineDamaged
from workbench.errors.operator import NameUnknown
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.session.compare.verdicts import compare_effects
from workbench.session.history_port import HistorySource
from workbench.session.recordings.recording import with_entry
from workbench.session.values.history import HistoryEntry, HistoryFilter
from workbench.session.values.history_listing import ComparedEntries, HistoryListing
from workbench.session.values.recording import Recording
from workbench.session.values.replay_verdict import Asked, CallEffect

LISTED_MAX: Final = 10_000
"""Entries of one list."""


def list_entries(source: HistorySource, path: str, plugin: str, wanted: HistoryFilter, limit: int) -> HistoryListing:
    """Return the entries that are wanted, the newest first.

    Args:
        source: Has them.
        path: Where they stand, for people.
        plugin: Whose they are.
        wanted: Which ones, by the name of the plugin too.
        limit: How many at most.

    Raises:
        FileUnreadable: They cannot be read any more.
    """
    hits = source.search(wanted, rows_max=limit)
    found, damage = [], list(source.damage)
    for row in hits.rows:
        try:
            entry = source.entry(row.number)
        except LineDamaged as error:
            damage.append(error)
            continue
        if entry is not None:
            found.append(entry)
    return HistoryListing(plugin, path, tuple(found), hits.total, hits.more, tuple(damage))


def entry_of(source: HistorySource, plugin: str, number: int) -> HistoryEntry:
    """Return one entry of a plugin.

    Raises:
        NameUnknown: There is none of this number, or it is another plugin's.
        LineDamaged: Its line cannot be read.
    """
    entry = source.entry(number)
    if entry is None or entry.plugin != plugin:
        raise NameUnknown("entry of the plugin's history", str(number), None)
    return entry


def compare_entries(first: HistoryEntry, second: HistoryEntry) -> ComparedEntries:
    """Compare two entries as a replay compares a call with its recording; of one function, a host's effects too."""
    return ComparedEntries(first, second, compare_effects(_effect(first), _effect(second), asked=_asked(first, second)))


def _asked(first: HistoryEntry, second: HistoryEntry) -> Asked | None:
    """Return what both answer; None: two functions, or a protocol line that only another workbench knows."""
    if first.function != second.function or first.function not in WIRE_FUNCTIONS:
        return None
    try:
        return Asked(first.function, first.payload, Profile(first.profile), Profile(second.profile))
    except ValueError:
        return None


def _effect(entry: HistoryEntry) -> CallEffect:
    return with_entry(Recording(entry.plugin), entry).calls[0].effect
