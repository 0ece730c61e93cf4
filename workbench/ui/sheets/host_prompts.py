"""What a person changes of the host from its sheet: lets it be typed, and requests it of the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from workbench.ui.bridge.host_requests import (
    ClockFreezeRequested,
    ClockStepRequested,
    CountersClearRequested,
    FaultDropRequested,
    FaultPutRequested,
    FaultsClearRequested,
    LogClearRequested,
    SeedRequested,
    SnapshotDropRequested,
    SnapshotRequested,
    StoreClearRequested,
    StoreDeleteRequested,
    StoreExportRequested,
    StoreImportRequested,
    StorePutRequested,
)
from workbench.ui.bridge.request import Request
from workbench.ui.drawing import styles
from workbench.ui.renderers import faults, typed
from workbench.ui.renderers.host import PART
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.notifying import Notifying

if TYPE_CHECKING:
    from workbench.session.values.host_view import Transferred

FILE: Final = "storage.json"
"""The path that is offered at first."""
_CLEARS: Final[dict[str, Callable[[], Request[object]]]] = {
    "storage": StoreClearRequested,
    "counters": CountersClearRequested,
    "log": LogClearRequested,
    "faults": FaultsClearRequested,
}


class Prompting(Protocol):
    """How a line is let to be typed."""

    def __call__(
        self, what: str, text: str, then: Callable[[str], object], *, files: Sequence[str] | None = None
    ) -> None:
        """Offer `text`; `then` gets what is typed, and raises ValueError for what it cannot take.

        `files`: it is a path, to a file whose name ends in one of these.
        """


class HostPrompts:
    """Lets what a change needs be typed at the foot of a sheet; nothing waits here for the session."""

    def __init__(self, context: SheetContext, prompt: Prompting, notify: Notifying) -> None:
        """Ask for nothing yet."""
        self._context, self._ask = context, context.ask
        self._prompt, self._notify = prompt, notify
        self._file = FILE

    # ---- entries --------------------------------------------------------------------------------------------------

    def ask_entry(self) -> None:
        """Store a value under a key."""

        def put(text: str) -> None:
            key, value = typed.typed_entry(text)
            self._put(None, key, value)

        self._prompt("key=value, or key=hex:00ff", "", put)

    def ask_value(self, plugin: str, key: str, value: bytes) -> None:
        """Store another value in the place of this one."""
        self._prompt(
            f"value of {key}",
            typed.value_text(value),
            lambda text: self._put(plugin, key, typed.typed_value(text)),
        )

    def _put(self, plugin: str | None, key: str, value: bytes) -> None:
        state = self._context.state()
        quota_bytes = state.settings.budget.storage_quota_bytes if state is not None else 0
        self._ask(StorePutRequested(key, value, plugin, quota_bytes))

    def ask_export(self, plugin: str | None) -> None:
        """Save what a plugin stored, or all of them for None."""
        whose = "all plugins" if plugin is None else plugin
        self._prompt_path(
            f"export the storage of {whose} to",
            lambda path: self._ask(StoreExportRequested(path, plugin), partial(self._say, "saved to")),
        )

    def ask_import(self, plugin: str) -> None:
        """Replace the storage by what a file holds; its entries are this plugin's where it names none."""
        self._prompt_path(
            f"import the storage of {plugin} from",
            lambda path: self._ask(StoreImportRequested(path, plugin), partial(self._say, "imported from")),
        )

    def _prompt_path(self, what: str, then: Callable[[str], object]) -> None:
        def taken(path: str) -> None:
            if path.strip():
                self._file = path.strip()
                then(self._file)

        self._prompt(what, self._file, taken, files=("",))

    def _say(self, what: str, done: Transferred) -> None:
        whose = f" of {done.plugins} plugins" if done.plugins > 1 else ""
        self._notify(f"{styles.count(done.entries, 'entry', 'entries')}{whose} {what} {done.path}", markup=False)

    # ---- clock, random source, snapshots, faults ------------------------------------------------------------------

    def ask_clock(self) -> None:
        """Freeze the clock, move it, or let it run."""

        def set_clock(text: str) -> None:
            unix_ms, step_ms, by_ms = typed.typed_clock(text)
            self._ask(ClockStepRequested(by_ms) if by_ms else ClockFreezeRequested(unix_ms, step_ms))

        self._prompt("real, milliseconds since 1970, or +milliseconds", "", set_clock)

    def ask_seed(self) -> None:
        """Seed the random source, or let it be secure."""
        self._prompt(
            "seed; leave it empty for secure random bytes", "", lambda text: self._ask(SeedRequested(text or None))
        )

    def ask_name(self) -> None:
        """Keep the host's state under a name."""

        def keep(name: str) -> None:
            if name:
                self._ask(SnapshotRequested(name))

        self._prompt("name of the snapshot", "", keep)

    def ask_fault(self, instead: str = "") -> None:
        """Inject a fault, in place of another one."""

        def put(text: str) -> None:
            if text.strip():
                self._ask(FaultPutRequested(faults.typed_fault(text), instead))

        self._prompt(f"fault: {faults.TYPED}", instead, put)

    # ---- any view -------------------------------------------------------------------------------------------------

    def delete(self, view: str, key: str) -> None:
        """Delete what a row of a view stands for."""
        if view == "storage":
            plugin, _, name = key.partition(PART)
            self._ask(StoreDeleteRequested(name, plugin))
        elif view == "snapshots":
            self._ask(SnapshotDropRequested(key))
        elif view == "faults":
            self._ask(FaultDropRequested(key))

    def clear(self, view: str) -> None:
        """Delete everything that a view shows."""
        if view in _CLEARS:
            self._ask(_CLEARS[view]())
