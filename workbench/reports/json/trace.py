"""`trace` and exported traces for programs: one object for each message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.errors import as_json
from workbench.reports.json.json_text import json_text
from workbench.reports.json.parts import plugin_json
from workbench.session.values.trace import Direction, TraceMessage
from workbench.session.values.trace_report import TraceReport


def trace_json(report: TraceReport) -> dict[str, Any]:
    """Return a report of `trace` as JSON."""
    generation = report.generation
    return {
        "plugin": plugin_json(generation.artifact),
        "profile": report.settings.profile.value,
        "passed": report.passed,
        "error": None if generation.error is None else as_json(generation.error),
        "messages": [message_json(one) for one in report.messages],
    }


def message_json(one: TraceMessage) -> dict[str, Any]:
    """Return one message; `text` is null where it is no text, `base64` where it is one."""
    fields: dict[str, Any] = {
        "number": one.number,
        "at": one.at,
        "generation": one.generation,
        "layer": one.layer.value,
        "direction": one.direction.value,
        "name": one.name,
        "export": one.export or one.name,
        "outcome": one.outcome or None,
        "wall_us": one.wall_us if one.direction is not Direction.TO_PLUGIN else None,
    }
    call = one.host_call
    if call is not None:
        asked = {"arguments": list(call.arguments), "result": call.result, "error": call.error}
        return fields | asked | {"injected": call.injected}
    try:
        content = {"text": one.head.decode(), "base64": None}
    except UnicodeDecodeError:
        from base64 import b64encode  # noqa: PLC0415 - most messages are text

        content = {"text": None, "base64": b64encode(one.head).decode()}
    left_out = {"host_calls_left_out": one.left_out} if one.direction is Direction.FROM_PLUGIN else {}
    return fields | {"size_bytes": one.size_bytes} | content | left_out


def trace_lines(messages: Sequence[TraceMessage]) -> bytes:
    """Return messages as JSON lines, in UTF-8."""
    return "".join(json_text(message_json(one), indent=None) + "\n" for one in messages).encode()
