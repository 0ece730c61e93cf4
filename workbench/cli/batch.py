"""JSON lines in, JSON lines out, one at a time and in order: for `decode --batch` and `offer --hash --batch`.

Holds one line at a time, and each answer goes out at once, so that a program may ask and wait.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

from workbench.cli.output import Exit
from workbench.cli.streams import flush_out, write_out
from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged

Answer = Callable[[dict[str, Any], bytes], str]
"""Takes a line's object and its text, and returns the line to write."""


def answer_lines(lines: Iterable[bytes], answer: Answer) -> int:
    """Answer each line; blank ones are passed over. The first that has no answer ends the batch.

    Raises:
        FileDamaged: A line is no JSON object with `text_b64`, or names what there is not. It says which line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"line {number:,}"
        entry, text = _entry(line, place)
        try:
            written = answer(entry, text)
        except WorkbenchError as error:
            raise FileDamaged(place, "a line that can be answered", f"{error.kind}: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise FileDamaged(place, "the fields of a recorded verdict", f"{type(error).__name__}: {error}") from error
        if not (write_out(written + "\n") and flush_out()):
            return Exit.NOBODY_READS
    return Exit.PASSED


def _entry(line: bytes, place: str) -> tuple[dict[str, Any], bytes]:
    """Return a line's object and its text. Raises FileDamaged."""
    try:
        entry = json.loads(line)
        return entry, base64.b64decode(entry["text_b64"], validate=True)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        expected = "a JSON object with text_b64, a text in base64"
        raise FileDamaged(place, expected, f"{type(error).__name__}: {error}") from error
