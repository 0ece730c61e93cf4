"""The main screen: composes its parts, takes states from the bridge, and routes what the parts request."""

from __future__ import annotations

import gc
import time
from collections.abc import Mapping
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from workbench.ui import messages
from workbench.ui.actions.registry import MAIN, now_of
from workbench.ui.bridge.bridge import Bridge
from workbench.ui.bridge.requests import NoteRequested
from workbench.ui.commands.command import Command, Scope
from workbench.ui.commands.keymap import Keymap, bind_keyless, bindings
from workbench.ui.main.answer_tests import AnswerTests
from workbench.ui.main.document_files import LOOK_S, DocumentFiles
from workbench.ui.main.document_opening import DocumentOpening
from workbench.ui.main.exports import ScreenExports
from workbench.ui.main.footer_keys import build_strip_keys, footer_keys
from workbench.ui.main.importing import Importing
from workbench.ui.main.overlays import ScreenOverlays
from workbench.ui.main.parts import Parts
from workbench.ui.main.payload_keeper import PayloadKeeper
from workbench.ui.main.render_throttle import RenderThrottle
from workbench.ui.main.routes import Routes
from workbench.ui.main.search import Search
from workbench.ui.main.state_display import StateDisplay
from workbench.ui.main.unasked_cases import UnaskedCases
from workbench.ui.main.variables import ScreenVariables
from workbench.ui.payload.payload_problems import Check
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.line_view import LineView
from workbench.visible import gated

if TYPE_CHECKING:
    from workbench.session.payload_ports import Preferences
    from workbench.session.values.state import SessionState
    from workbench.ui.main.plugin_screens import PluginScreens
    from workbench.ui.payload.drafts import Drafts
    from workbench.ui.screens.notices import Notices


