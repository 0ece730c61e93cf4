"""What an agent gets: a report with its exit code, or an error, as one value and as the same in a text.

Long lists and texts are cut, and it is said where: an agent reads every character, and a plugin may write millions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.base import WorkbenchError, as_json
from workbench.exits import Exit, exit_code
from workbench.mcp_server.shortening import REPORT_MAX_CHARACTERS, WHOLE_MAX_CHARACTERS, shortened
from workbench.mcp_server.tool import ToolReport
from workbench.protocol.redaction.redactor import value_without_secrets
from workbench.reports.json.json_text import json_text
from workbench.reports.text.redaction import found_text

MEANINGS: Final[Mapping[Exit, str]] = {
    Exit.PASSED: "passed",
    Exit.FAILED: "failed",
    Exit.USAGE: "wrong arguments, files or settings",
    Exit.UNREADABLE: "the plugin cannot be read",
    Exit.OURS: "no verdict: the workbench or this machine failed, or a limit of ours was reached",
}
OUTPUT_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "exit_code": {"type": "integer", "description": "Of the command of the same name."},
        "verdict": {"type": "string", "enum": list(MEANINGS.values()), "description": "What the exit code means."},
        "report": {"type": "object", "description": "What the command prints with --format json."},
        "error": {
            "type": "object",
            "description": "In place of a report: kind, message, details, and hint: what to do.",
        },
        "notes": {"type": "array", "items": {"type": "string"}, "description": "What is to be known beside it."},
    },
    "required": ["exit_code", "verdict"],
}


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """The answer of a tool."""

    value: dict[str, Any]
    text: str
    """The value as JSON."""
    is_error: bool


def report_answer(found: ToolReport, *, whole: bool = False) -> ToolAnswer:
    """Return the answer that a report is, whatever its verdict; `whole`: nothing is cut unless it is huge."""
    report, notes = found.report, list(found.notes)
    if found.is_shared:
        report, redactor = value_without_secrets(report)
        notes = [redactor.words(note, "notes") for note in notes]
        notes += [f"taken out of the report: {found_text(redactor.taken_out)}"] if redactor.taken_out else []
        notes += [f"looks like a secret, and is kept: {found_text(redactor.kept)}"] if redactor.kept else []
    report, left_out = shortened(report, WHOLE_MAX_CHARACTERS if whole else REPORT_MAX_CHARACTERS)
    return _answer(found.exit, {"report": report}, (*notes, *left_out), is_error=False)


def error_answer(error: WorkbenchError) -> ToolAnswer:
    """Return the answer that an error is."""
    value, left_out = shortened(as_json(error) | {"hint": error.hint}, REPORT_MAX_CHARACTERS)
    return _answer(exit_code(error), {"error": value}, left_out, is_error=True)


def _answer(code: Exit, content: dict[str, Any], notes: tuple[str, ...], *, is_error: bool) -> ToolAnswer:
    value = {"exit_code": int(code), "verdict": MEANINGS[code], **content, **({"notes": list(notes)} if notes else {})}
    text = json_text(value)
    # Halves of surrogate pairs, which no message can hold, are words in the text.
    return ToolAnswer(json.loads(text), text, is_error)
