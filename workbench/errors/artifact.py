"""Errors of the plugin's file, before a byte of it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.base import OperatorError
from workbench.errors.remedies import remedy_for_reading
from workbench.quoting import quoted

EMPTY: Final = "an empty file"
_COMMAND_MAX: Final = 200
"""Characters of a command that are shown."""
_ABSENT: Final = frozenset({"no such file", "its folder does not exist"})
_ABOUT_THE_PATH: Final = _ABSENT | {"a folder", "not a regular file", "a part of its path is a file"}


@dataclass(eq=False)
class PluginUnreadable(OperatorError):
    """The plugin's file cannot be read."""

    path: str
    reason: str
    """What stood in the way: `no such file`, `a folder`, `permission denied`."""

    build: str | None = None
    """The command of the project file that builds it; None: it is not the plugin of a project. Untrusted."""
    build_at: str = ""
    """Where the command stands: the file and, where it is known, the line."""

    @property
    def details(self) -> dict[str, Any]:
        """The data of the error; of a build only where there is one."""
        facts = super().details
        return facts if self.build is not None else {name: facts[name] for name in ("path", "reason")}

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        if self.build is not None:
            return f"Not built yet? {quoted(self.build[:_COMMAND_MAX])} builds it (build in {self.build_at})."
        if self.reason in _ABOUT_THE_PATH:
            return "Give the path of the .wasm file that your compiler writes."
        if self.reason == EMPTY:
            return "The build wrote nothing, or was interrupted: build again, and look at its exit code."
        return remedy_for_reading(self.reason)

    @property
    def is_absent(self) -> bool:
        """Whether there is nothing at the path."""
        return self.reason in _ABSENT

    @property
    def brief(self) -> str:
        """What stood in the way."""
        return self.reason

    def __str__(self) -> str:
        return f"{self.path}: expected a readable .wasm file, found: {self.reason}"


@dataclass(eq=False)
class PluginFileTooLarge(OperatorError):
    """The plugin's file is above the size that is read."""

    path: str
    size: int
    max: int

    def __str__(self) -> str:
        return f"{self.path}: expected at most {self.max:,} bytes, found {self.size:,}"
