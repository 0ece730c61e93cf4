"""The foot of pane 4: what the answer cost that stands above it."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widget import Widget

from tests.ui import states
from workbench.ui.panes.dispatch import DispatchPane
from workbench.ui.panes.response import Response
from workbench.ui.renderers.shown_answers import Beside
from workbench.ui.widgets.fact_line import FactLine


class OnePane(App[None]):
    """Pane 4 with an answer and no editor."""

    def __init__(self) -> None:
        super().__init__()
        self.response, editor = Response(), Widget()
        self.pane = DispatchPane(editor, self.response, focus=editor, shown=lambda: self.response.shown_record)

    def compose(self) -> ComposeResult:
        yield self.pane


async def test_the_cost_is_that_of_the_answer_shown_above_it() -> None:
    """A payload that was not sent has no cost, also where another one of its function has."""
    app, state = OnePane(), states.measured()
    async with app.run_test(size=(120, 30)) as pilot:
        for part in (app.pane, app.response):
            part.show(state)
        await pilot.pause()
        foot = app.pane.query_one("#cost", FactLine)
        assert "32 MiB" in str(foot.render())
        assert state.last is not None
        for number, sent, said in ((1, None, "limits"), (2, state.last.typed, "32 MiB")):
            beside = Beside("shape", "{}", sent, number, lambda function, text: "another")
            app.response.stand_beside(beside)
            await pilot.pause()
            assert said in str(foot.render())
