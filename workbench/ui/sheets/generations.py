"""The sheet of all builds of this run: one goes back to an older one, and pins what answers are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.actions.registry import MAIN
from workbench.ui.bridge.requests import AnswerSwitchRequested, BaselineRequested
from workbench.ui.commands.command import Scope, command, takes_over
from workbench.ui.commands.keymap import key_of
from workbench.ui.messages import ComparisonSheetRequested, RowChosen
from workbench.ui.renderers import generations as renderer
from workbench.ui.screens.sheet import ListSheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState


class GenerationsSheet(ListSheet):
    """Lists the builds, and shows the one under the cursor."""

    COMMAND = "generations"
    TITLE = "Generations"
    ENTER = "answers"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._marked: int | None = None

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self.grid.show(renderer.COLUMNS, renderer.rows(state, self._marked))
        self.show_detail()

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        first, *others = super().keys()
        return [first, f"{key_of(MAIN['compare'], self.keymap)} compare", *others]

    def show_detail(self) -> None:
        """Show the build under the cursor."""
        if self.state is not None:
            self.detail.show(renderer.detail_lines(self.state, self.number), topic=self.grid.key)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Let the chosen build answer."""
        message.stop()
        self._answer_with(int(message.key))

    @command(
        "generation-pin",
        "Pin as baseline",
        "Compare answers with those of this build; again: with those of the previous one.",
        Scope.SHEET,
        "p",
        footer="pin",
    )
    def pin(self) -> None:
        """Compare answers with those of the build under the cursor, or no longer."""
        number, state = self.number, self.state
        wanted = None if state is None or state.baseline == number else number
        self.context.ask(BaselineRequested(wanted))

    @command(
        "generation-newest",
        "Newest answers",
        "Dispatch to the newest good build.",
        Scope.SHEET,
        "a",
        footer="newest",
    )
    def answer_with_newest(self) -> None:
        """Let the newest good build answer."""
        self._answer_with(None)

    @command("generation-mark", "Mark", "Compare another build with this one.", Scope.SHEET, "space", footer="mark")
    def mark(self) -> None:
        """Mark the build under the cursor, or take its mark away."""
        self._marked = None if self._marked == self.number else self.number
        self.show_again()

    @takes_over("compare")
    def compare(self) -> None:
        """Show the build under the cursor beside the marked one."""
        self.context.post(ComparisonSheetRequested(self.number, self._marked))

    def _answer_with(self, number: int | None) -> None:
        def answered(answers: bool) -> None:
            if not answers:
                self.notify("That build cannot answer.", severity="warning", timeout=3)

        self.context.ask(AnswerSwitchRequested(number), answered)
