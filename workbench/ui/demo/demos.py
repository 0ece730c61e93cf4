"""The demo of an app: loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from workbench.ui.demo.options import DemoOptions
    from workbench.ui.demo.player import DemoPlayer
    from workbench.ui.main.plugin_screens import PluginScreens


class Demos:
    """Plays what the options name, once somebody asks for it."""

    def __init__(self, app: App[Any], plugins: PluginScreens, options: DemoOptions | None) -> None:
        """Play nothing yet; `options` of None: there is nothing to play."""
        self._app, self._plugins, self._options = app, plugins, options
        self.player: DemoPlayer | None = None
        """None before the demo was first asked for."""

    def begin(self) -> None:
        """Play what begins with the screen."""
        if self._options is not None and self._options.starts:
            self._app.call_after_refresh(self.play)

    def play(self, *, from_start: bool = False) -> None:
        """Play the demo: from its beginning, or from where it was left."""
        if self._options is None:
            self._app.notify("There is no demo here.", severity="warning", timeout=4)
            return
        if self.player is None:
            from workbench.ui.demo.player import DemoPlayer  # noqa: PLC0415 - not every session is a show

            self.player = DemoPlayer(self._app, self._plugins, self._options)
            draw = self.player.draw
            self._app.screen_change_signal.subscribe(self._app, lambda _: self._app.call_after_refresh(draw))
        self._app.run_worker(self.player.play(from_start=from_start), group="demo")

    def takes(self, key: str) -> bool:
        """Take a key that is the show's own; return whether it was."""
        return self.player is not None and self.player.takes(key)
