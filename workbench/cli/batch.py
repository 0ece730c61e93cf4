"""JSON lines in, JSON lines out, one at a time and in order: for `decode --batch` and `offer --hash --batch`."""

from __future__ import annotations

import base64
import binascii
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

from workbench.cli.output import Exit
from workbench.errors.operator import FileDamaged

Answer = Callable[[dict[str, Any], bytes], str]
"""Takes a line's object and its text, and returns the line to write."""


def answer_lines(lines: Iterable[bytes], answer: Answer) -> int:
    """Answer each line; blank ones are passed over.

    Raises:
        FileDamaged: A line is no JSON object with `text_b64`.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            text = base64.b64decode(entry["text_b64"], validate=True)
            written = answer(entry, text)
        except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
            expected = "a JSON object with id and text_b64 (base64)"
            raise FileDamaged(f"line {number}", expected, f"{type(error).__name__}: {error}") from error
        sys.stdout.write(written + "\n")
    return Exit.PASSED
