"""Runs the session for the screen: hands requests to its threads, and states back as messages.

Nothing here blocks the screen: every call of session, source and memory runs on a thread of the bridge. Knows no
widget; what it has to say goes through `post`, which must be safe to call from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.events import Callback
from textual.message import Message

from workbench.ui.bridge.idle_job import GoOn, IdleJob
from workbench.ui.bridge.request import Answer, Request, Turn
from workbench.ui.bridge.runner import Runner
from workbench.ui.messages import ErrorRaised, StateChanged

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.ports import ArtifactSource
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.session_port import SessionFactory, SessionLike

CLOSING_MAX_S = 3.0
"""Seconds that leaving waits for the session; its threads are daemons and do not hold the program back."""
FUEL_AFTER_S = 0.5
"""Seconds in which nothing was requested, before fuel is measured by itself."""


class Bridge:
    """Runs a session for a screen. Listens to the artifact source, and passes on what it reads."""

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
        self._notified = True
        self._reads = 0
        self._runner = Runner("session", self._failed)
        self._outside = Runner("artifact", self._failed)
        self._lookups = Runner("lookups", self._failed)
        self._closed = False
        self._long: Runner | None = None
        self._idle = IdleJob("fuel", FUEL_AFTER_S, self._measure_fuel, self._stop_measuring, self._failed)

    # ---- from the screen; nothing of it waits ---------------------------------------------------------------------

    def start(self) -> None:
        """Make the session, and begin to watch."""
        self._runner.submit(self._open)

    def ask(self, request: Request[Answer], then: Callable[[Answer], object] | None = None) -> None:
        """Run a request on the thread of its turn; `then` gets the result, on the screen.

        Before there is a session it waits for one, but what ends a call: there is none.
        """

        def run(session: SessionLike) -> None:
            result = request.run(session)
            if then is not None:
                self._deliver(then, result)

        if request.TURN is Turn.IN_TURN:
            self._submit(run)
        elif request.TURN is Turn.BESIDE:
            if self._long is None:
                self._long = Runner("beside", self._failed)
            self._submit_to(self._long, run, is_turn=False)
        elif (session := self._session) is not None:
            runner = self._outside if request.TURN is Turn.AT_ONCE else self._lookups
            runner.submit(lambda: run(session))
        elif request.TURN is Turn.LOOKUP:
            self._submit(run)

    def reload(self) -> None:
        """Read the artifact again, and load it even if it is the same."""
        self._outside.submit(self._source.reread)

    def aside(self, job: Callable[[], object]) -> None:
        """Do something that may block for a moment, such as remembering a draft."""
        self._outside.submit(job)

    def close(self) -> None:
        """End everything: what runs is cancelled. Blocks until that is done, for a few seconds at most; once."""
        with self._lock:
            is_closed, self._closed = self._closed, True
        if is_closed:
            return
        self._outside.submit(self._source.stop)
        session = self._session
        if session is not None:
            self._outside.submit(session.cancel)
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
            self._notified = True
            return self._newest

    # ---- the artifact, from the source's thread -------------------------------------------------------------------

    def artifact_changing(self, path: str) -> None:
        """Pass on that the artifact is being written."""
        self._submit(lambda session: session.changing(path))

    def artifact_unchanged(self, path: str) -> None:
        """Pass on that it stands still with the same bytes."""
        self._submit(lambda session: session.unchanged(path))

    def artifact_noted(self, text: str) -> None:
        """Pass on what is to be known of the watch."""
        self._submit(lambda session: session.note("watch", text))

    def artifact_read(self, path: str, module: bytes, *, forced: bool = False) -> None:
        """Pass on a build; one that is overtaken by a later one before its turn is never loaded."""
        with self._lock:
            self._reads += 1
            read = self._reads

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
        self._submit_to(self._runner, job, is_turn=True)

    def _submit_to(self, runner: Runner, job: Callable[[SessionLike], object], *, is_turn: bool) -> None:
        """Run a job on a thread; the job for idle moments stands back as long as it waits or runs."""

        def run() -> None:
            if is_turn:
                self._idle.begun()
            try:
                if self._session is not None:
                    job(self._session)
            finally:
                self._idle.done()

        self._idle.wanted()
        runner.submit(run)

    def _measure_fuel(self, go_on: GoOn) -> None:
        """Measure what fuel was used, on the thread for idle moments; figures are noted on the session's own."""

        def hand_over(note: Callable[[], None]) -> None:
            noted = threading.Event()

            def take_note() -> None:
                try:
                    note()
                finally:
                    noted.set()

            self._runner.submit(take_note)
            noted.wait()

        if self._session is not None:
            self._session.fuel.measure_beside(go_on, hand_over)

    def _stop_measuring(self) -> None:
        if self._session is not None:
            self._session.fuel.interrupt()

    def _changed(self, state: SessionState) -> None:
        """Keep a state, and say so once until it is taken. One of an older build is dropped."""
        with self._lock:
            if self._newest is not None and _number(state) < _number(self._newest):
                return
            self._newest = state
            notify, self._notified = self._notified, False
        if notify:
            self._post(StateChanged())

    def _failed(self, error: Exception) -> None:
        from workbench.errors import WorkbenchError  # noqa: PLC0415 - the first frame does not need it

        self._post(ErrorRaised(error if isinstance(error, WorkbenchError) else self._report(error)))

    def _deliver(self, then: Callable[[Answer], object], result: Answer) -> None:
        """Let the screen have a result, on its own thread."""

        def deliver() -> None:
            then(result)

        self._post(Callback(callback=deliver))


def _number(state: SessionState) -> int:
    return state.newest.number if state.newest else 0
