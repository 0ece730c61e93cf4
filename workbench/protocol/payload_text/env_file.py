"""The text of a `.env` file: one NAME=VALUE in each line. Pure; what it holds is secret and stands in no error."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors.files import LineDamaged
from workbench.errors.operator import FileDamaged
from workbench.protocol.json.byte_order_marks import byte_order_mark
from workbench.protocol.payload_text.variables import NAME_FORM

_EXPORT: Final = re.compile(r"export\s+")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_QUOTED: Final = re.compile(r"""(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)')\s*(?:#.*)?""")
_COMMENT_BEHIND: Final = re.compile(r"\s+#.*|^#.*")


def read_env(content: bytes, path: str) -> dict[str, str]:
    """Return the values by name; of a repeated name the last one counts.

    Blank lines and those that begin with `#` are passed over; `export` may stand in front. A value in single quotes
    is taken as it is, one in double quotes with the escapes of C, any other without the spaces around it and without
    a comment behind it.

    Args:
        content: The file.
        path: Names it in errors.

    Raises:
        FileDamaged: It is not UTF-8.
        LineDamaged: A line is something else.
    """
    mark = byte_order_mark(content)
    if mark is not None:
        raise FileDamaged(path, "UTF-8 without a byte order mark", mark)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise FileDamaged(path, "UTF-8", f"a byte that is not at byte {error.start:,}") from error
    found = {}
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        stripped = _EXPORT.sub("", line.strip(), count=1)
        if not stripped or stripped.startswith("#"):
            continue
        name, sign, raw = stripped.partition("=")
        name = name.rstrip()
        if not sign:
            raise LineDamaged(path, number, "NAME=VALUE", "a line without =")
        if not NAME_FORM.fullmatch(name):
            raise LineDamaged(path, number, "a name of letters, digits, _ - and .", "another text before =")
        found[name] = _value(raw.strip(), path, number)
    return found


def _value(raw: str, path: str, number: int) -> str:
    if raw[:1] not in ("'", '"'):
        return _COMMENT_BEHIND.sub("", raw)
    match = _QUOTED.fullmatch(raw)
    if match is None:
        raise LineDamaged(path, number, f"a closing {raw[0]} at the end of the value", "none, or text behind it")
    if match["single"] is not None:
        return match["single"]
    return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[0]), match["double"])
