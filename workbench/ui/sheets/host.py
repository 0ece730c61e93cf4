"""The sheet of the host: storage, counters, log, clock and random source, snapshots, injected faults, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from workbench.ui.bridge.host_requests import HostStartRequested, HostUndoRequested, SnapshotRestoreRequested
from workbench.ui.commands.command import Scope, command, takes_over
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import host as renderer
from workbench.ui.renderers import host_log
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.sheets.host_prompts import HostPrompts
from workbench.ui.sheets.setting_prompts import SettingPrompts

if TYPE_CHECKING:
    from workbench.protocol.calls import LogOrigin
    from workbench.session.values.state import SessionState

_KEYS: Final = {
    "storage": ("add", "delete", "export", "import", "undo", "clear", "keep", "export-all"),
    "counters": ("clear", "undo", "keep"),
    "log": ("level", "only", "clear"),
    "clock": ("undo", "keep"),
    "snapshots": ("start", "keep", "delete", "undo"),
    "faults": ("add", "delete", "clear"),
    "settings": ("add", "delete", "clear"),
}
"""Which keys matter in which view, the most important first."""
_ENTERS: Final = {
    "storage": "changes",
    "clock": "changes",
    "snapshots": "restores",
    "faults": "changes",
    "settings": "changes",
}


class HostSheet(SummarySheet):
    """Shows one part of the host at a time."""

    COMMAND = "host"
    TITLE = "5 Host"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self.view = renderer.VIEWS[0]
        self._prompts = HostPrompts(context, self.prompt, self.notify)
        self._settings = SettingPrompts(context, self.prompt)
        self._level = host_log.LEVELS[0]
        self._only: LogOrigin | None = None
        self._as_bytes = False
        self._last: str | None = None

    def parts(self) -> ComposeResult:
        """Make views, summary, list and detail."""
        yield self.ribbon
        yield from super().parts()

    def keys(self) -> list[str]:
        """Return the keys that matter in this view."""
        enter = [f"enter {_ENTERS[self.view]}"] if self.view in _ENTERS else []
        return [*enter, *(self.key_text(self.OWN[f"host-{name}"]) for name in _KEYS[self.view])]

    def show(self, state: SessionState) -> None:
        """Show another state; a log follows as long as its last line is looked at."""
        self.ribbon.show(renderer.view_choices(state), self.view)
        self.summary.say(renderer.summary(state, self.view, self._level, self._only))
        shown = renderer.table(state, self.view, self._level, self._only)
        follows = self.view == "log" and self.grid.key == self._last
        self._last = shown.rows[-1].key if shown.rows else None
        self.grid.show(shown.columns, shown.rows, key=self._last if follows else None)
        self.show_detail()

    def show_detail(self) -> None:
        """Show what stands behind the row under the cursor."""
        if self.state is not None:
            width = self.size.width - 6
            key, as_bytes = self.grid.key, self._as_bytes
            lines = renderer.detail_lines(self.state, self.view, key, as_bytes=as_bytes, width=width)
            self.detail.show(lines, topic=(self.view, key, as_bytes))

    def on_row_chosen(self, message: RowChosen) -> None:
        """Change what the row stands for."""
        message.stop()
        key, host = message.key, self.state.host if self.state else None
        if self.view == "storage" and host is not None:
            plugin, _, name = key.partition(renderer.PART)
            self._prompts.ask_value(plugin, name, host.storage.get(plugin, {}).get(name, b""))
        elif self.view == "clock":
            (self._prompts.ask_clock if key == "clock" else self._prompts.ask_seed)()
        elif self.view == "snapshots":
            self.context.ask(SnapshotRestoreRequested(key))
        elif self.view == "faults":
            self._prompts.ask_fault(instead=key)
        elif self.view == "settings":
            self._settings.choose(key)

    # ---- commands -------------------------------------------------------------------------------------------------

    @command(
        "host-add", "Add", "Store a value, inject a fault, or add to the configuration.", Scope.SHEET, "a", footer="add"
    )
    def add(self) -> None:
        """Store a value under a key, inject a fault, or add an entry to the plugin's configuration."""
        adds = {"faults": self._prompts.ask_fault, "settings": self._settings.add}
        adds.get(self.view, self._prompts.ask_entry)()

    @command(
        "host-delete",
        "Delete",
        "Delete what the cursor stands on.",
        Scope.SHEET,
        "d",
        footer="delete",
    )
    def delete(self) -> None:
        """Delete what the cursor stands on."""
        if self.grid.key is None:
            return
        if self.view == "settings":
            self._settings.delete(self.grid.key)
        else:
            self._prompts.delete(self.view, self.grid.key)

    @command("host-clear", "Clear", "Delete everything that this view shows.", Scope.SHEET, "D", footer="clear")
    def clear(self) -> None:
        """Delete everything that the view shows."""
        if self.view == "settings":
            self._settings.clear()
        else:
            self._prompts.clear(self.view)

    @command(
        "host-keep",
        "Take a snapshot",
        "Keep the host's state under a name.",
        Scope.SHEET,
        "s",
        footer="snapshot",
    )
    def keep(self) -> None:
        """Keep the host's state under a name."""
        self._prompts.ask_name()

    @command("host-undo", "Undo", "Take back the last change of the host's state.", Scope.SHEET, "u", footer="undo")
    def undo(self) -> None:
        """Take back the last change."""
        self.context.ask(HostUndoRequested())

    @command("host-level", "Log level", "Show lines of this level and above.", Scope.SHEET, "v", footer="level")
    def next_level(self) -> None:
        """Show the log from the next level on."""
        levels = host_log.LEVELS
        self._level = levels[(levels.index(self._level) + 1) % len(levels)]
        self.turn_to("log")

    @command(
        "host-only",
        "Only one call",
        "Show one call's log; again: all.",
        Scope.SHEET,
        "o",
        footer="only",
    )
    def toggle_only(self) -> None:
        """Show the lines of the call under the cursor only, or those of all again."""
        state, only = self.state, None
        if self.view == "log" and self._only is None and state is not None and state.host is not None:
            line = host_log.line_at(state.host, self.grid.key)
            only = line.origin if line is not None else None
        self._only = only
        self.turn_to("log")

    @command(
        "host-start",
        "Start from the snapshot",
        "Begin each dispatch with the snapshot under the cursor; again: with none.",
        Scope.SHEET,
        "f",
        footer="start here",
    )
    def toggle_start(self) -> None:
        """Let dispatches begin with the snapshot under the cursor, or with none when they did."""
        name, state = self.grid.key, self.state
        if self.view != "snapshots":
            self.turn_to("snapshots")
        elif name is not None and state is not None:
            self.context.ask(HostStartRequested(None if state.host_start == name else name))

    @command(
        "host-export",
        "Export",
        "Save what the plugin stored.",
        Scope.SHEET,
        "X",
        footer="export",
    )
    def export(self) -> None:
        """Save what the plugin stored."""
        self._prompts.ask_export(self._plugin)

    @command("host-export-all", "Export all", "Save what all plugins stored.", Scope.SHEET, "E", footer="all")
    def export_all(self) -> None:
        """Save what all plugins stored."""
        self._prompts.ask_export(None)

    @command("host-import", "Import", "Replace the storage from a file.", Scope.SHEET, "I", footer="import")
    def import_file(self) -> None:
        """Replace the storage from a file."""
        self._prompts.ask_import(self._plugin)

    @takes_over("hex")
    def toggle_bytes(self) -> None:
        """Show the value as bytes, or as text."""
        self._as_bytes = not self._as_bytes
        self.show_detail()

    @property
    def _plugin(self) -> str:
        """The plugin whose entries are meant: that of the row under the cursor, else the one that answers."""
        key, state = self.grid.key, self.state
        if self.view == "storage" and key is not None:
            return key.partition(renderer.PART)[0]
        answering = (state.serving or state.newest) if state is not None else None
        return "" if answering is None else answering.plugin_name
