"""Errors of the plugin's file, before a byte of it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.errors.base import OperatorError
from workbench.errors.remedies import remedy_for_reading

EMPTY: Final = "an empty file"
_ABOUT_THE_PATH: Final = frozenset(
    {"no such file", "its folder does not exist", "a folder", "not a regular file", "a part of its path is a file"}
)


@dataclass(eq=False)
class PluginUnreadable(OperatorError):
    """The plugin's file cannot be read."""

    path: str
    reason: str
    """What stood in the way: `no such file`, `a folder`, `permission denied`."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        if self.reason in _ABOUT_THE_PATH:
            return "Give the path of the .wasm file that your compiler writes."
        if self.reason == EMPTY:
            return "The build wrote nothing, or was interrupted: build again, and look at its exit code."
        return remedy_for_reading(self.reason)

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
