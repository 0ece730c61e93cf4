"""What this machine lacks: neither a plugin nor a setting is at fault."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors.base import HostError


@dataclass(eq=False)
class MachineError(HostError):
    """The machine does not give what the work needs: memory, disk, descriptors, processes, an open stream."""

    what: str
    """What is needed: `stdout`, `memory`, a path."""

    expected: str
    found: str
    """What stood in the way: `no space left on device`."""

    remedy: str = ""
    """What frees or raises it; empty when `found` says it all."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        return self.remedy

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found: {self.found}"
