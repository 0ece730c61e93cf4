"""System calls that Python does not wrap, by way of the C library. Linux only."""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def system_call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call with whole numbers and blocks of bytes, and return what it gave. Raises OSError."""
    passed = [ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments]
    result: int = _libc.syscall(ctypes.c_long(number), *passed)
    return _checked(result)


def prctl(option: int, first: int | bytes = 0, second: int | bytes = 0) -> int:
    """Set or ask a property of this process. Raises OSError."""
    passed = [argument if isinstance(argument, bytes) else ctypes.c_ulong(argument) for argument in (first, second)]
    return _checked(_libc.prctl(option, *passed, ctypes.c_ulong(0), ctypes.c_ulong(0)))


def load(library: str) -> None:
    """Load a shared library, for whoever asks for it later. Raises OSError."""
    ctypes.CDLL(library)


def address_of(content: ctypes.Array[ctypes.c_char]) -> int:
    """Return where a block of bytes stands in memory."""
    return ctypes.addressof(content)


def block(content: bytes) -> ctypes.Array[ctypes.c_char]:
    """Return a block of memory with these bytes, which stays as long as it is referred to."""
    return ctypes.create_string_buffer(content, len(content))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
