"""Errors of project files, which may be a stranger's: refused ones, and what an untrusted one asks for in vain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Final

from workbench.errors.base import OperatorError, place_in_file
from workbench.quoting import quoted


class ProjectRule(Enum):
    """What a project file must be before anything in it holds."""

    REGULAR = "regular-file"
    SIZE = "size"
    OWNER = "owner"
    LINK = "link"
    WRITABLE = "world-writable"
    FOLDER = "folder-world-writable"


_ALL_THE_SAME: Final = "look into it first: --trust-project or WORKBENCH_TRUST=1 uses it all the same."
_HINTS: Final = {
    ProjectRule.REGULAR: "Put a file there, or remove it: --trust-project and WORKBENCH_TRUST=1 do not lift this rule.",
    ProjectRule.SIZE: f"Make it smaller, or {_ALL_THE_SAME}",
    ProjectRule.OWNER: f"Somebody else can change it. Copy it, or {_ALL_THE_SAME}",
    ProjectRule.LINK: f"Somebody else can lead it elsewhere. Put a file there, or {_ALL_THE_SAME}",
    ProjectRule.WRITABLE: f"Everybody can change it. `chmod o-w` the file, or {_ALL_THE_SAME}",
    ProjectRule.FOLDER: f"Everybody can replace it. `chmod o-w` the folder, or {_ALL_THE_SAME}",
}


@dataclass(eq=False)
class ProjectFileRefused(OperatorError):
    """A project file breaks a rule that each must keep before it holds. Nothing of it was used."""

    path: str
    rule: ProjectRule
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.path} is not used ({self.rule.value}): expected {self.expected}, found {self.found}"

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What mends it, and what lifts the rule."""
        return _HINTS[self.rule]


@dataclass(eq=False)
class ProjectPathOutside(OperatorError):
    """A project file that nobody has trusted names a path that does not lie below its folder."""

    path: str
    """The project file."""
    name: str
    """The setting: `plugin`, `payloads`."""
    value: str
    """As the file has it."""
    leads_to: str
    """Where it leads, links resolved."""
    folder: str
    """Below which it must lie."""
    line: int | None = None
    """Where it stands in the file; None: this is not known."""
    column: int | None = None
    """In which column of that line, from 1, in characters."""

    hint = "`workbench trust` shows it and remembers your answer; --trust-project allows it once."

    def __str__(self) -> str:
        at = place_in_file(self.line, self.column)
        return (
            f"{self.name} ({self.path}{at}): expected a path below {self.folder} in a project file that is not "
            f"trusted, found {self.value!r}, which leads to {self.leads_to}"
        )


@dataclass(eq=False)
class LimitNotRaised(OperatorError):
    """A project file that nobody has trusted raises a limit. The one that holds without it holds on."""

    path: str
    """The project file."""
    name: str
    """The setting, in dotted form: `budgets.serving.wall_ms`."""
    wanted: float
    standing: float | None
    """What holds without the file; None: the engine's own limit."""
    line: int | None = None
    """Where it stands in the file; None: this is not known."""
    column: int | None = None
    """In which column of that line, from 1, in characters."""

    hint = "A project file may lower limits freely. `workbench trust` shows it and remembers your answer."

    def __str__(self) -> str:
        at = place_in_file(self.line, self.column)
        standing = "the engine's limit" if self.standing is None else shown_limit(self.name, self.standing)
        return (
            f"{self.name} ({self.path}{at}): expected at most {standing} in a project file that is not trusted, "
            f"found {shown_limit(self.name, self.wanted)}, which is ignored"
        )


def shown_limit(name: str, limit: float) -> str:
    """Return a limit for people; where 0 means that there is none, this is said."""
    if not limit and is_unlimited_at_zero(name):
        return "no limit"
    return f"{limit:,.0f}" if float(limit).is_integer() else f"{limit:,}"


def is_unlimited_at_zero(name: str) -> bool:
    """Say whether a limit, by its dotted name, is switched off by 0."""
    return name == "build_limit_s" or name.endswith(".fuel")


@dataclass(eq=False)
class ProjectNameInvalid(OperatorError):
    """A new plugin cannot have this name. Nothing is written."""

    name: str
    """Cut where it is longer than any name may be."""
    expected: str
    found: str

    hint: ClassVar[str] = "--name gives the plugin another name than its folder."

    def __str__(self) -> str:
        return f"plugin name {quoted(self.name)}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class FolderInUse(OperatorError):
    """Where a new project is to stand, something else stands. Nothing is written, and nothing is replaced."""

    path: str
    found: str
    """What stands there: `Cargo.toml and 3 more`, `a file`."""

    hint: ClassVar[str] = "Name another folder, or empty this one first: `workbench new` never writes over anything."

    def __str__(self) -> str:
        return f"{self.path}: expected no folder yet, or an empty one, found {self.found}"
