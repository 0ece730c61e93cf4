"""Keeps the editor informed of what variables can become: values that change on disk, answers of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.bridge.payload_requests import VariablesRequested

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.session.values.variable_values import KnownVariables
    from workbench.ui.bridge.request import Ask
    from workbench.ui.panes.payload import Payload


class ScreenVariables:
    """Asks the session for what variables can become; nothing here waits."""

    def __init__(self, payload: Payload, ask: Ask) -> None:
        """Ask nothing yet."""
        self._payload = payload
        self._ask = ask
        self._asking = False
        self._dispatch = 0

    def look(self) -> None:
        """Find out, if the text in the editor may have a variable, or nothing is known yet."""
        here = self._payload.variables
        if not self._asking and (here.known is None or here.may_be_in(self._payload.text)):
            self._asking = True
            self._ask(VariablesRequested(), self._take)

    def show(self, state: SessionState) -> None:
        """Find out after each dispatch: its answer is one that variables can name."""
        number = state.last.number if state.last is not None else 0
        if number != self._dispatch:
            self._dispatch = number
            # Completion offers its parts, whatever stands in the editor.
            self._asking = True
            self._ask(VariablesRequested(), self._take)

    def _take(self, known: KnownVariables) -> None:
        self._asking = False
        here = self._payload.variables
        if known != here.known:
            here.known = known
            self._payload.check_soon()
