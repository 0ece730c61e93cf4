"""One injected fault of a host function. A value, and its form as text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

ANY: Final = "any"
"""In place of a function's name: all six."""
PREFIX: Final = "cc_lb_"


class HostFaultKind(Enum):
    """What goes wrong."""

    FAIL = "fail"
    """The call of the host function fails, and with it the guest's call."""
    SLOW = "slow"
    """The host function takes longer, and then does its work."""


@dataclass(frozen=True, slots=True)
class HostFault:
    """What becomes of each call of one host function."""

    function: str
    """Its name without the prefix, or `ANY`."""
    kind: HostFaultKind
    delay_ms: int = 0
    """Of `SLOW`, in milliseconds."""

    @property
    def spec(self) -> str:
        """The text that names it: `storage_put=fail`, `any=slow:200`."""
        delay = f":{self.delay_ms}" if self.kind is HostFaultKind.SLOW else ""
        return f"{self.function}={self.kind.value}{delay}"

    def is_meant_for(self, function: str) -> bool:
        """Say whether it is meant for a host function, named in full."""
        return self.function in (ANY, function.removeprefix(PREFIX))
