"""What is expected of a payload from now on: that its answer stays what it was. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from workbench.errors.documents import ExpectationInvalid
from workbench.protocol.json import parsing
from workbench.protocol.payload_text.expectation import read_expectation
from workbench.protocol.payload_text.pointers import is_ignored
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.session.values.dispatch_record import DispatchRecord

_OF_ENDING: Final = frozenset({"outcome", "stage", "effect", "response"})
"""The keys that say how the call ended; the others say how it is sent and judged, and are a person's."""


def expectation_of(record: DispatchRecord, over: bytes | None = None) -> bytes:
    """Return the content of a file that expects what came of a dispatch.

    Members of the answer stand under a pointer each, those of JSON in a base64 field too, so that people can read them
    and strike out what may differ. Of a file that a person wrote, only what says how the call ended is replaced:
    notes, pointers to ignore, profile and capabilities stay, and nothing that is ignored is pinned.

    Args:
        record: What came of the dispatch.
        over: The file that stands there; None: there is none. One that is no expectation is replaced as a whole.
    """
    held = parsing.parse(over) if over is not None and is_expectation(over) else {}
    ending = _ending(record, held.get("ignore", ()))
    # What was written keeps its place in the file.
    value = {key: ending.get(key, held[key]) for key in held if key in ending or key not in _OF_ENDING} | ending
    content = json.dumps(value, indent=2, ensure_ascii=False)
    if over is not None and content == json.dumps(held, indent=2, ensure_ascii=False):
        return over
    return content.encode() + b"\n"


def is_expectation(content: bytes) -> bool:
    """Say whether a file holds what `run` could judge."""
    try:
        read_expectation(content, "")
    except ExpectationInvalid:
        return False
    return True


def _ending(record: DispatchRecord, ignore: Sequence[str]) -> dict[str, Any]:
    outcome = record.outcome
    expected: dict[str, Any] = {"outcome": "ok" if outcome.ok else "fallback"}
    if record.effect is not None:
        expected["effect"] = record.effect.effect.value
    if outcome.ok:
        members = _members(outcome.response)
        expected["response"] = {pointer: value for pointer, value in members if not is_ignored(pointer, ignore)}
    elif outcome.stage is not None:
        expected["stage"] = outcome.stage.value
    return expected


def _members(response: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(response, dict) or not response:
        yield "", response
        return
    for key, value in response.items():
        held = _held(key, value)
        if held:
            yield from ((_pointer(key, name), part) for name, part in held.items())
        else:
            yield _pointer(key), value


def _held(key: str, value: Any) -> dict[str, Any]:
    """Return the JSON object that a base64 field holds; an empty one when it holds something else."""
    if not key.endswith("_base64") or not isinstance(value, str):
        return {}
    content = decoded_base64(value)
    try:
        held = parsing.parse(content) if content else None
    except parsing.JsonTextError:
        return {}
    return held if isinstance(held, dict) else {}


def _pointer(*steps: str) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
