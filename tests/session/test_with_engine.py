"""The loop with the real engine: a sample plugin from its file to its answer, and after the engine's process died."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.engine.link import EngineLink
from workbench.loop.artifact import read_artifact
from workbench.protocol.dispatch import Stage
from workbench.session.session import Session
from workbench.session.state import LoopPhase, Settings

DIALECT = Path(__file__).parents[2] / "sample_plugins" / "dialect" / "dialect.wasm"
NORMALIZE = '{"status": 500, "body_base64": ""}'


@pytest.fixture
def engine() -> Iterator[EngineLink]:
    link = EngineLink()
    yield link
    link.shutdown()


@pytest.fixture
def session(engine: EngineLink) -> Session:
    made = Session(engine, Settings(), clock=time.time, on_change=lambda _: None)
    made.load(str(DIALECT), read_artifact(DIALECT))
    return made


def test_a_sample_plugin_goes_from_its_file_to_its_answer(session: Session) -> None:
    generation = session.state.newest

    assert generation is not None
    assert [result.verdict.value for result in generation.layers] == ["passed"] * 4 + ["not run"]
    assert all(check.passed for check in generation.static_checks)
    assert session.state.loop.phase is LoopPhase.READY
    assert session.dispatch("normalize_error", NORMALIZE).outcome.ok
    assert session.dispatch("normalize_error", NORMALIZE, fresh=True).outcome.ok
    assert session.dispatch("sign", "{}").outcome.stage is Stage.VERSION_LOOKUP


def test_a_dead_process_is_replaced_at_the_next_dispatch(session: Session, engine: EngineLink) -> None:
    assert engine.child_pid is not None
    os.kill(engine.child_pid, signal.SIGKILL)

    outcomes = [session.dispatch("normalize_error", NORMALIZE).outcome for _ in range(2)]

    assert outcomes[-1].ok
    assert any(outcome.call is not None and outcome.call.restarted for outcome in outcomes)
    assert session.state.trouble is None
