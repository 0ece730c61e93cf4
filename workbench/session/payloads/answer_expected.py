"""What is expected of a payload from now on: that its answer stays what it was. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from workbench.protocol.json import parsing
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.session.values.dispatch_record import DispatchRecord


def expectation_of(record: DispatchRecord) -> bytes:
    """Return the content of a file that expects what came of a dispatch.

    Members of the answer stand under a pointer each, those of JSON in a base64 field too, so that people can read them
    and strike out what may differ.
    """
    outcome = record.outcome
    expected: dict[str, Any] = {"outcome": "ok" if outcome.ok else "fallback"}
    if record.effect is not None:
        expected["effect"] = record.effect.effect.value
    if outcome.ok:
        expected["response"] = dict(_members(outcome.response))
    elif outcome.stage is not None:
        expected["stage"] = outcome.stage.value
    return json.dumps(expected, indent=2, ensure_ascii=False).encode() + b"\n"


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
