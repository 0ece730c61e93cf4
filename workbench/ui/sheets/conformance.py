"""The sheet of the conformance cases of the newest build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.bridge.measure_requests import ConformanceRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.drawing.json_layout import readable
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import conformance as renderer
from workbench.ui.screens.sheet import SummarySheet

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class ConformanceSheet(SummarySheet):
    """Lists the cases, failed ones first, and shows what each sent and what came of it."""

    COMMAND = "conformance"
    TITLE = "Conformance"
    LEAVES_OUT_FAULTS = True
    ENTER = "opens the payload"

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self.summary.say(renderer.summary(state))
        self.grid.show(renderer.COLUMNS, renderer.rows(state))
        self.show_detail()

    def show_detail(self) -> None:
        """Show the case under the cursor."""
        if self.state is not None:
            shown = renderer.lines(self.state, self.grid.key, self.detail.line_width)
            self.detail.show(shown, topic=self.grid.key)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Open what a case sent as a document."""
        message.stop()
        result = renderer.chosen(self.state, message.key) if self.state is not None else None
        if result is None or result.payload is None:
            self.notify("This case sent nothing.", timeout=3)
            return
        self.dismiss()
        origin = Origin(OriginKind.CASE, result.layer)
        self.context.documents().open_text(result.function, readable(result.payload), origin)

    def on_resize(self) -> None:
        """Draw for another width."""
        super().on_resize()
        self.show_again()

    @command("conformance-run", "Run the cases", "Run the cases of the newest build.", Scope.SHEET, "r", footer="run")
    def run_cases(self) -> None:
        """Run the cases again."""
        if self.state is not None and self.state.newest is not None:
            self.context.ask(ConformanceRequested(self.state.newest.number))
