"""The edit-compile-try loop as the screen opens it: sources, build, artifact, engine, history; without a screen."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from shlex import quote

import pytest
from textual.message import Message

from sample_plugins.build import TARGET, modules_of
from workbench.engine.client.engine_client import EngineClient
from workbench.loop.project_build import ProjectBuild
from workbench.loop.watch import ArtifactWatch
from workbench.session.session import Session
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase, SessionState
from workbench.store.history import HistoryFile
from workbench.ui.bridge.bridge import Bridge
from workbench.ui.bridge.requests import BuildRequested, CallCancelRequested, DispatchRequested, HistoryMarkRequested
from workbench.ui.bridge.session_port import SessionLike

SAMPLES = Path(__file__).parents[2] / "sample_plugins"
PATIENCE_S = 120.0
SHAPE = (
    '{"principal":{"claims":{},"id":"u-1","kind":"api_key"},"request":{"body_base64":"","headers":[],"method":"POST",'
    '"path":"/v1/messages","query":null,"request_id":"r-1"},"upstream":{"kind":"anthropic_direct"}}'
)


class Loop:
    """The parts that the screen would be opened with, in a folder of their own."""

    def __init__(self, folder: Path, command: str, source: str) -> None:
        self.folder = folder
        self.artifact = folder / "plugin.wasm"
        self.source = folder / source
        self.engine = EngineClient()
        self.history = HistoryFile(folder / "state" / "history.jsonl")
        self.builder = ProjectBuild(command, folder, artifact=self.artifact, globs=[source])
        self.posted: Queue[Message] = Queue()
        self.bridge = Bridge(self._session, ArtifactWatch(self.artifact), self.posted.put)
        self.bridge.start()

    def _session(self, on_change: Callable[[SessionState], None]) -> SessionLike:
        session = Session(
            self.engine,
            Settings(),
            clock=time.time,
            on_change=on_change,
            host=self.engine.host,
            history=self.history,
            builder=self.builder,
        )
        session.builds.start()
        return session

    def until(self, fact: Callable[[SessionState], object]) -> SessionState:
        """Wait for a state of which something is true."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            state = self.bridge.take()
            if state is not None and fact(state):
                return state
            assert time.monotonic() < deadline, state and (state.loop, state.build.sentence, state.build.lines[-10:])
            try:
                self.posted.get(timeout=1)
            except Empty:
                continue

    def close(self) -> None:
        self.bridge.close()
        self.builder.stop()
        self.engine.shutdown()


Open = Callable[[str, str], Loop]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    loops: list[Loop] = []

    def opening(command: str, source: str) -> Loop:
        loops.append(Loop(tmp_path, command, source))
        return loops[-1]

    yield opening
    for loop in loops:
        loop.close()


@pytest.mark.scenario
def test_a_changed_source_is_built_loaded_and_its_answer_compared(opened: Open, tmp_path: Path) -> None:
    dialect = (SAMPLES / "dialect" / "dialect.wasm").read_bytes()
    (tmp_path / "source.bin").write_bytes(dialect)
    loop = opened("echo building; cp source.bin plugin.wasm", "source.bin")
    # There is no artifact at the start: it is built at once.
    state = loop.until(lambda state: state.loop.phase is LoopPhase.READY and not state.build.running)
    assert state.build.lines == ("building",)
    loop.bridge.ask(DispatchRequested("shape", SHAPE))
    state = loop.until(lambda state: state.last)
    assert state.last is not None
    loop.bridge.ask(HistoryMarkRequested(1, marked=True))

    loop.source.write_bytes(dialect.replace(b"https://api.anthropic.com", b"https://api.elsewhere.com"))
    state = loop.until(lambda state: state.matrix and not state.matrix.running)

    assert [row.number for row in state.generations] == [1, 2]
    assert state.build.causes == ("source.bin",)
    assert state.difference is not None
    assert [(one.pointer, one.after) for one in state.difference.differences] == [
        ("/url", "https://api.elsewhere.com/v1/messages")
    ]
    assert state.matrix is not None
    assert state.matrix.generations == (2,)
    assert [cell and cell.verdict for cell in state.matrix.rows[0].cells] == [ReplayVerdict.CHANGED]
    # What ran by itself was added to the history, linked to what it repeats.
    assert [(entry.number, entry.parent) for entry in loop.history.latest(5)] == [(2, 1), (1, None)]


@pytest.mark.scenario
def test_a_failing_build_keeps_everything_as_it_was_and_says_so(opened: Open, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "dialect" / "dialect.wasm", tmp_path / "plugin.wasm")
    (tmp_path / "source.txt").write_text("good")
    loop = opened("grep good source.txt", "source.txt")
    loop.until(lambda state: state.loop.phase is LoopPhase.READY)
    loop.bridge.ask(BuildRequested())
    loop.until(lambda state: state.build.number == 1 and not state.build.running)

    loop.source.write_text("bad")
    state = loop.until(lambda state: state.build.failed)
    assert (state.loop.phase, state.build.causes) == (LoopPhase.STALE, ("source.txt",))
    assert state.loop.detail.startswith("build failed with exit code 1")
    assert state.serving is not None
    loop.bridge.ask(DispatchRequested("shape", SHAPE))
    state = loop.until(lambda state: state.last)
    assert state.last is not None
    assert state.last.outcome.ok

    loop.source.write_text("good again")
    state = loop.until(lambda state: state.loop.phase is LoopPhase.READY)
    assert not state.build.failed


@pytest.mark.scenario
def test_a_build_that_hangs_is_ended_by_cancel(opened: Open, tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "dialect" / "dialect.wasm", tmp_path / "plugin.wasm")
    loop = opened("sleep 1000", "source.txt")
    loop.until(lambda state: state.loop.phase is LoopPhase.READY)
    loop.bridge.ask(BuildRequested())
    loop.until(lambda state: state.loop.phase is LoopPhase.BUILDING)
    loop.bridge.ask(CallCancelRequested())
    state = loop.until(lambda state: state.loop.phase is LoopPhase.READY)
    assert state.build.sentence.startswith("cancelled")
    assert not state.build.failed


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ziglang") is None, reason="needs the Zig compiler")
def test_a_sample_is_edited_broken_and_mended(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "dialect").mkdir()
    shutil.copy(SAMPLES / "cc_lb.zig", tmp_path / "cc_lb.zig")
    shutil.copy(SAMPLES / "dialect" / "plugin.zig", tmp_path / "dialect" / "plugin.zig")
    zig = [quote(sys.executable), "-m", "ziglang", "build-exe", *TARGET, *modules_of("dialect")]
    loop = opened(" ".join([*zig, "-femit-bin=plugin.wasm", "--cache-dir", ".zig-cache"]), "dialect/plugin.zig")
    loop.until(lambda state: state.loop.phase is LoopPhase.READY and not state.build.running)
    loop.bridge.ask(DispatchRequested("shape", SHAPE))
    loop.until(lambda state: state.last)
    source = loop.source.read_text()

    loop.source.write_text(source.replace("return .{", "return {", 1))
    state = loop.until(lambda state: state.build.failed)
    assert any("error:" in line for line in state.build.lines)
    assert state.serving is not None
    assert state.serving.number == 1

    loop.source.write_text(source.replace("https://api.anthropic.com", "https://example.com"))
    state = loop.until(lambda state: state.difference and state.loop.phase is LoopPhase.READY)
    assert state.difference is not None
    assert [one.pointer for one in state.difference.differences] == ["/url"]
