"""Hands each state that is drawn to the parts that show it, and says what went wrong since the one before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from workbench.ui.main.parts import Parts
from workbench.ui.main.render_throttle import is_news
from workbench.ui.panes.rail import PANE_OF_LAYER
from workbench.ui.screens.sheet_context import Viewer
from workbench.ui.widgets.notifying import Notifying

if TYPE_CHECKING:
    from textual.widget import Widget

    from workbench.session.values.generation import Generation
    from workbench.session.values.state import SessionState
    from workbench.ui.panes.handshake import HandshakePane
    from workbench.ui.panes.sections import SectionsPane
    from workbench.ui.panes.self_check import SelfCheckPane

_ABOUT_FILES: Final = frozenset({"artifact", "sources"})
"""Sources of notes."""


class StateDisplay:
    """Draws states. Keeps which build each pane shows."""

    def __init__(
        self,
        parts: Parts,
        viewers: list[Viewer],
        notify: Notifying,
        withdraw: Callable[[str], object],
        pick: Callable[[str], object],
    ) -> None:
        """Draw nothing yet.

        Args:
            parts: What shows the states.
            viewers: Called with each state that is drawn: sheets that cover the panes.
            notify: Says what went wrong beside the loop.
            withdraw: Takes back what `notify` said, by its text.
            pick: Goes to a pane, by its id.
        """
        self._parts = parts
        self._viewers = viewers
        self._notify = notify
        self._withdraw = withdraw
        self._pick = pick
        self._drawn: dict[Widget, Generation] = {}
        self._has_pointed = False
        """The failure of the first build was shown where it is explained in full."""

    def draw(self, previous: SessionState | None, state: SessionState) -> None:
        """Show a state; `previous` is the one that was drawn before it, None for the first."""
        parts = self._parts
        parts.header.tick(time.time())
        parts.header.show(state)
        parts.rail.show(state)
        parts.build_strip.show(state)
        self._show_project(previous, state)
        if state.newest is not None:
            panes: list[SectionsPane | HandshakePane | SelfCheckPane]
            panes = [parts.sections, parts.handshake, parts.self_check]
            for layer, pane in enumerate(panes):
                if is_news(self._drawn.get(pane), state.newest, layer):
                    self._drawn[pane] = state.newest
                    pane.show(state.newest)
            self._point_at_failure(state, state.newest)
        parts.dispatch.show(state)
        parts.response.show(state)
        for viewer in tuple(self._viewers):
            viewer(state)
        self._say_errors(previous, state)

    def _show_project(self, previous: SessionState | None, state: SessionState) -> None:
        if previous is None or state.project is not previous.project:
            from workbench.ui.renderers.project import project_line  # noqa: PLC0415 - most projects ask for nothing

            self._parts.project_line.show(project_line(state.project))

    def _say_errors(self, previous: SessionState | None, state: SessionState) -> None:
        """Say what went wrong since, and take back what holds no more: a file that was missing is there again."""
        for text in _standing(previous) - _standing(state):
            self._withdraw(text)
        error = state.error
        if error is not None and (previous is None or error is not previous.error):
            self._notify(str(error), title=error.kind, severity="warning", markup=False)
        for note in state.notes:
            if previous is None or note not in previous.notes:
                self._notify(note.text, title=note.source, severity="warning", markup=False)

    def _point_at_failure(self, state: SessionState, newest: Generation) -> None:
        """Mark the failed layer's pane; at the first build, go there when it is hidden and nothing else was begun."""
        parts, failed = self._parts, newest.failed_layer
        pane_id = None if failed is None else PANE_OF_LAYER[newest.layers.index(failed)]
        parts.tabs.show_failed(pane_id)
        if self._has_pointed or not newest.complete:
            return
        self._has_pointed = True
        arrangement = parts.arrangement
        begun = arrangement.active is not parts.dispatch or not parts.payload.is_untouched
        if pane_id is not None and state.serving is None and arrangement.one_at_a_time and not begun:
            self._pick(pane_id)


def _standing(state: SessionState | None) -> set[str]:
    """Return what is said of files as long as it holds. What was lost stays said: it does not come back."""
    if state is None:
        return set()
    error = set() if state.error is None else {str(state.error)}
    return error | {note.text for note in state.notes if note.source in _ABOUT_FILES}
