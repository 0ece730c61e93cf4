"""The one place where the state stands: parts of the session change it, whoever listens is told.

Owns the lock by which parts on different threads (the session's runner, a builder) change one state, and that the
loop's word always follows from the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.session.loop_phase import LoopInputs, next_of, phase_of
from workbench.session.values.state import LoopPhase, LoopState, Note, SessionState


class StateStore:
    """Holds the newest state. May be read and changed from any thread."""

    def __init__(
        self, state: SessionState, *, clock: Callable[[], float], on_change: Callable[[SessionState], None]
    ) -> None:
        """Begin with a state, of which nobody is told.

        Args:
            state: What is shown at first.
            clock: Gives unix seconds.
            on_change: Told of every new state, in their order, on the thread that changed it.
        """
        self.state = state
        """Replaced as a whole; safe to read from any thread."""
        self.clock = clock
        self._on_change = on_change
        self._inputs = LoopInputs()
        self._lock = threading.RLock()

    def change(self, **changes: Any) -> None:
        """Replace fields of the state, but never `loop`, and tell of it."""
        with self._lock:
            self._become(replace(self.state, **changes))

    def under_way(self, phase: LoopPhase | None, detail: str = "", **changes: Any) -> None:
        """Replace fields, and say what goes on with the artifact from now on; None: nothing."""
        with self._lock:
            self._inputs = replace(self._inputs, under_way=phase, detail=detail)
            self._become(replace(self.state, **changes))

    def update(self, change: Callable[[SessionState], SessionState]) -> None:
        """Make the next state from this one, when it depends on what another thread may change; and tell of it."""
        with self._lock:
            self._become(change(self.state))

    def set_silently(self, **changes: Any) -> None:
        """Replace fields of which whoever listens is told with the next change."""
        with self._lock:
            self.state = replace(self.state, **changes)

    def set_instance_error(self, instance_error: Any) -> None:
        """Take note of why the build that answers has no instance, None for none; told with the next change."""
        with self._lock:
            self._inputs = replace(self._inputs, instance_error=instance_error)

    def note(self, source: str, text: str) -> None:
        """Say that something went wrong beside the loop; an empty text takes back what was said of this source."""
        with self._lock:
            notes = tuple(note for note in self.state.notes if note.source != source)
            if text:
                notes = (*notes, Note(source, text))
            if notes != self.state.notes:
                self._become(replace(self.state, notes=notes))

    def _become(self, state: SessionState) -> None:
        phase, detail = phase_of(state, self._inputs)
        before = state.loop
        following = next_of(state, phase)
        if (phase, detail, following) != (before.phase, before.detail, before.following):
            since = before.since if before.phase is phase else self.clock()
            state = replace(state, loop=LoopState(phase, detail, since, following))
        self.state = state
        self._on_change(state)
