"""The sheet of all builds of this run: one goes back to an older one, and pins what answers are compared with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from workbench.ui.commands import Scope, bindings, key_of
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import generations as contents
from workbench.ui.screens.sheet import ListSheet

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.main_screen import MainScreen


class GenerationsSheet(ListSheet):
    """Lists the builds, and shows the one under the cursor."""

    COMMAND = "generations"
    SCOPE = Scope.GENERATIONS
    TITLE = "Generations"
    ENTER = "answers"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.GENERATIONS)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._marked: int | None = None

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self.grid.show(contents.COLUMNS, contents.rows(state, self._marked))
        self.show_detail()

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        first, *others = super().keys()
        return [first, f"{key_of('compare', self.main.keymap)} compare", *others]

    def show_detail(self) -> None:
        """Show the build under the cursor."""
        if self.main.state is not None:
            self.detail.show(contents.detail_lines(self.main.state, self.number), topic=self.grid.key)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {
            "generation-pin": self._pin,
            "generation-newest": lambda: self._answer_with(None),
            "generation-mark": self._mark,
            "compare": self._compare,
        }

    def on_row_chosen(self, message: RowChosen) -> None:
        """Let the chosen build answer."""
        message.stop()
        self._answer_with(int(message.key))

    def _answer_with(self, number: int | None) -> None:
        def told(answers: bool) -> None:
            if not answers:
                self.notify("That build cannot answer.", severity="warning", timeout=3)

        self.main.bridge.ask(lambda session: session.answer_with(number), told)

    def _mark(self) -> None:
        self._marked = None if self._marked == self.number else self.number
        if self.main.state is not None:
            self.show(self.main.state)

    def _compare(self) -> None:
        from workbench.ui.sheets.compare import CompareSheet  # noqa: PLC0415 - not every look at builds compares them

        self.main.app.push_screen(CompareSheet(self.main, self.number, self._marked))

    def _pin(self) -> None:
        number, state = self.number, self.main.state
        wanted = None if state is None or state.baseline == number else number
        self.main.bridge.ask(lambda session: session.pin(wanted))
