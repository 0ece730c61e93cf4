"""The sheet by which reports and bundles leave the screen: what is inside is seen before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.ui.bridge.export_requests import BundlePreviewRequested, BundleRequested, ReportRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.renderers import share as renderer
from workbench.ui.screens.sheet import Sheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.bundle import Bundle
    from workbench.session.values.session_snapshot import ExportedFile


class ShareSheet(Sheet):
    """Shows what a bundle would hold as it stood when it was opened, or when the choice was made."""

    COMMAND = "share"
    TITLE = "Report and bundle"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._reader = Reader(id="share-text")
        self._with_module = True

    def parts(self) -> ComposeResult:
        """Make the text."""
        yield self._reader

    def on_mount(self) -> None:
        """Find out what a bundle would hold."""
        super().on_mount()
        self._look()

    @command("share-report", "Write the report", "One page that needs nothing else.", Scope.SHEET, "r", footer="report")
    def write_report(self) -> None:
        """Ask where the page goes, and write it."""
        self._ask_report("one page: file, tab completes", ".html")

    @command(
        "share-markdown", "Write it for a pull request", "The report as Markdown.", Scope.SHEET, "p", footer="markdown"
    )
    def write_markdown(self) -> None:
        """Ask where the text goes, and write it."""
        self._ask_report("for a pull request: file that ends in .md, tab completes", ".md")

    @command("share-bundle", "Write the bundle", "All that others need.", Scope.SHEET, "z", footer="bundle")
    def write_bundle(self) -> None:
        """Ask where the bundle goes, and write it."""

        def take(path: str) -> None:
            self.context.ask(BundleRequested(_typed(path), self._with_module), self._written)

        self.prompt("bundle: zip file, tab completes", self._offered(".bundle.zip"), take, files=(".zip",))

    @command("share-module", "With or without the module", "Put it into the bundle, or leave it out.", Scope.SHEET, "v")
    def toggle_module(self) -> None:
        """Put the module in, or leave it out."""
        self._with_module = not self._with_module
        self._look()

    def _ask_report(self, what: str, suffix: str) -> None:
        def take(path: str) -> None:
            self.context.ask(ReportRequested(_typed(path)), self._written)

        self.prompt(what, self._offered(suffix), take, files=(suffix,))

    def _offered(self, suffix: str) -> str:
        newest = self.state.newest if self.state is not None else None
        return renderer.offered_name(newest.title if newest is not None else "", suffix)

    def _look(self) -> None:
        self._reader.show(renderer.lines(None, is_known=False))
        self.context.ask(BundlePreviewRequested(self._with_module), self._found)

    def _found(self, bundle: Bundle | None) -> None:
        if self.is_attached:
            self._reader.show(renderer.lines(bundle, is_known=True))

    def _written(self, file: ExportedFile | None) -> None:
        if file is None:
            self.notify("There is no build yet.", severity="warning", timeout=4)
        else:
            self.notify(renderer.written(file), severity="warning" if file.kept else "information", markup=False)


def _typed(path: str) -> str:
    """Return a path that was typed. Raises ValueError: nothing was."""
    if not path.strip():
        raise ValueError("expected the name of a file")
    return path.strip()
