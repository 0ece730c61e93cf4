"""What a person does to the host from its sheet: asks for what is to be typed, and gives it to the session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench.ui.drawing import styles
from workbench.ui.renderers import faults, typed
from workbench.ui.renderers.host import PART
from workbench.ui.screens.sheet import Sheet

if TYPE_CHECKING:
    from workbench.session.host.controls import HostControls
    from workbench.session.values.host_view import Transferred

FILE: Final = "storage.json"
"""The path that is offered at first."""
_CLEARS: Final[dict[str, Callable[[HostControls], object]]] = {
    "storage": lambda host: host.clear(),
    "counters": lambda host: host.clear_counters(),
    "log": lambda host: host.clear_logs(),
}


class HostChanges:
    """Asks at the foot of a sheet; nothing waits here for the session."""

    def __init__(self, sheet: Sheet) -> None:
        """Ask for nothing yet."""
        self._sheet = sheet
        self._ask = sheet.ask
        self._bridge = sheet.main.bridge
        self._file = FILE

    def do(self, change: Callable[[HostControls], object]) -> None:
        """Let the session change the host."""
        self._bridge.ask(lambda session: change(session.host))

    # ---- entries -----------------------------------------------------------------------------------------------------

    def ask_entry(self) -> None:
        """Store a value under a key."""

        def put(text: str) -> None:
            key, value = typed.typed_entry(text)
            self._put(None, key, value)

        self._ask("key=value, or key=hex:00ff", "", put)

    def ask_value(self, plugin: str, key: str, value: bytes) -> None:
        """Store another value in the place of this one."""
        self._ask(
            f"the value of {key}",
            typed.value_text(value),
            lambda text: self._put(plugin, key, typed.typed_value(text)),
        )

    def _put(self, plugin: str | None, key: str, value: bytes) -> None:
        state = self._sheet.main.state
        quota_bytes = state.settings.budget.storage_quota_bytes if state is not None else 0
        self.do(lambda host: host.put(key, value, plugin=plugin, quota_bytes=quota_bytes))

    def ask_export(self, plugin: str | None) -> None:
        """Save what a plugin stored, or all of them for None."""

        def export(path: str) -> None:
            self._bridge.ask(
                lambda session: session.storage.export(path, plugin=plugin), partial(self._tell, "saved to")
            )

        self._ask_path(f"export the storage of {'all plugins' if plugin is None else plugin} to", export)

    def ask_import(self, plugin: str) -> None:
        """Let the storage be as a file says; its entries are this plugin's where it names none."""

        def take(path: str) -> None:
            self._bridge.ask(
                lambda session: session.storage.take(path, plugin=plugin), partial(self._tell, "imported from")
            )

        self._ask_path(f"import the storage of {plugin} from", take)

    def _ask_path(self, what: str, then: Callable[[str], None]) -> None:
        def taken(path: str) -> None:
            if path.strip():
                self._file = path.strip()
                then(self._file)

        self._ask(what, self._file, taken)

    def _tell(self, what: str, done: Transferred) -> None:
        whose = f" of {done.plugins} plugins" if done.plugins > 1 else ""
        self._sheet.notify(f"{styles.count(done.entries, 'entry', 'entries')}{whose} {what} {done.path}", markup=False)

    # ---- clock, random source, kept states, faults -----------------------------------------------------------------

    def ask_clock(self) -> None:
        """Freeze the clock, move it, or let it run."""

        def set_clock(text: str) -> None:
            unix_ms, step_ms, by_ms = typed.typed_clock(text)
            if by_ms:
                self.do(lambda host: host.step_clock(by_ms))
            else:
                self.do(lambda host: host.freeze_clock(unix_ms, step_ms=step_ms))

        self._ask("real, milliseconds since 1970, or +milliseconds", "", set_clock)

    def ask_seed(self) -> None:
        """Seed the random source, or let it be secure."""
        self._ask(
            "a seed; nothing for secure random bytes",
            "",
            lambda text: self.do(lambda host: host.seed_random(text or None)),
        )

    def ask_name(self) -> None:
        """Keep the host's state under a name."""

        def keep(name: str) -> None:
            if name:
                self.do(lambda host: host.keep(name))

        self._ask("a name for the host's state as it is now", "", keep)

    def ask_fault(self, instead: str = "") -> None:
        """Set a fault on purpose, in place of another one."""

        def put(text: str) -> None:
            if text.strip():
                spec = faults.typed_fault(text)
                self._bridge.ask(lambda session: session.faults.put(spec, instead=instead))

        self._ask(f"a fault: {faults.TYPED}", instead, put)

    # ---- any view ----------------------------------------------------------------------------------------------------

    def delete(self, view: str, key: str) -> None:
        """Drop what a row of a view tells of."""
        if view == "storage":
            plugin, _, name = key.partition(PART)
            self.do(lambda host: host.delete(name, plugin=plugin))
        elif view == "states":
            self.do(lambda host: host.drop(key))
        elif view == "faults":
            self._bridge.ask(lambda session: session.faults.drop(key))

    def clear(self, view: str) -> None:
        """Drop all that a view shows."""
        if view == "faults":
            self._bridge.ask(lambda session: session.faults.clear())
        elif view in _CLEARS:
            self.do(_CLEARS[view])
