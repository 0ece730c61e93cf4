"""The engine of what runs beside the session: made for one run, ended with it, or before it by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workbench.session.ports import Engine


class EngineBeside:
    """Holds the engine of the run that goes on, if one does."""

    def __init__(self) -> None:
        self._engine: Engine | None = None

    @contextmanager
    def during(self, engine: Engine) -> Iterator[None]:
        """Hold an engine for a run, and end it behind that."""
        self._engine = engine
        try:
            yield
        finally:
            self._engine = None
            engine.shutdown()

    def end(self) -> None:
        """End the engine, and with it what runs. Any thread may call it."""
        engine = self._engine
        if engine is not None:
            engine.shutdown()
