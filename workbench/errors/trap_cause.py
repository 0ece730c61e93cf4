"""What ended a call, in the words of the field: the engine has others for some of its traps."""

from __future__ import annotations

import re
from typing import Final

_TRAP: Final = "wasm trap: "
_CAUSES: Final = (
    (re.compile(r"wasm `unreachable` instruction executed"), "unreachable executed (in Rust and Zig: a panic)"),
    (re.compile(r"integer divide by zero"), "integer division by zero"),
    (re.compile(r"undefined element: out of bounds table access"), "call through a function pointer beyond the table"),
    (re.compile(r"uninitialized element"), "call through a null function pointer"),
    (re.compile(r"indirect call type mismatch"), "call through a function pointer of another type"),
)
_OUT_OF_BOUNDS: Final = "out of bounds memory access"


def cause_words(cause: str | None, fault_address: int | None = None) -> str:
    """Return what ended a call, in the words of the field; empty: it is not known.

    Args:
        cause: The engine's words, or these already.
        fault_address: Where in the guest's memory an access failed; None: it is not known, or nothing of the kind did.
    """
    if not cause:
        return ""
    text = cause.removeprefix(_TRAP)
    if text == _OUT_OF_BOUNDS and fault_address is not None:
        return f"{text} at 0x{fault_address:x}"
    return next((words for pattern, words in _CAUSES if pattern.search(text)), text)
