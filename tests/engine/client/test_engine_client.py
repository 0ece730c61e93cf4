"""The course of requests: fresh and living instances, costs, restarts, cancelling, the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests import builders, guests
from workbench.engine.client.engine_client import EngineClient
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.budgets import SERVING, STRICT, Budget
from workbench.protocol.calls import CallOutcome, FailureKind, Phase
from workbench.session.ports import Engine

LIMIT = 1_000_000
PATIENCE_S = 300.0
"""Seconds after which what is waited for never comes, on any machine."""


def fresh(engine: EngineClient, export: str, payload: bytes = b"", budget: Budget = STRICT) -> CallOutcome:
    return engine.call_fresh(guests.GOOD, budget, export, payload, output_max_bytes=LIMIT)


def opened(engine: EngineClient, module: bytes = guests.GOOD, budget: Budget = SERVING) -> int:
    instance = engine.open(module, budget, plugin_name="sample", config={}).instance
    assert instance is not None
    return instance


def counted(outcome: CallOutcome) -> int:
    assert outcome.failure is None, outcome.failure
    return int.from_bytes(outcome.output, "little")


def kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def wait_for(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not fact():
        assert time.monotonic() < end, "the fact did not come"
        threading.Event().wait(0.001)


def test_it_is_an_engine(engine: EngineClient) -> None:
    fits: Engine = engine
    assert set(fits.versions()) == {"extism", "libextism", "wasmtime"}


def test_an_export_answers_with_its_output(engine: EngineClient) -> None:
    outcome = fresh(engine, "echo", b'{"a":1}')
    assert (outcome.failure, outcome.output, outcome.output_size_bytes) == (None, b'{"a":1}', 7)
    assert outcome.wall_us > 0
    assert outcome.instantiate_us > 0


def test_no_output_is_empty_bytes(engine: EngineClient) -> None:
    assert fresh(engine, "zero").output == b""


def test_a_module_is_compiled_once_per_budget(engine: EngineClient) -> None:
    engine.forget(guests.GOOD)
    assert fresh(engine, "zero").compile_us > 0
    assert fresh(engine, "echo").compile_us == 0
    assert fresh(engine, "zero", budget=SERVING).compile_us > 0


def test_a_forgotten_module_is_compiled_again(engine: EngineClient) -> None:
    fresh(engine, "zero")
    engine.forget(guests.GOOD)
    assert fresh(engine, "zero").compile_us > 0


def test_fresh_calls_share_nothing(engine: EngineClient) -> None:
    assert [counted(fresh(engine, "count")) for _ in range(2)] == [1, 1]


def test_a_long_lived_instance_keeps_its_globals(engine: EngineClient) -> None:
    instance = opened(engine)
    assert [counted(engine.call(instance, "count", b"", output_max_bytes=8)) for _ in range(3)] == [1, 2, 3]


def test_two_long_lived_instances_of_one_module_do_not_meet(engine: EngineClient) -> None:
    budget = replace(SERVING, fuel=STRICT.fuel)
    first, second = opened(engine, budget=budget), opened(engine, budget=budget)
    engine.call(first, "count", b"", output_max_bytes=8)
    spun = engine.call(first, "spin", b"", output_max_bytes=8)
    assert spun.failure is not None
    assert counted(engine.call(second, "count", b"", output_max_bytes=8)) == 1
    assert counted(engine.call(first, "count", b"", output_max_bytes=8)) == 2


def test_a_closed_instance_cannot_be_called(engine: EngineClient) -> None:
    instance = opened(engine)
    engine.close(instance)
    engine.close(instance)
    outcome = engine.call(instance, "zero", b"", output_max_bytes=8)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.INTERNAL_ERROR


def test_a_closed_instance_leaves_its_compiled_module_to_the_next(engine: EngineClient) -> None:
    engine.close(opened(engine))
    assert engine.open(guests.GOOD, SERVING, plugin_name="sample", config={}).compile_us == 0


def test_config_reaches_the_guest(engine: EngineClient) -> None:
    texts = guests.Texts()
    module = guests.module(
        guests.export("get", f"(call $give (call $config_get {texts.block('greeting')}))"), texts.segments
    )
    instance = engine.open(module, SERVING, plugin_name="sample", config={"greeting": "grüß"}).instance
    assert instance is not None
    assert engine.call(instance, "get", b"", output_max_bytes=100).output.decode() == "grüß"


def test_a_failure_in_the_middle_of_a_long_lived_guest_is_marked_as_interrupted(engine: EngineClient) -> None:
    instance = opened(engine)
    assert engine.call(instance, "trap", b"", output_max_bytes=8).interrupted
    assert not engine.call(instance, "five", b"", output_max_bytes=8).interrupted
    assert not fresh(engine, "trap").interrupted


def test_output_above_the_limit_is_not_read_but_measured(engine: EngineClient) -> None:
    outcome = engine.call_fresh(guests.GOOD, STRICT, "echo", b"x" * 100, output_max_bytes=99)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.OUTPUT_TOO_LARGE
    assert (outcome.output, outcome.output_size_bytes) == (b"", 100)


def test_large_payloads_cross_unchanged(engine: EngineClient) -> None:
    payload = bytes(range(256)) * 4_000
    instance = opened(engine)
    outcome = engine.call(instance, "echo", payload, output_max_bytes=len(payload))
    assert outcome.output == payload


# ---- death and restart --------------------------------------------------------------------------------------------


@pytest.mark.scenario
def test_a_child_killed_while_idle_is_replaced_without_failing_a_call(engine: EngineClient) -> None:
    instance = opened(engine)
    engine.call(instance, "count", b"", output_max_bytes=8)
    kill(engine.child_pid)
    outcome = engine.call(instance, "count", b"", output_max_bytes=8)
    assert counted(outcome) == 1
    assert outcome.restarted
    assert outcome.compile_us > 0
    again = engine.call(instance, "count", b"", output_max_bytes=8)
    assert counted(again) == 2
    assert not again.restarted


@pytest.mark.scenario
def test_a_child_killed_while_idle_does_not_fail_a_fresh_call(engine: EngineClient) -> None:
    fresh(engine, "zero")
    kill(engine.child_pid)
    assert fresh(engine, "zero").failure is None


@pytest.mark.scenario
def test_a_child_killed_while_it_calls_is_named(engine: EngineClient) -> None:
    instance = opened(engine)
    pid = engine.child_pid
    threading.Timer(0.05, kill, [pid]).start()
    failure = engine.call(instance, "spin", b"", output_max_bytes=8).failure
    assert failure is not None
    assert (failure.kind, failure.phase) == (FailureKind.CHILD_DIED, Phase.CALL)
    assert failure.cause is not None
    assert failure.cause.startswith("SIGKILL during call")
    assert fresh(engine, "zero").failure is None


def test_a_stopped_child_is_ended_after_the_limit(engine: EngineClient) -> None:
    instance = opened(engine, budget=STRICT)
    assert engine.child_pid is not None
    os.kill(engine.child_pid, signal.SIGSTOP)
    failure = engine.call(instance, "zero", b"", output_max_bytes=8).failure
    assert failure is not None
    assert (failure.kind, failure.phase) == (FailureKind.OVERSTAYED, Phase.CALL)
    assert fresh(engine, "zero").failure is None


# ---- cancel -------------------------------------------------------------------------------------------------------

ENDLESS = replace(SERVING, fuel=0, wall_ms=600_000)


@contextmanager
def cancelling(engine: EngineClient) -> Iterator[None]:
    """Cancel again and again what the engine does: also what begins late."""
    over = threading.Event()

    def cancel() -> None:
        while not over.wait(0.02):
            engine.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_running_call_can_be_cancelled_from_another_thread(engine: EngineClient) -> None:
    instance = opened(engine, budget=ENDLESS)
    with cancelling(engine):
        outcome = engine.call(instance, "spin", b"", output_max_bytes=8)
    assert outcome.failure is not None
    assert outcome.failure.kind is FailureKind.CANCELLED
    assert outcome.interrupted
    assert engine.call(instance, "zero", b"", output_max_bytes=8).failure is None


@pytest.mark.scenario
def test_a_compile_can_be_cancelled(engine: EngineClient) -> None:
    module = guests.slow_to_compile()
    with cancelling(engine):
        failure = engine.call_fresh(module, STRICT, "zero", b"", output_max_bytes=8).failure
    assert failure is not None
    assert (failure.kind, failure.phase) == (FailureKind.CANCELLED, Phase.COMPILE)
    assert fresh(engine, "zero").failure is None


def test_a_cancel_without_a_call_does_nothing(engine: EngineClient) -> None:
    engine.cancel()
    assert fresh(engine, "zero").failure is None


def test_cancels_that_come_too_late_do_not_meet_the_next_call(engine: EngineClient) -> None:
    instance = opened(engine)
    done = threading.Event()

    def bother() -> None:
        while not done.is_set():
            engine.cancel()

    bothering = threading.Thread(target=bother)
    bothering.start()
    for _ in range(50):
        failure = engine.call(instance, "zero", b"", output_max_bytes=8).failure
        assert failure is None or failure.kind is FailureKind.CANCELLED
    done.set()
    bothering.join()
    assert [engine.call(instance, "zero", b"", output_max_bytes=8).failure for _ in range(50)] == [None] * 50


# ---- start and end ------------------------------------------------------------------------------------------------


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_shutdown_ends_the_process_and_the_engine() -> None:
    engine = EngineClient()
    fresh(engine, "zero")
    pid = engine.child_pid
    assert pid is not None
    engine.shutdown()
    engine.shutdown()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(EngineUnavailable, match="shut down"):
        fresh(engine, "zero")


def test_shutdown_ends_a_call_that_another_thread_waits_for() -> None:
    engine = EngineClient()
    instance = opened(engine, budget=ENDLESS)
    threading.Timer(0.05, engine.shutdown).start()
    failure = engine.call(instance, "spin", b"", output_max_bytes=8).failure
    assert failure is not None
    assert failure.kind is FailureKind.CHILD_DIED
    assert engine.child_pid is None


def test_an_engine_that_never_started_can_be_shut_down() -> None:
    EngineClient().shutdown()


def test_a_child_that_cannot_start_is_reported_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.engine.client.launch.BOOTSTRAP", "raise SystemExit('no luck')")
    engine = EngineClient()
    with pytest.raises(EngineUnavailable, match="no luck"):
        fresh(engine, "zero")
    engine.shutdown()


@pytest.mark.parametrize("ending", ["pass", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
def test_the_child_ends_with_our_process_however_that_ends(ending: str) -> None:
    program = (
        "from workbench.engine.client.engine_client import EngineClient\n"
        "engine = EngineClient(); engine.start(); print(engine.child_pid, flush=True); engine.forget(b'')\n" + ending
    )
    run = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False, timeout=PATIENCE_S
    )
    pid = int(run.stdout)
    wait_for(lambda: not is_alive(pid))


def test_a_child_that_runs_a_guest_ends_with_our_process() -> None:
    program = (
        "import os, signal, threading\n"
        "from dataclasses import replace\n"
        "from tests import guests\n"
        "from workbench.engine.client.engine_client import EngineClient\n"
        "from workbench.protocol.budgets import SERVING\n"
        "engine = EngineClient()\n"
        "opened = engine.open(guests.GOOD, replace(SERVING, fuel=0, wall_ms=60_000), plugin_name='p', config={})\n"
        "print(engine.child_pid, flush=True)\n"
        "threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()\n"
        "engine.call(opened.instance, 'spin', b'', output_max_bytes=8)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False, timeout=PATIENCE_S
    )
    pid = int(run.stdout)
    wait_for(lambda: not is_alive(pid))


def test_the_child_has_no_terminal_and_a_session_of_its_own(engine: EngineClient) -> None:
    fresh(engine, "zero")
    pid = engine.child_pid
    assert pid is not None
    assert os.getsid(pid) == pid
    assert {str(Path(f"/proc/{pid}/fd/{number}").readlink()) for number in (0, 1)} == {"/dev/null"}


def test_no_file_of_the_working_folder_stands_in_for_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json.py", "socket.py", "workbench.py", "extism_sys.py"):
        (tmp_path / name).write_text("raise SystemExit('shadowed')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    engine = EngineClient()
    assert fresh(engine, "zero").failure is None
    engine.shutdown()


@pytest.mark.scenario
def test_compiled_code_is_kept_where_the_setting_says_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, cache = tmp_path / "home", tmp_path / "cache"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    for folder in (None, cache):
        engine = EngineClient(compile_cache_dir=folder)
        assert fresh(engine, "zero").failure is None
        engine.shutdown()
    assert not home.exists()
    wait_for(lambda: len([path for path in cache.rglob("*") if path.is_file()]) > 1)


def test_a_compile_cache_that_is_cleared_while_we_run_is_done_without(tmp_path: Path) -> None:
    engine = EngineClient(compile_cache_dir=tmp_path / "cache")
    assert fresh(engine, "zero").failure is None
    shutil.rmtree(tmp_path / "cache")
    other = guests.GOOD + builders.custom_section("other bytes")
    assert engine.call_fresh(other, STRICT, "zero", b"", output_max_bytes=10).failure is None
    engine.shutdown()
