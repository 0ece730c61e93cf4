"""The sheet of hidden state: what the answers of the build depend on beside their payload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.bridge.measure_requests import DriftRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.renderers import drift as renderer
from workbench.ui.renderers.cards import no_build_lines
from workbench.ui.screens.sheet import SummarySheet

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.values.state import SessionState


class DriftSheet(SummarySheet):
    """Lists the functions; opened for a build that nobody looked into yet, it begins to."""

    COMMAND = "drift"
    TITLE = "Hidden state"
    LEAVES_OUT_FAULTS = True

    def on_mount(self) -> None:
        """Show what is known of the build that answers, or look for it."""
        super().on_mount()
        state = self.state
        if state is None or state.serving is None:
            self.notify("No build answers.", severity="warning", timeout=4)
        elif state.drift is None or state.drift.generation != state.serving.number:
            self.look_again()

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self.summary.say(renderer.summary(state.drift))
        self.grid.show(renderer.COLUMNS, renderer.rows(state.drift))
        self.show_detail()

    def show_detail(self) -> None:
        """Show the function under the cursor."""
        drift = self.state.drift if self.state else None
        lines = renderer.lines(drift, self.grid.key)
        self.detail.show(no_build_lines() if drift is None and not self.has_build else lines, topic=self.grid.key)

    @command(
        "drift-run", "Look again", "Send the payload of the editor again and again.", Scope.SHEET, "r", footer="run"
    )
    def look_again(self) -> None:
        """Look for hidden state with what is in the editor."""
        self.context.ask(DriftRequested(*self.context.draft()), self._refused)

    def _refused(self, error: WorkbenchError | None) -> None:
        if error is not None:
            self.notify(str(error), severity="error", markup=False)
