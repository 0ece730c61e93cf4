"""The history: every dispatch with what went in, what came out, and the host's state around it.

Pure: an entry becomes one line of JSON and comes back from it; where lines are kept is not known here. Texts come from
plugins and from the person at the keyboard, and are untrusted.

The line is laid out for searching without decoding: number, function, outcome, generation, parent, mark, plugin and run
stand first, in this order, and all that a person searches for stands in the array `texts` at its end. Characters
outside ASCII are escaped, so that a line holds any text, half surrogate pairs included. Earlier versions
wrote `torn` for `interrupted` and `struck` for `triggered`: both are read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from workbench.protocol.calls import HostCall
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.history.kept_outcome import kept_outcome
from workbench.session.host.views import host_view, kept_log, read_log, read_view, view_value
from workbench.session.recordings.conditions import conditions_of, conditions_value, read_conditions
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.history import HistoryEntry, HistoryFilter
from workbench.session.values.kept_outcome import OK, KeptOutcome
from workbench.session.values.settings import Settings

HISTORY_FORMAT: Final = 1
"""The newest format of the file; it stands in its first line."""


def history_entry(
    record: DispatchRecord,
    generation: Generation,
    settings: Settings,
    *,
    before: HostSnapshot,
    after: HostSnapshot,
    run: str,
    parent: int | None = None,
) -> HistoryEntry:
    """Return the entry of a dispatch that was just made; its number is given by the file that keeps it.

    Args:
        record: The dispatch.
        generation: The load that answered.
        settings: Those it was made under.
        before: The host's state before the call.
        after: The host's state after it.
        run: Names this run of the workbench.
        parent: The entry that it repeats, or None.
    """
    plugin = generation.plugin_name
    outcome = record.outcome
    call = outcome.call
    calls = call.activity.calls if call is not None else ()
    view_before = host_view(before, plugin)
    return HistoryEntry(
        number=0,
        function=outcome.function,
        payload=record.payload,
        request_text=outcome.request_text,
        outcome=kept_outcome(outcome),
        generation=generation.number,
        run=run,
        plugin=plugin,
        module_sha256=generation.artifact.sha256,
        profile=settings.profile.value,
        budget=settings.budget.name,
        at=record.at,
        wall_us=call.wall_us if call is not None else 0,
        before=view_before,
        after=view_before if after is before else host_view(after, plugin),
        clock_read_unix_ms=_first_clock_reading(calls),
        drew_secure_random=before.random.seed is None and any(one.function == "cc_lb_random_bytes" for one in calls),
        fresh=record.fresh,
        interrupted=record.interrupted,
        parent=parent,
        conditions=conditions_of(settings),
        triggered=record.triggered,
        started_from=record.started_from,
        logs=kept_log(call.activity.logs) if call is not None else (),
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


# ---- one entry, one line --------------------------------------------------------------------------------------------


def header_line() -> bytes:
    """Return the first line of a history file."""
    return b'{"workbench_history":%d}\n' % HISTORY_FORMAT


def entry_line(entry: HistoryEntry) -> bytes:
    """Return the line of an entry, with its line feed."""
    outcome = entry.outcome
    request_text = entry.request_text
    if request_text is not None and request_text == _plain_request(entry.payload):
        request_text = ""
    texts = (entry.payload, request_text, outcome.response_text, outcome.output_text, outcome.message)
    value = {
        "number": entry.number,
        "function": entry.function,
        "outcome": outcome.word,
        "generation": entry.generation,
        "parent": entry.parent,
        "marked": entry.marked,
        "plugin": entry.plugin,
        "run": entry.run,
        "module_sha256": entry.module_sha256,
        "profile": entry.profile,
        "budget": entry.budget,
        "at": entry.at,
        "wall_us": entry.wall_us,
    }
    # What a call left as it was need not stand there twice.
    changed_host = entry.after != entry.before
    maybe = {
        "error_kind": outcome.error_kind,
        "cause": outcome.cause,
        "before": view_value(entry.before),
        "after": view_value(entry.after) if changed_host else None,
        "changed_host": changed_host,
        "clock_read_unix_ms": entry.clock_read_unix_ms,
        "drew_secure_random": entry.drew_secure_random,
        "fresh": entry.fresh,
        "interrupted": entry.interrupted,
        "triggered": list(entry.triggered),
        "started_from": entry.started_from,
        "absent": [place for place, text in enumerate(texts) if text is None],
    }
    value |= {name: fact for name, fact in maybe.items() if fact not in (None, False, "", [], {})}
    if entry.conditions is not None:
        value["terms"] = conditions_value(entry.conditions)
        if entry.logs != ():
            value["log"] = None if entry.logs is None else list(entry.logs)
    value["texts"] = [text or "" for text in texts]
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _plain_request(payload: str) -> str:
    """Return what crosses the border when the payload is compact and its keys are in order: it is not kept twice."""
    return f'{{"_v":1,{payload[1:]}'


def mark_line(number: int, *, marked: bool) -> bytes:
    """Return the line that says whether an entry is marked; the last such line of an entry counts."""
    return b'{"mark":%d,"marked":%s}\n' % (number, b"true" if marked else b"false")


def read_entry(line: bytes | str) -> HistoryEntry:
    """Return the entry of a line.

    Raises:
        ValueError: It is not the line of an entry; the text says what was found instead.
    """
    try:
        value = json.loads(line)
        absent = value.get("absent", ())
        texts = [None if place in absent else str(text) for place, text in enumerate(value["texts"])]
        payload, request_text, response_text, output_text, message = texts
        payload = payload or ""
        before = read_view(value.get("before", {}))
        conditions = read_conditions(value["terms"]) if "terms" in value else None
        log = value.get("log", []) if conditions is not None else None
        return HistoryEntry(
            number=int(value["number"]),
            function=str(value["function"]),
            payload=payload,
            request_text=_plain_request(payload) if request_text == "" else request_text,
            outcome=KeptOutcome(
                None if value["outcome"] == OK else str(value["outcome"]),
                response_text,
                value.get("error_kind"),
                message or "",
                str(value.get("cause", "")),
                output_text or "",
            ),
            generation=int(value["generation"]),
            run=str(value["run"]),
            plugin=str(value["plugin"]),
            module_sha256=str(value["module_sha256"]),
            profile=str(value["profile"]),
            budget=str(value["budget"]),
            at=float(value["at"]),
            wall_us=int(value["wall_us"]),
            before=before,
            after=read_view(value.get("after", {})) if "changed_host" in value else before,
            clock_read_unix_ms=value.get("clock_read_unix_ms"),
            drew_secure_random="drew_secure_random" in value,
            fresh="fresh" in value,
            interrupted="interrupted" in value or "torn" in value,
            parent=value["parent"],
            marked=bool(value["marked"]),
            conditions=conditions,
            triggered=tuple(map(str, value.get("triggered", value.get("struck", ())))),
            started_from=str(value.get("started_from", "")),
            logs=None if log is None else read_log(log),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
