"""What is looked up and opened beside the screen: an opener may block for a moment, and the screen does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.ui.bridge.runner import Runner

if TYPE_CHECKING:
    from textual.app import App

    from workbench.ui.bridge.plugin_port import PluginOpener

_Result = TypeVar("_Result")


class PluginLookups:
    """Asks an opener, on a thread that begins when it is first asked."""

    def __init__(self, app: App[Any], opener: PluginOpener | None, failed: Callable[[Exception], None]) -> None:
        """Ask nothing yet.

        Args:
            app: On whose thread answers are given.
            opener: Is asked; None: nothing ever is.
            failed: Takes an error that nobody foresaw, on that thread.
        """
        self._app, self._opener, self._failed = app, opener, failed
        self._runner: Runner | None = None

    def ask(self, job: Callable[[PluginOpener], _Result], then: Callable[[_Result], object]) -> None:
        """Let the opener do something; `then` gets the result, on the screen."""
        opener = self._opener
        if opener is None:
            return
        if self._runner is None:
            self._runner = Runner("plugins", self._failed)

        def run() -> None:
            result = job(opener)
            self._app.call_later(then, result)

        self._runner.submit(run)

    def end(self) -> None:
        """Ask nothing more."""
        if self._runner is not None:
            self._runner.end(0)
