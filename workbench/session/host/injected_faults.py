"""Injected faults in the hands of a person: set, dropped, cleared. They concern dispatches from the next one on.

Owns nothing: what is set stands in the settings of the state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from workbench.protocol.hosting.injected_faults import NO_FAULTS, FaultPlan
from workbench.session.state_store import StateStore
from workbench.session.values.state import SessionState

TYPED: Final = "typed"
"""Where the texts come from, for the error."""


class FaultControls:
    """What a person may let the host do wrong. Belongs to the session's runner."""

    def __init__(self, states: StateStore) -> None:
        """Leave what is set as it is."""
        self._states = states

    def put(self, spec: str, *, instead: str = "") -> None:
        """Set a fault, in place of one for the same thing, and of `instead`.

        Args:
            spec: As `--fault` of the command line takes it; white space around it is left out.
            instead: A fault that it replaces; empty: none.

        Raises:
            FaultUnknown: The text names no fault; nothing is changed.
        """
        self._become(lambda plan: plan.without(instead).having(spec.strip(), source=TYPED))

    def drop(self, spec: str) -> None:
        """Take a fault back. One that is not set is ignored."""
        self._become(lambda plan: plan.without(spec))

    def clear(self) -> None:
        """Take all faults back."""
        self._become(lambda _: NO_FAULTS)

    def _become(self, change: Callable[[FaultPlan], FaultPlan]) -> None:
        def changed(state: SessionState) -> SessionState:
            return replace(state, settings=replace(state.settings, faults=change(state.settings.faults)))

        self._states.update(changed)
