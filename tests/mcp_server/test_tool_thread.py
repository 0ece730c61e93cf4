"""The thread that works for tools: one call after the other, ended when nobody waits for it or its time is up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from workbench.errors.agents import CallsTooMany, CallTooLong
from workbench.mcp_server import tool_thread
from workbench.mcp_server.tool_thread import WAITING_MAX, Job, ToolProgress, ToolThread


async def nowhere(_: ToolProgress) -> None:
    pass


def nothing() -> None:
    pass


async def test_calls_are_made_one_after_the_other_in_their_order() -> None:
    thread, made = ToolThread(nothing), []

    def work(number: int) -> Callable[[Job], int]:
        def worked(_: Job) -> int:
            made.append(number)
            return number

        return worked

    answers = await asyncio.gather(*(thread.do("call", 60, work(number), nowhere) for number in range(20)))
    assert (answers, made) == ([*range(20)], [*range(20)])


async def test_more_calls_than_wait_are_refused_at_once_and_taken_again_afterwards() -> None:
    thread, go, begun = ToolThread(nothing), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(_: Job) -> bool:
        loop.call_soon_threadsafe(begun.set)
        return go.wait()

    waiting = [asyncio.create_task(thread.do("call", 60, work, nowhere))]
    await begun.wait()
    waiting += [asyncio.create_task(thread.do("call", 60, work, nowhere)) for _ in range(WAITING_MAX)]
    await asyncio.sleep(0)
    with pytest.raises(CallsTooMany):
        await thread.do("call", 60, lambda _: None, nowhere)
    go.set()
    await asyncio.gather(*waiting)
    assert await thread.do("call", 60, lambda _: 1, nowhere) == 1


async def test_a_cancelled_call_is_ended_and_the_next_one_is_left_alone() -> None:
    begun, cancelled, ended = asyncio.Event(), threading.Event(), threading.Event()
    thread, loop = ToolThread(cancelled.set), asyncio.get_running_loop()

    def work(job: Job) -> None:
        loop.call_soon_threadsafe(begun.set)
        cancelled.wait()
        if not job.goes_on():
            ended.set()

    first = asyncio.create_task(thread.do("fuzz", 60, work, nowhere))
    await begun.wait()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await thread.do("call", 60, lambda job: job.goes_on(), nowhere)
    assert ended.is_set()


async def test_a_call_that_is_cancelled_before_its_turn_never_begins() -> None:
    thread, go, made = ToolThread(nothing), threading.Event(), []
    first = asyncio.create_task(thread.do("call", 60, lambda _: go.wait(), nowhere))
    second = asyncio.create_task(thread.do("call", 60, lambda _: made.append(2), nowhere))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    go.set()
    await first
    await thread.do("call", 60, lambda _: made.append(3), nowhere)
    assert made == [3]


async def test_calls_that_are_cancelled_before_their_turn_make_room_for_others_at_once() -> None:
    thread, go, begun = ToolThread(nothing), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def work(_: Job) -> None:
        loop.call_soon_threadsafe(begun.set)
        go.wait()

    first = asyncio.create_task(thread.do("call", 60, work, nowhere))
    await begun.wait()
    for _ in range(10):
        waiting = [asyncio.create_task(thread.do("call", 60, work, nowhere)) for _ in range(WAITING_MAX)]
        await asyncio.sleep(0)
        for one in waiting:
            one.cancel()
        assert all(isinstance(one, asyncio.CancelledError) for one in await gathered(waiting))
    go.set()
    await first


async def gathered(tasks: list[asyncio.Task[None]]) -> list[BaseException | None]:
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_call_whose_time_is_up_is_ended_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_thread, "PROGRESS_EVERY_S", 0.01)
    cancelled = threading.Event()
    thread = ToolThread(cancelled.set)
    with pytest.raises(CallTooLong, match="replay: expected an answer within 0 s"):
        await thread.do("replay", 0, lambda _: cancelled.wait(), nowhere)


async def test_what_a_call_has_found_when_its_time_is_up_counts_where_a_part_is_of_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tool_thread, "PROGRESS_EVERY_S", 0.01)
    cancelled = threading.Event()
    thread = ToolThread(cancelled.set)
    assert await thread.do("fuzz", 0, lambda _: cancelled.wait(), nowhere, takes_part=True)


@pytest.mark.parametrize("is_cancelled", [False, True])
async def test_a_call_that_does_not_end_is_left_behind_and_the_next_is_made_on_another_thread(
    is_cancelled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_thread, "PROGRESS_EVERY_S", 0.01)
    monkeypatch.setattr(tool_thread, "LEAVE_AFTER_S", 0.02)
    replaced, go, begun = [], threading.Event(), asyncio.Event()
    thread, loop = ToolThread(nothing, lambda: replaced.append(1)), asyncio.get_running_loop()

    def work(_: Job) -> int:
        loop.call_soon_threadsafe(begun.set)
        go.wait()
        return 1

    stuck = asyncio.create_task(thread.do("fuzz", 3_600 if is_cancelled else 0, work, nowhere, takes_part=True))
    await begun.wait()
    if is_cancelled:
        stuck.cancel()
    with pytest.raises(asyncio.CancelledError if is_cancelled else CallTooLong):
        await stuck
    assert await thread.do("call", 3_600, lambda _: 7, nowhere) == 7
    assert replaced == [1]
    go.set()
    assert await thread.do("call", 3_600, lambda _: 8, nowhere) == 8


async def test_no_more_calls_are_left_behind_than_the_machine_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_thread, "PROGRESS_EVERY_S", 0.01)
    monkeypatch.setattr(tool_thread, "LEAVE_AFTER_S", 0.0)
    monkeypatch.setattr(tool_thread, "LEFT_MAX", 1)
    tried, go = asyncio.Event(), threading.Event()
    thread = ToolThread(tried.set)
    with pytest.raises(CallTooLong):
        await thread.do("fuzz", 0, lambda _: go.wait(), nowhere)
    assert not tried.is_set()
    second = asyncio.create_task(thread.do("fuzz", 0, lambda _: go.wait(), nowhere))
    third = asyncio.create_task(thread.do("call", 3_600, lambda _: 7, nowhere))
    await tried.wait()
    assert not second.done() and not third.done()
    go.set()
    assert await third == 7
    with pytest.raises(CallTooLong):
        await second


async def test_progress_is_told_while_the_call_is_made_and_only_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_thread, "PROGRESS_EVERY_S", 0.001)
    thread, told = ToolThread(nothing), []
    heard = [threading.Event(), threading.Event()]

    async def tell(progress: ToolProgress) -> None:
        told.append(progress.done)
        heard[len(told) - 1].set()

    def work(job: Job) -> None:
        job.progress = ToolProgress(3, 9, "calls")
        heard[0].wait()
        job.progress = ToolProgress(2, 9, "calls")
        job.progress = ToolProgress(5, 9, "calls")
        heard[1].wait()

    await thread.do("replay", 60, work, tell)
    assert told == [3, 5]


async def test_an_error_of_a_call_reaches_who_asked_for_it_and_the_thread_goes_on() -> None:
    thread = ToolThread(nothing)
    with pytest.raises(ZeroDivisionError):
        await thread.do("call", 60, lambda _: 1 // 0, nowhere)
    assert await thread.do("call", 60, lambda _: 7, nowhere) == 7
