"""The right half of pane 4: outcome, cost and answer of the last dispatch, and how it differs from the build before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import Line, empty_state
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.pane import Pane
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.renderers.answers import Difference

VIEWS = ("response", "raw", "sent", "log", "diff")
STEPS = (("^j", "sends the payload"), ("f7", "shows the next function"), ("f4", "opens $EDITOR"))
STEPS_OF_REJECTED = (("f12", "explains the failure"), ("^r", "loads the file again"))


class Response(Pane):
    """Shows the last dispatch."""

    def __init__(self) -> None:
        super().__init__(id="response")
        self.remove_class("pane")
        self.view = VIEWS[0]
        self._state: SessionState | None = None
        self._difference: Difference | None = None
        self._outcome = FactLine(id="outcome")
        self._effect = FactLine(id="effect")
        self.reader = Reader(id="response-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self._outcome
        yield self._effect
        yield self.ribbon
        yield self.reader

    def on_mount(self) -> None:
        """Say what is awaited."""
        self.refresh_view()

    @property
    def whole_response(self) -> str:
        """The response of the dispatch that is shown, in full; empty when there is none."""
        last = self._state.last if self._state else None
        return (last.outcome.response_text or "") if last else ""

    def focus_target(self) -> Widget:
        """Return the text."""
        return self.reader

    def show(self, state: SessionState) -> None:
        """Show another state; nothing is drawn when neither dispatch nor serving build changed."""
        from workbench.ui.renderers.answers import compare  # noqa: PLC0415 - not for the first frame

        previous, self._state = self._state, state
        if previous is None or state.last is not previous.last or state.previous is not previous.previous:
            self._difference = compare(state.previous, state.last)
        elif (
            state.running == previous.running
            and state.serving is previous.serving
            and (state.last is not None or state.newest is previous.newest)
        ):
            return
        self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        state = self._state
        if state is None or (state.last is None and state.running is None):
            self._outcome.say(styles.grey(f"{styles.NOTHING} nothing dispatched yet"))
            self.ribbon.show([Choice(view, view, quiet=view != VIEWS[0]) for view in VIEWS], self.view)
            self.reader.show(_awaited(state), topic=self.view)
            return
        from workbench.ui.renderers import response as renderer  # noqa: PLC0415
        from workbench.ui.renderers.host_effect import effect_line  # noqa: PLC0415

        self._outcome.say(renderer.outcome_line(state, self.reader.line_width))
        self._effect.say(effect_line(state.last) if state.running is None else Content())
        self.ribbon.show(renderer.view_choices(state, self._difference), self.view)
        lines, whole = renderer.content(state, self.view, self._difference, width=self.reader.line_width)
        self.reader.show(lines, topic=self.view, whole=whole)


def _awaited(state: SessionState | None) -> list[Line]:
    """Return what stands here before the first answer: what leads to one."""
    newest = state.newest if state else None
    if state is None or newest is None or not newest.complete or state.serving is not None:
        return empty_state("The response will be shown here.", *STEPS)
    failed = newest.failed_layer
    if failed is None or failed.error is None:
        return empty_state("No build answers.", *STEPS_OF_REJECTED)
    return empty_state(f"No build answers: {failed.layer.label} failed with {failed.error.kind}.", *STEPS_OF_REJECTED)
