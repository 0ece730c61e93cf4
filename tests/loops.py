"""A session with everything it can have, on fakes and in memory. Shared by the tests of its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.builders import custom_section, identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import PlaceUnwritable, PluginUnreadable
from workbench.session.ports import BuildListener
from workbench.session.session import Session
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.recording import Recording
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase, SessionState
from workbench.session.values.variable_values import VariableValues
from workbench.store.history import HistoryFile

PATH: Final = "target/plugin.wasm"
FUNCTION: Final = "normalize_error"
PAYLOAD: Final = '{"status": 500, "body_base64": ""}'
FUNCTIONS: Final = {"shape": 1, FUNCTION: 1}


def build(version: str, *, size: int = 0, **overrides: Any) -> bytes:
    """Return a build of the same plugin that differs in its version; `size` bytes more make it larger."""
    identity = identity_section(plugin_version=version, **overrides)
    return plugin_module(exports=list(FUNCTIONS), identity=identity, after=custom_section("filling", bytes(size)))


ONE, TWO, THREE, BROKEN = build("1"), build("2"), build("3"), build("4", plugin_name="Not a name")


class FakeBuilder:
    """Builds when the test says so."""

    command = "make"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_held = False
        self.listener: BuildListener

    def start(self, listener: BuildListener) -> None:
        self.listener = listener

    def release(self) -> None:
        self.asked.append("release")
        self.is_held = False

    def build(self) -> None:
        self.asked.append("build")

    def cancel(self) -> None:
        self.asked.append("cancel")

    def pause(self, *, paused: bool) -> None:
        self.asked.append("pause" if paused else "resume")

    def stop(self) -> None:
        self.asked.append("stop")


class FakeRecordings:
    """Keeps recordings in memory."""

    def __init__(self) -> None:
        self.saved: dict[str, Recording] = {}

    def load(self, path: str) -> Recording | None:
        return self.saved.get(path)

    def save(self, path: str, recording: Recording) -> None:
        if not path:
            raise PlaceUnwritable(path, "no name")
        self.saved[path] = recording


class Loop:
    """A session with everything it can have, all of it fakes or in memory."""

    def __init__(
        self,
        *,
        builder: FakeBuilder | None = None,
        variables: Callable[[], VariableValues] | None = None,
        **settings: Any,
    ) -> None:
        self.engine = FakeEngine(
            {"cc_lb_handshake": answered(accept_of(FUNCTIONS)), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}
        )
        for module, body in ((ONE, "YQ=="), (TWO, "Yg=="), (THREE, "Yg==")):
            self.engine.answers_of[module] = {FUNCTION: answered({"_v": 1, "body_base64": body})}
        self.host = HostStateStore()
        self.history = HistoryFile(None)
        self.recordings = FakeRecordings()
        self.files: dict[str, bytes] = {}
        """Plugins that can be compared with, by their paths."""
        self.clock = FakeClock(100.0)
        self.states: list[SessionState] = []
        self.session = Session(
            self.engine,
            Settings(**settings),
            clock=self.clock,
            on_change=self.states.append,
            host=self.host,
            history=self.history,
            recordings=self.recordings,
            builder=builder,
            variables=variables,
            read_module=self._read,
        )
        self.session.builds.start()

    def _read(self, path: str) -> bytes:
        if path not in self.files:
            raise PluginUnreadable(path, "no such file")
        return self.files[path]

    @property
    def state(self) -> SessionState:
        return self.session.state

    def phase(self) -> LoopPhase:
        return self.state.loop.phase

    def load(self, *modules: bytes) -> None:
        for module in modules:
            self.session.load(PATH, module)

    def send(self, payload: str = PAYLOAD) -> DispatchRecord:
        return self.session.dispatch(FUNCTION, payload)

    def serving(self) -> int | None:
        return self.state.serving.number if self.state.serving else None

    def numbers(self) -> list[int]:
        return [row.number for row in self.state.generations]
