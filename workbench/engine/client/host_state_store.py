"""The host's state that counts: it lives in our process, where no plugin can destroy it.

Owns: the lock around it, and the revision by which the client knows that the child's copy is out of date. Everything
here may be called from any thread, while a guest runs too: the guest then sees a change at its next call.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable
from dataclasses import replace

from workbench.protocol.calls import LogLine, LogOrigin
from workbench.protocol.host_functions import (
    ClockSetting,
    HostFunctionError,
    HostSnapshot,
    HostState,
    RandomSetting,
)


class HostStateStore:
    """Storage, counters, log tail, clock and random source of the host, to be looked at and changed by a person."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = HostState(unix_ms=lambda: time.time_ns() // 1_000_000, secure_bytes=os.urandom)
        self._revision = 0

    # ---- for a person ---------------------------------------------------------------------------------------------

    def snapshot(self) -> HostSnapshot:
        """Return everything as it is now."""
        with self._lock:
            return self._state.snapshot()

    def restore(self, snapshot: HostSnapshot) -> None:
        """Become what a snapshot says."""
        with self._lock:
            self._state.restore(snapshot)
            self._revision += 1

    def put(self, plugin_name: str, key: str, value: bytes, *, quota_bytes: int | None = None) -> None:
        """Store a value for a plugin. Raises HostFunctionError when the quota is exceeded; None means no quota."""
        with self._lock:
            self._state.storage.put(plugin_name, key, value, quota_bytes=quota_bytes)
            self._revision += 1

    def delete(self, plugin_name: str, key: str) -> None:
        """Drop an entry of a plugin. An unknown one is ignored."""
        with self._lock:
            self._state.storage.delete(plugin_name, key)
            self._revision += 1

    def clear_storage(self, plugin_name: str | None = None) -> None:
        """Drop all entries of one plugin, or of all for None."""
        with self._lock:
            self._state.storage.clear(plugin_name)
            self._revision += 1

    def clear_counters(self) -> None:
        """Set every counter back to nothing."""
        with self._lock:
            self._state.clear_counters()

    def clear_logs(self) -> None:
        """Forget the log tail."""
        with self._lock:
            self._state.clear_logs()

    def freeze_clock(self, unix_ms: int, *, step_ms: int = 0) -> None:
        """Let the clock stand still, or go on by `step_ms` at each reading only."""
        self._set_clock(ClockSetting(unix_ms, step_ms))

    def step_clock(self, by_ms: int) -> None:
        """Move the clock; a running one is frozen at the moment that this gives."""
        with self._lock:
            clock = self._state.clock
            now = time.time_ns() // 1_000_000 if clock.frozen_unix_ms is None else clock.frozen_unix_ms
            self._state.clock = ClockSetting(now + by_ms, clock.step_ms)
            self._revision += 1

    def run_clock(self) -> None:
        """Let the clock give the real time."""
        self._set_clock(ClockSetting())

    def _set_clock(self, clock: ClockSetting) -> None:
        with self._lock:
            self._state.clock = clock
            self._revision += 1

    def seed_random(self, seed: str | None) -> None:
        """Give the same bytes for the same seed, from the start; None goes back to secure random bytes."""
        with self._lock:
            self._state.random = RandomSetting(seed)
            self._revision += 1

    def sign_logs(self, origin: LogOrigin) -> None:
        """Say in which call the lines were written of which it is not known yet."""
        with self._lock:
            self._state.sign_logs(origin)

    # ---- for the client ---------------------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """Grows with each change that a guest did not make itself."""
        return self._revision

    def snapshot_for_child(self) -> tuple[int, HostSnapshot]:
        """Return the state together with its revision."""
        with self._lock:
            return self._revision, self._state.snapshot()

    def note_put(self, plugin_name: str, key: str, value: bytes, *, quota_bytes: int) -> None:
        """Take over what a guest stored.

        The child has applied the quota; it is applied again, for a person may have stored something meanwhile, and the
        child is not trusted. What exceeds it is left out, and the child's copy renewed before its next call.
        """
        with self._lock:
            try:
                self._state.storage.put(plugin_name, key, value, quota_bytes=quota_bytes)
            except HostFunctionError:
                self._revision += 1

    def note_activity(
        self,
        plugin_name: str,
        lines: Iterable[LogLine],
        counters: Iterable[tuple[str, int]],
        readings: tuple[int | None, int],
        *,
        revision: int,
    ) -> None:
        """Take over what a guest logged and counted, and how far its readings moved clock and random source.

        `readings`: the next answer of a frozen clock, and the used bytes of a seeded stream; they are left alone when
        a person changed the state since `revision`.
        """
        with self._lock:
            for line in lines:
                self._state.log(line)
            for name, addend in counters:
                self._state.count(plugin_name, name, addend)
            if revision == self._revision:
                unix_ms, position = readings
                if unix_ms is not None and self._state.clock.frozen_unix_ms is not None:
                    self._state.clock = replace(self._state.clock, frozen_unix_ms=unix_ms)
                if self._state.random.seed is not None:
                    self._state.random = replace(self._state.random, position=position)
