"""How much work a piece of code does, counted: the same on every machine, however fast it is."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any


def calls_made(work: Callable[[], Any]) -> int:
    """Return how many functions, ours and built-in ones, are called while something is done for the second time.

    The first time may import modules and fill caches; the garbage collector may run code of others at any time.
    """
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    work()
    before, was_collecting = sys.getprofile(), gc.isenabled()
    gc.disable()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
        if was_collecting:
            gc.enable()
    return count
