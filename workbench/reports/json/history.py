"""The objects of `history`: a list, one entry in full, two compared."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from workbench.reports.json.json_text import error_json
from workbench.session.recordings.conditions import conditions_value

if TYPE_CHECKING:
    from workbench.session.values.history import HistoryEntry
    from workbench.session.values.history_listing import ComparedEntries, HistoryListing
    from workbench.session.values.host_view import HostView
    from workbench.session.values.recording import SavedRecording


def listing_json(listing: HistoryListing, saved: SavedRecording | None = None) -> dict[str, Any]:
    """Return the object of a list, the newest entry first; `recording` is null unless one was written."""
    return {
        "plugin": listing.plugin,
        "history": listing.path,
        "total": listing.total,
        "more": listing.more,
        "entries": [row_json(entry) for entry in listing.entries],
        "damage": [error_json(error) for error in listing.damage],
        "recording": None if saved is None else _saved_json(saved),
    }


def row_json(entry: HistoryEntry) -> dict[str, Any]:
    """Return what a list says of an entry; times are unix seconds, and microseconds of the call alone."""
    return {
        "number": entry.number,
        "function": entry.function,
        "outcome": "ok" if entry.outcome.ok else "fallback",
        "stage": entry.outcome.stage,
        "error_kind": entry.outcome.error_kind,
        "at": entry.at,
        "wall_us": entry.wall_us,
        "payload_bytes": len(entry.payload.encode(errors="surrogatepass")),
        "generation": entry.generation,
        "run": entry.run,
        "module_sha256": entry.module_sha256,
        "repeats": entry.parent,
        "marked": entry.marked,
    }


def entry_json(entry: HistoryEntry) -> dict[str, Any]:
    """Return an entry in full. `logs`, and storage that was too large to be kept, are null where they are not known."""
    return {
        "plugin": entry.plugin,
        **row_json(entry),
        "profile": entry.profile,
        "budget": entry.budget,
        "conditions": None if entry.conditions is None else conditions_value(entry.conditions),
        "payload": entry.payload,
        "request_text": entry.request_text,
        "response": _value(entry.outcome.response_text),
        "output_text": entry.outcome.output_text or None,
        "message": entry.outcome.message or None,
        "cause": entry.outcome.cause or None,
        "fresh": entry.fresh,
        "interrupted": entry.interrupted,
        "triggered": list(entry.triggered),
        "hidden": list(entry.hidden),
        "logs": None if entry.logs is None else list(entry.logs),
        "host": {"before": _view(entry.before), "after": _view(entry.after)},
    }


def compared_json(compared: ComparedEntries) -> dict[str, Any]:
    """Return the object of two entries: what became of the first one's answer in the second."""
    comparison = compared.comparison
    return {
        "plugin": compared.first.plugin,
        "first": row_json(compared.first),
        "second": row_json(compared.second),
        "verdict": comparison.verdict.value,
        "differences": [
            {"pointer": one.pointer, "change": one.change.value, "before": one.before, "after": one.after}
            for one in comparison.differences
        ],
        "cut_off": comparison.cut_off,
    }


def _value(text: str | None) -> Any:
    """Return the response; what is no JSON, as only a damaged file holds it, as the text that it is."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return text


def _view(view: HostView) -> dict[str, Any]:
    storage = view.storage
    kept = {key: {"base64": base64.b64encode(value).decode()} for key, value in (storage or {}).items()}
    return {
        "storage": None if storage is None else kept,
        "storage_sha256": view.storage_sha256,
        "counters": dict(view.counters),
    }


def _saved_json(saved: SavedRecording) -> dict[str, Any]:
    return {
        "path": saved.path,
        "calls": saved.calls,
        "replaced": saved.replaced,
        "left_out": {str(number): why_not for number, why_not in saved.left_out.items()},
    }
