"""Errors of `workbench mcp`: what the agent, or whoever started it, must change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import HostError, OperatorError
from workbench.quoting import quoted


@dataclass(eq=False)
class ArgumentInvalid(OperatorError):
    """An argument of a tool has a value that it cannot have, or is missing."""

    tool: str
    argument: str
    """With the place within it, as in `config.region`."""
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.tool}, {self.argument}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class ArgumentUnknown(OperatorError):
    """A tool has no such argument."""

    tool: str
    argument: str
    nearest: str | None
    """The argument that is most alike; None when none is."""

    def __str__(self) -> str:
        meant = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        return f"{self.tool}: expected an argument of this tool, found {quoted(self.argument)}{meant}"


@dataclass(eq=False)
class InvalidArguments(OperatorError):
    """A tool cannot be called so; all the problems at once, as far as they would be read."""

    problems: tuple[OperatorError, ...]
    more: int = 0
    """Problems that are left out."""

    hint: ClassVar[str] = "The input schema of the tool says what each argument may be."

    def __str__(self) -> str:
        left_out = [f"and {self.more:,} more like these"] if self.more else []
        return "\n".join([*(str(problem) for problem in self.problems), *left_out])


@dataclass(eq=False)
class PathOutside(OperatorError):
    """A path leads out of the folder that the server was started in."""

    path: str
    folder: str

    hint: ClassVar[str] = "Name a file below that folder, or have the server started in the folder of the project."

    def __str__(self) -> str:
        return f"{quoted(self.path)}: expected a file below {self.folder}, found a path that leads out of it"


@dataclass(eq=False)
class CallTooLong(HostError):
    """A tool has taken longer than it may, and was ended."""

    tool: str
    limit_s: int

    hint: ClassVar[str] = "Ask for less at once; the command of the same name, in a terminal, has no such limit."

    def __str__(self) -> str:
        return f"{self.tool}: expected an answer within {self.limit_s:,} s, found that it was still working"


@dataclass(eq=False)
class CallsTooMany(OperatorError):
    """More calls of tools wait than are kept."""

    waiting: int
    max: int

    hint: ClassVar[str] = "Calls are made one after the other: wait for answers before you ask again."

    def __str__(self) -> str:
        return f"expected at most {self.max:,} calls that wait for their turn, found {self.waiting:,} already waiting"