class MainScreen(Routes):
    """Shows a session."""

    AUTO_FOCUS = "#editor"
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        one for one in MAIN.values() if one.scope in (Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR)
    )

    own_commands: ClassVar[Mapping[str, Command[Any]]] = {}
    """None besides those of the registry."""

    def __init__(
        self,
        bridge: Bridge,
        preferences: Preferences,
        keymap: Keymap,
        check: Check,
        notices: Notices,
        plugins: PluginScreens,
    ) -> None:
        super().__init__()
        self.bridge, self.keymap, self.plugins = bridge, keymap, plugins
        bind_keyless(self, MAIN.values(), keymap)
        self.ask, self.reload = bridge.ask, bridge.reload
        self.state: SessionState | None = None
        self.parts = parts = Parts(check, lambda percents: bridge.aside(lambda: preferences.keep_splits(percents)))
        self.payload, self.response, self.build_strip = parts.payload, parts.response, parts.build_strip
        self.sections, self.dispatch_pane, self.panes = parts.sections, parts.dispatch, parts.arrangement
        self.finder = Search(self, parts.footer, lambda: parts.response.searched)
        self.payloads = PayloadKeeper(parts.payload, parts.dispatch, parts.response, self._make_drafts)
        self.now = partial(now_of, self)
        self._sheet_context = self._make_context(notices)
        self.viewers = self._sheet_context.viewers
        self._display = StateDisplay(
            parts,
            self.viewers,
            self.notify,
            lambda text: self.app.call_later(notices.withdraw, gated(text)),
            self.panes.go_to,
        )
        self.variables = ScreenVariables(parts.payload, bridge.ask)
        self.viewers.extend([UnaskedCases(bridge.ask, self.set_timer).show, self.variables.show])
        self._throttle = RenderThrottle(self.set_timer, self._draw)
        self.overlays = ScreenOverlays(self, self._sheet_context, parts.look)
        self.exports = ScreenExports(lambda: self.app, self.notify, self.run_worker)
        self.documents = DocumentOpening(self.payloads, bridge.ask, self.overlays, self.notify)
        self.files = DocumentFiles(self.payloads, self.documents, bridge.ask, self.overlays, self.notify)
        self.documents.save = self.files.save
        self.tests = AnswerTests(self.payloads, self.files, parts.response, bridge.ask, self.overlays, self.notify)
        self.importing = Importing(parts.payload, self.payloads, self.documents, self.notify, self.run_worker)
        self._preferences = preferences

    def _make_context(self, notices: Notices) -> SheetContext:
        return SheetContext(
            state=lambda: self.state,
            draft=lambda: (self.payload.function, self.payload.text),
            ask=self.bridge.ask,
            post=self.post_message,
            keymap=self.keymap,
            notices=lambda: tuple(notices.said),
            documents=lambda: self.documents,
            now=self.now,
            plugins=self.plugins,
        )

    def _make_drafts(self) -> Drafts:
        from workbench.ui.payload.drafts import Drafts  # noqa: PLC0415 - the first frame does not need it

        bridge, payload = self.bridge, self.payload
        note = lambda text: bridge.ask(NoteRequested("payloads", text))  # noqa: E731
        return Drafts(self._preferences, bridge.aside, note, lambda: payload.line_width)

    def compose(self) -> ComposeResult:
        """Put the parts in their places, arranged for the size from the start."""
        self.set_class(self.app.no_color, "-no-color")
        self.panes.room.remember(self._preferences.splits())
        self.payload.editor.show_line_numbers = self._preferences.line_numbers()
        self.panes.fit(self.app.size)
        yield self.parts.header
        yield self.parts.project_line
        yield self.parts.rail
        yield self.parts.tabs
        yield Horizontal(*self.parts.columns, id="panes")
        yield Vertical(self.parts.build_strip, id="build-place")
        yield self.parts.footer

    def on_mount(self) -> None:
        """Paint the frame first; the session begins behind it."""
        self._show_footer()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Start what waited for the first frame; whoever started us may have held back the garbage collection."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self.payloads.adopt(None)
        self.set_interval(1.0, lambda: self.parts.header.tick(time.time()))
        self.set_interval(LOOK_S, self._look_at_files)
        self.bridge.start()
        self.variables.look()

    def _look_at_files(self) -> None:
        self.files.look()
        self.variables.look()

    def on_unmount(self) -> None:
        """End the session; what was typed is kept."""
        self.payloads.keep()
        self.bridge.close()

    def on_screen_resume(self) -> None:
        """Ask what was to be asked while another plugin was shown, whose answers may be new."""
        self.overlays.open_waiting()
        self._show_footer()
        if self.state is not None:
            self.variables.look()

    def on_screen_suspend(self) -> None:
        """Close what stands beside the editor's cursor: another screen covers it."""
        self.payload.editor.completion.close()

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size."""
        self.panes.fit(event.size)

    # ---- states come down -----------------------------------------------------------------------------------------

    @on(messages.StateChanged)
    def take_state(self) -> None:
        """Show the newest state."""
        state = self.bridge.take()
        if state is not None:
            self._throttle.came(state)

    def _draw(self) -> SessionState | None:
        previous, state = self.state, self.bridge.take()
        if state is None:
            return None
        self.state = state
        self._display.draw(previous, state)
        self._show_footer()
        if previous is None or state.serving is not previous.serving or state.newest is not previous.newest:
            self.payloads.adopt(state)
        return state

    def _show_footer(self) -> None:
        running = self.state is not None and self.state.running is not None
        beside = self.plugins.name_beside
        keys = footer_keys(self.focused, self.keymap, running=running, beside=beside, in_browser=self.in_browser)
        self.parts.footer.show(keys)
        self.build_strip.border_subtitle = build_strip_keys(
            self.keymap, self.focused, has_place=self.build_strip.has_place
        )

    # ---- requests go up -------------------------------------------------------------------------------------------

    async def action_run(self, command_id: str) -> None:
        """Do what a command says."""
        if command_id in MAIN:
            done = MAIN[command_id].run(self)
            if isawaitable(done):
                await done
        elif isinstance(self.focused, LineView) and command_id in self.focused.COMMANDS:
            self.focused.action_run(command_id)

    def remember_line_numbers(self, shown: bool) -> None:
        """Show line numbers, or not, in later runs too."""
        self.bridge.aside(lambda: self._preferences.keep_line_numbers(shown))

    @on(messages.PayloadEdited)
    def keep_draft(self) -> None:
        """Remember what was typed."""
        self.payloads.take_edit()
        self.importing.consider()
        self._show_footer()

    @on(messages.ErrorRaised)
    def show_error(self, message: messages.ErrorRaised) -> None:
        """Say what failed beside the session; without a session nothing else will be shown."""
        if self.state is None:
            self.parts.header.show_error(str(message.error))
        self.notify(str(message.error), severity="error", markup=False, timeout=10)

    @on(messages.GapsChanged)
    def show_gap_keys(self) -> None:
        """Show the keys that go through the gaps of a snippet, as long as there are some."""
        self._show_footer()

    def on_descendant_focus(self) -> None:
        """Keep the pane with the focus as the active one, and show the keys that work there."""
        self.panes.noticed(self.focused)
        self._show_footer()
