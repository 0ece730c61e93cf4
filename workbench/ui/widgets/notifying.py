"""How a part of the screen says something for a moment. Owns no widget."""

from __future__ import annotations

from typing import Protocol

from textual.notifications import SeverityLevel


class Notifying(Protocol):
    """The app's own `notify`, as far as parts of the screen need it."""

    def __call__(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say it."""
