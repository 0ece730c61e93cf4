"""What this machine lacks, and limits of the workbench on what the reference leaves free: no verdict on a plugin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import HostError
from workbench.errors.remedies import remedy_for_writing


@dataclass(eq=False)
class MachineError(HostError):
    """The machine does not give what the work needs: memory, disk, descriptors, processes, an open stream."""

    what: str
    """What is needed: `stdout`, `memory`, a path."""

    expected: str
    found: str
    """What stood in the way: `no space left on device`."""

    remedy: str = ""
    """What frees or raises it; empty: what is known for `found`."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        return self.remedy or remedy_for_writing(self.found)

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found: {self.found}"


@dataclass(eq=False)
class WorkbenchLimit(HostError):
    """A limit of the workbench ended what the reference does not limit: no host would say this of the plugin."""

    phase: str
    """`compile` or `instantiate`."""

    setting: str
    """Which setting raises it."""

    limit: int
    found: int
    """In the unit of the limit, when it was ended; it would have taken more."""


@dataclass(eq=False)
class WorkbenchLimitCompileTime(WorkbenchLimit):
    """Compiling took more processor time than `compile_limit_ms`, all threads together."""

    hint: ClassVar[str] = (
        "Cut functions with very many locals and branches into smaller ones, or raise compile_limit_ms."
    )

    def __str__(self) -> str:
        return (
            f"{self.phase}: expected at most {self.limit:,} ms of processor time, found more than {self.found:,} ms; "
            f"a limit of the workbench ({self.setting}), not a host's verdict"
        )


@dataclass(eq=False)
class WorkbenchLimitMemory(WorkbenchLimit):
    """Compiling or building an instance took more memory than `resident_limit_mb`."""

    hint: ClassVar[str] = "Make the module smaller, or raise resident_limit_mb."

    def __str__(self) -> str:
        return (
            f"{self.phase}: expected at most {self.limit:,} MiB of memory, found {self.found:,} MiB; "
            f"a limit of the workbench ({self.setting}), not a host's verdict"
        )
