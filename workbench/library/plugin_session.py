"""Calls on one long-lived instance of a plugin, as a serving host makes them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self, TypeVar

from workbench.errors.operator import PluginClosed
from workbench.library.outcomes import Outcome
from workbench.library.payload_text import Payload, payload_text
from workbench.session.call import call_served
from workbench.session.load.serving import Serving
from workbench.session.values.settings import Settings

T = TypeVar("T")


class _Plugin(Protocol):
    @property
    def closed(self) -> bool: ...

    def ask(self, work: Callable[[], T]) -> T: ...


class PluginSession:
    """One long-lived instance of a plugin: it keeps its globals and its memory from call to call.

    Faults that are injected into its plugin hold here, too; where they change a limit, an instance is built anew, as it
    is at the first call and after one that lost it. Any thread may use it. Closing the plugin closes it.
    """

    def __init__(self, path: str, serving: Serving, settings: Callable[[], Settings], plugin: _Plugin) -> None:
        """Build nothing yet. Programs call `session()` of a plugin; `settings` gives those that it has now."""
        self._path = path
        self._serving = serving
        self._settings = settings
        self._plugin = plugin
        self._closed = False

    def call(self, function: str, payload: Payload = None) -> Outcome:
        """Dispatch once on the instance; arguments are as for the `call` of a plugin.

        Raises:
            NameUnknown, TypeError, ValueError: As there.
            PluginClosed: The session or its plugin was closed.
        """
        text = payload_text(function, payload)

        def called() -> Outcome:
            return Outcome(call_served(self._serving, self._settings(), function, text, clock=time.time))

        return self._asked(called)

    @property
    def interrupted(self) -> bool:
        """Whether an earlier call left the instance in the middle of the guest's code."""
        return self._serving.interrupted

    def restart(self) -> None:
        """Drop the instance; the next call builds another one. Raises PluginClosed."""
        self._asked(self._serving.close)

    def close(self) -> None:
        """Drop the instance; also again, and after the plugin was closed."""
        if not self._closed and not self._plugin.closed:
            # Another thread may close the plugin now, and with it the instance.
            with contextlib.suppress(PluginClosed):
                self.restart()
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asked(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise PluginClosed(self._path)
        return self._plugin.ask(work)
