"""How what was typed or read is quoted: in quotes, with bytes that are no text made visible. Pure."""

from __future__ import annotations

import re
from typing import Final

_ESCAPED_BYTE: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\udc([89a-f][0-9a-f])")


def quoted(text: str) -> str:
    r"""Return a text in quotes, on one line. A byte that is no UTF-8, which Python keeps as a surrogate, is `\xff`."""
    return with_bytes(repr(text))


def with_bytes(quoted_text: str) -> str:
    r"""Return a text that holds quotes made by Python, with `\xff` in place of its `\udcff`."""
    return _ESCAPED_BYTE.sub(r"\1\\x\2", quoted_text)


def bad_byte(character: str) -> str | None:
    r"""Return the sign of a byte that is no UTF-8, such as `\xff`; None: the character is something else."""
    return f"\\x{ord(character) - 0xDC00:02x}" if "\udc80" <= character <= "\udcff" else None
