"""Goes through the steps of a demo script: on, back, left, resumed, by itself. What a step does is the stage's."""

from __future__ import annotations

import asyncio
from collections import deque
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import WorkbenchError
from workbench.session.demo.rewind import rewind, stop_before
from workbench.session.demo.script import DemoScript, Show
from workbench.ui.commands.keymap import key_name
from workbench.ui.demo.captions import Captions
from workbench.ui.demo.stage import DemoStage, wants
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.renderers.demo import Said
from workbench.visible import visible

if TYPE_CHECKING:
    from textual.app import App

    from workbench.ui.demo.options import DemoOptions
    from workbench.ui.main.plugin_screens import PluginScreens

KEYS_SHOWN: Final = 8


class ShowTurn(Enum):
    """What a person wants of the show."""

    NEXT = "next"
    BACK = "back"
    LEAVE = "leave"


KEYS: Final = {
    "space": ShowTurn.NEXT,
    "right": ShowTurn.NEXT,
    "pagedown": ShowTurn.NEXT,
    "left": ShowTurn.BACK,
    "pageup": ShowTurn.BACK,
    "escape": ShowTurn.LEAVE,
}
"""Page up and down are what presenters with buttons send."""


class DemoPlayer:
    """Plays one script. Belongs to the screen's loop."""

    def __init__(self, app: App[Any], plugins: PluginScreens, options: DemoOptions) -> None:
        """Play nothing yet."""
        self._app, self._plugins, self._options = app, plugins, options
        self._captions = Captions(app)
        self._stage = DemoStage(app, plugins, self._pressed, self._fail)
        self._script: DemoScript | None = None
        self._at = 0
        """The step at which the show is, or was left."""
        self._place = ""
        self._keys: deque[str] = deque(maxlen=KEYS_SHOWN)
        self._problem = ""
        self._busy = False
        self._turns: asyncio.Queue[ShowTurn] = asyncio.Queue()
        self.is_playing = False
        self.stands_at: int | None = None
        """The step at which the show waits; None: it does not."""
        self.problems: list[str] = []
        """What did not come about, in this run."""

    # ---- for the app ----------------------------------------------------------------------------------------------

    def takes(self, key: str) -> bool:
        """Take a key that is the show's own; return whether it was."""
        if not self.is_playing or not wants(self._app):
            return False
        turn = KEYS.get(key)
        if turn is None:
            self._pressed(key_name(key))
            return False
        self._turns.put_nowait(turn)
        return True

    def draw(self) -> None:
        """Say what is said on a screen that is shown anew; nothing any more where the show was left."""
        self._captions.draw()

    async def play(self, *, from_start: bool = False) -> None:
        """Play until the end, or until somebody leaves it; then it goes on there, unless it is to begin anew."""
        if self.is_playing:
            return
        is_first = self._script is None
        try:
            # A script of one's own may have been edited since.
            self._script = await asyncio.to_thread(self._options.read)
        except WorkbenchError as error:
            self._app.notify(str(error), severity="error", timeout=10)
            return
        if from_start or self._at >= len(self._script.steps):
            self._at = 0
        self.is_playing = True
        place = self._plugins.current.opened.place
        self._stage.begin(is_guest=is_first and not self._options.starts and place != self._script.plugin.path)
        while not self._turns.empty():
            self._turns.get_nowait()
        try:
            await self._play(self._script)
        finally:
            self.is_playing = False
            self._captions.say(None)
        if self._options.ends_screen:
            self._app.exit()

    # ---- the show -------------------------------------------------------------------------------------------------

    async def _play(self, script: DemoScript) -> None:
        await self._come_to(script, self._at)
        while True:
            turn = await self._stop(script)
            if turn is ShowTurn.LEAVE:
                self._app.notify(with_keys("The demo was left: ^p demo goes on there."), timeout=4)
                return
            if turn is ShowTurn.BACK:
                before = stop_before(script, self._at)
                if before is not None:
                    await self._come_to(script, before)
                continue
            if self._at >= script.stops[-1]:
                self._at = 0
                if not self._options.loops:
                    self._app.notify("The demo is over.", timeout=4)
                    return
                await self._come_to(script, 0)
                continue
            await self._go_on(script, self._at + 1)

    async def _come_to(self, script: DemoScript, index: int) -> None:
        """Come to a step from anywhere, and go on to the first one that says something."""
        way = rewind(script, index)
        self._at = way.start
        self._say(script, busy=True)
        await self._stage.restore(way.situation)
        for between in range(way.start, index):
            await self._do(script, between)
        await self._go_on(script, index)

    async def _go_on(self, script: DemoScript, index: int) -> None:
        """Do the steps from this one on, up to the first that says something, or the last."""
        while True:
            await self._do(script, index)
            if script.steps[index].say or index + 1 >= len(script.steps):
                return
            index += 1

    async def _do(self, script: DemoScript, index: int) -> None:
        self._at, self._problem = index, ""
        self._keys.clear()
        self._say(script, busy=True)
        for action in script.steps[index].actions:
            if isinstance(action, Show):
                self._place = action.place if not action.view else f"{action.place}-{action.view}"
            await self._stage.do(action)
            self._say(script, busy=True)
        self._say(script, busy=False)
        await self._stage.settled()

    async def _stop(self, script: DemoScript) -> ShowTurn:
        """Stand at a step until somebody goes on, or its time is over."""
        options, text = self._options, script.steps[self._at].say
        if options.picture is not None:
            await self._stage.settled()
            number = script.stops.index(self._at) + 1 if self._at in script.stops else 0
            options.picture(number, self._place, self._app.export_screenshot(title=visible(script.title)))
        self.stands_at = self._at
        try:
            if options.pause is None:
                return await self._turns.get()
            return await asyncio.wait_for(self._turns.get(), options.pause(text))
        except TimeoutError:
            return ShowTurn.NEXT
        finally:
            self.stands_at = None

    # ---- what is said ---------------------------------------------------------------------------------------------

    def _say(self, script: DemoScript, *, busy: bool) -> None:
        self._busy = busy
        number = sum(stop <= self._at for stop in script.stops)
        text = script.steps[self._at].say
        said = Said(
            title=script.title,
            text=text,
            number=max(number, 1),
            total=len(script.stops),
            keys=tuple(self._keys),
            problem=self._problem,
            busy=busy,
            waits=self._options.pause is None,
        )
        self._captions.say(said)

    def _pressed(self, key: str) -> None:
        self._keys.append(key)
        if self._script is not None and self.is_playing:
            self._say(self._script, busy=self._busy)

    def _fail(self, problem: str) -> None:
        self._problem = problem
        line = self._script.steps[self._at].line if self._script is not None else 0
        path = self._script.path if self._script is not None else ""
        self.problems.append(f"{path}, line {line:,}: {problem}")
