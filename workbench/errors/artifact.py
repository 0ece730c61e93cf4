"""Errors of the plugin's file, before a byte of it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import OperatorError


@dataclass(eq=False)
class PluginUnreadable(OperatorError):
    """The plugin's file cannot be read."""

    path: str
    reason: str
    """What stood in the way: `no such file`, `a folder`, `permission denied`."""

    hint: ClassVar[str] = "Give the path of the .wasm file that your compiler writes."

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
