"""The sheet that shows what a project file asks for, and takes a person's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.bridge.requests import ProjectDeclineRequested, ProjectTrustRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.renderers import project as renderer
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.state import ProjectState, SessionState


class TrustSheet(Sheet):
    """Asks once; what is trusted is what was shown."""

    COMMAND = "trust"
    TITLE = "Trust this project"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._reader = Reader(id="trust-text")
        self._shown: ProjectState | None = None

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def show(self, state: SessionState) -> None:
        """Show what is asked for."""
        if state.project is not self._shown:
            self._shown = state.project
            self._reader.show(renderer.lines(state.project))
            self.say_keys()

    @command("trust-yes", "Trust it", "Trust the command, limits and paths that are shown.", Scope.SHEET, "Y")
    def trust(self) -> None:
        """Trust what is shown, once all of it was seen."""
        requests = self._shown.untrusted if self._shown is not None else None
        if requests is None:
            return
        if not self._reader.is_vertical_scroll_end:
            self._reader.scroll_page_down(animate=False)
            self.notify("Read it to its end first; then Y trusts it.", severity="warning", markup=False)
            return
        self.context.ask(ProjectTrustRequested(requests))
        self.dismiss()

    @command("trust-no", "Later", "Ask no more in this run; nothing of it runs.", Scope.SHEET, "Z")
    def decline(self) -> None:
        """Take the line away for this run."""
        self.context.ask(ProjectDeclineRequested())
        self.dismiss()

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        waits = self._shown is not None and self._shown.untrusted is not None
        return [*(["Y trusts it"] if waits else []), "Z later"]
