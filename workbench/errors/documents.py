"""Faults of saved payloads: their names, their files, their variables, what is expected of them, what is imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import OperatorError
from workbench.quoting import quoted


@dataclass(eq=False)
class DocumentNameInvalid(OperatorError):
    """A name cannot be the name of a saved payload."""

    name: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"payload name {quoted(self.name)}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class DocumentUnknown(OperatorError):
    """No saved payload has this name."""

    function: str
    """Empty: there is no saved payload of any function."""
    name: str
    """Empty: the function has no saved payload at all."""
    folder: str
    """Where it was looked for."""
    nearest: str | None
    """The saved payload of the function that is named most alike; None when none is."""

    hint: ClassVar[str] = "Save one on the screen with ctrl+s, or write it as FUNCTION/NAME.json below that folder."

    def __str__(self) -> str:
        meant = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        wanted = (
            f"the saved payload {quoted(self.name)} of {self.function}"
            if self.name
            else f"saved payloads of {self.function}"
        )
        if not self.function:
            wanted = "saved payloads"
        return f"{self.folder}: expected {wanted}, found none{meant}"


@dataclass(eq=False)
class DocumentExists(OperatorError):
    """A saved payload of this name exists already. Nothing is written."""

    path: str

    hint: ClassVar[str] = "Choose another name, or delete the other one first."

    def __str__(self) -> str:
        return f"{self.path}: expected no such file yet, found one"


@dataclass(eq=False)
class DocumentChanged(OperatorError):
    """A saved payload was changed by somebody else since it was read. Nothing is written."""

    path: str

    hint: ClassVar[str] = "Read it again, save under another name, or save in its place if that is meant."

    def __str__(self) -> str:
        return f"{self.path}: expected the file as it was read, found a newer change"


@dataclass(eq=False)
class DocumentsInCircle(OperatorError):
    """Saved payloads wait for each other's answers in a circle."""

    documents: tuple[str, ...]
    """Each waits for the answer of the one behind it; the last is the first again."""

    def __str__(self) -> str:
        return f"expected payloads that can be put in order, found a circle: {' → '.join(self.documents)}"


@dataclass(eq=False)
class VariableInvalid(OperatorError):
    """A variable in a saved payload has no value, or is not written as one."""

    document: str
    pointer: str
    """JSON pointer of the string that it stands in."""
    expected: str
    found: str
    nearest: str | None = None
    """The known name that is most alike; None when none is."""

    def __str__(self) -> str:
        meant = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        return f"{self.document}, {self.pointer or '/'}: expected {self.expected}, found {self.found}{meant}"


@dataclass(eq=False)
class InvalidDocuments(OperatorError):
    """Saved payloads that cannot be sent as they are; all the problems at once."""

    problems: tuple[OperatorError, ...]

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(eq=False)
class ExpectationInvalid(OperatorError):
    """A file of expectations holds what cannot be expected."""

    path: str
    place: str
    """The key, or empty for the whole file."""
    expected: str
    found: str
    nearest: str | None = None
    """The known word that is most alike; None when none is."""

    def __str__(self) -> str:
        at = f", {self.place}" if self.place else ""
        meant = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        return f"{self.path}{at}: expected {self.expected}, found {self.found}{meant}"


@dataclass(eq=False)
class ImportUnreadable(OperatorError):
    """A pasted text is no request that can become a payload."""

    what: str
    """What it was read as: `curl command`, `HAR entry`, `HTTP message`, `Messages request`, `proxied request`."""
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.found}"
