"""The sheet of the host: storage, counters, log, clock and random source, kept states, faults on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.ui.commands import COMMANDS, Scope, bindings, key_of
from workbench.ui.messages import RowChosen, ViewChosen, ViewTurned
from workbench.ui.renderers import host as contents
from workbench.ui.renderers import host_log
from workbench.ui.screens.sheet import ListSheet
from workbench.ui.sheets.host_changes import HostChanges
from workbench.ui.widgets.fact_line import FactLine

if TYPE_CHECKING:
    from workbench.protocol.calls import LogOrigin
    from workbench.session.values.state import SessionState
    from workbench.ui.screens.main_screen import MainScreen

_KEYS: Final = {
    "storage": ("add", "delete", "export", "import", "undo", "clear", "keep", "export-all"),
    "counters": ("clear", "undo", "keep"),
    "log": ("level", "only", "clear"),
    "clock": ("undo", "keep"),
    "states": ("start", "keep", "delete", "undo"),
    "faults": ("add", "delete", "clear"),
}
"""Which keys matter in which view, the most important first."""
_ENTERS: Final = {"storage": "changes", "clock": "changes", "states": "restores", "faults": "changes"}


class HostSheet(ListSheet):
    """Shows one part of the host at a time."""

    COMMAND = "host"
    SCOPE = Scope.HOST
    TITLE = "5 Host"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.HOST)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self.view = contents.VIEWS[0]
        self._changes = HostChanges(self)
        self._level = host_log.LEVELS[0]
        self._only: LogOrigin | None = None
        self._as_bytes = False
        self._last: str | None = None
        self._summary = FactLine(id="sheet-summary")

    def parts(self) -> ComposeResult:
        """Make views, summary, list and detail."""
        yield self.ribbon
        yield self._summary
        yield from super().parts()

    def keys(self) -> list[str]:
        """Return the keys that matter in this view."""
        enter = [f"enter {_ENTERS[self.view]}"] if self.view in _ENTERS else []
        own = [f"host-{name}" for name in _KEYS[self.view]]
        return [*enter, *(f"{key_of(one, self.main.keymap)} {COMMANDS[one].footer}" for one in own)]

    def show(self, state: SessionState) -> None:
        """Show another state; a log follows as long as its last line is looked at."""
        self.ribbon.show(contents.view_choices(state), self.view)
        self._summary.say(contents.summary(state, self.view, self._level, self._only))
        shown = contents.table(state, self.view, self._level, self._only)
        follows = self.view == "log" and self.grid.key == self._last
        self._last = shown.rows[-1].key if shown.rows else None
        self.grid.show(shown.columns, shown.rows, key=self._last if follows else None)
        self.show_detail()

    def show_detail(self) -> None:
        """Show what stands behind the row under the cursor."""
        if self.main.state is not None:
            width = self.size.width - 6
            key, as_bytes = self.grid.key, self._as_bytes
            lines = contents.detail_lines(self.main.state, self.view, key, as_bytes=as_bytes, width=width)
            self.detail.show(lines, topic=(self.view, key, as_bytes))

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        changes, key = self._changes, self.grid.key
        return {
            "host-add": changes.ask_fault if self.view == "faults" else changes.ask_entry,
            "host-delete": lambda: None if key is None else changes.delete(self.view, key),
            "host-clear": lambda: changes.clear(self.view),
            "host-keep": changes.ask_name,
            "host-undo": lambda: changes.do(lambda host: host.undo()),
            "host-level": self._next_level,
            "host-only": self._toggle_only,
            "host-start": self._toggle_start,
            "host-export": lambda: changes.ask_export(self._plugin),
            "host-export-all": lambda: changes.ask_export(None),
            "host-import": lambda: changes.ask_import(self._plugin),
            "hex": self._toggle_bytes,
        }

    def on_view_turned(self, message: ViewTurned) -> None:
        """Turn to the next or former view."""
        message.stop()
        self._turn_to(self.ribbon.neighbour(message.step))

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Turn to the view that was clicked."""
        message.stop()
        self._turn_to(message.key)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Change what the row tells of."""
        message.stop()
        key, host = message.key, self.main.state.host if self.main.state else None
        if self.view == "storage" and host is not None:
            plugin, _, name = key.partition(contents.PART)
            self._changes.ask_value(plugin, name, host.storage.get(plugin, {}).get(name, b""))
        elif self.view == "clock":
            (self._changes.ask_clock if key == "clock" else self._changes.ask_seed)()
        elif self.view == "states":
            self._changes.do(lambda host: host.restore(key))
        elif self.view == "faults":
            self._changes.ask_fault(instead=key)

    def _turn_to(self, view: str) -> None:
        self.view = view
        self.say_keys()
        if self.main.state is not None:
            self.show(self.main.state)

    @property
    def _plugin(self) -> str:
        """The plugin whose entries are meant: that of the row under the cursor, else the one that answers."""
        key, state = self.grid.key, self.main.state
        if self.view == "storage" and key is not None:
            return key.partition(contents.PART)[0]
        answering = (state.serving or state.newest) if state is not None else None
        return "" if answering is None else answering.plugin_name

    def _toggle_start(self) -> None:
        """Let dispatches begin with the kept state under the cursor, or with none when they did."""
        name, state = self.grid.key, self.main.state
        if self.view != "states":
            self._turn_to("states")
        elif name is not None and state is not None:
            start = None if state.host_start == name else name
            self._changes.do(lambda host: host.start_from(start))

    def _next_level(self) -> None:
        levels = host_log.LEVELS
        self._level = levels[(levels.index(self._level) + 1) % len(levels)]
        self._turn_to("log")

    def _toggle_only(self) -> None:
        """Show the lines of the call under the cursor only, or those of all again."""
        state, only = self.main.state, None
        if self.view == "log" and self._only is None and state is not None and state.host is not None:
            line = host_log.line_at(state.host, self.grid.key)
            only = line.origin if line is not None else None
        self._only = only
        self._turn_to("log")

    def _toggle_bytes(self) -> None:
        self._as_bytes = not self._as_bytes
        self.show_detail()
