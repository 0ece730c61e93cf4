"""The one place where the state stands: parts of the session change it, and whoever listens is notified.

Owns the lock by which parts on different threads (the session's runner, a builder) change one state, and that the
loop's word always follows from the rest.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Unpack

from workbench.errors import WorkbenchError
from workbench.session.loop_phase import LoopInputs, next_of, phase_of
from workbench.session.values.state import LoopPhase, LoopState, Note, SessionState, StateFields


class StateStore:
    """Holds the newest state. May be read and changed from any thread."""

    def __init__(
        self, state: SessionState, *, clock: Callable[[], float], on_change: Callable[[SessionState], None]
    ) -> None:
        """Begin with a state, of which nobody is notified.

        Args:
            state: What is shown at first.
            clock: Gives unix seconds.
            on_change: Gets every published state, in their order, on the thread that changed it.
        """
        self.state = state
        """Replaced as a whole; safe to read from any thread."""
        self.clock = clock
        self._on_change = on_change
        self._inputs = LoopInputs()
        self._unpublished = False
        self._lock = threading.RLock()

    def change(self, **fields: Unpack[StateFields]) -> None:
        """Replace fields of the state, and publish it."""
        with self._lock:
            self._publish(replace(self.state, **fields))

    def set_silently(self, **fields: Unpack[StateFields]) -> None:
        """Replace fields that are published with the next change: what nobody should see by itself."""
        with self._lock:
            self.state = replace(self.state, **fields)
            self._unpublished = True

    def publish(self) -> None:
        """Publish what was set silently, if anything was."""
        with self._lock:
            if self._unpublished:
                self._publish(self.state)

    def under_way(self, phase: LoopPhase | None, detail: str = "", **fields: Unpack[StateFields]) -> None:
        """Say what goes on with the artifact from now on, None: nothing; replace fields, and publish the state."""
        self.under_way_silently(phase, detail, **fields)
        self.publish()

    def under_way_silently(self, phase: LoopPhase | None, detail: str = "", **fields: Unpack[StateFields]) -> None:
        """Do as `under_way`, but publish it with the next change."""
        with self._lock:
            self._inputs = replace(self._inputs, under_way=phase, detail=detail)
            self.set_silently(**fields)

    def update(self, change: Callable[[SessionState], SessionState]) -> None:
        """Make the next state from this one, when it depends on what another thread may change; and publish it."""
        with self._lock:
            self._publish(change(self.state))

    def set_instance_error(self, error: WorkbenchError | None) -> None:
        """Take note of why the build that answers has no instance, None for none; published with the next change."""
        with self._lock:
            self._inputs = replace(self._inputs, instance_error=error)
            self._unpublished = True

    def note(self, source: str, text: str) -> None:
        """Say that something went wrong beside the loop; an empty text takes back what was said of this source."""
        with self._lock:
            notes = tuple(note for note in self.state.notes if note.source != source)
            if text:
                notes = (*notes, Note(source, text))
            if notes != self.state.notes:
                self._publish(replace(self.state, notes=notes))

    def _publish(self, state: SessionState) -> None:
        phase, detail = phase_of(state, self._inputs)
        before = state.loop
        following = next_of(state, phase)
        if (phase, detail, following) != (before.phase, before.detail, before.following):
            since = before.since if before.phase is phase else self.clock()
            state = replace(state, loop=LoopState(phase, detail, since, following))
        self.state, self._unpublished = state, False
        self._on_change(state)
