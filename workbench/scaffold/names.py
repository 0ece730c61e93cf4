"""What a new plugin may be called. Pure."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors.projects import ProjectNameInvalid
from workbench.quoting import quoted

NAME_MAX_BYTES: Final = 64
"""PLUGIN_NAME_MAX_BYTES of PROTOCOL.md section 1, in characters too: they are ASCII."""

ALLOWED: Final = f"1 to {NAME_MAX_BYTES} characters of a to z, 0 to 9, - and _, the first one of a to z"
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")

_NO_CRATE: Final = frozenset(
    {
        "abstract", "alloc", "as", "async", "await", "become", "box", "break", "build", "const", "continue",
        "core", "crate", "deps", "do", "dyn", "else", "enum", "examples", "extern", "false", "final", "fn",
        "for", "gen", "if", "impl", "in", "incremental", "let", "loop", "macro", "main", "match", "mod", "move",
        "mut", "override", "priv", "proc_macro", "pub", "ref", "return", "self", "serde", "serde_json",
        "static", "std", "struct", "super", "test", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    }
)  # fmt: skip
"""Keywords of Rust, folders and crates of its own, and what a plugin depends on: no crate may have such a name."""


def check_plugin_name(name: str, language: str) -> None:
    """Check the name of a new plugin.

    Args:
        name: What it is to be called (PROTOCOL.md section 2).
        language: In which language it is written; Rust has names of its own.

    Raises:
        ProjectNameInvalid: It cannot be called so.
    """
    if not name:
        raise ProjectNameInvalid(name, ALLOWED, "an empty name")
    if len(name) > NAME_MAX_BYTES:
        raise ProjectNameInvalid(name[:NAME_MAX_BYTES], ALLOWED, f"{len(name):,} characters")
    if _NAME.fullmatch(name) is None:
        raise ProjectNameInvalid(name, ALLOWED, _fault(name))
    if language == "rust" and name.replace("-", "_") in _NO_CRATE:
        raise ProjectNameInvalid(name, "a name that a Rust crate may have", "one that Rust uses itself")


def _fault(name: str) -> str:
    """Return what is wrong with a name: its first character that may not stand there."""
    at = next(at for at in range(1, len(name) + 1) if _NAME.fullmatch(name[:at]) is None)
    place = "the first one" if at == 1 else f"character {at}"
    return f"{quoted(name[at - 1])} as {place}"
