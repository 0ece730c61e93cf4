"""The host's state in the hands of a person: changed, kept under names, restored, undone.

Owns the kept states and what can be undone. The state itself belongs to the host.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from workbench.errors.operator import StorageTooLarge
from workbench.protocol.calls import LogOrigin
from workbench.protocol.host_functions import HostFunctionError, HostSnapshot, stored_size_bytes
from workbench.session.ports import HostPort
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.state import SessionState

SNAPSHOTS_MAX: Final = 50
"""Kept states; the oldest goes first."""
UNDO_MAX: Final = 50
_ANOTHER: Final = LogOrigin("another call")
"""What wrote lines of which nobody said more: a comparison, a bench."""


class HostControls:
    """What a person may do to the host. Belongs to the session's runner; without a host nothing happens."""

    def __init__(self, host: HostPort | None, states: StateStore) -> None:
        """Show the host as it is."""
        self._host = host
        self._states = states
        self._kept: dict[str, HostSnapshot] = {}
        self._undo: deque[tuple[str, HostSnapshot]] = deque(maxlen=UNDO_MAX)
        self.hide: Callable[[HostSnapshot], HostSnapshot] = lambda snapshot: snapshot
        """Takes out of a state that is shown what nobody is to see."""
        if host is not None:
            states.set_silently(host=host.snapshot())

    # ---- entries, counters, log -----------------------------------------------------------------------------------

    def put(self, key: str, value: bytes, *, plugin: str | None = None, quota_bytes: int | None = None) -> None:
        """Store a value for a plugin; None: the one that answers. Raises StorageTooLarge when it exceeds the quota."""
        name = _plugin_of(self._states.state, plugin)
        try:
            self._do(f"storing {key}", lambda host: host.put(name, key, value, quota_bytes=quota_bytes))
        except HostFunctionError as error:
            wanted = {**self.now().storage.get(name, {}), key: value}
            raise StorageTooLarge(name, stored_size_bytes(name, wanted), quota_bytes or 0) from error

    def delete(self, key: str, *, plugin: str | None = None) -> None:
        """Drop an entry of a plugin; None: the one that answers. An unknown one is ignored."""
        name = _plugin_of(self._states.state, plugin)
        self._do(f"deleting {key}", lambda host: host.delete(name, key))

    def clear(self, *, plugin: str | None = None) -> None:
        """Drop all entries of a plugin; None: the one that answers."""
        name = _plugin_of(self._states.state, plugin)
        self._do("clearing the storage", lambda host: host.clear_storage(name))

    def clear_counters(self) -> None:
        """Set every counter back to nothing."""
        self._do("clearing the counters", lambda host: host.clear_counters())

    def clear_logs(self) -> None:
        """Forget the log tail."""
        self._do("clearing the log", lambda host: host.clear_logs())

    # ---- clock and random source ----------------------------------------------------------------------------------

    def freeze_clock(self, unix_ms: int | None, *, step_ms: int = 0) -> None:
        """Let the clock stand still, or go on by `step_ms` at each reading; None: let it tell the real time."""
        if unix_ms is None:
            self._do("letting the clock run", lambda host: host.run_clock())
        else:
            self._do("freezing the clock", lambda host: host.freeze_clock(unix_ms, step_ms=step_ms))

    def step_clock(self, by_ms: int) -> None:
        """Move the clock; a running one is frozen at the moment that this gives."""
        self._do("moving the clock", lambda host: host.step_clock(by_ms))

    def seed_random(self, seed: str | None) -> None:
        """Give the same bytes for the same seed, from the start; None: secure random bytes."""
        self._do("seeding the random source", lambda host: host.seed_random(seed))

    # ---- states -----------------------------------------------------------------------------------------------------

    def keep(self, name: str) -> None:
        """Keep the host's state as it is now, in place of what is kept under this name."""
        if self._host is None:
            return
        self._kept.pop(name, None)
        self._kept[name] = self._host.snapshot()
        while len(self._kept) > SNAPSHOTS_MAX:
            del self._kept[next(iter(self._kept))]
        self._show()

    def restore(self, name: str) -> None:
        """Let the host be as it was when it was kept. An unknown name is ignored."""
        kept = self._kept.get(name)
        if kept is not None:
            self._do(f"restoring {name}", lambda host: host.restore(kept))

    def drop(self, name: str) -> None:
        """Keep a state no more. Dispatches that began with it find the host as it is."""
        self._kept.pop(name, None)
        self._show()

    def start_from(self, name: str | None) -> None:
        """Let each dispatch begin with a kept state, from now on; None, or an unknown name: with the host as it is."""
        self._states.set_silently(host_start=name if name in self._kept else "")
        self._show()

    def become(self, words: str, snapshot: HostSnapshot) -> None:
        """Let the host be like this, as one change that can be undone; `words` say what was done."""
        self._do(words, lambda host: host.restore(snapshot))

    def undo(self) -> None:
        """Take back the last change, by a person or by a dispatch that stored or counted something."""
        if self._host is not None and self._undo:
            _, before = self._undo.pop()
            self._host.restore(before)
            self._show()

    # ---- for the session ------------------------------------------------------------------------------------------

    def now(self) -> HostSnapshot:
        """Return the host's state; an empty one without a host."""
        return HostSnapshot() if self._host is None else self._host.snapshot()

    def begin(self, found: HostSnapshot) -> HostSnapshot:
        """Let the host be as the next dispatch is to find it; return that. The log goes on, its lines are of others.

        Args:
            found: How it is; the same comes back when no kept state is to be begun with.
        """
        if self._host is None:
            return found
        self._host.sign_logs(_ANOTHER)
        kept = self._kept.get(self._states.state.host_start)
        if kept is None:
            return found
        begun = replace(kept, logs=found.logs, logs_before=found.logs_before)
        self._host.restore(begun)
        return begun

    def after_dispatch(self, record: DispatchRecord, found: HostSnapshot, after: HostSnapshot) -> None:
        """Take note of what a dispatch left, so that it is shown with the next state and can be undone.

        Args:
            record: The dispatch; the lines that it logged are bound to it.
            found: The host's state before it, and before a kept state that it began with.
            after: The state that it left.
        """
        if self._host is None:
            return
        call, function = record.outcome.call, record.outcome.function
        if call is not None and call.activity.logs:
            number = record.number if record.entry is None else record.entry
            self._host.sign_logs(LogOrigin(function, record.generation, number))
            after = self._host.snapshot()
        if found.storage != after.storage or found.counters != after.counters:
            self._undo.append((f"the dispatch of {function}", found))
        self._states.set_silently(host=self.hide(after), host_undo=self._undo[-1][0] if self._undo else "")

    def _do(self, words: str, change: Callable[[HostPort], None]) -> None:
        if self._host is None:
            return
        before = self._host.snapshot()
        change(self._host)
        self._undo.append((words, before))
        self._show()

    def _show(self) -> None:
        start = self._states.state.host_start
        self._states.change(
            host=self.hide(self._host.snapshot()) if self._host is not None else None,
            snapshots=dict(self._kept),
            host_start=start if start in self._kept else "",
            host_undo=self._undo[-1][0] if self._undo else "",
        )


def _plugin_of(state: SessionState, plugin: str | None) -> str:
    """Return the plugin that is meant; None: the one that answers."""
    serving = state.serving or state.newest
    return plugin or (serving.plugin_name if serving is not None else "")
