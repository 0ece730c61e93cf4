"""What is kept of how a dispatch ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

OK: Final = "ok"
"""The word for an outcome without a failed stage."""


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """How a dispatch ended."""

    stage: str | None = None
    """Where it failed, by the name of the stage; None: ok."""
    response_text: str | None = None
    """The response as the reference would write it; None after a failure."""
    error_kind: str | None = None
    """The error's name; None: ok."""
    message: str = ""
    """What the error says. Empty: ok."""
    cause: str = ""
    """The part of the error that stays the same from build to build: no back trace. Empty: ok."""
    output_text: str = ""
    """What the plugin gave and the host could not decode, as far as it is kept. Empty: nothing, or it was decoded."""

    @property
    def ok(self) -> bool:
        """True when the host would use the response."""
        return self.stage is None

    @property
    def word(self) -> str:
        """`ok`, or the stage that failed."""
        return self.stage or OK
