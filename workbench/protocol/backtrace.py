"""The engine's text of a guest's call stack, read into frames. Pure; names in it are the guest's, and untrusted."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors.stack_frame import StackFrame

BACKTRACE: Final = "error while executing at wasm backtrace"
"""How the text begins."""
FRAMES_MAX: Final = 64
"""Above what the engine gives: it ends after 20."""
NAME_MAX_CHARACTERS: Final = 1_000
_FRAME: Final = re.compile(r"\A {0,8}\d{1,3}: +(?:0x([0-9a-f]{1,8}) - )?([^!]*)!(.*)\Z", re.DOTALL)
_UNNAMED: Final = re.compile(r"\A<wasm function \d+>\Z")


def frames_of(text: str) -> tuple[StackFrame, ...]:
    """Return the frames that a text of the engine names, the innermost first; none when it is no such text."""
    if not text.startswith(BACKTRACE):
        return ()
    found: list[StackFrame] = []
    for line in text.split("\n")[1:]:
        frame = _FRAME.match(line)
        if frame is None:
            if found:
                break
            continue
        offset, _, name = frame.groups()
        function = None if _UNNAMED.match(name) else name[:NAME_MAX_CHARACTERS]
        found.append(StackFrame(function, None if offset is None else int(offset, 16)))
        if len(found) == FRAMES_MAX:
            break
    return tuple(found)
