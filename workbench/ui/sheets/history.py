"""The sheet of all dispatches that were kept: found again, looked at, sent again, marked, saved as recordings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits
from workbench.ui.commands import Scope, bindings
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import history as contents
from workbench.ui.screens.sheet import ListSheet
from workbench.ui.widgets.fact_line import FactLine

if TYPE_CHECKING:
    from workbench.session.values.recording import SavedRecording
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.session_port import SessionLike
    from workbench.ui.screens.main_screen import MainScreen

ROWS_MAX = 500
SEARCH_S = 0.1
"""Seconds after which a search shows what it has found, and goes on."""
RECORDING = "recording.jsonl"
"""The path that is offered at first."""


class HistorySheet(ListSheet):
    """Lists entries by a filter; whatever a key asks for goes to the session, and what it finds comes back."""

    COMMAND = "history"
    SCOPE = Scope.HISTORY
    TITLE = "History"
    ENTER = "sends again"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.HISTORY)

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main)
        self._wanted = HistoryFilter()
        self._hits = HistoryHits()
        self._revision = -1
        self._search = (self._wanted, self._revision)
        """What is looked for at present."""
        self._entry: HistoryEntry | None = None
        self._summary = FactLine(id="sheet-summary")

    def parts(self) -> ComposeResult:
        """Make filter line, list and detail."""
        yield self._summary
        yield from super().parts()

    def show(self, state: SessionState) -> None:
        """Look again when the history has grown, or something was marked."""
        if state.history_revision != self._revision:
            self._revision = state.history_revision
            self._look()

    def show_detail(self) -> None:
        """Show the entry under the cursor."""
        number = self.number
        if number is None:
            self.detail.show(contents.nothing(self._wanted), topic=None)
        elif self._entry is None or self._entry.number != number:
            self.main.bridge.look(lambda session: session.history.entry(number), self._take_entry)

    def deeds(self) -> Mapping[str, Callable[[], object]]:
        """Return what the keys of this sheet do."""
        return {
            "history-find": self.find,
            "history-outcome": self._turn_outcome,
            "history-function": self._turn_function,
            "history-generation": self._turn_generation,
            "history-mark": self._mark,
            "history-save": lambda: self.ask("save what is marked to", RECORDING, partial(self._save, None)),
            "history-export": lambda: self.ask(
                "save all that is listed to", RECORDING, partial(self._save, [row.number for row in self._hits.rows])
            ),
        }

    def find(self) -> None:
        """Look for a text in payloads, answers and messages, while it is typed."""
        self.ask("text in payload, answer or message", self._wanted.text or "", self._look_for, live=True)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Send the entry again: that adds one, linked to it."""
        message.stop()
        number = int(message.key)
        self.main.bridge.ask(lambda session: session.replay.entry(number))

    def _look_for(self, text: str) -> None:
        self._wanted = replace(self._wanted, text=text or None)
        self._look()

    def _turn_outcome(self) -> None:
        self._wanted = replace(self._wanted, outcome=_next(contents.OUTCOMES, self._wanted.outcome))
        self._look()

    def _turn_function(self) -> None:
        self._wanted = replace(self._wanted, function=_next((None, *WIRE_FUNCTIONS), self._wanted.function))
        self._look()

    def _turn_generation(self) -> None:
        serving = self.main.state.serving if self.main.state else None
        number = serving.number if serving is not None and self._wanted.generation is None else None
        self._wanted = replace(self._wanted, generation=number)
        self._look()

    def _look(self) -> None:
        self._search = (self._wanted, self._revision)
        self._look_back(HistoryHits(), ROWS_MAX)

    def _look_back(self, former: HistoryHits, rows_max: int) -> None:
        """Look for what is wanted from where the former hits end."""
        search = self._search

        def look(session: SessionLike) -> HistoryHits | None:
            # While one types, many are overtaken before their turn.
            if search is not self._search:
                return None
            return session.history.search(search[0], rows_max=rows_max, newest=former.rest, limit_s=SEARCH_S)

        self.main.bridge.look(look, partial(self._take_hits, search, former))

    def _take_hits(self, search: tuple[HistoryFilter, int], former: HistoryHits, hits: HistoryHits | None) -> None:
        """Show what was found so far; a search that is no longer wanted ends here."""
        if search is not self._search or hits is None or not self.is_attached:
            return
        self._hits = hits = replace(hits, rows=former.rows + hits.rows, total=former.total + hits.total)
        notes = self.main.state.notes if self.main.state else ()
        note = next((one.text for one in notes if one.source == "history"), "")
        self._summary.say(contents.filter_line(self._wanted, hits, note))
        self.grid.show(contents.COLUMNS, contents.rows(hits))
        self.show_detail()
        if hits.rest is not None:
            self._look_back(hits, ROWS_MAX - len(hits.rows))

    def _take_entry(self, entry: HistoryEntry | None) -> None:
        if entry is not None and self.is_attached and entry.number == self.number:
            self._entry = entry
            self.detail.show(contents.entry_lines(entry, width=self.size.width - 6), topic=entry.number)

    def _mark(self) -> None:
        number = self.number
        row = next((row for row in self._hits.rows if row.number == number), None)
        if row is not None:
            self.main.bridge.ask(lambda session: session.history.mark(row.number, marked=not row.marked))
            self.grid.action_down()

    def _save(self, numbers: list[int] | None, path: str) -> None:
        def told(saved: SavedRecording) -> None:
            self.notify(contents.saved_text(saved), markup=False)

        if path:
            self.main.bridge.ask(lambda session: session.history.save_recording(path, numbers), told)


def _next(values: Sequence[str | None], current: str | None) -> str | None:
    return values[(values.index(current) + 1) % len(values)]
