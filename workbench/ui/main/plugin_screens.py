"""The plugins that are open on the screen: the one that is shown, and at most one beside it.

Each has a bridge, a session, a main screen and the sheets over it, of its own: nothing that belongs to one can come to
be shown as another one's. Textual keeps the screens of each in a mode. Owns which is shown, and that one that is left
ends in order: what was typed first, then its watch, its call, its build and its engine, beside the screen.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from workbench.ui.bridge.bridge import CLOSING_MAX_S, Bridge
from workbench.ui.bridge.payload_requests import AnswersBesideRequested
from workbench.ui.main.plugin_lookups import PluginLookups
from workbench.visible import visible

if TYPE_CHECKING:
    from textual.app import App
    from textual.message import Message
    from textual.screen import Screen

    from workbench.errors import WorkbenchError
    from workbench.session.values.plugin_listing import PluginListing
    from workbench.session.values.state import SessionState
    from workbench.session.values.variable_values import SharedAnswers
    from workbench.ui.bridge.plugin_port import OpenedPlugin, PluginOpener
    from workbench.ui.main.main_screen import MainScreen
    from workbench.ui.screens.notices import Notices
    from workbench.ui.terminal.crash import Crash

FIRST_MODE: Final = "plugin-1"
"""The mode in which the app begins."""


class PluginScreen:
    """One open plugin."""

    def __init__(self, opened: OpenedPlugin, mode: str, report: Callable[[Exception], str]) -> None:
        """Start nothing yet; `report` writes an error down and returns one line on it."""
        self.opened, self.mode = opened, mode
        self.bridge = Bridge(opened.session, opened.source, self._post, report=report)
        self.screen: MainScreen | None = None
        """None until it is first shown."""
        self.seen: tuple[str, str] | None = None
        """Name and version as they were last seen, empty where no identity could be read; None: nothing was loaded."""
        self.answers: Callable[[], SharedAnswers] | None = None
        """Gives what the other plugin may take into its payloads, on any thread; None: it has no session yet."""
        self.is_linked = False
        """It was let known of the answers of the other one."""
        self.is_left = False
        """It ends, or has ended: nothing of it is shown or said any more."""

    @property
    def name(self) -> str:
        """How it is called: by its identity, else by its file."""
        return visible((self.seen or ("", ""))[0] or self.opened.place.rpartition("/")[2] or "plugin", limit=64)

    def share(self, answers: Callable[[], SharedAnswers]) -> None:
        """Let the other plugin take these answers."""
        self.answers = answers

    def _post(self, message: Message) -> None:
        if self.screen is not None and not self.is_left:
            self.screen.post_message(message)


class PluginScreens:
    """Opens plugins, shows one of them, and ends those that are left. Belongs to the screen's thread."""

    def __init__(
        self,
        app: App[Any],
        first: OpenedPlugin,
        opener: PluginOpener | None,
        make: Callable[[PluginScreen], MainScreen],
        crash: Crash,
        notices: Notices,
    ) -> None:
        """Begin with one plugin.

        Args:
            app: Shows their screens.
            first: The plugin to begin with.
            opener: Opens others; None: there are none.
            make: Makes the main screen of one.
            crash: Writes down errors that nobody foresaw, and texts that have no place of their own.
            notices: What is said at the foot of the screen, of the plugin that is shown.
        """
        self._app, self._make, self._crash, self._notices = app, make, crash, notices
        self._lookups = PluginLookups(app, opener, self._failed)
        self._modes = itertools.count(2)
        self.current = PluginScreen(first, FIRST_MODE, crash.note)
        self.beside: PluginScreen | None = None
        """The other one that is open; None: there is none."""
        self._opening = False
        self._ending: list[threading.Thread] = []

    # ---- what there is --------------------------------------------------------------------------------------------

    @property
    def open_ones(self) -> tuple[PluginScreen, ...]:
        """The plugins that are open, the one that is shown first."""
        return (self.current,) if self.beside is None else (self.current, self.beside)

    @property
    def places(self) -> tuple[str, str]:
        """The real paths of the one that is shown, and of the one beside it; empty: there is none."""
        return self.current.opened.place, "" if self.beside is None else self.beside.opened.place

    @property
    def name_beside(self) -> str:
        """The name of the one that is not shown; empty: there is none."""
        return "" if self.beside is None else self.beside.name

    def first_screen(self) -> MainScreen:
        """Make the screen of the plugin that the app begins with."""
        return self._screen_of(self.current)

    def begin(self) -> None:
        """Take over the mode in which the app began."""
        self._app.add_mode(FIRST_MODE, lambda: self._screen_of(self.current))

    def list(self, then: Callable[[PluginListing], object]) -> None:
        """Look up what can be opened; `then` gets it, on the screen."""
        self._lookups.ask(lambda opener: opener.listing(), then)

    def forget(self, place: str, then: Callable[[WorkbenchError | None], object]) -> None:
        """Forget a plugin that was open once."""
        self._lookups.ask(lambda opener: opener.forget(place), then)

    def says(self, screen: Screen[None]) -> str | None:
        """Return how a screen that says something is to be named: empty for the one that is seen; None: not at all."""
        who = next((one for one in self.open_ones if one.screen is screen), None)
        return None if who is None or who.is_left else "" if who is self.current else who.name

    # ---- opening and leaving --------------------------------------------------------------------------------------

    def open(self, path: str, *, beside: bool, then: Callable[[WorkbenchError | None], object]) -> bool:
        """Open a plugin and show it; `then` is called before, with None, or with why it cannot be: nothing is changed.

        Args:
            path: Of its file.
            beside: Keep the one that is shown open beside it; otherwise that one is left.
            then: Called on the screen.

        Returns False when another one is being opened: then nothing happens.
        """
        if self._opening:
            return False
        self._opening = True

        def opened(found: OpenedPlugin | WorkbenchError) -> None:
            self._opening = False
            error = found if isinstance(found, Exception) else None
            then(error)
            if not isinstance(found, Exception):
                self._show(found, beside=beside)

        self._lookups.ask(partial(_opened, path), opened)
        return True

    def swap(self) -> bool:
        """Show the other one; return whether there is one."""
        if self.beside is None:
            return False
        self.current, self.beside = self.beside, self.current
        self._notices.clear()
        self._app.switch_mode(self.current.mode)
        return True

    def close_beside(self) -> bool:
        """Leave the one that is not shown; return whether there was one."""
        left, self.beside = self.beside, None
        if left is not None:
            self._leave(left)
        return left is not None

    def _show(self, found: OpenedPlugin, *, beside: bool) -> None:
        """Show a plugin that was opened just now, in the place of the one that is shown, or beside it.

        The one that is shown takes its own place: its project file is read again.
        """
        is_shown, is_beside = (bool(found.place) and found.place == place for place in self.places)
        if is_beside or (is_shown and beside):
            # It is open already, and of this second one nothing was started.
            found.close()
            if is_beside:
                self.swap()
            return
        new = PluginScreen(found, f"plugin-{next(self._modes)}", self._crash.note)
        left, kept = (self.beside, self.current) if beside else (self.current, self.beside)
        self.current, self.beside = new, kept
        self._notices.clear()
        self._app.add_mode(new.mode, lambda: self._screen_of(new))
        self._app.switch_mode(new.mode)
        if left is not None:
            self._leave(left)

    def _leave(self, left: PluginScreen) -> None:
        """End a plugin: what was typed is kept at once, the rest ends beside the screen."""
        kept = self.keep_typed(left)
        if kept:
            self._app.notify(kept, severity="warning")
        left.is_left = True

        def end() -> None:
            left.bridge.close()
            left.opened.close()
            self._app.call_later(_forget_watchers, self._app)

        self._ending = [one for one in self._ending if one.is_alive()]
        self._ending.append(threading.Thread(target=end, name=f"end-{left.mode}", daemon=True))
        self._ending[-1].start()
        self._app.remove_mode(left.mode)

    def _failed(self, error: Exception) -> None:
        """Say that something failed that nobody foresaw, and go on with what is shown; any thread may call it."""
        self._app.notify(self._crash.note(error), severity="error")
        self._opening = False

    # ---- for the app ----------------------------------------------------------------------------------------------

    def keep_typed(self, one: PluginScreen) -> str:
        """Keep what was typed for a plugin, at once; any thread may call it. Return where, if that is to be known."""
        text = one.screen.payloads.rescue() if one.screen is not None else None
        # None: it stands among the drafts. Otherwise no plugin of a name is known for it, as when it has no identity.
        return "" if text is None else self._crash.keep(text)

    def end(self) -> None:
        """Wait for a moment for those that were left, at the end of the app."""
        self._lookups.end()
        for one in self._ending:
            one.join(CLOSING_MAX_S)

    # ---- within ---------------------------------------------------------------------------------------------------

    def _screen_of(self, one: PluginScreen) -> MainScreen:
        if one.screen is None:
            one.screen = self._make(one)
            one.screen.viewers.append(partial(self._saw, one))
        return one.screen

    def _saw(self, one: PluginScreen, state: SessionState) -> None:
        """Let a plugin know of the answers beside it once it has a session, and remember the name that it has now."""
        if not one.is_linked:
            one.is_linked = True
            one.bridge.ask(AnswersBesideRequested(partial(self._answers_beside, one)), one.share)
        newest = state.newest
        if newest is None or not one.opened.place:
            return
        identity = newest.identity
        found = ("", "") if identity is None else (identity.plugin_name, identity.plugin_version)
        if found != one.seen and (found[0] or one.seen is None):
            one.seen = found
            self._lookups.ask(lambda opener: opener.seen(one.opened.place, *found), lambda _: None)

    def _answers_beside(self, one: PluginScreen) -> SharedAnswers:
        """Return the answers of the other plugin; any thread may call it."""
        from workbench.session.values.variable_values import SharedAnswers  # noqa: PLC0415 - not for the first frame

        pair = self.open_ones
        give = next((other.answers for other in pair if other is not one), None) if one in pair else None
        return SharedAnswers() if give is None else give()


def _forget_watchers(app: App[Any]) -> None:
    """Let go of who watched what the app changes, as its theme, and is not there any more.

    Textual does so at the next change, and keeps whole screens until then.
    """
    for watchers in getattr(app, "__watchers", {}).values():
        watchers[:] = [one for one in watchers if one[0].is_running]


def _opened(path: str, opener: PluginOpener) -> OpenedPlugin | WorkbenchError:
    from workbench.errors import WorkbenchError  # noqa: PLC0415 - the first frame does not need it

    try:
        return opener.open(path)
    except WorkbenchError as error:
        return error.detached()
