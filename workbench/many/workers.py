"""Several workers that take tasks from one list, each in a thread of its own. Knows no plugin and no engine.

Results come in the order in which they are known. Whoever reads them may stop at any moment, by an exception or a
signal: the workers are closed then, and nothing of theirs outlives it.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Final, Generic, Protocol, TypeVar

_JOIN_S: Final = 2.0
"""How long workers that were closed may take to notice, all together; their threads end with our process anyway."""

Task = TypeVar("Task")
Result = TypeVar("Result")
_Taken_contra = TypeVar("_Taken_contra", contravariant=True)
_Given_co = TypeVar("_Given_co", covariant=True)


class TaskWorker(Protocol[_Taken_contra, _Given_co]):
    """Does one task after the other."""

    def work(self, task: _Taken_contra, /) -> _Given_co:
        """Do a task, on the worker's own thread."""

    def close(self) -> None:
        """Give back what it holds, and end the task that runs. May be called from any thread, again too."""


def results(
    tasks: Sequence[Task],
    workers: Sequence[TaskWorker[Task, Result]],
    *,
    ends: Callable[[Result], bool],
    home: Callable[[Task], int] = lambda _: 0,
) -> Generator[Result, None, None]:
    """Give the result of each task as soon as it is known.

    Args:
        tasks: Begun in their order, by each worker those at home there first.
        workers: At least one. Closed at the end, however it comes.
        ends: Says of a result whether no further task is to begin; those that run are still done.
        home: Gives a number for each task; those of one number are at home with one worker, which keeps what it
            compiled of them from run to run. A worker without any left takes those of others.

    Raises:
        Exception: What a worker raised.
    """
    crew = _Crew(tasks, workers, ends, home)
    try:
        yield from crew.run()
    finally:
        crew.close()


class _Crew(Generic[Task, Result]):
    def __init__(
        self,
        tasks: Sequence[Task],
        workers: Sequence[TaskWorker[Task, Result]],
        ends: Callable[[Result], bool],
        home: Callable[[Task], int],
    ) -> None:
        self._tasks: list[deque[Task]] = [deque() for _ in workers]
        for task in tasks:
            self._tasks[home(task) % len(workers)].append(task)
        self._workers = workers
        self._ends = ends
        self._taking = threading.Lock()
        self._is_over = False
        self._known: queue.SimpleQueue[tuple[Result] | Exception | None] = queue.SimpleQueue()
        """A result; what a worker raised; None: a worker has ended."""
        self._threads = [
            threading.Thread(target=self._work, args=(worker, number), name=f"worker-{number}", daemon=True)
            for number, worker in enumerate(workers)
        ]

    def run(self) -> Iterator[Result]:
        for thread in self._threads:
            thread.start()
        running = len(self._threads)
        while running:
            known = self._known.get()
            if known is None:
                running -= 1
            elif isinstance(known, Exception):
                raise known
            else:
                yield known[0]

    def close(self) -> None:
        self._is_over = True
        for worker in self._workers:
            worker.close()
        deadline = time.monotonic() + _JOIN_S
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(deadline - time.monotonic(), 0))

    def _work(self, worker: TaskWorker[Task, Result], number: int) -> None:
        try:
            for task in self._taken(number):
                result = worker.work(task)
                self._is_over = self._is_over or self._ends(result)
                self._known.put((result,))
        except Exception as error:  # noqa: BLE001 - it belongs to whoever reads the results
            self._known.put(error)
        finally:
            self._known.put(None)

    def _taken(self, number: int) -> Iterator[Task]:
        while not self._is_over:
            with self._taking:
                left = self._tasks[number] or max(self._tasks, key=len)
                if not left:
                    return
                task = left.popleft()
            yield task
