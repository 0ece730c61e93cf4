"""One entry of the history as one line of JSON, and back.

The line is laid out for searching without decoding: number, function, outcome, generation, parent, mark, plugin and run
stand first, in this order, and all that a person searches for stands in the array `texts` at its end. Characters
outside ASCII are escaped, so that a line holds any text, half surrogate pairs included. Earlier versions
wrote `torn` for `interrupted` and `struck` for `triggered`: both are read.
"""

from __future__ import annotations

import json
from typing import Any, Final

from workbench.session.host.views import read_log, read_view, view_value
from workbench.session.recordings.conditions import conditions_value, read_conditions
from workbench.session.values.history import HistoryEntry
from workbench.session.values.kept_outcome import OK, KeptOutcome

WHOLE_MAX: Final = 2**63 - 1
MOMENT_MAX: Final = 32_503_680_000
"""The year 3000, in seconds since 1970."""
HISTORY_FORMAT: Final = 1
"""The newest format of the file; it stands in its first line."""


def header_line() -> bytes:
    """Return the first line of a history file."""
    return b'{"workbench_history":%d}\n' % HISTORY_FORMAT


def format_of(line: bytes) -> int | None:
    """Return the format that the first line of a file says; None: it is not the first line of a history."""
    try:
        found = json.loads(line)["workbench_history"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if type(found) is int else None


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
    absent = [place for place, text in enumerate(texts) if text is None]
    value |= _unusual_facts(entry) | ({"absent": absent} if absent else {})
    if entry.conditions is not None:
        value["terms"] = conditions_value(entry.conditions)
        if entry.logs != ():
            value["log"] = None if entry.logs is None else list(entry.logs)
    value["texts"] = [text or "" for text in texts]
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _unusual_facts(entry: HistoryEntry) -> dict[str, object]:
    """Return what is said only where it is other than usual."""
    outcome = entry.outcome
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
        "hidden": list(entry.hidden),
    }
    return {name: fact for name, fact in maybe.items() if fact not in (None, False, "", [], {})}


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
        return _entry_of(json.loads(line, parse_constant=_no_number))
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _no_number(constant: str) -> float:
    raise ValueError(f"expected JSON, found {constant}")


def _whole(value: object, *, least: int = 0) -> int:
    """Return a whole number of 63 bits. Raises ValueError."""
    if type(value) is not int or not least <= value <= WHOLE_MAX:
        raise ValueError(f"expected a whole number from {least:,} to {WHOLE_MAX:,}, found another value")
    return value


def _whole_or_none(value: object, *, least: int = 0) -> int | None:
    return None if value is None else _whole(value, least=least)


def _moment(value: object) -> float:
    """Return seconds since 1970 that a calendar can show. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MOMENT_MAX:
        raise ValueError("expected seconds since 1970, before the year 3000")
    return float(value)


def _entry_of(value: dict[str, Any]) -> HistoryEntry:
    absent = value.get("absent", ())
    texts = [None if place in absent else str(text) for place, text in enumerate(value["texts"])]
    payload, request_text, response_text, output_text, message = texts
    before = read_view(value.get("before", {}))
    conditions = read_conditions(value["terms"]) if "terms" in value else None
    log = value.get("log", []) if conditions is not None else None
    outcome = KeptOutcome(
        None if value["outcome"] == OK else str(value["outcome"]),
        response_text,
        None if value.get("error_kind") is None else str(value["error_kind"]),
        message or "",
        str(value.get("cause", "")),
        output_text or "",
    )
    return HistoryEntry(
        payload=payload or "",
        request_text=_plain_request(payload or "") if request_text == "" else request_text,
        outcome=outcome,
        before=before,
        after=read_view(value.get("after", {})) if "changed_host" in value else before,
        parent=_whole_or_none(value["parent"]),
        marked=bool(value["marked"]),
        conditions=conditions,
        logs=None if log is None else read_log(log),
        **_required_facts(value),
        **_read_unusual_facts(value),
    )


def _required_facts(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": _whole(value["number"], least=1),
        "function": str(value["function"]),
        "generation": _whole(value["generation"]),
        "run": str(value["run"]),
        "plugin": str(value["plugin"]),
        "module_sha256": str(value["module_sha256"]),
        "profile": str(value["profile"]),
        "budget": str(value["budget"]),
        "at": _moment(value["at"]),
        "wall_us": _whole(value["wall_us"]),
    }


def _read_unusual_facts(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "clock_read_unix_ms": _whole_or_none(value.get("clock_read_unix_ms"), least=-WHOLE_MAX),
        "drew_secure_random": "drew_secure_random" in value,
        "fresh": "fresh" in value,
        "interrupted": "interrupted" in value or "torn" in value,
        "triggered": tuple(map(str, value.get("triggered", value.get("struck", ())))),
        "started_from": str(value.get("started_from", "")),
        "hidden": tuple(map(str, value.get("hidden", ()))),
    }
