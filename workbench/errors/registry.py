"""Errors of the registry file, and of what one asks of it (PROTOCOL.md section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import OperatorError
from workbench.errors.remedies import remedy_for_writing
from workbench.quoting import quoted


@dataclass(eq=False)
class RegistryError(OperatorError):
    """The registry does not do what was asked. Nothing that it holds was changed."""


@dataclass(eq=False)
class RegistryLocked(RegistryError):
    """Another process writes to the registry."""

    path: str
    waited_ms: int

    hint: ClassVar[str] = "Wait for the other workbench, or end it."

    def __str__(self) -> str:
        return f"{self.path}: expected to write within {self.waited_ms:,} ms, found it locked by another process"


@dataclass(eq=False)
class RegistryDamaged(RegistryError):
    """The file is no registry, or is damaged."""

    path: str
    found: str

    hint: ClassVar[str] = "Move the file away: a new one is made, and plugins can be added again."

    def __str__(self) -> str:
        return f"{self.path}: expected a registry, found: {self.found}"


@dataclass(eq=False)
class RegistryTooNew(RegistryError):
    """The file was written by a newer workbench."""

    path: str
    found: int
    newest_known: int

    hint: ClassVar[str] = "Use the newer workbench, or another registry file."

    def __str__(self) -> str:
        return f"{self.path}: expected registry version {self.newest_known} or older, found {self.found}"


@dataclass(eq=False)
class RegistryUnwritable(RegistryError):
    """The file cannot be opened or written: a full disk, no permission."""

    path: str
    reason: str
    """What stood in the way, in lower case."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it; empty when the reason says it all."""
        return remedy_for_writing(self.reason)

    def __str__(self) -> str:
        return f"{self.path}: expected a registry that can be written, found: {self.reason}"


@dataclass(eq=False)
class RegistryFull(RegistryError):
    """The registry has as many records as the protocol allows."""

    count: int
    max: int

    hint: ClassVar[str] = "Remove records that are no longer needed."

    def __str__(self) -> str:
        return f"registry: expected fewer than {self.max:,} records, found {self.count:,}"


@dataclass(eq=False)
class RecordUnknown(RegistryError):
    """No record has this sha256 or this plugin name."""

    wanted: str
    nearest: str | None
    """The known plugin name that is most alike; None when none is."""

    hint: ClassVar[str] = "`workbench registry list` shows the records."

    def __str__(self) -> str:
        meant = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        expected = "a plugin name or the start of a sha256"
        return f"registry: expected {expected}, found no record of {quoted(self.wanted)}{meant}"


@dataclass(eq=False)
class RecordAmbiguous(RegistryError):
    """More than one record has this plugin name, or a sha256 that starts so."""

    wanted: str
    sha256s: tuple[str, ...]

    hint: ClassVar[str] = "Give more of the sha256."

    def __str__(self) -> str:
        found = ", ".join(sha256[:12] for sha256 in self.sha256s)
        return f"registry: expected one record of {quoted(self.wanted)}, found {len(self.sha256s)}: {found}"
