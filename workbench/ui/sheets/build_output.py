"""The sheet of what the build command writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.actions.registry import MAIN
from workbench.ui.bridge.requests import BuildCancelRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.renderers import build as renderer
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import BuildState, SessionState


class BuildOutputSheet(Sheet):
    """Shows the output; follows it as long as one looks at its end."""

    COMMAND = "build-output"
    TITLE = "Build output"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._summary = FactLine(id="sheet-summary")
        self._reader = Reader(id="build-text")
        self._shown: BuildState | None = None

    def parts(self) -> ComposeResult:
        """Make summary and text."""
        yield self._summary
        yield self._reader

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._summary.say(renderer.headline(state))
        if self._shown is not None and state.build.lines is self._shown.lines:
            return
        follows = self._reader.is_vertical_scroll_end
        self._shown = state.build
        self._reader.show(renderer.lines(state), topic=state.build.number)
        if follows:
            self._reader.scroll_end(animate=False)

    @command("build-stop", "Cancel the build", "Stop the running build.", Scope.SHEET, "K", footer="cancel")
    def cancel(self) -> None:
        """Stop the running build."""
        self.context.ask(BuildCancelRequested())

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [self.key_text(MAIN["build"]), self.key_text(MAIN["pause"]), *super().keys()]
