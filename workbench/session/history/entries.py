"""The history: every dispatch with what went in, what came out, and the host's state around it.

Pure: where entries are kept is not known here, and how they are written stands in `entry_line`. Texts come from plugins
and from the person at the keyboard, and are untrusted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.protocol.calls import CallOutcome, HostCall
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.history.kept_outcome import kept_outcome
from workbench.session.host.views import host_view, kept_log
from workbench.session.recordings.conditions import conditions_of
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.history import HistoryEntry, HistoryFilter
from workbench.session.values.settings import Settings


def history_entry(
    record: DispatchRecord,
    generation: Generation,
    settings: Settings,
    *,
    before: HostSnapshot,
    after: HostSnapshot,
    run: str,
) -> HistoryEntry:
    """Return the entry of a dispatch that was just made; its number is given by the file that keeps it.

    Args:
        record: The dispatch.
        generation: The load that answered.
        settings: Those it was made under.
        before: The host's state before the call.
        after: The host's state after it.
        run: Names this run of the workbench.
    """
    outcome = record.outcome
    entry = HistoryEntry(
        number=0,
        function=outcome.function,
        payload=record.payload,
        request_text=outcome.request_text,
        outcome=kept_outcome(outcome),
        generation=generation.number,
        run=run,
        plugin=generation.plugin_name,
        module_sha256=generation.artifact.sha256,
        profile=settings.profile.value,
        budget=settings.budget.name,
        at=record.at,
        wall_us=0,
        hidden=record.hidden,
        conditions=conditions_of(settings),
    )
    return _with_call(entry, record, before, after)


def _with_call(entry: HistoryEntry, record: DispatchRecord, before: HostSnapshot, after: HostSnapshot) -> HistoryEntry:
    """Return the entry with how the call was made, the host's state around it, and what the guest asked of the host."""
    call = record.outcome.call or CallOutcome()
    calls, view_before = call.activity.calls, host_view(before, entry.plugin)
    drew_random = any(one.function == "cc_lb_random_bytes" for one in calls)
    return replace(
        entry,
        wall_us=call.wall_us,
        before=view_before,
        after=view_before if after is before else host_view(after, entry.plugin),
        clock_read_unix_ms=_first_clock_reading(calls),
        drew_secure_random=before.random.seed is None and drew_random,
        fresh=record.fresh,
        interrupted=record.interrupted,
        parent=record.parent,
        triggered=record.triggered,
        started_from=record.started_from,
        logs=kept_log(call.activity.logs),
    )


def matches(wanted: HistoryFilter, entry: HistoryEntry) -> bool:
    """Say whether an entry is wanted; for those that stand in no file."""
    outcome = entry.outcome
    facts = (
        (wanted.function, entry.function),
        (wanted.generation, entry.generation),
        (wanted.run, entry.run),
        (wanted.plugin, entry.plugin),
        (wanted.marked, entry.marked),
        (wanted.parent, entry.parent),
        (wanted.outcome, "fallback" if wanted.outcome == "fallback" and not outcome.ok else outcome.word),
    )
    if any(want is not None and want != found for want, found in facts):
        return False
    text = wanted.text
    if not text:
        return True
    texts = (entry.payload, entry.request_text, outcome.response_text, outcome.output_text, outcome.message)
    if text == text.lower():
        return any(text in one.lower() for one in texts if one)
    return any(text in one for one in texts if one)


def _first_clock_reading(calls: Sequence[HostCall]) -> int | None:
    for call in calls:
        if call.function == "cc_lb_now_unix_ms" and call.result is not None:
            try:
                return int(call.result)
            except ValueError:
                return None
    return None
