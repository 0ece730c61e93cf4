"""Where what the parts of the main screen request goes to. Decides nothing itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.screen import Screen

from workbench.ui import messages
from workbench.ui.drawing.lines import SourcePlace
from workbench.ui.in_browser import of_server
from workbench.ui.main.arrangement import Arrangement
from workbench.ui.main.exports import ScreenExports
from workbench.ui.main.overlays import ScreenOverlays
from workbench.ui.main.payload_keeper import PayloadKeeper
from workbench.ui.main.search import Search

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace
    from workbench.ui.drawing.notice import Severity
    from workbench.ui.main.plugin_screens import PluginScreens


class Routes(Screen[None]):
    """Hands each message to the part that does it."""

    finder: Search
    overlays: ScreenOverlays
    exports: ScreenExports
    panes: Arrangement
    payloads: PayloadKeeper
    plugins: PluginScreens

    @property
    def in_browser(self) -> bool:
        """A browser shows the screen."""
        return bool(getattr(self.app, "in_browser", False))

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something for a moment; who it is of is named while another plugin is shown."""
        if self.in_browser:
            message = of_server(message)
        name = self.plugins.says(self)
        if name is not None:
            named = ": ".join(one for one in (name, title) if one)
            self.app.notify(message, title=named, severity=severity, timeout=timeout, markup=markup)

    async def action_run(self, command_id: str) -> None:
        """Do what a command says."""
        raise NotImplementedError

    @on(messages.FindRequested)
    @on(messages.FindClosed)
    @on(messages.ReplaceRequested)
    def find(self, message: messages.FindRequested | messages.FindClosed | messages.ReplaceRequested) -> None:
        """Look for a term where the search was opened, or give the focus back there."""
        self.finder.take(message)

    @on(messages.CommandRequested)
    async def run_command(self, message: messages.CommandRequested) -> None:
        """Do what a sheet hands on, or what was clicked in the footer."""
        await self.action_run(message.command_id)

    @on(messages.ExplanationRequested)
    def explain_row(self, message: messages.ExplanationRequested) -> None:
        """Explain what the cursor of a sheet stands on, over that sheet."""
        self.overlays.explain_row(message)

    @on(messages.ComparisonSheetRequested)
    def compare(self, message: messages.ComparisonSheetRequested) -> None:
        """Show two builds side by side."""
        self.overlays.compare(message.number, message.marked)

    @on(messages.ContentRequested)
    def edit_content(self, message: messages.ContentRequested) -> None:
        """Let a text be edited, and hand back what it became."""
        self.overlays.edit_text(message.title, message.text, message.then)

    @on(messages.CopyRequested)
    def copy(self, message: messages.CopyRequested) -> None:
        """Copy what a list or text offers."""
        self.exports.copy(message.text)

    @on(messages.SourceRequested)
    def open_source(self, message: messages.SourceRequested) -> None:
        """Open the person's editor at a place in a source."""
        from workbench.ui.actions.sources import open_source  # noqa: PLC0415 - few calls fail

        open_source(cast("Workplace", self), SourcePlace(message.file, message.line, message.column))

    @on(messages.PanePicked)
    def pick_pane(self, message: messages.PanePicked) -> None:
        """Go to the pane behind a box of the rail, or a tab."""
        self.panes.go_to(message.pane_id)

    @on(messages.HalvesArranged)
    def share_room(self, message: messages.HalvesArranged) -> None:
        """Share the room as the halves stand now."""
        self.panes.room.stack_halves(stacked=message.stacked)

    @on(messages.FunctionChosen)
    def show_function(self, message: messages.FunctionChosen) -> None:
        """Show the payload of another function."""
        self.payloads.show_function(message.function)
