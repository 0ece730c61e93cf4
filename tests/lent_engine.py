"""An engine that several commands use in turn: to start one each time would take most of the time."""

from __future__ import annotations

from typing import Any

from workbench.engine.client.engine_client import EngineClient


class LentEngine:
    """An engine that its user cannot shut down."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def shutdown(self) -> None:
        """Leave it running."""
