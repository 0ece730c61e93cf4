"""The demo of an app: loaded when it is first asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from textual.app import App

    from workbench.ui.demo.options import DemoOptions
    from workbench.ui.demo.player import DemoPlayer
    from workbench.ui.main.plugin_screens import PluginScreens

_NONE: Final = "There is no demo here."


class Demos:
    """Plays what the options name, once somebody asks for it."""

    def __init__(self, app: App[Any], plugins: PluginScreens, options: DemoOptions | None) -> None:
        """Play nothing yet; `options` of None: there is nothing to play."""
        self._app, self._plugins, self._options = app, plugins, options
        self.player: DemoPlayer | None = None
        """None before the demo was first asked for."""
        self._is_watching = False

    def begin(self) -> None:
        """Play what begins with the screen."""
        if self._options is not None and self._options.starts:
            self._app.call_after_refresh(self.play)

    def play(self, *, from_start: bool = False) -> None:
        """Play the demo: from its beginning, or from where it was left."""
        if self._options is None:
            self._app.notify(_NONE, severity="warning", timeout=4)
            return
        if self.player is None:
            from workbench.ui.demo.player import DemoPlayer  # noqa: PLC0415 - not every session is a show

            self.player = DemoPlayer(self._app, self._plugins, self._options)
            if not self._is_watching:
                self._is_watching = True
                # At once, so that a screen has its text from its first frame on.
                self._app.screen_change_signal.subscribe(self._app, lambda _: self.draw(), immediate=True)
        self._app.run_worker(self.player.play(from_start=from_start), group="demo")

    def play_file(self, path: str) -> None:
        """Play the script of a file from its beginning; from then on it is the demo of this run."""
        options = self._options
        read_file = None if options is None else options.read_file
        if options is None or read_file is None:
            self._app.notify(_NONE, severity="warning", timeout=4)
            return
        if self.player is not None and self.player.is_playing:
            self._app.notify("Leave the demo that is played first: esc.", severity="warning", timeout=4)
            return
        self._options = replace(options, read=lambda: read_file(path), starts=False)
        self.player = None
        self.play()

    def takes(self, key: str) -> bool:
        """Take a key that is the show's own; return whether it was."""
        return self.player is not None and self.player.takes(key)

    def draw(self) -> None:
        """Say what is said on a screen that is shown anew, or has another size."""
        if self.player is not None:
            self.player.draw()
