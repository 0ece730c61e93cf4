"""Where a guest is when its time runs out, in the child process: a call made once more, with a core dump at its end.

Owns: a host of its own, and where the engine writes the dump: memory of this process. Must not know the wire.
"""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Final

from workbench.engine.child.fuel_search import FuelCall, started_from
from workbench.engine.child.host_functions import GuestHost
from workbench.engine.child.instances import InstancePool, RunningCall
from workbench.engine.child.libextism import EngineLog
from workbench.linux import is_linux
from workbench.protocol.calls import Phase
from workbench.protocol.host_functions import HostSnapshot, HostState

VARIABLE: Final = "EXTISM_COREDUMP"
"""Where the engine looks for the file, at each compile."""
WALL_MS: Final = 300
"""How long the guest may run: long enough to be where it spends its time."""
FUEL: Final = 1 << 62
"""As good as none; with none at all the constructor could hang."""
SECTIONS_MAX_BYTES: Final = 1 << 16
"""Of what is read of a dump beside memories and data."""
_CUSTOM: Final = 0
_HEADER: Final = 8
_LEB_BYTES: Final = 5


class StackSearch:
    """Makes one call after the other once more."""

    def __init__(self, log: EngineLog, running: RunningCall, *, default_max_pages: int) -> None:
        self._running = running
        self._state = HostState(unix_ms=lambda: 0, secure_bytes=bytes)
        self._host = GuestHost(self._state, log, lambda header, payload: None)
        self._pool = InstancePool(self._host, running, default_max_pages=default_max_pages, sees_memory=False)

    def find(self, call: FuelCall, before: HostSnapshot, unix_ms: int) -> bytes:
        """Return the custom sections of the dump at the call's end, as a module; empty: there is none."""
        if not is_linux():
            return b""
        self._state.restore(started_from(before, unix_ms))
        descriptor = os.memfd_create("stack", os.MFD_CLOEXEC)
        try:
            self._call(call, f"/proc/self/fd/{descriptor}")
            return custom_sections(descriptor)
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    def _call(self, call: FuelCall, place: str) -> None:
        pool, wall_ms = self._pool, min(call.budget.wall_ms, WALL_MS)
        pool.keep(call.sha256, call.module)
        budget = replace(call.budget, fuel=FUEL, wall_ms=wall_ms)
        try:
            os.environ[VARIABLE] = place
            try:
                instance, _ = pool.build(
                    call.sha256, budget, _enter_no_phase, plugin_name=call.plugin_name, config=call.config
                )
            finally:
                del os.environ[VARIABLE]
            if instance is not None:
                try:
                    pool.call(instance, call.export, call.payload, call.output_max_bytes)
                finally:
                    pool.free(instance)
        finally:
            pool.forget(call.sha256)


def custom_sections(descriptor: int) -> bytes:
    """Return the header and the custom sections of the module in a file, as far as they are small."""
    found = os.pread(descriptor, _HEADER, 0)
    at, end = _HEADER, os.fstat(descriptor).st_size
    while at < end:
        head = os.pread(descriptor, 1 + _LEB_BYTES, at)
        size, width = _leb(head[1:])
        whole = 1 + width + size
        if head[0] == _CUSTOM and len(found) + whole <= SECTIONS_MAX_BYTES:
            found += os.pread(descriptor, whole, at)
        at += whole
    return found


def _leb(cells: bytes) -> tuple[int, int]:
    """Return an unsigned number and the bytes that it takes."""
    value = 0
    for index, cell in enumerate(cells):
        value |= (cell & 0x7F) << 7 * index
        if cell < 0x80:
            return value, index + 1
    return value, len(cells)


def _enter_no_phase(phase: Phase) -> None:
    """Do nothing: the call has one deadline as a whole."""
