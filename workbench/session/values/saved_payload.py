"""Saved payloads: files that each hold exactly one payload, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.errors import OperatorError


@dataclass(frozen=True, slots=True, order=True)
class SavedName:
    """Which saved payload is meant."""

    function: str
    """One of the seven."""
    name: str

    def __str__(self) -> str:
        return f"{self.function}/{self.name}"


@dataclass(frozen=True, slots=True)
class FileVersion:
    """What a file held when it was read or written last, to find out whether somebody changed it since."""

    sha256: str = ""
    """Of its content, lower-case hex. Empty: there was no file."""


@dataclass(frozen=True, slots=True)
class SavedPayload:
    """One saved payload, as it was read."""

    at: SavedName
    path: str
    text: str = field(repr=False)
    """Byte for byte what the file holds."""
    version: FileVersion
    expectation: bytes | None = field(default=None, repr=False)
    """The content of the file with what is expected of it; None: there is none."""
    expectation_path: str = ""


@dataclass(frozen=True, slots=True)
class UnreadablePayload:
    """A saved payload whose file is there, and cannot be read as one."""

    at: SavedName
    path: str
    error: OperatorError


@dataclass(frozen=True, slots=True)
class PayloadListing:
    """The saved payloads of a folder."""

    names: tuple[SavedName, ...]
    """Function by function as in the protocol, by name within."""
    problems: tuple[OperatorError, ...] = ()
    """What in the folder is in the way: a folder of no function, a file that cannot be listed."""


@dataclass(frozen=True, slots=True)
class SavedHits:
    """What a search among saved payloads found."""

    rows: tuple[SavedName, ...] = ()
    """At most as many as were asked for."""
    total: int = 0
    """How many were found."""
    of_all: int = 0
    """How many there are."""
    problems: tuple[OperatorError, ...] = ()
    """What in the folder is in the way."""


@dataclass(frozen=True, slots=True)
class SaveResult:
    """How saving a payload ended."""

    at: SavedName
    path: str
    version: FileVersion | None
    """What the file holds now; None: nothing was written."""
    conflict: OperatorError | None = None
    """What stands there instead, which the person is to be asked about; None: nothing does."""


@dataclass(frozen=True, slots=True)
class DeletedPayload:
    """What was deleted, so that it can be put back."""

    at: SavedName
    content: bytes = field(repr=False)
    expectation: bytes | None = field(repr=False)
    link_target: str | None = None
    """Where the file led, when it was a link; the content behind it was left alone."""
