"""The sheet of all builds of this run: one goes back to an older one, and pins what answers are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from workbench.ui.commands import Scope, bindings
from workbench.ui.contents import generations as contents
from workbench.ui.messages import RowChosen
from workbench.ui.sheet import ListSheet

if TYPE_CHECKING:
    from workbench.session.state import SessionState


class GenerationsSheet(ListSheet):
    """Lists the builds, and shows the one under the cursor."""

    COMMAND = "generations"
    SCOPE = Scope.GENERATIONS
    TITLE = "Generations"
    ENTER = "answers with it"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.GENERATIONS)

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self.grid.show(contents.COLUMNS, contents.rows(state))
        self.show_detail()

    def show_detail(self) -> None:
        """Show the build under the cursor."""
        if self.main.state is not None:
            self.detail.show(contents.detail_lines(self.main.state, self.number), topic=self.grid.key)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {"generation-pin": self._pin, "generation-newest": lambda: self._answer_with(None)}

    def on_row_chosen(self, message: RowChosen) -> None:
        """Let the chosen build answer."""
        message.stop()
        self._answer_with(int(message.key))

    def _answer_with(self, number: int | None) -> None:
        def told(answers: bool) -> None:
            if not answers:
                self.notify("That build can not answer.", severity="warning", timeout=3)

        self.main.bridge.ask(lambda session: session.answer_with(number), told)

    def _pin(self) -> None:
        number, state = self.number, self.main.state
        wanted = None if state is None or state.baseline == number else number
        self.main.bridge.ask(lambda session: session.pin(wanted))
