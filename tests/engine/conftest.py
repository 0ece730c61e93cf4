"""One engine for all tests that do not need their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workbench.engine.client.engine_client import EngineClient


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[EngineClient]:
    engine = EngineClient()
    engine.start()
    yield engine
    engine.shutdown()


@pytest.fixture
def engine(shared_engine: EngineClient) -> Iterator[EngineClient]:
    """The shared engine with an empty host, and no instance in it afterwards."""
    shared_engine.host.restore(type(shared_engine.host.snapshot())())
    shared_engine.host.clear_counters()
    yield shared_engine
    for number in list(shared_engine.long_lived_instances):
        shared_engine.close(number)
