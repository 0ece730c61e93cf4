"""The application: one screen, the themes, the palette. No business verbs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from textual import constants, events
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import TextArea
from textual.worker import WorkerFailed

from workbench.ui import in_browser as in_browser_words
from workbench.ui.commands.keymap import bind_own_keys, replaced_keys
from workbench.ui.demo.demos import Demos
from workbench.ui.drawing.key_hints import show_instead, with_keys
from workbench.ui.main.main_screen import MainScreen
from workbench.ui.main.plugin_screens import FIRST_MODE, PluginScreen, PluginScreens
from workbench.ui.payload.payload_problems import check
from workbench.ui.screens.notices import Notices, tell_of_project
from workbench.ui.screens.saying_app import SayingApp
from workbench.ui.terminal.crash import Crash, prepare
from workbench.ui.terminal.input_queue import Input, InputQueue, is_input
from workbench.ui.theme_shelf import ThemeShelf

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.theme import Theme

    from workbench.settings import Resolved
    from workbench.ui.bridge.bridge import Bridge
    from workbench.ui.bridge.plugin_port import OpenedPlugin, PluginOpener
    from workbench.ui.demo.options import DemoOptions
    from workbench.ui.terminal.signals import SignalWatch


PROJECT_LOOK_S: Final = 1.0
"""Seconds between two looks at the project file."""
FROM_TERMINAL: Final = (events.InputEvent, events.Paste, events.Resize, events.AppFocus, events.AppBlur)
"""What the terminal sends, at any moment."""


def _palette() -> type[Provider]:
    from workbench.ui.actions.palette import CommandPalette  # noqa: PLC0415 - the first frame does not need it

    return CommandPalette


class WorkbenchApp(SayingApp):
    """The terminal workbench."""

    TITLE = "workbench"
    DEFAULT_MODE: ClassVar[str] = FIRST_MODE
    CSS_PATH: ClassVar[str] = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}

    def __init__(
        self,
        first: OpenedPlugin,
        theme_folders: Sequence[Path] = (),
        keymap: Mapping[str, str] | None = None,
        crash_folder: Path | None = None,
        opener: PluginOpener | None = None,
        in_browser: bool = False,
        demo: DemoOptions | None = None,
        theme: Resolved | None = None,
    ) -> None:
        """Make the app; nothing is loaded before its first frame is painted.

        Args:
            first: The plugin that is shown first.
            theme_folders: Folders of theme files, the person's own last.
            keymap: Keys by command id, in place of the ones of the registry.
            crash_folder: Where reports of crashes are written; None: among temporary files.
            opener: Opens other plugins; None: there are none.
            in_browser: A browser shows the screen, of which some keys never arrive, and no editor is seen.
            demo: What is played to others; None: nothing.
            theme: What settings name as the theme to begin with; None, or None as its value: what was chosen last.
        """
        self.themes = ThemeShelf(theme_folders)
        super().__init__()
        self.crash = Crash(crash_folder)
        self.signals: SignalWatch | None = None
        """Ends the screen when the system asks for it; None when nobody watches for that."""
        self.at_end: list[Callable[[], object]] = []
        """What is to be cleared away when the screen ends, however it ends."""
        self.notices = Notices(self, lambda: with_keys("^p notices"))
        self.key_watchers: list[Callable[[str], object]] = []
        """Called with each key that is pressed, by its name."""
        self._kept = False
        self.input_queue: InputQueue | None = None
        """What came from the terminal, and waits for its turn; None before the app has loaded."""
        self._preferences = preferences = first.preferences
        self.in_browser = in_browser
        """A browser shows the screen."""
        self._keymap_wanted = {**(in_browser_words.KEYS if in_browser else {}), **(keymap or {})}

        show_instead(replaced_keys(self._keymap_wanted))

        def make(plugin: PluginScreen) -> MainScreen:
            remembered = plugin.opened.preferences
            return MainScreen(plugin.bridge, remembered, self._keymap_wanted, check, self.notices, self.plugins)

        self.plugins = PluginScreens(self, first, opener, make, self.crash, self.notices)
        self.demos = Demos(self, self.plugins, demo)
        self.themes.register(self)
        self.theme = self.themes.chosen(self, theme, preferences.theme())

    @property
    def bridge(self) -> Bridge:
        """The bridge of the plugin that is shown."""
        return self.plugins.current.bridge

    @property
    def _main(self) -> MainScreen:
        return self.plugins.first_screen()

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme."""
        self.theme_variables = self.themes.variables(super().get_css_variables())
        return self.theme_variables

    def refresh_css(self, animate: bool = True) -> None:
        """Apply the theme's colours. Before there is a screen, nothing has them yet, and nothing is read twice."""
        if self._screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """Return the screen of the first plugin."""
        return self.plugins.first_screen()

    def get_driver_class(self) -> type[Driver]:
        """Return our own driver, unless the environment names one or there is none for this system."""
        found = super().get_driver_class()
        if constants.DRIVER is None and found.__name__ == "LinuxDriver":
            from workbench.ui.terminal.driver import TerminalDriver  # noqa: PLC0415 - needs termios

            return TerminalDriver
        return found

    def on_load(self) -> None:
        """Let nothing that fails on the loop fail in silence."""
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)
        self.input_queue = InputQueue(
            self, super().on_event, self._handle_exception, lambda: isinstance(self.focused, TextArea)
        )

    async def on_event(self, event: events.Event) -> None:
        """Take an event; what comes from the terminal waits for its turn, and is dropped once no screen is open."""
        if isinstance(event, FROM_TERMINAL) and not self._screen_stack:
            return
        if isinstance(event, events.Key):
            self.notices.key_pressed()
        elif isinstance(event, events.Resize):
            self.call_after_refresh(self.notices.draw)
            self.call_after_refresh(self.demos.draw)
        if self.input_queue is not None and is_input(event):
            if isinstance(event, events.Key):
                for watcher in tuple(self.key_watchers):
                    watcher(event.key)
                if self.demos.takes(event.key):
                    return
            self.input_queue.put(cast(Input, event))
        else:
            await super().on_event(event)

    def on_unmount(self) -> None:
        """Take nothing more from the terminal."""
        if self.input_queue is not None:
            self.input_queue.end()
        self.plugins.end()

    def on_mount(self) -> None:
        """Take over keys, and tell of theme files that cannot be used."""
        if self._keymap_wanted:
            self.set_keymap(self._keymap_wanted)
            bind_own_keys(self, self._keymap_wanted)
        self.call_after_refresh(self.bridge.aside, prepare)
        self.theme_changed_signal.subscribe(self, partial(_theme_chosen, self))
        # After a stop by SIGTSTP the terminal is empty, and Textual would draw only what changes from then on.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.screen_change_signal.subscribe(self, lambda _: self.call_after_refresh(self.notices.draw))
        self.call_after_refresh(self.themes.say_problems)
        self.plugins.begin()
        self.demos.begin()
        self.set_interval(PROJECT_LOOK_S, partial(_look_at_files, self))

    # ---- the end ---------------------------------------------------------------------------------------------------

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop it runs on; None before and after."""
        return self._loop

    @property
    def has_terminal(self) -> bool:
        """The terminal is in the modes that the screen takes."""
        return bool(getattr(self._driver, "has_screen", False))

    @property
    def exit_code(self) -> int:
        """The exit code of the process: 4 after a crash, 128 and its number after a signal, else 0."""
        return Crash.CODE if self.crash.error is not None else self.return_code or 0

    def rescue(self) -> None:
        """Keep what was typed, at once, once; any thread may call it. Never raises."""
        if self._kept:
            return
        self._kept = True
        with contextlib.suppress(Exception):
            for plugin in self.plugins.open_ones:
                self.plugins.keep_typed(plugin)

    def clear_away(self) -> None:
        """Remove what was left for other programs; any thread may call it. Never raises."""
        while self.at_end:
            with contextlib.suppress(Exception):
                self.at_end.pop()()

    def fail(self, error: BaseException) -> None:
        """End the screen because of an error that nobody foresaw: terminal first, then what was typed."""
        if isinstance(error, WorkerFailed):
            error = error.error
        self.crash.take(error)
        self._return_code = Crash.CODE
        if self._exception is None and isinstance(error, Exception):
            self._exception = error
            self._exception_event.set()
        if self._driver is not None:
            with contextlib.suppress(Exception):
                self._driver.stop_application_mode()
        self.rescue()
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        # Textual prints what every local variable holds.
        self.fail(error)

    def _loop_failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception) and not self._exit:
            self.fail(error)

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        """Lend the terminal to another program; whatever is raised meanwhile, it is taken back first.

        Raises:
            SuspendNotSupported: It cannot be lent.
        """
        raised: BaseException | None = None
        # Lent as long as the line makes signals of keys: from before it is given until after it is taken back.
        with self.signals.lent() if self.signals is not None else contextlib.nullcontext(), super().suspend():
            try:
                yield
            except BaseException as error:  # noqa: BLE001 - it is raised again below
                raised = error
        if raised is not None:
            raise raised


def _theme_chosen(app: WorkbenchApp, theme: Theme) -> None:
    """Remember a theme that was chosen; where settings name another one, say that it begins the next run."""
    app.bridge.aside(partial(app._preferences.keep_theme, theme.name))
    if said := app.themes.overruled(theme.name):
        app.notify(said, timeout=6, markup=False)


def _look_at_files(app: WorkbenchApp) -> None:
    """Look beside the screen what became of theme files, and of the project files, and say so."""
    app.themes.look(app.bridge.aside)
    for plugin in app.plugins.open_ones:
        news, screen = plugin.opened.project_news, plugin.screen
        if news is not None and screen is not None:
            plugin.bridge.aside(partial(tell_of_project, news, screen.notify))
