"""The sheet that opens another plugin: recent ones, samples, or a path that is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Scope, command
from workbench.ui.commands.keymap import key_of
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import plugins as renderer
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.values.plugin_listing import PluginListing

_PATH = "path of a .wasm file, tab completes"


class OpenPluginSheet(SummarySheet):
    """Lists plugins. What is opened is shown, and the sheet closes."""

    COMMAND = "open-plugin"
    TITLE = "0 Plugins"
    ENTER = "opens"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._listing: PluginListing | None = None
        self._opening = ""
        """What is being opened; empty: nothing is."""

    def on_mount(self) -> None:
        """List what there is."""
        super().on_mount()
        self.grid.focus()
        self._say()
        self.context.plugins.list(self._take)

    def _take(self, listing: PluginListing) -> None:
        if not self.is_attached:
            return
        plugins, is_first = self.context.plugins, self._listing is None
        self._listing = listing
        key = renderer.first_row(listing, plugins.places) if is_first else None
        self.grid.show(renderer.COLUMNS, renderer.rows(listing, plugins.places), key=key)
        self._say()
        self.show_detail()

    def _say(self) -> None:
        self.summary.say(renderer.summary(self._listing, self._opening))

    def show_detail(self) -> None:
        """Show what is known of the plugin under the cursor."""
        if self._listing is not None:
            swap = key_of(MAIN["swap-plugin"], self.keymap)
            lines = renderer.detail_lines(self._listing, self.grid.key, self.context.plugins.places, swap)
            self.detail.show(lines, topic=self.grid.key)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Open what was chosen."""
        message.stop()
        self._open(message.key, beside=False)

    # ---- commands -------------------------------------------------------------------------------------------------

    @command(
        "plugin-beside", "Open beside", "Open the plugin and keep this one open.", Scope.SHEET, "s", footer="beside"
    )
    def open_beside(self) -> None:
        """Open the plugin under the cursor beside the one that is shown."""
        if self.grid.key is not None:
            self._open(self.grid.key, beside=True)

    @command("plugin-path", "Type a path", "Open the plugin of a path.", Scope.SHEET, "p", footer="path")
    def type_path(self) -> None:
        """Open the plugin whose path is typed."""
        self._ask(_PATH, "", beside=False)

    @command(
        "plugin-path-beside",
        "Type a path to open beside",
        "Open the plugin of a path, and keep this one open.",
        Scope.SHEET,
        "a",
        footer="path beside",
    )
    def type_path_beside(self) -> None:
        """Open the plugin whose path is typed beside the one that is shown."""
        self._ask(f"{_PATH}; opens beside", "", beside=True)

    @command(
        "plugin-forget",
        "Close or forget",
        "Close the plugin beside, or take one off the list.",
        Scope.SHEET,
        "d",
        footer="close, forget",
    )
    def forget(self) -> None:
        """Leave the plugin under the cursor if it is open beside the one that is shown; else list it no more."""
        plugins, key = self.context.plugins, self.grid.key
        if key is None or key == plugins.places[0]:
            return
        if key == plugins.places[1]:
            plugins.close_beside()
            plugins.list(self._take)
        else:
            plugins.forget(key, lambda _: plugins.list(self._take))

    # ---- within ---------------------------------------------------------------------------------------------------

    def _ask(self, what: str, text: str, *, beside: bool) -> None:
        """Let a path be typed; one where no plugin stands is asked for again, with what was wrong."""

        def taken(typed: str) -> None:
            if typed.strip():
                self._open(typed.strip(), beside=beside, again=True)

        self.prompt(what, text, taken, files=(".wasm",))

    def _open(self, path: str, *, beside: bool, again: bool = False) -> None:
        shown, other = self.context.plugins.places
        if path == other or (path == shown and beside):
            self.dismiss()
            if path == other:
                self.context.plugins.swap()
            return
        if self.context.plugins.open(path, beside=beside, then=partial(self._opened, path, beside, again)):
            self._opening = path
            self._say()

    def _opened(self, path: str, beside: bool, again: bool, error: WorkbenchError | None) -> None:
        """Close, or say why there is nothing to show."""
        self._opening = ""
        if error is None:
            if self.is_current:
                self.dismiss()
        elif again and self.is_attached:
            self._say()
            self._ask("; ".join(str(error).splitlines()), path, beside=beside)
        else:
            self.notify(str(error), severity="error", markup=False, timeout=10)
            if self.is_attached:
                self._say()
                self.context.plugins.list(self._take)
