"""What the child is given on its command line: descriptors that it inherits, limits, and how it is confined.

Owns: the form of that one argument. It holds nothing secret: every process of this machine may read it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from workbench.engine.wire.confinement import Confinement


@dataclass(frozen=True, slots=True)
class ChildStart:
    """The argument."""

    wire: int
    """The descriptor of the socket that carries frames."""
    control: int
    """The descriptor of the pipe that carries cancels; its end is the end of the child."""
    results: int
    """The descriptor of the memory of `ResultBuffer`."""
    payloads: int
    """The descriptor of the memory of `SharedPayloadBuffer`."""
    default_max_pages: int
    """Pages of a guest's memory where its budget sets no limit."""
    confinement: Confinement = Confinement.AVAILABLE
    cache_settings: str = ""
    """The engine's settings of its compile cache, which it reads; empty: there is no cache."""
    cache_code: str = ""
    """The folder of compiled code, which the engine reads and writes."""
    cache_records: str = ""
    """The folder of what the child remembers of that code."""

    def to_argument(self) -> str:
        """Return it as one argument of a command line."""
        return json.dumps(asdict(self) | {"confinement": self.confinement.value})

    @classmethod
    def from_argument(cls, argument: str) -> ChildStart:
        """Read what `to_argument` wrote."""
        fields = json.loads(argument)
        return cls(**fields | {"confinement": Confinement(fields["confinement"])})
