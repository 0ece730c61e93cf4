"""Values of the command line that may be secrets, made unreadable for other processes: `ps` and /proc show stars.

Linux only: the system says where the words of a command line stand in our memory, and reads them from there whenever
somebody asks. Elsewhere, and in the moment before this is done, they can be read: a file or the environment keeps them
from everybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final

_OPTIONS: Final = ("--config", "--input", "--factory-state", "--set-config")
_SHORT: Final = "-i"
_LEAST_OF_NAME: Final = len("--c")
_ARGUMENTS_START_FIELD: Final = 48
"""Of /proc/self/stat, counted from 1."""
_FIRST_BEHIND_NAME: Final = 3
"""The field behind the program's name, which may hold anything."""


def hide_values(words: Sequence[str]) -> None:
    """Overwrite the values of our command line that may be secrets. `words` are the options, as they were read."""
    if not any(_is_hidden(word) for word in words):
        return
    from workbench.linux import is_linux  # noqa: PLC0415 - most command lines hold no secret

    if is_linux():
        _overwrite()


def _is_hidden(word: str) -> bool:
    """Say whether a word is an option with such a value, which may be cut short as argparse allows."""
    name = word.partition("=")[0]
    return word.startswith(_SHORT) or (
        len(name) >= _LEAST_OF_NAME and any(option.startswith(name) for option in _OPTIONS)
    )


def secret_parts(words: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Give where secret values stand in words that follow each other with a zero byte between them: start and end.

    Of KEY=VALUE only the value is one.
    """
    place, is_value, pairs = 0, False, False
    for word in words:
        name, sign, value = word.partition(b"=")
        text = os.fsdecode(word)
        start = None
        if is_value:
            start = len(name) + 1 if sign and pairs else 0
        elif _is_hidden(text) and text.startswith("--") and sign:
            key, second, _ = value.partition(b"=")
            start = len(name) + 1 + (len(key) + 1 if second and _holds_pairs(os.fsdecode(name)) else 0)
        elif _is_hidden(text) and not text.startswith("--") and text != _SHORT:
            start = len(_SHORT)
        pairs = _holds_pairs(os.fsdecode(name))
        is_value = start is None and not is_value and _is_hidden(text) and not sign
        if start is not None and start < len(word):
            yield place + start, place + len(word)
        place += len(word) + 1


def _holds_pairs(name: str) -> bool:
    return "--config".startswith(name)


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:  # noqa: PTH123 - pathlib is loaded by those that need it
        return stream.read()


def _overwrite() -> None:
    try:
        content = _read("/proc/self/cmdline")
        fields = _read("/proc/self/stat").rpartition(b")")[2].split()
        start = int(fields[_ARGUMENTS_START_FIELD - _FIRST_BEHIND_NAME])
        if start == 0:
            return
        try:
            _cover_in_file(start, content)
        except OSError:
            _cover_in_memory(start, content)
    except (ImportError, OSError, ValueError, IndexError):
        return


def _cover_in_file(start: int, content: bytes) -> None:
    """Overwrite the values by the file of our memory, which needs no module. Raises OSError where it is closed."""
    memory = os.open("/proc/self/mem", os.O_RDWR)
    try:
        # What does not stand there to the letter is not ours to change.
        if os.pread(memory, len(content), start) == content:
            for begin, end in secret_parts(content.split(b"\0")):
                os.pwrite(memory, b"*" * (end - begin), start + begin)
    finally:
        os.close(memory)


def _cover_in_memory(start: int, content: bytes) -> None:
    """Overwrite the values where they stand. Raises ImportError."""
    import ctypes  # noqa: PLC0415 - takes a few milliseconds, and is hardly ever needed

    if ctypes.string_at(start, len(content)) == content:
        for begin, end in secret_parts(content.split(b"\0")):
            ctypes.memset(start + begin, ord("*"), end - begin)
