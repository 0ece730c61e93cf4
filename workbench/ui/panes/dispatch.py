"""Pane 4: which wire function is called; payload and answer stand in it side by side."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from workbench.protocol.function_table import FunctionRow
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.state import SessionState
from workbench.ui import ink
from workbench.ui.ink import grey, say
from workbench.ui.messages import FunctionChosen
from workbench.ui.pane import Pane
from workbench.ui.ribbon import Choice

NARROW = 64
"""Cells of width below which payload and answer stand one above the other."""


def function_choices(state: SessionState) -> list[Choice]:
    """Return the seven functions; those that cannot be called now are grey."""
    rows = {row.function: row for row in state.serving.function_table} if state.serving else {}
    choices = []
    for name in WIRE_FUNCTIONS:
        row = rows.get(name)
        callable_now = row is not None and row.negotiated
        choices.append(Choice(name, name, quiet=not callable_now))
    return choices


def function_line(state: SessionState, function: str) -> ink.Content:
    """Return what calling this function means."""
    wire = WIRE_FUNCTIONS[function]
    row = _row(state, function)
    if row is not None and row.negotiated:
        return say(
            (f"@{row.chosen}", ink.STRONG),
            ("   on failure ", ink.GREY),
            wire.policy.value,
            ("   slot " if row.slot else "", ink.GREY),
            row.slot.value if row.slot else "",
        )
    if row is None:
        return grey(f"on failure {wire.policy.value}   no build answers yet")
    return say((f"{ink.NOTHING} {row.cause}", ink.WARN), ("  a host never calls it; sending shows why", ink.GREY))


def _row(state: SessionState, function: str) -> FunctionRow | None:
    if state.serving is None:
        return None
    return next((row for row in state.serving.function_table if row.function == function), None)


def instance_text(state: SessionState) -> str:
    """Return what answers, for the border."""
    if state.serving is None:
        return "no build answers"
    return f"gen {state.serving.number} · living instance · {state.settings.budget.name}"


class DispatchPane(Pane):
    """Shows layer L5. Payload and response are given to it: they do not know each other."""

    TITLE = "4 Dispatch"

    def __init__(self, payload: Widget, response: Widget, *, focus: Widget) -> None:
        super().__init__(id="dispatch")
        self.view = "shape"
        self._halves = payload, response
        self._focus = focus
        self._state = SessionState()
        self._about = Static(id="about-function", markup=False)

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._about
        yield Container(*self._halves, id="halves")

    def focus_target(self) -> Widget:
        """Return the editor."""
        return self._focus

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._state = state
        self.border_subtitle = instance_text(state)
        self._draw()

    def choose(self, function: str) -> None:
        """Mark a function as the chosen one."""
        self.view = function
        self._draw()

    def refresh_view(self) -> None:
        """Draw, and tell that another function was chosen."""
        self._draw()
        self.post_message(FunctionChosen(self.view))

    def on_resize(self) -> None:
        """Put the halves side by side, or one above the other."""
        self.set_class(self.content_size.width < NARROW, "-stacked")

    def _draw(self) -> None:
        self.ribbon.show(function_choices(self._state), self.view)
        self._about.update(function_line(self._state, self.view))
