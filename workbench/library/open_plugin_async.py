"""The same for programs that run an event loop: a thread of its own asks the plugin, and the loop goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeVar

from workbench.errors.operator import PluginClosed
from workbench.library.open_plugin import OpenPlugin
from workbench.library.options import FilePath, PluginOptions
from workbench.library.outcomes import CheckOutcome, Outcome, ReplayOutcome, RunOutcome
from workbench.library.payload_text import Payload
from workbench.library.plugin_session import PluginSession

T = TypeVar("T")


class _Asking(Protocol):
    async def __call__(self, work: Callable[[OpenPlugin], T]) -> T: ...


_CANCELLED_AGAIN_S: Final = 0.02


class AsyncPluginSession:
    """One long-lived instance of a plugin; its methods are those of `PluginSession`, to be awaited."""

    def __init__(self, session: PluginSession, ask: _Asking) -> None:
        """Build nothing yet. Programs await `session()` of a plugin."""
        self._session = session
        self._ask = ask

    async def call(self, function: str, payload: Payload = None) -> Outcome:
        """Dispatch once on the instance; see `PluginSession.call`."""
        return await self._ask(lambda _: self._session.call(function, payload))

    async def restart(self) -> None:
        """Drop the instance; the next call builds another one; see `PluginSession.restart`."""
        await self._ask(lambda _: self._session.restart())

    async def close(self) -> None:
        """Drop the instance; also again, and after the plugin was closed."""
        # Where the plugin is closed, its instances are.
        with contextlib.suppress(PluginClosed):
            await self._ask(lambda _: self._session.close())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class AsyncPlugin:
    """A plugin that is opened by `async with`; its methods are those of `OpenPlugin`, to be awaited.

    What several tasks ask for at once is done one after the other, in the order in which they asked. Cancelling a task
    ends what it waits for, and nothing else. Errors are those of `OpenPlugin`.
    """

    def __init__(self, path: FilePath, options: PluginOptions) -> None:
        """Open nothing yet."""
        self.path = os.fspath(path)
        """As it was given."""
        self._options = options
        self._plugin: OpenPlugin | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="cc-lb-plugin")
        self._asking = threading.Lock()
        self._asked_for: object = None
        """What the thread works for now; None: for nothing."""

    async def check(
        self, *, kind: str | None = None, factory_state: Any = None, fuel: bool = False, reference: bool = False
    ) -> CheckOutcome:
        """Say what a host would say of the build; see `OpenPlugin.check`."""
        return await self._ask(
            lambda plugin: plugin.check(kind=kind, factory_state=factory_state, fuel=fuel, reference=reference)
        )

    async def call(self, function: str, payload: Payload = None, *, fuel: bool = False) -> Outcome:
        """Dispatch once, on an instance of its own; see `OpenPlugin.call`."""
        return await self._ask(lambda plugin: plugin.call(function, payload, fuel=fuel))

    async def session(self) -> AsyncPluginSession:
        """Return calls on one long-lived instance: `async with await plugin.session() as session`."""
        return AsyncPluginSession(await self._ask(OpenPlugin.session), self._ask)

    async def replay(
        self, recording: FilePath, *, ignore: Iterable[str] = (), tolerances: Mapping[str, float] | None = None
    ) -> ReplayOutcome:
        """Make the calls of a recording again; see `OpenPlugin.replay`."""
        return await self._ask(lambda plugin: plugin.replay(recording, ignore=ignore, tolerances=tolerances))

    async def run(self, *payloads: FilePath) -> RunOutcome:
        """Send saved payloads and judge what is expected of each; see `OpenPlugin.run`."""
        return await self._ask(lambda plugin: plugin.run(*payloads))

    async def freeze(self, *, clock: int | None = None, seed: str | None = None) -> None:
        """Let the host's clock stand and its random source give the same each time; see `OpenPlugin.freeze`."""
        await self._ask(lambda plugin: plugin.freeze(clock=clock, seed=seed))

    async def inject(self, *faults: str) -> None:
        """Inject faults into the host for the calls that follow; see `OpenPlugin.inject`."""
        await self._ask(lambda plugin: plugin.inject(*faults))

    async def reset(self) -> None:
        """Let the host be as when the plugin was opened; see `OpenPlugin.reset`."""
        await self._ask(OpenPlugin.reset)

    @property
    def opened(self) -> OpenPlugin:
        """The plugin itself, for what does not wait: `name`, `storage`, `metrics`, `cancel`. Raises PluginClosed."""
        if self._plugin is None:
            raise PluginClosed(self.path)
        return self._plugin

    async def close(self) -> None:
        """End the process that runs the plugin; also again. What is under way raises PluginClosed."""
        plugin = self._plugin
        if plugin is not None and not plugin.closed:
            # It waits for a process to end, as the thread does for an answer of it.
            await asyncio.to_thread(plugin.close)
        self._thread.shutdown(wait=False)

    async def __aenter__(self) -> Self:
        if self._plugin is not None:
            raise PluginClosed(self.path)
        opening = self._thread.submit(OpenPlugin, self.path, self._options)
        try:
            self._plugin = await asyncio.shield(asyncio.wrap_future(opening))
        except asyncio.CancelledError:
            opening.add_done_callback(_close_opened)
            self._thread.shutdown(wait=False)
            raise
        except Exception:
            self._thread.shutdown(wait=False)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _ask(self, work: Callable[[OpenPlugin], T]) -> T:
        plugin = self.opened
        token = object()

        def worked() -> T:
            with self._asking:
                self._asked_for = token
            try:
                return work(plugin)
            finally:
                with self._asking:
                    self._asked_for = None

        if plugin.closed:
            raise PluginClosed(self.path)
        try:
            return await asyncio.wrap_future(self._thread.submit(worked))
        except asyncio.CancelledError:
            self._end(plugin, token, asyncio.get_running_loop())
            raise

    def _end(self, plugin: OpenPlugin, token: object, loop: asyncio.AbstractEventLoop) -> None:
        """End each call that is still made for a task that has gone, and no call of another one."""
        with self._asking:
            if self._asked_for is not token:
                return
            plugin.cancel()
        if not loop.is_closed():
            # The call may not have begun yet, and a check makes several.
            loop.call_later(_CANCELLED_AGAIN_S, self._end, plugin, token, loop)


def _close_opened(opening: Future[OpenPlugin]) -> None:
    """Close a plugin that was opened for a task that has gone."""
    if opening.exception() is None:
        opening.result().close()
