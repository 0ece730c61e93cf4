"""Events of a watch as lines of JSON: each has `event` and `time`, and what the command's own object has."""

from __future__ import annotations

from typing import Any

from workbench.errors import WorkbenchError
from workbench.reports.json.json_text import error_json
from workbench.session.values.build_error import BuildErrors


def event_line(event: str, clock: str, found: dict[str, Any]) -> dict[str, Any]:
    """Return the line of an event; `clock` is the time in ISO 8601."""
    return {"event": event, "time": clock, **found}


def unreadable_json(path: str, error: WorkbenchError) -> dict[str, Any]:
    """Return why there is nothing to judge of a plugin."""
    return {"plugin": {"path": path, "size": None, "sha256": None}, "passed": False, "error": error_json(error)}


def build_failed_json(sentence: str, errors: BuildErrors) -> dict[str, Any]:
    """Return why a build failed."""
    found = [
        {"file": one.file or None, "line": one.line, "column": one.column, "message": one.message}
        for one in errors.found
    ]
    return {"passed": False, "build": {"ended": sentence, "errors": found, "last_lines": list(errors.last_lines)}}
