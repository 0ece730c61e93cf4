"""Errors of layer L5: one class, since a failed dispatch is named by its stage (PROTOCOL.md section 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.errors.base import PluginError
from workbench.errors.stack_frame import GuestTrace, TracedError


@dataclass(eq=False)
class DispatchError(TracedError, PluginError):
    """A dispatch failed; the host falls back to the function's policy."""

    stage: str
    """One of the eight stages."""

    function: str
    path: str
    """Where in the message, `$` for the whole of it. Empty for `version_lookup`, `plugin_call` and `panic`."""

    expected: str
    found: str
    """For `plugin_call`: what the reference host says."""

    cause: str | None = None
    """What stands behind it, from the engine's log or the outside watchdog; None when nothing does."""

    offset: int | None = None
    """Bytes from the start of the output, or None when the error has no single place."""
    trace: GuestTrace | None = None
    """Where in the guest its call failed; None: not known."""

    @property
    def kind(self) -> str:
        """The stage: the protocol has no other name for these failures."""
        return self.stage

    @property
    def details(self) -> dict[str, Any]:
        """The data of the error; the stage stands in `kind` already."""
        facts = super().details
        del facts["stage"]
        return facts

    def __str__(self) -> str:
        place = f", {self.path}" if self.path else ""
        at = "" if self.offset is None else f" at byte {self.offset:,}"
        behind = f" ({self.cause})" if self.cause else ""
        return f"{self.function}{place}{at}: expected {self.expected}, found {self.found}{behind}"
