"""What a person can do about what the system says of a file, or of itself. Knows its words, not what was being done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NONE_BELOW: Final = "a folder without any .wasm file below it"
NO_MATCH: Final = "a pattern that matches nothing"
LINK_TO_NOTHING: Final = "a link to a file that does not exist"
DELETED: Final = "it was deleted"
NO_THREAD: Final = "can't start new thread"
"""What Python says when the system starts no more threads."""

_MORE_THREADS: Final = "End other programs, or raise the limit on processes and threads (ulimit -u)."
_FREE_DISK: Final = "Free space on that file system (df shows it), or name another place."
_FREE_MEMORY: Final = "Free memory, or raise the limit (ulimit -v)."
_FAILING_DISK: Final = "The device or its connection fails: look at the system's log (dmesg), and use another place."

_MACHINE: Final[Mapping[str, str]] = {
    "no space left on device": _FREE_DISK,
    "the disk is full": _FREE_DISK,
    "disk quota exceeded": "Free space within your quota (quota shows it), or name another place.",
    "file too large": "Raise the limit on the size of files (ulimit -f).",
    "too many open files": "Raise the limit on open files (ulimit -n).",
    "too many open files in system": "End other programs: all of them together have too many files open.",
    "cannot allocate memory": _FREE_MEMORY,
    "none left": _FREE_MEMORY,
    "out of memory": _FREE_MEMORY,
    "resource temporarily unavailable": _MORE_THREADS,
    NO_THREAD: _MORE_THREADS,
    "input/output error": _FAILING_DISK,
    "disk i/o error": _FAILING_DISK,
}
"""What a machine lacks, whoever asks for it."""

_NO_FOLDER: Final = "Name a place in a folder where files can be made."
_PATH: Final = "Check the path; a relative one starts in the working folder."
_FOLDER: Final = "Name a file in that folder."
_CIRCLE: Final = "Make the link lead to a file."
_LONG: Final = "Use a shorter name."

_READING: Final[Mapping[str, str]] = {
    "no such file": _PATH,
    "no such file or directory": _PATH,
    "its folder does not exist": _PATH,
    NONE_BELOW: "Build first, or name the folder that the build writes to.",
    NO_MATCH: "Build first, or check the pattern; a relative one starts in the working folder.",
    LINK_TO_NOTHING: _CIRCLE,
    DELETED: "Change to a folder that is there (cd), and try again.",
    "not a directory": "Check the path: a part of it is a file.",
    "a part of its path is a file": "Check the path.",
    "a folder": _FOLDER,
    "is a directory": _FOLDER,
    "a pipe that nobody writes to": "Begin to write to it before, or name a file.",
    "permission denied": "Make it readable for you: chmod u+r for a file, chmod u+x for each folder of its path.",
    "operation not permitted": "Ask whoever runs this machine: the system forbids to read it.",
    "too many levels of symbolic links": _CIRCLE,
    "a link that leads back to itself": _CIRCLE,
    "file name too long": _LONG,
    "it is closed": "Open it: a redirection such as <&- closes it.",
    "stale file handle": "Mount the network file system again.",
}
_WRITING: Final[Mapping[str, str]] = {
    "no such file or directory": _NO_FOLDER,
    "not a directory": _NO_FOLDER,
    "file exists": _NO_FOLDER,
    "a part of its path is a file": _NO_FOLDER,
    "it is a folder": _FOLDER,
    "is a directory": _FOLDER,
    "a pipe that nobody reads": "Begin to read it before, or name a file.",
    "permission denied": "Make it writable for you (chmod u+w, of its folder too), or name another place.",
    "operation not permitted": "Name another place: the system forbids to write there.",
    "read-only file system": "Name a place on a file system that can be written.",
    "unable to open database file": _NO_FOLDER,
    "attempt to write a readonly database": "Make it writable for you (chmod u+w), or name another place.",
    "too many levels of symbolic links": _CIRCLE,
    "file name too long": _LONG,
    "text file busy": "End the program that runs from it, or name another place.",
    "it is closed": "Open it: a redirection such as >&- closes it.",
}


def remedy_for_reading(reason: str) -> str:
    """Return what to do when something cannot be read for this reason; empty: the reason says it all."""
    return _MACHINE.get(reason) or _READING.get(reason, "")


def remedy_for_writing(reason: str) -> str:
    """Return what to do when something cannot be written for this reason; empty: the reason says it all."""
    return _MACHINE.get(reason) or _WRITING.get(reason, "")


def is_machines(reason: str) -> bool:
    """Say whether a reason is that the machine lacks something: nobody has named a wrong place then."""
    return reason in _MACHINE


def words_of(error: OSError | ValueError | RuntimeError) -> str:
    """Return what the system says, as the reason of an error: in lower case, without number and path."""
    if isinstance(error, ValueError):
        # Python says it in two ways.
        return "a path with a NUL in it" if "embedded null" in str(error) else str(error).lower()
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).lower()
