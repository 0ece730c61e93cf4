"""What the screen says when it has ended."""

from __future__ import annotations

import contextlib
import sys


def tell(line: str) -> None:
    """Write one line to standard error, as far as there is one."""
    with contextlib.suppress(OSError, ValueError):
        print(f"workbench: {line}", file=sys.__stderr__, flush=True)
