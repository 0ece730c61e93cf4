"""What stands in base64 values: found by their keys, shown as JSON, text or bytes, and written back. Pure.

Knows no type: a value is base64 when its key ends in `_base64`, as all of this protocol do.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.ui.drawing.json_layout import lay_out
from workbench.visible import size, visible

_VALUE: Final = re.compile(r'"(\w*_base64)"\s*:\s*(?:"((?:[^"\\]|\\.)*)")?')
_LINE_END: Final = re.compile("\r\n|\r|\n")
_HEX_ROW: Final = 16
_BESIDE_SIZE_FROM: Final = 25
"""Characters of a content from which its size is said beside it."""


class ContentForm(Enum):
    """How bytes are read and written."""

    JSON = "JSON"
    TEXT = "text"
    HEX = "hex"


@dataclass(frozen=True, slots=True)
class Base64Value:
    """A value in a text, by its key."""

    key: str
    text: str | None
    """What stands between the quotes; None: it is no string."""
    start: int
    """Where it begins in the text, its quote included, in characters; where it belongs when there is none."""
    end: int
    key_start: int

    @property
    def content(self) -> bytes | None:
        """The bytes; None: it is no base64 as a host reads it."""
        return None if self.text is None else standard_bytes(self.plain)

    @property
    def plain(self) -> str:
        """The string without JSON's escapes; empty for none."""
        text = self.text or ""
        if "\\" not in text:
            return text
        try:
            return str(json.loads(f'"{text}"', strict=False))
        except ValueError:
            return text


def standard_bytes(text: str) -> bytes | None:
    """Return the bytes of a text; None: it is no base64 as a host reads it."""
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return None


def base64_values(text: str) -> Iterator[Base64Value]:
    """Yield the base64 values of a text, JSON or not yet, in order."""
    for match in _VALUE.finditer(text):
        start, end = (match.start(2) - 1, match.end(2) + 1) if match[2] is not None else (match.end(), match.end())
        yield Base64Value(match[1], match[2], start, end, match.start())


def value_in_line(line: str, column: int) -> Base64Value | None:
    """Return the base64 value of a line that a column is in, or the first behind it, or the last. None: it has none."""
    found = [one for one in base64_values(line) if one.text is not None]
    return next((one for one in found if column <= one.end), found[-1] if found else None)


def form_of(content: bytes) -> ContentForm:
    """Return the form in which bytes are best read. Nothing at all is read as JSON, which most contents are."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return ContentForm.HEX
    # An editor keeps the ends of lines only where they are all alike.
    if len(set(_LINE_END.findall(text))) > 1 or any(not one.isprintable() and one not in "\r\n\t" for one in text):
        return ContentForm.HEX
    return ContentForm.JSON if not text or (text[0] in "{[" and _is_json(text)) else ContentForm.TEXT


def readable(content: bytes, form: ContentForm, width: int = 0) -> str:
    """Return bytes as they are read, and typed, in a form; JSON laid out for `width` cells, 0 for any."""
    if form is ContentForm.HEX:
        rows = (content[at : at + _HEX_ROW] for at in range(0, len(content), _HEX_ROW))
        return "\n".join(row.hex(" ") for row in rows)
    text = content.decode(errors="replace")
    layout = lay_out(text, width=width) if form is ContentForm.JSON else None
    return text if layout is None else layout.text


def content_of(text: str, form: ContentForm) -> bytes:
    """Return the bytes that a text in a form stands for; JSON loses its layout.

    What begins like no object and no array is text, though it was to be JSON: an empty value may become either.

    Raises:
        ValueError: It is not hexadecimal, or not JSON; the text says so.
    """
    is_text = form is ContentForm.JSON and text.lstrip()[:1] not in ("{", "[")
    if form is ContentForm.TEXT or (is_text and text.strip()):
        return text.encode(errors="replace")
    if not text.strip():
        return b""
    if form is ContentForm.HEX:
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise ValueError("Expected pairs of hexadecimal digits; nothing was written") from None
    from workbench.ui.editor.rewriting import minified  # noqa: PLC0415 - only who writes needs it

    written = minified(text)
    if written is None:
        raise ValueError("Expected JSON; nothing was written")
    return written.encode(errors="replace")


def encoded(content: bytes) -> str:
    """Return bytes as standard base64."""
    return base64.b64encode(content).decode()


def is_base64(text: str) -> bool:
    """Say whether a text is standard base64 as it stands."""
    try:
        binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        return False
    return len(text) % 4 == 0


def summary(content: bytes) -> str:
    """Return what bytes are: `JSON, 142 B`."""
    return summary_of(form_of(content), len(content)) if content else "empty"


def summary_of(form: ContentForm, size_bytes: int) -> str:
    """Return what bytes are that are read in a form: `JSON, 142 B`."""
    return f"{form.value}, {size(size_bytes)}"


def beside(line: str) -> str:
    """Return what is said behind a line with base64 values: their content in short; empty where there is nothing."""
    said = []
    for one in base64_values(line):
        content = one.content
        if content:
            said.append(_short(content))
    return "  ".join(said)


def _short(content: bytes) -> str:
    form = form_of(content)
    text = content[:200].hex(" ") if form is ContentForm.HEX else content[:400].decode(errors="ignore")
    shown = visible(" ".join(text.split()), limit=200)
    return f"{size(len(content))}  {shown}" if len(shown) >= _BESIDE_SIZE_FROM else shown


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
