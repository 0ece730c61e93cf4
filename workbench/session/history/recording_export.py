"""Entries of the history that become a recording: those that can stand in one, without their secrets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from workbench.session.history.redaction import redact
from workbench.session.ports import RecordingStore
from workbench.session.recordings.conditions import conditions_difference
from workbench.session.recordings.recording import recording_of
from workbench.session.values.conditions import Conditions
from workbench.session.values.history import HistoryEntry
from workbench.session.values.recording import SavedRecording


def save_entries(
    path: str,
    entries: Sequence[HistoryEntry],
    recordings: RecordingStore | None,
    conditions: Conditions,
    *,
    redacted: bool = True,
) -> SavedRecording:
    """Save entries as a recording, in their order, in place of a recording that stands at the path.

    Of such a one the rules are kept: which differences do not count.

    Args:
        path: Where to; taken as it is.
        entries: Those that are of another plugin than the first, or made under other conditions, are left out.
        recordings: Where recordings are kept; None: nowhere.
        conditions: What the first was made under, where that is not known of it.
        redacted: Take secrets out.

    Raises:
        PlaceUnwritable: It cannot be written.
        FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: Something else than a recording stands there, and
            is left alone.
    """
    unlike = {one.number: _unlike(entries[0], one) for one in entries}
    alike = [one for one in entries if not unlike[one.number]]
    found = [redact(one) for one in alike] if redacted else []
    alike = [one.entry for one in found] if redacted else alike
    taken_out = Counter(name for one in found for name in one.taken_out)
    replaced = 0
    if alike and recordings is not None:
        recording, previous = recording_of(alike, conditions), recordings.load(path)
        if previous is not None:
            recording, replaced = replace(recording, rules=previous.rules), len(previous.calls)
        recordings.save(path, recording)
    places = tuple(dict.fromkeys(place for one in found for place in one.found))
    kept = tuple(dict.fromkeys(place for one in found for place in one.kept))
    left_out = {number: why_not for number, why_not in unlike.items() if why_not}
    return SavedRecording(path, len(alike), left_out, taken_out, places, kept, replaced)


def alike_to_newest(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """Return the entries that can stand in one recording with the last of them."""
    return [one for one in entries if not _unlike(entries[-1], one)]


def _unlike(first: HistoryEntry, entry: HistoryEntry) -> str:
    """Say why an entry cannot stand in one recording with the first; empty: it can."""
    facts = (
        ("plugin", first.plugin, entry.plugin),
        ("profile", first.profile, entry.profile),
        ("budget", first.budget, entry.budget),
    )
    unlike = next(((name, found, wanted) for name, wanted, found in facts if wanted != found), None)
    if unlike is None and first.conditions is not None and entry.conditions is not None:
        unlike = conditions_difference(entry.conditions, first.conditions)
    return "of the {} {}, not {}".format(*unlike) if unlike is not None else ""
