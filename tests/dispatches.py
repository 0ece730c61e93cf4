"""Builds entries of a history and recorded calls. Shared by the tests of history, recordings and replay."""

from __future__ import annotations

from typing import Any, Final

from workbench.session.values.history import HistoryEntry
from workbench.session.values.kept_outcome import KeptOutcome

SHAPE_PAYLOAD: Final = '{"request":{"method":"POST"}}'
SHAPE_RESPONSE: Final = '{"url":"https://api.example/v1","method":"POST","headers":[],"body_base64":""}'


def entry(**fields: Any) -> HistoryEntry:
    """Return an entry of a good dispatch of `shape`, with these fields replaced."""
    return HistoryEntry(
        **{
            "number": 0,
            "function": "shape",
            "payload": SHAPE_PAYLOAD,
            "request_text": '{"_v":1,"request":{"method":"POST"}}',
            "outcome": KeptOutcome(None, SHAPE_RESPONSE),
            "generation": 1,
            "run": "r1",
            "plugin": "sample",
            "module_sha256": "ab" * 32,
            "profile": "0.1",
            "budget": "serving",
            "at": 1_700_000_000.25,
            "wall_us": 38,
            **fields,
        }
    )


def failure(stage: str = "plugin_call", cause: str = "expected a return of 0, found a trap") -> KeptOutcome:
    """Return the outcome of a failed dispatch."""
    return KeptOutcome(stage, None, stage, f"shape: {cause}\n0: frame", cause)
