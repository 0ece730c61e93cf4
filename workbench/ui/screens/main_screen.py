"""The one screen: composes the panes, hands each new state down, and routes what they ask for. No logic beyond that."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from workbench.ui import messages
from workbench.ui.bridge.bridge import Bridge
from workbench.ui.commands import Scope, bindings
from workbench.ui.panes.dispatch import DispatchPane
from workbench.ui.panes.footer import Footer
from workbench.ui.panes.handshake import HandshakePane
from workbench.ui.panes.header import Header
from workbench.ui.panes.payload import Check, Payload
from workbench.ui.panes.rail import PANE_OF_LAYER, Rail
from workbench.ui.panes.response import Response
from workbench.ui.panes.sections import SectionsPane
from workbench.ui.panes.self_check import SelfCheckPane
from workbench.ui.panes.tabs import Tabs
from workbench.ui.payload.drafts import Drafts
from workbench.ui.screens.arrangement import Arrangement
from workbench.ui.screens.render_throttle import RenderThrottle, is_news
from workbench.ui.screens.search import Search
from workbench.ui.widgets.pane import Pane
from workbench.visible import size

if TYPE_CHECKING:
    from workbench.session.ports import Preferences
    from workbench.session.values.generation import Generation
    from workbench.session.values.state import SessionState


class MainScreen(Screen[None]):
    """Shows a session."""

    AUTO_FOCUS = "#editor"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR)

    def __init__(self, bridge: Bridge, preferences: Preferences, keymap: Mapping[str, str], check: Check) -> None:
        super().__init__(id="main")
        self.bridge, self.keymap = bridge, keymap
        self.state: SessionState | None = None
        self.drafts = Drafts(preferences, bridge.aside)
        self.header = Header(time.time())
        self.rail = Rail()
        self.tabs = Tabs()
        self.sections, self.handshake, self.self_check = SectionsPane(), HandshakePane(), SelfCheckPane()
        self.payload, self.response = Payload(check), Response()
        self.dispatch_pane = DispatchPane(self.payload, self.response, focus=self.payload.editor)
        self.footer = Footer(keymap)
        self.search = Search(self, self.footer, lambda: self.response.reader)
        self._pace = RenderThrottle(self.set_timer, self._draw)
        self.viewers: list[Callable[[SessionState], None]] = []
        """Told of each state that is drawn: sheets that cover the panes."""
        self._drawn: dict[Widget, Generation] = {}
        self._has_pointed = False
        """The failure of the first build was shown where it is told in full."""
        left = Vertical(self.sections, self.self_check, id="left")
        right = Vertical(self.handshake, self.dispatch_pane, id="right")
        panes = (self.sections, self.handshake, self.self_check, self.dispatch_pane)
        columns: dict[Widget, Sequence[Pane]]
        columns = {left: (self.sections, self.self_check), right: (self.handshake, self.dispatch_pane)}
        self.arrangement = Arrangement(panes, columns, self.tabs, self.rail)
        self._columns = left, right
        self._deeds: dict[str, Callable[[], object]] = {}

    def compose(self) -> ComposeResult:
        """Put the parts in their places, arranged for the size from the start."""
        self.set_class(self.app.no_color, "-no-color")
        self.arrangement.fit(self.app.size)
        self.tabs.show_active("dispatch")
        yield self.header
        yield self.rail
        yield self.tabs
        yield Horizontal(*self._columns, id="panes")
        yield self.footer

    def on_mount(self) -> None:
        """Paint the frame first; the session begins behind it."""
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Start what waited for the first frame; whoever started us may have held back the garbage collection."""
        gc.freeze()
        gc.enable()
        self._adopt_payload()
        self.set_interval(1.0, lambda: self.header.tick(time.time()))
        self.bridge.start()

    def on_unmount(self) -> None:
        """End the session; what was typed is kept."""
        self.keep_draft()
        self.bridge.close()

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size."""
        self.arrangement.fit(event.size)

    # ---- states come down -----------------------------------------------------------------------------------------

    @on(messages.StateChanged)
    def take_state(self) -> None:
        """Show the newest state."""
        state = self.bridge.take()
        if state is not None:
            self._pace.came(state)

    def _draw(self) -> SessionState | None:
        former, state = self.state, self.bridge.take()
        if state is None:
            return None
        self.state = state
        self.header.tick(time.time())
        self.header.show(state)
        self.rail.show(state)
        self.footer.show(running=state.running is not None)
        if state.newest is not None:
            panes: list[SectionsPane | HandshakePane | SelfCheckPane]
            panes = [self.sections, self.handshake, self.self_check]
            for layer, pane in enumerate(panes):
                if is_news(self._drawn.get(pane), state.newest, layer):
                    self._drawn[pane] = state.newest
                    pane.show(state.newest)
            self._point_at_failure(state, state.newest)
        self.dispatch_pane.show(state)
        self.response.show(state)
        for viewer in tuple(self.viewers):
            viewer(state)
        if state.error is not None and (former is None or state.error is not former.error):
            self.notify(str(state.error), title=state.error.kind, severity="warning", markup=False)
        for note in state.notes:
            if former is None or note not in former.notes:
                self.notify(note.text, title=note.source, severity="warning", markup=False)
        if former is None or state.serving is not former.serving or state.newest is not former.newest:
            self._adopt_payload()
        return state

    def _point_at_failure(self, state: SessionState, newest: Generation) -> None:
        """Mark the failed layer's pane; at the first build, go there when it is hidden and nothing else was begun."""
        failed = newest.failed_layer
        pane_id = None if failed is None else PANE_OF_LAYER[newest.layers.index(failed)]
        self.tabs.show_failed(pane_id)
        if self._has_pointed or not newest.complete:
            return
        self._has_pointed = True
        begun = self.arrangement.active is not self.dispatch_pane or not self.payload.is_untouched
        if pane_id is not None and state.serving is None and self.arrangement.one_at_a_time and not begun:
            self.go_to_pane(messages.PanePicked(pane_id))

    def _adopt_payload(self) -> None:
        """Load function and payload for a plugin that was not here before. What was typed is never replaced."""
        chosen = self.drafts.choose(
            self.state, self.payload.function, untouched=self.payload.is_untouched, width=self.payload.line_width
        )
        if chosen is None:
            return
        function, text, forget = chosen
        if forget:
            self.payload.forget()
        self.payload.function = function
        self.payload.load(text)
        self.dispatch_pane.choose(function)

    # ---- wishes go up ---------------------------------------------------------------------------------------------

    async def action_run(self, command_id: str) -> None:
        """Do what a command of the registry says."""
        if not self._deeds:
            from workbench.ui.actions import deeds  # noqa: PLC0415 - the first frame does not need it

            self._deeds = deeds(self)
        done = self._deeds[command_id]()
        if isawaitable(done):
            await done
        self.tabs.show_active(self.arrangement.active.id or "")

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard of the terminal."""
        if text:
            self.app.copy_to_clipboard(text)
        self.notify(f"copied {size(len(text.encode(errors='replace')))}" if text else "nothing to copy", timeout=2)

    @on(messages.FindRequested)
    def look_for(self, message: messages.FindRequested) -> None:
        """Look for a term where the search was opened."""
        self.search.look_for(message)

    @on(messages.FindClosed)
    def end_find(self) -> None:
        """Give the focus back."""
        self.search.end()

    @on(messages.CommandRequested)
    async def run_command(self, message: messages.CommandRequested) -> None:
        """Do what was clicked in the footer."""
        await self.action_run(message.command_id)

    @on(messages.CopyRequested)
    def copy(self, message: messages.CopyRequested) -> None:
        """Copy what a list or text offers."""
        self.copy_text(message.text)

    @on(messages.PanePicked)
    def go_to_pane(self, message: messages.PanePicked) -> None:
        """Go to the pane behind a box of the rail, or a tab."""
        self.arrangement.go_to(message.pane_id)
        self.tabs.show_active(self.arrangement.active.id or "")

    @on(messages.FunctionChosen)
    def show_function(self, message: messages.FunctionChosen) -> None:
        """Show the payload of another function."""
        self.keep_draft()
        self.payload.show(message.function, self.drafts.first_text(message.function, self.payload.line_width))

    @on(messages.PayloadEdited)
    def keep_draft(self) -> None:
        """Remember what was typed."""
        if not self.payload.is_untouched:
            self.drafts.keep(self.payload.function, self.payload.draft)

    def rescue(self) -> str | None:
        """Keep what was typed, at once; any thread may call it. Return it when no plugin is known to keep it for."""
        if self.payload.is_untouched or self.drafts.keep_now(self.payload.function, self.payload.draft):
            return None
        return self.payload.draft

    @on(messages.Troubled)
    def tell_trouble(self, message: messages.Troubled) -> None:
        """Tell of a fault beside the session; without a session nothing else will be shown."""
        if self.state is None:
            self.header.show_fault(str(message.error))
        self.notify(str(message.error), severity="error", markup=False, timeout=10)

    def on_descendant_focus(self) -> None:
        """Keep the pane with the focus as the active one."""
        self.arrangement.noticed(self.focused)
