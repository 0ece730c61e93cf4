"""Workers: every task once, the first failure may end it, and nothing runs when the reader stops."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from workbench.many.workers import results


class FakeWorker:
    """Does what it is told, and knows whether it was closed."""

    def __init__(self, do: Callable[[int], int] = lambda task: task) -> None:
        self._do = do
        self.is_closed = threading.Event()
        self.done: list[int] = []

    def work(self, task: int) -> int:
        self.done.append(task)
        return self._do(task)

    def close(self) -> None:
        self.is_closed.set()


def never(_: int) -> bool:
    return False


def test_each_task_is_done_once() -> None:
    workers = [FakeWorker() for _ in range(3)]
    assert sorted(results(range(100), workers, ends=never)) == list(range(100))
    assert sorted(task for worker in workers for task in worker.done) == list(range(100))


def test_all_workers_are_closed_at_the_end() -> None:
    workers = [FakeWorker(), FakeWorker()]
    list(results([1], workers, ends=never))
    assert all(worker.is_closed.is_set() for worker in workers)


def test_workers_work_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=30)
    workers = [FakeWorker(lambda task: (both.wait(), task)[1]) for _ in range(2)]
    assert sorted(results([1, 2], workers, ends=never)) == [1, 2]


def test_a_result_is_given_while_others_are_worked_on() -> None:
    goes_on = threading.Event()
    slow = FakeWorker(lambda task: task if task or goes_on.wait(30) else -1)
    found = results([0, 1, 2], [slow, FakeWorker()], ends=never)
    first = next(found)
    goes_on.set()
    assert sorted([first, *found]) == [0, 1, 2]


def test_no_task_begins_behind_a_result_that_ends_it() -> None:
    worker = FakeWorker()
    assert list(results(range(10), [worker], ends=lambda result: result == 3)) == [0, 1, 2, 3]
    assert worker.done == [0, 1, 2, 3]


def test_a_reader_that_stops_closes_the_workers() -> None:
    worker = FakeWorker()
    found = results(range(1_000), [worker], ends=never)
    next(found)
    found.close()
    assert worker.is_closed.is_set()


def test_what_a_worker_raises_reaches_the_reader() -> None:
    def fail(task: int) -> int:
        raise ValueError(task)

    worker = FakeWorker(fail)
    with pytest.raises(ValueError, match="7"):
        list(results([7], [worker], ends=never))
    assert worker.is_closed.is_set()


def test_tasks_are_done_where_they_are_at_home_as_long_as_there_are_any() -> None:
    both = threading.Barrier(2, timeout=30)
    workers = [FakeWorker(lambda task: (both.wait(), task)[1]) for _ in range(2)]
    assert sorted(results(range(10), workers, ends=never, home=lambda task: task)) == list(range(10))
    assert [worker.done for worker in workers] == [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9]]


def test_a_worker_without_tasks_of_its_own_takes_those_of_others() -> None:
    both = threading.Barrier(2, timeout=30)
    workers = [FakeWorker(lambda task: (both.wait(), task)[1]) for _ in range(2)]
    assert sorted(results(range(4), workers, ends=never, home=lambda _: 0)) == [0, 1, 2, 3]
    assert [len(worker.done) for worker in workers] == [2, 2]


def test_without_tasks_there_are_no_results() -> None:
    assert list(results([], [FakeWorker()], ends=never)) == []
