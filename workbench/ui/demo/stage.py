"""Does what the steps of a demo script say, by the commands of the screen. Knows no order of steps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from workbench.protocol.layers import Layer
from workbench.protocol.offer import Offer, reference_offer
from workbench.session.demo import facts, words
from workbench.session.demo.script import (
    Action,
    EditOffer,
    Press,
    Send,
    SetFaults,
    Show,
    SwapPlugin,
    TakeJourney,
    WaitFor,
)
from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.actions.registry import MAIN
from workbench.ui.bridge.host_requests import FaultPutRequested, FaultsClearRequested
from workbench.ui.bridge.lab_requests import OfferTrialRequested, OfferUseRequested
from workbench.ui.bridge.measure_requests import JourneyRequested
from workbench.ui.commands.keymap import key_name
from workbench.ui.drawing.json_layout import readable
from workbench.ui.drawing.key_hints import key_hint
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.payload.templates import template
from workbench.ui.screens.sheet import ListSheet, Sheet
from workbench.ui.widgets.line_view import LineView

if TYPE_CHECKING:
    from textual.app import App

    from workbench.errors import WorkbenchError
    from workbench.session.demo.rewind import Situation
    from workbench.session.values.state import SessionState
    from workbench.ui.main.plugin_screens import PluginScreens

WAIT_S: Final = 30.0
"""Seconds after which a fact is taken for one that does not come: most come within one."""
LOOK_S: Final = 0.02
"""Seconds between two looks at what is waited for."""
_ROUNDS: Final = 3
"""A command becomes a message, that a new screen, and that a layout."""


class DemoStage:
    """The running screen, as far as a demo acts on it."""

    def __init__(
        self, app: App[Any], plugins: PluginScreens, pressed: Callable[[str], object], failed: Callable[[str], object]
    ) -> None:
        """Do nothing yet.

        Args:
            app: The screen.
            plugins: Those that are open on it.
            pressed: Called with each key that a script presses, as people write it.
            failed: Called with what did not come about.
        """
        self._app, self._plugins, self._pressed, self._failed = app, plugins, pressed, failed
        self._since = facts.Since()
        self._is_guest = False
        """The plugin that is shown is a person's own: the first one of the show is opened beside it."""

    def begin(self, *, is_guest: bool) -> None:
        """Take note whether the plugin that is shown is a person's own."""
        self._is_guest = is_guest

    @property
    def main(self) -> MainScreen:
        """The main screen of the plugin that is shown."""
        screen = self._plugins.current.screen
        assert screen is not None, "a plugin that is shown has a screen"
        return screen

    @property
    def state(self) -> SessionState | None:
        """The state that is drawn of the plugin that is shown; None before the first."""
        screen = self._plugins.current.screen
        return None if screen is None else screen.state

    async def do(self, action: Action) -> None:
        """Do one thing, and wait for what comes of it."""
        if isinstance(action, Show):
            await self._show(action)
        elif isinstance(action, Press):
            for key in action.keys:
                await self._press(key)
        elif isinstance(action, Send):
            await self._send(action)
        elif isinstance(action, EditOffer):
            await self._offer(action.offer)
        elif isinstance(action, SetFaults):
            await self._faults(action.specs)
        elif isinstance(action, SwapPlugin):
            await self._swap(action)
        elif isinstance(action, TakeJourney):
            await self._take(action)
        else:
            await self._wait(action)

    async def restore(self, situation: Situation) -> None:
        """Put in place what stands at the beginning of a step."""
        await self._swap(situation.plugin)
        if situation.offer is not None:
            await self._offer(situation.offer)
        await self._faults(situation.faults)

    async def settled(self) -> None:
        """Wait until what was asked for is drawn."""
        for _ in range(_ROUNDS):
            await self._drawn()

    async def _drawn(self) -> None:
        """Wait for a frame of the screen that is shown; one that is left meanwhile draws none: it is not waited for."""
        screen, done = self._app.screen, asyncio.Event()
        self._app.call_after_refresh(done.set)
        while not done.is_set() and self._app.screen is screen:
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), LOOK_S)

    # ---- what is shown --------------------------------------------------------------------------------------------

    async def _show(self, action: Show) -> None:
        while len(self._app.screen_stack) > 1:
            await self._app.pop_screen()
        main, place, view = self.main, action.place, action.view
        alone = place in words.PANES
        if main.panes.maximised is not alone:
            main.panes.toggle_maximised()
        if place in words.PANES:
            main.panes.go_to(place)
            if place == "dispatch":
                main.response.turn_to(view or words.PANES[place][0])
                main.response.focus_target().focus()
            else:
                main.panes.active.turn_to(view or words.PANES[place][0])
        elif place == words.ALL_PANES:
            main.panes.go_to("dispatch")
            main.response.focus_target().focus()
        elif place == words.LAYER:
            main.overlays.present(list(Layer)[words.LAYERS.index(view)] if view else Layer.IDENTITY)
        elif place in MAIN:
            if place == "lab":
                await self._put_in_lab()
            await main.action_run(place)
        await self.settled()
        top = self._app.screen
        if view and isinstance(top, ListSheet):
            top.turn_to(view)
            await self.settled()

    async def _put_in_lab(self) -> None:
        """Let the lab begin with what this host offers, whatever was tried in it before."""
        state = self.state
        if state is not None and state.newest is not None:
            offer, number = state.settings.host_offer, state.newest.number
            self.main.ask(OfferTrialRequested(offer))
            await self._until(
                lambda now: now.lab is not None and (now.lab.generation, now.lab.offer) == (number, offer),
                "a trial in the lab",
            )

    async def _press(self, key: str) -> None:
        top, focused, main = self._app.screen, self._app.focused, self.main
        for command in words.KEYS[key]:
            if isinstance(focused, LineView) and command in focused.COMMANDS:
                focused.action_run(command)
            elif isinstance(top, Sheet) and (command in top.OWN or command in MAIN):
                await top.action_run(command)
            elif top is main and command in MAIN:
                await main.action_run(command)
            else:
                continue
            self._pressed(key_hint(key_name(key)))
            await self.settled()
            return
        self._failed(f"the key {key} does nothing here that a script may do")

    # ---- what is done ---------------------------------------------------------------------------------------------

    async def _send(self, action: Send) -> None:
        main = self.main
        text = template(action.function, "typical") if action.payload is None else readable(action.payload)
        if (main.payload.function, main.payload.text) != (action.function, text):
            opened = (one for one in main.documents.opened() if (one.function, one.text) == (action.function, text))
            known = next(opened, None)
            if known is not None:
                main.documents.show(known.number)
            else:
                main.documents.open_text(action.function, text, Origin(OriginKind.TEMPLATE, "demo"))
        since = facts.Since.of(self.state)
        await main.action_run("send")
        self._pressed(key_hint(key_name("ctrl+j")))
        await self._until(lambda state: facts.is_answered(state, since), "an answer")

    async def _offer(self, offer: Offer) -> None:
        state = self.state
        if state is None or state.settings.host_offer == offer:
            return
        since = facts.Since.of(state)
        self.main.ask(OfferUseRequested(offer))
        await self._until(lambda state: facts.is_loaded(state, since), "a handshake with the offer")

    async def _faults(self, specs: tuple[str, ...]) -> None:
        state = self.state
        if state is None or set(state.settings.faults.specs) == set(specs):
            return
        self.main.ask(FaultsClearRequested())
        for spec in specs:
            self.main.ask(FaultPutRequested(spec))

        def stand(state: SessionState) -> bool:
            return set(state.settings.faults.specs) == set(specs) and facts.is_loaded(state, facts.Since())

        await self._until(stand, "the injected faults")

    async def _swap(self, action: SwapPlugin) -> None:
        plugins, state = self._plugins, self.state
        if plugins.current.opened.place == action.path:
            if state is not None and state.settings.offer is not None:
                await self._offer(reference_offer())
            await self._faults(())
        else:
            while len(self._app.screen_stack) > 1:
                await self._app.pop_screen()
            errors: list[WorkbenchError] = []

            def opened(error: WorkbenchError | None) -> None:
                errors.extend([] if error is None else [error])

            plugins.open(action.path, beside=self._is_guest, then=opened)
            self._is_guest = False
            await self._until(lambda _: bool(errors) or plugins.current.opened.place == action.path, "the plugin")
            if errors:
                self._failed(f"{action.name}: {errors[0]}")
                return
        await self._until(lambda state: facts.is_loaded(state, facts.Since()), f"{action.name}, loaded")
        await self.settled()

    async def _take(self, action: TakeJourney) -> None:
        state = self.state
        before = state.journey if state is not None else None
        self.main.ask(JourneyRequested(action.setup))

        def over(state: SessionState) -> bool:
            return state.journey is not before and facts.is_journey_over(state, facts.Since())

        await self._until(over, "the end of the journey")

    async def _wait(self, action: WaitFor) -> None:
        fact, since = facts.FACTS[action.fact], facts.Since()
        await self._until(
            lambda state: fact.is_true(state, since), action.fact, lambda state: fact.is_settled(state, since)
        )

    async def _until(
        self,
        fact: Callable[[SessionState], bool],
        name: str,
        settled: Callable[[SessionState], bool] = lambda _: False,
    ) -> None:
        """Wait until something is true of the state; say what was found when it does not come."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + WAIT_S
        while loop.time() < deadline:
            state = self.state
            if state is not None and fact(state):
                return
            if state is not None and settled(state):
                break
            await asyncio.sleep(LOOK_S)
        self._failed(f"expected {name}, found {facts.found(self.state)}")


def wants(app: Any) -> bool:
    """Say whether the keys of a demo are its own now: not while somebody types a line, or searches the palette."""
    from textual.widgets import Input  # noqa: PLC0415 - played now and then

    return isinstance(app.screen, MainScreen | Sheet) and not isinstance(app.focused, Input)
