"""How commands speak: data to stdout as text or JSON, narration to stderr, colour only where it is wanted."""

from __future__ import annotations

import json
import os
import re
import sys
from enum import IntEnum
from typing import Any, TextIO

from workbench.errors import WorkbenchError, as_json
from workbench.visible import visible


class Exit(IntEnum):
    """The exit codes, which are part of the contract."""

    PASSED = 0
    FAILED = 1
    """A check, call or replay failed."""
    USAGE = 2
    """Usage or settings."""
    UNREADABLE = 3
    """The plugin could not be read or built."""
    OURS = 4
    INTERRUPTED = 130


_COLOURS = {"good": "32", "bad": "31", "warn": "33", "quiet": "2", "strong": "1", "accent": "36"}
_SIGNS = {True: ("✓", "good"), False: ("✕", "bad"), None: ("–", "quiet")}


class Printer:
    """Writes lines to one stream."""

    def __init__(self, color: str = "auto", stream: TextIO | None = None) -> None:
        """Write to `stream` (default: stdout), coloured `auto`, `always` or `never`."""
        self._stream = stream or sys.stdout
        terminal = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._coloured = color == "always" or (color == "auto" and terminal and not os.environ.get("NO_COLOR"))

    def paint(self, text: str, colour: str) -> str:
        """Return a text in one of our colours, or as it is when colour is off."""
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self._coloured else text

    def line(self, text: str = "") -> None:
        """Write one line. What came from a plugin must have passed `visible`."""
        self._stream.write(text + "\n")

    def verdict(self, passed: bool | None, name: str, detail: str, *, width: int = 0) -> None:
        """Write a sign, a name and an untrusted detail; None is what was not run."""
        sign, colour = _SIGNS[passed]
        self.line(f"{self.paint(sign, colour)} {name:<{width}}  {visible(detail)}".rstrip())

    def error(self, error: WorkbenchError, *, indent: str = "  ", named: bool = True) -> None:
        """Write an error: its kind, unless that stands before it already, its text, and what to do."""
        first, *rest = str(error).splitlines() or [""]
        kind = f"{self.paint(error.kind, 'bad')}: " if named else ""
        self.line(f"{indent}{kind}{visible(first)}")
        for line in rest:
            self.line(f"{indent}  {visible(line)}")
        self.hint(error, indent=indent)

    def hint(self, error: WorkbenchError, *, indent: str = "  ") -> None:
        """Write what to do about an error, where it says so."""
        if error.hint:
            self.line(f"{indent}{self.paint('hint:', 'quiet')} {error.hint}")


# What JSON leaves in strings as it is, but a terminal may obey, or a text stream cannot hold.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON text that is safe to show on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    return _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def print_json(value: Any) -> None:
    """Write one JSON object to stdout."""
    sys.stdout.write(json_text(value, indent=2) + "\n")


def narrate(text: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(text + "\n")


def error_json(error: WorkbenchError | None) -> dict[str, Any] | None:
    """Return an error for a JSON report, or None."""
    return None if error is None else as_json(error)
