"""Engines beside each other that walk the layers of several builds at a time, as a host does at its start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import TracebackType
from typing import Self

from workbench.protocol.budgets import Imports
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Engine
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings


class Lanes:
    """Engines beside each other, each used from a thread of its own."""

    def __init__(self, open_engine: Callable[[], Engine], count: int) -> None:
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix=f"recheck-{number}") for number in range(count)]
        self._opening = [thread.submit(open_engine) for thread in self._threads]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for thread, opening in zip(self._threads, self._opening, strict=True):
            if opening.exception() is None:
                thread.submit(opening.result().shutdown)
            thread.shutdown()

    def walk(self, artifacts: Sequence[Artifact], settings: Settings, clock: Callable[[], float]) -> list[Generation]:
        """Walk the layers of at most as many builds as there are lanes, all at the same time."""

        def walk(lane: int, artifact: Artifact) -> Generation:
            return walked(self._opening[lane].result(), artifact, settings, clock)

        lanes = zip(range(len(self._threads)), artifacts, strict=False)
        walking = [self._threads[lane].submit(walk, lane, artifact) for lane, artifact in lanes]
        return [one.result() for one in walking]


def walked(engine: Engine, artifact: Artifact, settings: Settings, clock: Callable[[], float]) -> Generation:
    """Walk L1 to L4 as the reference does, whatever is set for the developer's eyes."""
    try:
        return load_generation(engine, artifact, replace(settings, imports=Imports.REFERENCE), clock)
    finally:
        engine.forget(artifact.module)
