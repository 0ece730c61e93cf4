"""Pane 4: which wire function is called; payload and answer stand in it side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.messages import AnswerShown, FunctionChosen, HalvesArranged
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.pane import Pane

if TYPE_CHECKING:
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.state import SessionState

NARROW = 64
"""Cells of width below which payload and answer stand one above the other."""


class DispatchPane(Pane):
    """Shows layer L5. Payload and response are given to it: they do not know each other."""

    TITLE = "4 Dispatch"

    def __init__(
        self, payload: Widget, response: Widget, *, focus: Widget, shown: Callable[[], DispatchRecord | None]
    ) -> None:
        """Show payload and response side by side.

        Args:
            payload: The left half.
            response: The right half.
            focus: What is typed in.
            shown: Gives the dispatch whose answer is shown; None: there is none.
        """
        super().__init__(id="dispatch")
        self.view = next(iter(WIRE_FUNCTIONS))
        self._halves = payload, response
        self._focus = focus
        self._state: SessionState | None = None
        self._shown = shown
        self.fresh = False
        """True: what is sent goes to an instance of its own."""
        self._about = FactLine(id="about-function")
        self._cost = FactLine(id="cost")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._about
        yield Container(*self._halves, id="halves")
        yield self._cost

    def on_mount(self) -> None:
        """Say what is awaited."""
        self._draw()

    def focus_target(self) -> Widget:
        """Return the editor."""
        return self._focus

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._state = state
        self._draw()

    def on_answer_shown(self, message: AnswerShown) -> None:
        """Say what the dispatch used up whose answer is shown."""
        message.stop()
        self._draw()

    def choose(self, function: str) -> None:
        """Mark a function as the chosen one."""
        self.view = function
        self._draw()

    def show_fresh(self, *, fresh: bool) -> None:
        """Say which instance is sent to from now on."""
        self.fresh = fresh
        self._draw()

    def refresh_view(self) -> None:
        """Draw, and tell that another function was chosen."""
        self._draw()
        self.post_message(FunctionChosen(self.view))

    def on_resize(self) -> None:
        """Put the halves side by side, or one above the other."""
        stacked = self.content_size.width < NARROW
        if stacked != self.has_class("-stacked"):
            self.set_class(stacked, "-stacked")
            self.post_message(HalvesArranged(stacked=stacked))
        self._draw()

    def _draw(self) -> None:
        state = self._state
        if state is None:
            self.ribbon.show([Choice(name, name, quiet=True) for name in WIRE_FUNCTIONS], self.view)
            self._about.say(styles.grey("no build answers yet"))
            return
        from workbench.ui.renderers import dispatch as renderer  # noqa: PLC0415 - not for the first frame

        self.say_below(renderer.instance_text(state, fresh=self.fresh))
        self.ribbon.show(renderer.function_choices(state), self.view)
        self._about.say(renderer.function_line(state, self.view))
        self._cost.say(renderer.cost_text(state, self._shown(), self.content_size.width - 2))
