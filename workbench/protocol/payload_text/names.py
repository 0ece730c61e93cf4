"""What a saved payload may be called: a name that every file system, version control and variable can hold. Pure."""

from __future__ import annotations

import unicodedata
from typing import Final

from workbench.errors.documents import DocumentNameInvalid

PAYLOAD_SUFFIX: Final = ".json"
EXPECTATION_SUFFIX: Final = ".expect.json"
_RESERVED_END: Final = EXPECTATION_SUFFIX.removesuffix(PAYLOAD_SUFFIX)
NAME_MAX_BYTES: Final = 200
_SIGNS: Final = frozenset('/\\:*?"<>|{}')
"""Separators, what some file systems refuse, and the braces of variables."""
_HIDDEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def check_name(name: str) -> None:
    """Check the name of a saved payload, without the ending of its file.

    Raises:
        DocumentNameInvalid: It cannot be one.
    """
    found = _fault(name)
    if found is not None:
        raise DocumentNameInvalid(name, *found)


def _fault(name: str) -> tuple[str, str] | None:
    if not name.strip():
        return "a name", "nothing"
    if name.startswith("."):
        return "a name without a leading dot", repr(name)
    if name[-1] in " ." or name[0] == " ":
        return "a name without spaces around it or a dot at its end", repr(name)
    if name.casefold().endswith(_RESERVED_END):
        return f"a name that does not end in {_RESERVED_END}, which belongs to expectations", repr(name)
    for at, sign in enumerate(name):
        if sign in _SIGNS:
            return f"none of {' '.join(sorted(_SIGNS))}", f"{sign!r} at {at}"
        if unicodedata.category(sign) in _HIDDEN_CATEGORIES:
            return "characters that can be seen", f"U+{ord(sign):04X} at {at}"
    size = len(name.encode())
    return (f"at most {NAME_MAX_BYTES} bytes", f"{size:,}") if size > NAME_MAX_BYTES else None
