"""The sheet of the host's state: what the plugin stored, counted and wrote, what time it is told, kept states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.ui.commands import Scope, bindings
from workbench.ui.contents import host as contents
from workbench.ui.fact_line import FactLine
from workbench.ui.messages import RowChosen, ViewChosen, ViewTurned
from workbench.ui.sheet import ListSheet

if TYPE_CHECKING:
    from workbench.session.host_controls import HostControls
    from workbench.session.state import SessionState
    from workbench.ui.main_screen import MainScreen


class HostSheet(ListSheet):
    """Shows one part of the host's state at a time, and changes it."""

    COMMAND = "host"
    SCOPE = Scope.HOST
    TITLE = "5 Host"
    ENTER = "changes"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.HOST)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self.view = contents.VIEWS[0]
        self._level = contents.LEVELS[0]
        self._as_bytes = False
        self._last: str | None = None
        self._summary = FactLine(id="sheet-summary")

    def parts(self) -> ComposeResult:
        """Make views, summary, list and detail."""
        yield self.ribbon
        yield self._summary
        yield from super().parts()

    def show(self, state: SessionState) -> None:
        """Show another state; a log follows as long as its last line is looked at."""
        self.ribbon.show(contents.view_choices(state), self.view)
        self._summary.say(contents.summary(state))
        shown = contents.table(state, self.view, self._level)
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
        return {
            "host-add": lambda: self._ask_entry("key=value, or key=hex:00ff", ""),
            "host-delete": self._delete,
            "host-clear": self._clear,
            "host-keep": lambda: self.ask("a name for the host's state as it is now", "", self._keep),
            "host-undo": lambda: self._do(lambda host: host.undo()),
            "host-level": self._next_level,
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
            value = contents.value_text(host.storage.get(plugin, {}).get(name, b""))
            self.ask(f"the value of {name}", value, lambda text: self._put(plugin, name, text))
        elif key == "clock":
            self.ask("real, milliseconds since 1970, or +milliseconds", "", self._set_clock)
        elif key == "random":
            self.ask("a seed; nothing for secure random bytes", "", self._seed)
        elif self.view == "states":
            self._do(lambda host: host.restore(key))

    def _turn_to(self, view: str) -> None:
        self.view = view
        if self.main.state is not None:
            self.show(self.main.state)

    def _do(self, change: Callable[[HostControls], object]) -> None:
        self.main.bridge.ask(lambda session: change(session.host))

    def _ask_entry(self, what: str, text: str) -> None:
        def store(typed: str) -> None:
            key, value = contents.typed_entry(typed)
            self._do(lambda host: host.put(key, value, quota_bytes=self._quota))

        self.ask(what, text, store)

    @property
    def _quota(self) -> int:
        return self.main.state.settings.budget.storage_quota_bytes if self.main.state else 0

    def _put(self, plugin: str, key: str, text: str) -> None:
        value = contents.typed_value(text)
        self._do(lambda host: host.put(key, value, plugin=plugin, quota_bytes=self._quota))

    def _set_clock(self, text: str) -> None:
        unix_ms, step_ms, by_ms = contents.typed_clock(text)
        if by_ms:
            self._do(lambda host: host.step_clock(by_ms))
        else:
            self._do(lambda host: host.freeze_clock(unix_ms, step_ms=step_ms))

    def _seed(self, text: str) -> None:
        self._do(lambda host: host.seed_random(text or None))

    def _keep(self, name: str) -> None:
        if name:
            self._do(lambda host: host.keep(name))

    def _delete(self) -> None:
        key = self.grid.key
        if key is None:
            return
        if self.view == "storage":
            plugin, _, name = key.partition(contents.PART)
            self._do(lambda host: host.delete(name, plugin=plugin))
        elif self.view == "states":
            self._do(lambda host: host.drop(key))

    def _clear(self) -> None:
        clears: dict[str, Callable[[HostControls], object]] = {
            "storage": lambda host: host.clear(),
            "counters": lambda host: host.clear_counters(),
            "log": lambda host: host.clear_logs(),
        }
        if self.view in clears:
            self._do(clears[self.view])

    def _next_level(self) -> None:
        levels = contents.LEVELS
        self._level = levels[(levels.index(self._level) + 1) % len(levels)]
        self._turn_to("log")
        self.notify(f"log: {self._level} and above", timeout=2)

    def _toggle_bytes(self) -> None:
        self._as_bytes = not self._as_bytes
        self.show_detail()
