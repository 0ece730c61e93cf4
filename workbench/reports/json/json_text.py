"""Values as JSON text that a terminal can show and any stream can hold."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from workbench.errors import WorkbenchError, as_json
from workbench.quoting import bad_byte
from workbench.visible import HIDDEN


@cache
def _unsafe() -> re.Pattern[str]:
    """What JSON leaves in strings as it is, but a terminal may obey, or a text stream cannot hold."""
    return re.compile(f"[{HIDDEN}]")


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""Return a value as JSON text that is safe to show on a terminal, and that strict readers take.

    A byte that is no UTF-8 is the text `\xff`, as people see it; half of a surrogate pair is the text `\ud800`.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    return escaped(text)


def escaped(text: str) -> str:
    """Return JSON text that means the same, and is safe to show on a terminal; surrogates become words for them."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _unsafe().sub(lambda match: json.dumps(_in_text(match.group()))[1:-1], text)


def _in_text(character: str) -> str:
    """Return what stands for a character: itself, unless no JSON text of UTF-8 can hold it."""
    return bad_byte(character) or (f"\\u{ord(character):04x}" if "\ud800" <= character <= "\udfff" else character)


def error_json(error: WorkbenchError | None) -> dict[str, Any] | None:
    """Return an error for a report, or None."""
    return None if error is None else as_json(error)
