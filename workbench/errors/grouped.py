"""Errors that a conformance report counts in groups (PROTOCOL.md section 12). Knows no layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.errors.base import PluginError


@dataclass(eq=False)
class GroupedError(PluginError):
    """An error that a conformance report counts in one of its groups."""

    @property
    def group(self) -> dict[str, Any]:
        """The group's name under `group`, and beside it what the group says, as JSON values."""
        raise NotImplementedError

    @property
    def details(self) -> dict[str, Any]:
        """The data of the error, and its group."""
        return {**super().details, **self.group}
