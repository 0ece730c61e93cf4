"""What is written down of an error that nobody foresaw: where it came from, never what anything held.

A report has the stack of calls without local variables, and of the message only what cannot be data: a payload or a
token may stand in it.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import tempfile
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from workbench.private_folders import make_private
from workbench.protocol.redaction.redactor import Redactor
from workbench.visible import visible

_MESSAGE_MAX: Final = 300
_WORD_MAX: Final = 24
"""Characters of a word above which it is taken for data."""
_LONG: Final = re.compile(rf"[^\s'\"`()\[\]{{}},;:=.]{{{_WORD_MAX + 1},}}")
_QUOTED: Final = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NAME: Final = re.compile(r"[A-Za-z_][\w.]{0,40}")
_SECRET: Final = re.compile(
    r"(?i)\b(?:bearer|basic)\s+\S+|\b(?:sk-|ghp_|xox[abp]-)\S+|\b[\w-]*(?:key|token|secret|password)[\w-]*\s*[=:]\s*\S+"
)


def report(error: BaseException, where: str) -> str:
    """Return the text of a report.

    Args:
        error: What was raised.
        where: The thread that raised it.
    """
    lines = [
        "workbench: crash report",
        f"time: {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"versions: workbench {_version('cc-lb-workbench')}, textual {_version('textual')}, "
        f"python {platform.python_version()}, {platform.platform()}",
        f"terminal: {os.environ.get('TERM', '?')}, {os.environ.get('TERM_PROGRAM', '?')}",
        f"thread: {where}",
        f"threads: {', '.join(sorted(thread.name for thread in threading.enumerate()))}",
        "",
        *_chain(error),
    ]
    return "\n".join(lines) + "\n"


def summary(error: BaseException) -> str:
    """Return what was raised and where, in one line."""
    where = place(error)
    return f"{type(error).__name__} at {where}" if where else type(error).__name__


def place(error: BaseException) -> str:
    """Return the file and line of ours where an error was raised; empty: it was not raised."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}workbench{os.sep}" in frame.filename] or list(frames)
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""


def write_private(text: str, folder: Path | None, name: str) -> Path | None:
    """Write a text to a new file that only its owner can read; return its path, None when it could not be written.

    Args:
        text: What is to be kept.
        folder: Made if it is missing; when there is none or it cannot be written, a new one for temporary files takes
            its place.
        name: How the file's name ends. It begins with the time and with characters that nobody can guess.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for target in _folders(folder):
        path = target / f"{stamp}-{os.urandom(6).hex()}-{name}"
        with contextlib.suppress(OSError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
            descriptor = os.open(path, flags, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(descriptor)
            return path
    return None


def _folders(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        with contextlib.suppress(OSError):
            make_private(folder)
            folder.chmod(0o700)
            yield folder
    with contextlib.suppress(OSError):
        yield Path(tempfile.mkdtemp(prefix="workbench-"))


def _chain(error: BaseException) -> Iterator[str]:
    """Yield an error and what led to it, the first cause first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    for one in reversed(chain):
        yield "Traceback (most recent call last):"
        for line in traceback.format_list(traceback.extract_tb(one.__traceback__)):
            yield _from_home(line.rstrip("\n"))
        yield f"{type(one).__module__}.{type(one).__qualname__}: {without_data(_message(one))}"
        yield ""


def without_data(message: str) -> str:
    """Return what an error's message says, without what it may quote of a payload."""

    def quoted(match: re.Match[str]) -> str:
        text = match.group(1) if match.group(1) is not None else match.group(2)
        return match.group() if _NAME.fullmatch(text) else f"'({len(text)} characters)'"

    told = _QUOTED.sub(quoted, visible(message, limit=_MESSAGE_MAX * 4))
    told = Redactor().words(_SECRET.sub("(left out)", told), "message")
    return _LONG.sub(lambda match: f"({len(match.group())} characters)", told)[:_MESSAGE_MAX]


def _message(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return "a key was missing"
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - an error that cannot even be named must not hide that it came
        return "(no message)"


def _from_home(line: str) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home raises where there is none
    return line.replace(home + os.sep, "~" + os.sep) if len(home) > 1 else line


@cache
def _version(name: str) -> str:
    try:
        from importlib.metadata import version  # noqa: PLC0415 - takes longer to load than all else of a first frame

        return version(name)
    except Exception:  # noqa: BLE001 - a report without versions is better than none
        return "?"


def prepare() -> None:
    """Find out what a report says of this installation."""
    _version("cc-lb-workbench")
    _version("textual")
