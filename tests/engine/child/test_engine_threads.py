"""The engine's own threads: a wait for their rest ends when none of them has anything to do."""

from __future__ import annotations

import hashlib
import sys
import threading
from pathlib import Path

import pytest

from workbench.engine.child import engine_threads

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system does not show its threads")


@pytest.mark.scenario
def test_a_thread_that_computes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    thread = threading.Thread(target=lambda: hashlib.pbkdf2_hmac("sha256", b"", b"", 1_000_000))
    thread.start()
    number = thread.native_id or 0
    while thread.is_alive() and not engine_threads._is_busy(number):
        pass
    monkeypatch.setattr(engine_threads, "_threads", lambda: iter([number]))
    monkeypatch.setattr(engine_threads, "REST_MAX_S", 60)
    engine_threads.await_rest()
    assert not engine_threads._is_busy(number)
    thread.join()


def test_a_thread_that_waits_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = threading.Event()
    thread = threading.Thread(target=wanted.wait)
    thread.start()
    monkeypatch.setattr(engine_threads, "_threads", lambda: iter([thread.native_id]))
    monkeypatch.setattr(engine_threads, "REST_MAX_S", sys.float_info.max)
    engine_threads.await_rest()
    assert thread.is_alive()
    wanted.set()
    thread.join()


def test_without_a_sight_of_threads_it_is_a_short_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_threads, "_TASKS", "/nowhere")
    engine_threads.await_rest()
    engine_threads.hold_back()
