"""The whole workbench with the real engine, hostile plugins coming in through its loop, and somebody who types.

The screen is Textual's own test screen; keys go in as a terminal's would.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from textual import events
from textual.pilot import Pilot

from tests.hostile.arena import PAYLOAD, TreeSize, settings
from tests.hostile.plugins import SHAPE, Hostile, plugin
from tests.ui.app_parts import THEMES, FakePreferences, FakeSource
from workbench.compose import BESIDE_LIMIT_MB
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.session import Session
from workbench.session.values.state import LoopPhase, SessionState
from workbench.ui.app import WorkbenchApp
from workbench.ui.bridge.plugin_port import OpenedPlugin
from workbench.ui.bridge.requests import SettingsRequested
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.main.render_throttle import under_way

PATH: Final = "plugin.wasm"
SEEN_MAX_S: Final = 300.0
KEY_MAX_S: Final = 0.25
"""Within which a letter is to be on the screen."""
KEY_INTERVAL_S: Final = 0.02
LOOK_INTERVAL_S: Final = 0.002
PLACE: Final = '"request_id": "'
"""Behind it the typed letters stand, so that the payload remains one."""


@dataclass(frozen=True)
class Shown:
    """What the screen made of one plugin."""

    layer: str
    kind: str
    text: str
    rail: str
    """What stands in the boxes of the layers, each title before its words."""
    seconds: float
    """From the bytes to the verdict on the screen; of one that bites in a dispatch, from the key that sends."""
    tree_bytes: int
    worst_key_s: float
    """The longest that a letter took to appear."""


class Desk:
    """A running app, and what is done to it."""

    def __init__(self, pilot: Pilot[None], engine: EngineClient, source: FakeSource) -> None:
        self.app = pilot.app
        screen = pilot.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        self.screen = screen
        self.engine = engine
        self.good = plugin()
        self.typed = ""
        self.worst_key_s = 0.0
        self.keys = 0
        self.typing: asyncio.Task[None] | None = None
        self._has_to_stop = False
        self._source = source
        self._before, self._behind = "", ""

    async def until(self, fact: Callable[[SessionState], object]) -> SessionState:
        """Wait until something is true of the state that is drawn."""
        deadline = time.monotonic() + SEEN_MAX_S
        while True:
            state = self.screen.state
            if state is not None and not under_way(state) and fact(state):
                return state
            assert time.monotonic() < deadline, state and state.loop
            await asyncio.sleep(LOOK_INTERVAL_S)

    async def load(self, module: bytes) -> SessionState:
        """Let a build come in, and wait for its verdict."""
        sha256 = (await asyncio.to_thread(hashlib.sha256, module)).hexdigest()
        assert self._source.listener is not None
        self._source.listener.artifact_read(PATH, module)
        return await self.until(
            lambda state: state.newest and state.newest.artifact.sha256 == sha256 and state.newest.complete
        )

    async def send(self) -> SessionState:
        """Press the key that sends the payload, and wait for what comes of it."""
        before = self.screen.state.last.number if self.screen.state and self.screen.state.last else 0
        # Among letters that come faster than anybody types ctrl+j would be the line feed of a paste.
        self.press("f5")
        return await self.until(lambda state: state.last and state.last.number > before)

    def press(self, key: str, character: str | None = None) -> None:
        """Let a key come from the terminal."""
        self.app.post_message(events.Key(key, character))

    async def type_on(self) -> None:
        """Type letter after letter, each when the one before is on the screen, until told to stop."""
        for letter in cycle(ascii_lowercase):
            if self._has_to_stop:
                return
            start = time.perf_counter()
            self.press(letter, letter)
            self.typed += letter
            while not self.is_whole:
                await asyncio.sleep(LOOK_INTERVAL_S)
            self.worst_key_s = max(self.worst_key_s, time.perf_counter() - start)
            self.keys += 1
            await asyncio.sleep(KEY_INTERVAL_S)

    async def stop_typing(self) -> None:
        """Type the last letter to its end."""
        self._has_to_stop = True
        assert self.typing is not None
        await asyncio.wait_for(self.typing, SEEN_MAX_S)

    @property
    def is_whole(self) -> bool:
        """Whether all that was typed stands in the editor, and nothing else has changed there."""
        return self.screen.payload.text == self._before + self.typed + self._behind

    def start_typing(self) -> None:
        """Put a payload into the editor, the cursor to where letters do no harm, and begin."""
        payload = json.dumps(json.loads(PAYLOAD), indent=2)
        line = next(index for index, one in enumerate(payload.splitlines()) if PLACE in one)
        column = payload.splitlines()[line].index(PLACE) + len(PLACE)
        at = sum(len(one) + 1 for one in payload.splitlines()[:line]) + column
        self._before, self._behind = payload[:at], payload[at:]
        editor = self.screen.payload.editor
        editor.put(payload)
        editor.focus()
        editor.cursor_location = (line, column)
        self.typing = asyncio.create_task(self.type_on())

    async def meet(self, hostile: Hostile) -> Shown:
        """Let one in, and a good one after it, which must answer."""
        module = hostile.build()
        self.engine.host.restore(HostSnapshot())
        self.screen.ask(SettingsRequested(settings(hostile)))
        self.worst_key_s = 0.0
        with TreeSize() as tree:
            start = time.monotonic()
            state = await self.load(module)
            seconds = time.monotonic() - start
            failed = state.newest.failed_layer if state.newest else None
            error, layer = (failed.error, failed.layer.value) if failed else (None, "")
            if failed is None:
                start = time.monotonic() if hostile.layer else start
                state = await self.send()
                seconds = time.monotonic() - start
                assert state.last is not None
                error, layer = state.last.outcome.error, "dispatch" if state.last.outcome.error else ""
        rail = " ".join(f"{box.name} {box.detail}" for box in self.screen.parts.rail._boxes)
        kind, text = (error.kind, str(error)) if error else ("", "")
        shown = Shown(layer, kind, text, rail, seconds, tree.most_bytes, self.worst_key_s)
        state = await self.load(self.good)
        assert state.loop.phase is LoopPhase.READY, state.loop
        state = await self.send()
        assert state.last is not None
        assert state.last.outcome.ok, state.last.outcome.error
        return shown


@asynccontextmanager
async def desk(*, compile_limit_ms: int, resident_limit_bytes: int, cache: Path) -> AsyncIterator[Desk]:
    """Open the workbench with a good plugin, and begin to type. `cache` is where compiled code is kept."""
    engine = EngineClient(
        compile_limit_ms=compile_limit_ms, resident_limit_bytes=resident_limit_bytes, compile_cache_dir=cache
    )
    gauge = EngineClient(
        compile_limit_ms=compile_limit_ms,
        resident_limit_bytes=BESIDE_LIMIT_MB << 20,
        compile_cache_dir=cache,
        host=engine.host,
        gives_way=True,
        beside=engine,
    )
    source = FakeSource()

    def session(on_change: Callable[[SessionState], None]) -> Session:
        return Session(engine, settings(), clock=time.time, on_change=on_change, host=engine.host, fuel_engine=gauge)

    app = WorkbenchApp(OpenedPlugin(session, source, FakePreferences()), [THEMES])
    opened = None
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            while source.listener is None:
                await asyncio.sleep(LOOK_INTERVAL_S)
            opened = Desk(pilot, engine, source)
            state = await opened.load(opened.good)
            assert state.loop.phase is LoopPhase.READY
            assert opened.screen.payload.function == SHAPE
            opened.start_typing()
            yield opened
            await opened.stop_typing()
    finally:
        if opened is not None and opened.typing is not None:
            opened.typing.cancel()
        engine.shutdown()
        gauge.shutdown()
