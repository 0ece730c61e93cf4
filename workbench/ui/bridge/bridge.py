"""The one crossing between screen and session: wishes go to the session's own thread, states come back as messages.

Nothing here blocks the screen: every call of session, source and memory runs on a thread of the bridge. Knows no
widget; what it tells goes through `post`, which must be safe to call from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.events import Callback
from textual.message import Message

from workbench.errors import WorkbenchError
from workbench.ui.bridge.idle_job import GoOn, IdleJob
from workbench.ui.bridge.runner import Runner
from workbench.ui.bridge.session_port import SessionFactory, SessionLike
from workbench.ui.messages import StateChanged, Troubled

if TYPE_CHECKING:
    from workbench.session.ports import ArtifactSource
    from workbench.session.values.settings import Settings
    from workbench.session.values.state import SessionState

Result = TypeVar("Result")

CLOSING_MAX_S = 3.0
"""Seconds that leaving waits for the session; its threads are daemons and do not hold the program back."""
FUEL_AFTER_S = 0.5
"""Seconds in which nothing was wanted, before fuel is measured unasked."""


class Bridge:
    """Runs a session for a screen. Is told of the artifact, and passes it on."""

    def __init__(
        self,
        factory: SessionFactory,
        source: ArtifactSource,
        post: Callable[[Message], object],
        report: Callable[[Exception], str] | None = None,
    ) -> None:
        self._factory = factory
        self._report = report or (lambda error: f"{type(error).__name__}: {error}")
        self._source = source
        self._post = post
        self._session: SessionLike | None = None
        self._lock = threading.Lock()
        self._newest: SessionState | None = None
        self._told = True
        self._reads = 0
        self._forced = False
        self._runner = Runner("session", self._failed)
        self._outside = Runner("artifact", self._failed)
        self._lookups = Runner("lookups", self._failed)
        self._long: Runner | None = None
        self._idle = IdleJob("fuel", FUEL_AFTER_S, self._measure_fuel, self._stop_measuring, self._failed)

    # ---- wishes of the screen; none of them waits -----------------------------------------------------------------

    def start(self) -> None:
        """Make the session, and begin to watch."""
        self._runner.submit(self._open)

    def send(self, function: str, payload: str, *, fresh: bool = False) -> None:
        """Dispatch a payload."""
        self._submit(lambda session: session.dispatch(function, payload, fresh=fresh))

    def reset(self) -> None:
        """Drop the living instance."""
        self._submit(lambda session: session.reset())

    def reload(self) -> None:
        """Read the artifact again, and load it even if it is the same."""
        self._forced = True
        self._outside.submit(self._source.reread)

    def reconfigure(self, settings: Settings) -> None:
        """Take over new settings."""
        self._submit(lambda session: session.reconfigure(settings))

    def ask(self, job: Callable[[SessionLike], Result], then: Callable[[Result], object] | None = None) -> None:
        """Do something with the session, after what it was asked for before; `then` gets the result, on the screen."""
        self._submit(lambda session: _hand_over(self._post, job(session), then))

    def look(self, job: Callable[[SessionLike], Result], then: Callable[[Result], object]) -> None:
        """Look something up that any thread may, such as the history: holds up no call, and is held up by none."""
        session = self._session
        if session is not None:
            self._lookups.submit(lambda: _hand_over(self._post, job(session), then))

    def beside(self, job: Callable[[SessionLike], object]) -> None:
        """Do something long that the session does beside all else, on a thread of its own; in turn."""

        def run() -> None:
            try:
                if self._session is not None:
                    job(self._session)
            finally:
                self._idle.done()

        if self._long is None:
            self._long = Runner("beside", self._failed)
        self._idle.wanted()
        self._long.submit(run)

    def cancel(self) -> None:
        """End what runs now."""
        session = self._session
        if session is not None:
            self._outside.submit(session.cancel)

    def aside(self, job: Callable[[], object]) -> None:
        """Do something that may block for a moment, such as remembering a draft."""
        self._outside.submit(job)

    def close(self) -> None:
        """End everything: what runs is cancelled."""
        self._outside.submit(self._source.stop)
        self.cancel()
        self._idle.end(CLOSING_MAX_S)
        self._submit(lambda session: session.close())
        if self._long is not None:
            self._long.end(CLOSING_MAX_S)
        self._lookups.end(0)
        self._outside.end(CLOSING_MAX_S)
        self._runner.end(CLOSING_MAX_S)

    def take(self) -> SessionState | None:
        """Return the newest state, and expect another message for the next one; None before the first."""
        with self._lock:
            self._told = True
            return self._newest

    # ---- the artifact, from the source's thread -------------------------------------------------------------------

    def artifact_changing(self, path: str) -> None:
        """Pass on that the artifact is being written."""
        self._submit(lambda session: session.changing(path))

    def artifact_unchanged(self, path: str) -> None:
        """Pass on that it stands still with the same bytes."""
        self._submit(lambda session: session.unchanged(path))

    def artifact_read(self, path: str, module: bytes) -> None:
        """Pass on a build; one that is overtaken by a later one before its turn is never loaded."""
        with self._lock:
            self._reads += 1
            read = self._reads
        forced, self._forced = self._forced, False

        def load(session: SessionLike) -> None:
            if read == self._reads:
                session.load(path, module, forced=forced)

        self._submit(load)

    def artifact_unreadable(self, error: WorkbenchError) -> None:
        """Pass on that the artifact cannot be read."""
        self._submit(lambda session: session.refuse(error))

    # ---- on the bridge's own threads ------------------------------------------------------------------------------

    def _open(self) -> None:
        self._session = session = self._factory(self._changed)
        self._changed(session.state)
        self._outside.submit(lambda: self._source.start(self))

    def _submit(self, job: Callable[[SessionLike], object]) -> None:
        def run() -> None:
            self._idle.begun()
            try:
                if self._session is not None:
                    job(self._session)
            finally:
                self._idle.done()

        self._idle.wanted()
        self._runner.submit(run)

    def _measure_fuel(self, go_on: GoOn) -> None:
        """Find out what fuel was used, on the thread for idle moments; figures are told by the session's own."""

        def hand_over(note: Callable[[], None]) -> None:
            told = threading.Event()

            def tell() -> None:
                try:
                    note()
                finally:
                    told.set()

            self._runner.submit(tell)
            told.wait()

        if self._session is not None:
            self._session.fuel.measure_beside(go_on, hand_over)

    def _stop_measuring(self) -> None:
        if self._session is not None:
            self._session.fuel.interrupt()

    def _changed(self, state: SessionState) -> None:
        """Keep a state, and tell of it once until it is taken. One of an older build is dropped."""
        with self._lock:
            if self._newest is not None and _number(state) < _number(self._newest):
                return
            self._newest = state
            tell, self._told = self._told, False
        if tell:
            self._post(StateChanged())

    def _failed(self, error: Exception) -> None:
        self._post(Troubled(error if isinstance(error, WorkbenchError) else self._report(error)))


def _number(state: SessionState) -> int:
    return state.newest.number if state.newest else 0


def _hand_over(post: Callable[[Message], object], result: Result, then: Callable[[Result], object] | None) -> None:
    """Let the screen have a result, on its own thread."""
    if then is None:
        return

    def deliver() -> None:
        then(result)

    post(Callback(callback=deliver))
