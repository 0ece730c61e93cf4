"""The sheet of what the build command writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.ui.commands import Scope, bindings
from workbench.ui.renderers import build as contents
from workbench.ui.screens.sheet import Sheet
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import BuildState, SessionState
    from workbench.ui.screens.main_screen import MainScreen


class BuildSheet(Sheet):
    """Shows the output; follows it as long as one looks at its end."""

    COMMAND = "build-output"
    SCOPE = Scope.BUILD
    TITLE = "Build output"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.BUILD)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._summary = FactLine(id="sheet-summary")
        self._reader = Reader(id="build-text")
        self._shown: BuildState | None = None

    def parts(self) -> ComposeResult:
        """Make summary and text."""
        yield self._summary
        yield self._reader

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._summary.say(contents.headline(state))
        if self._shown is not None and state.build.lines is self._shown.lines:
            return
        follows = self._reader.is_vertical_scroll_end
        self._shown = state.build
        self._reader.show(contents.lines(state), topic=state.build.number)
        if follows:
            self._reader.scroll_end(animate=False)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {"build-stop": lambda: self.main.bridge.look(lambda session: session.builds.cancel(), lambda _: None)}

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return ["B builds", "w pauses", *super().keys()]
