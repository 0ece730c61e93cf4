"""One thread that does what tools ask for, one after the other, while the event loop goes on answering.

Owns the order, the limit of time, and how a call that nobody waits for any more is ended. One that does not end is left
behind with its thread, and the next is made on another one. Knows no tool.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from workbench.errors.agents import CallsTooMany, CallTooLong

T = TypeVar("T")

WAITING_MAX: Final = 32
"""Calls that wait for their turn; those behind them are refused at once."""
PROGRESS_EVERY_S: Final = 0.5
LEAVE_AFTER_S: Final = 10.0
"""What is ended most often ends in milliseconds; Python of ours cannot be ended from outside."""
LEFT_MAX: Final = 3
_CANCEL_AGAIN_S: Final = 0.02
"""The next call of a plugin may not have begun when the last was cancelled, and a check makes several."""


@dataclass(frozen=True, slots=True)
class ToolProgress:
    """How far a call is."""

    done: int
    total: int | None
    """None: not known."""
    message: str


Report = Callable[[ToolProgress], Awaitable[None]]


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work. The thread asks `goes_on` and sets `progress`; the loop sets the rest."""

    tool: str
    limit_s: float
    """From the moment at which it begins."""
    progress: ToolProgress | None = None
    """None: nothing is known yet."""
    ended: float | None = None
    """On the monotonic clock: since when nobody waits for it, or its time is up. None: it goes on."""
    is_left: bool = False
    """It has not ended since then, and its thread was left behind."""
    begun: float | None = None
    """On the monotonic clock; None: it waits."""
    result: Future[Any] = field(default_factory=Future)

    def goes_on(self) -> bool:
        """Say whether anybody still waits for it."""
        return self.ended is None

    @property
    def is_late(self) -> bool:
        """Whether its time is up."""
        return self.begun is not None and time.monotonic() - self.begun >= self.limit_s


class ToolThread:
    """The thread. It is a daemon: a call that cannot be ended keeps no process from ending."""

    def __init__(self, cancel: Callable[[], None], replace: Callable[[], None] = lambda: None) -> None:
        """Start it.

        Args:
            cancel: Ends the call of a plugin that runs, if one does.
            replace: Ends what runs plugins, so that a job that was left behind can do nothing with it any more.
        """
        self._cancel = cancel
        self._replace = replace
        self._left = 0
        self._waiting: deque[tuple[Job, Callable[[Job], Any]]] = deque()
        self._current: Job | None = None
        self._turn = threading.Condition()
        """Guards all of them."""
        self._begin()

    async def do(
        self, tool: str, limit_s: float, work: Callable[[Job], T], report: Report, *, takes_part: bool = False
    ) -> T:
        """Do some work in its turn, and return what it gives. Cancelling this ends it.

        `takes_part`: what it gives is of use when its time is up, too.

        Raises:
            CallsTooMany: Too many calls wait already.
            CallTooLong: Its time is up.
        """
        job = Job(tool, limit_s)
        with self._turn:
            if len(self._waiting) >= WAITING_MAX:
                raise CallsTooMany(len(self._waiting), WAITING_MAX)
            self._waiting.append((job, work))
            self._turn.notify()
        future = asyncio.wrap_future(job.result)
        try:
            await self._followed(job, future, report)
        except asyncio.CancelledError:
            job.ended = time.monotonic()
            future.cancel()
            self._end(job, asyncio.get_running_loop())
            raise
        if job.is_left:
            future.cancel()
            raise CallTooLong(tool, round(limit_s))
        if job.ended is not None and not (takes_part and future.exception() is None):
            raise CallTooLong(tool, round(limit_s)) from future.exception()
        answer: T = future.result()
        return answer

    async def _followed(self, job: Job, future: asyncio.Future[Any], report: Report) -> None:
        told = 0
        while not (await asyncio.wait({future}, timeout=PROGRESS_EVERY_S))[0] and not job.is_left:
            if job.is_late and job.ended is None:
                job.ended = time.monotonic()
                self._end(job, asyncio.get_running_loop())
            progress = job.progress
            # It must grow each time.
            if progress is not None and progress.done > told:
                told = progress.done
                await report(progress)

    def _end(self, job: Job, loop: asyncio.AbstractEventLoop) -> None:
        """End each call that is still made for a job, and none of another one."""
        with self._turn:
            if self._current is job and self._must_leave(job):
                self._leave(job)
            elif self._current is job:
                self._cancel()
            elif any(one is job for one, _ in self._waiting):
                self._waiting = deque(one for one in self._waiting if one[0] is not job)
        if not job.result.done() and not job.is_left and not loop.is_closed():
            loop.call_later(_CANCEL_AGAIN_S, self._end, job, loop)

    def _must_leave(self, job: Job) -> bool:
        """Say whether a job had time enough to end; only so many are left behind, since they take the processor."""
        return job.ended is not None and time.monotonic() - job.ended >= LEAVE_AFTER_S and self._left < LEFT_MAX

    def _leave(self, job: Job) -> None:
        job.is_left, self._current = True, None
        self._left += 1
        self._replace()
        self._begin()

    def _begin(self) -> None:
        threading.Thread(target=self._run, name="cc-lb-tools", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._waiting)
                job, work = self._waiting.popleft()
                self._current = job
            if job.result.set_running_or_notify_cancel():
                self._do(job, work)
            if job.is_left:
                # Another thread has taken its place.
                with self._turn:
                    self._left -= 1
                return

    def _do(self, job: Job, work: Callable[[Job], Any]) -> None:
        job.begun = time.monotonic()
        answer, failed = None, None
        try:
            answer = work(job)
        except Exception as error:  # noqa: BLE001 - it belongs to who waits for it
            failed = error
        with self._turn:
            if self._current is job:
                self._current = None
        if failed is None:
            job.result.set_result(answer)
        else:
            job.result.set_exception(failed)
