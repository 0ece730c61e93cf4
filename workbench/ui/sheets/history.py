"""The sheet of all dispatches that were kept: found again, looked at, sent again, marked, saved as recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryPeek
from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.bridge.requests import (
    EntryReplayRequested,
    HistoryEntryRequested,
    HistoryMarkRequested,
    HistoryPeeksRequested,
    HistorySearchRequested,
    RecordingRequested,
)
from workbench.ui.commands.command import Scope, command
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import history as renderer
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext

if TYPE_CHECKING:
    from workbench.session.values.recording import SavedRecording
    from workbench.session.values.state import SessionState

ROWS_MAX = 500
PEEKS = 60
"""Rows above and below the cursor whose entries are looked at."""
SEARCH_S = 0.1
"""Seconds after which a search shows what it has found, and goes on."""
RECORDING = "recording.jsonl"
"""The path that is offered at first."""


class HistorySheet(SummarySheet):
    """Lists entries by a filter; whatever a key asks for goes to the session, and what it finds comes back."""

    COMMAND = "history"
    TITLE = "History"
    ENTER = "opens"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._wanted = HistoryFilter()
        self._hits = HistoryHits()
        self._revision = -1
        self._search = (self._wanted, self._revision)
        """What is looked for at present."""
        self._entry: HistoryEntry | None = None
        self._compares = False
        """Show how the entry's answer differs from the last one, in place of the entry."""
        self._peeks: dict[int, HistoryPeek] = {}
        self._peeked: set[int] = set()
        """Those that are looked at for the present search."""

    def show(self, state: SessionState) -> None:
        """Look again when the history has grown, or something was marked."""
        if state.history_revision != self._revision:
            self._revision = state.history_revision
            self._look()

    def show_detail(self) -> None:
        """Show the entry under the cursor."""
        self._peek()
        number = self.number
        if number is None:
            self.detail.show(renderer.nothing(self._wanted), topic=None)
        elif self._entry is None or self._entry.number != number:
            self.names = ()
            self.context.ask(HistoryEntryRequested(number), self._take_entry)

    @command("history-find", "Find text", "Search in payloads, answers and messages.", Scope.SHEET, "f", footer="find")
    def find(self) -> None:
        """Search for a text in payloads, answers and messages, while it is typed."""
        self.prompt("text in payload, answer or message", self._wanted.text or "", self._look_for, live=True)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Open the entry's payload as a document in the editor."""
        message.stop()
        self.context.ask(HistoryEntryRequested(int(message.key)), partial(_open_entry, self))

    @command("history-resend", "Send again", "Send the entry's payload again.", Scope.SHEET, "r", footer="resend")
    def resend(self) -> None:
        """Send the entry under the cursor again: that adds one, linked to it."""
        number = self.number
        if number is not None:
            self.context.ask(EntryReplayRequested(number))

    def _look_for(self, text: str) -> None:
        self._wanted = replace(self._wanted, text=text or None)
        self._look()

    @command("history-outcome", "Filter by outcome", "All, ok, fallback.", Scope.SHEET, "o", footer="outcome")
    def turn_outcome(self) -> None:
        """Show the entries with the next outcome, or all."""
        self._wanted = replace(self._wanted, outcome=_next(renderer.OUTCOMES, self._wanted.outcome))
        self._look()

    @command("history-function", "Filter by function", "All, or only one.", Scope.SHEET, "u", footer="function")
    def turn_function(self) -> None:
        """Show the entries of the next wire function, or all."""
        self._wanted = replace(self._wanted, function=_next((None, *WIRE_FUNCTIONS), self._wanted.function))
        self._look()

    @command(
        "history-generation", "Filter by build", "All, or the build that answers.", Scope.SHEET, "v", footer="build"
    )
    def turn_generation(self) -> None:
        """Show the entries of the build that answers, or all."""
        serving = self.state.serving if self.state else None
        number = serving.number if serving is not None and self._wanted.generation is None else None
        self._wanted = replace(self._wanted, generation=number)
        self._look()

    def _look(self) -> None:
        self._search = (self._wanted, self._revision)
        self._peeked.clear()
        self._look_back(HistoryHits(), ROWS_MAX)

    def _look_back(self, found: HistoryHits, rows_max: int) -> None:
        """Search from where the hits so far end."""
        search = self._search
        request = HistorySearchRequested(
            search[0], rows_max, found.rest, SEARCH_S, is_current=lambda: search is self._search
        )
        self.context.ask(request, partial(self._take_hits, search, found))

    def _take_hits(self, search: tuple[HistoryFilter, int], found: HistoryHits, hits: HistoryHits | None) -> None:
        """Show what was found so far; a search that is no longer wanted ends here."""
        if search is not self._search or hits is None or not self.is_attached:
            return
        self._hits = hits = replace(hits, rows=found.rows + hits.rows, total=found.total + hits.total)
        notes = self.state.notes if self.state else ()
        note = next((one.text for one in notes if one.source == "history"), "")
        self.summary.say(renderer.filter_line(self._wanted, hits, note))
        self.grid.show(renderer.COLUMNS, renderer.rows(hits, self._peeks))
        self.show_detail()
        if hits.rest is not None:
            self._look_back(hits, ROWS_MAX - len(hits.rows))

    def _peek(self) -> None:
        """Find out what is shown of the entries around the cursor that nobody has looked at yet."""
        at = self.grid.cursor
        rows = self._hits.rows[max(at - PEEKS, 0) : at + PEEKS]
        wanted = [row.number for row in rows if row.number not in self._peeks and row.number not in self._peeked]
        if wanted:
            search = self._search
            self._peeked.update(wanted)

            def take(peeks: Mapping[int, HistoryPeek]) -> None:
                if peeks and self.is_attached:
                    self._peeks |= peeks
                    self.grid.show(renderer.COLUMNS, renderer.rows(self._hits, self._peeks))

            self.context.ask(HistoryPeeksRequested(wanted, lambda: search is self._search), take)

    def _take_entry(self, entry: HistoryEntry | None) -> None:
        if entry is not None and self.is_attached and entry.number == self.number:
            self._entry = entry
            self.names = (entry.function, entry.outcome.stage or "", entry.outcome.error_kind or "")
            last = self.state.last if self.state else None
            width = self.size.width - 6
            shown = renderer.compared_lines(entry, last) if self._compares else renderer.entry_lines(entry, width=width)
            self.detail.show(shown, topic=(entry.number, self._compares))

    @command(
        "history-compare",
        "Compare with the last answer",
        "Show what differs between the entry's answer and the last one; again: the entry.",
        Scope.SHEET,
        "equals_sign",
        footer="compare",
    )
    def toggle_compare(self) -> None:
        """Show what differs between the answer of the entry and the last one, or the entry."""
        self._compares = not self._compares
        self._entry = None
        self.show_detail()

    @command("history-mark", "Mark", "Mark for a recording and for replays.", Scope.SHEET, "space", footer="mark")
    def mark(self) -> None:
        """Mark the entry under the cursor, or take its mark away; go on to the next."""
        number = self.number
        row = next((row for row in self._hits.rows if row.number == number), None)
        if row is not None:
            self.context.ask(HistoryMarkRequested(row.number, marked=not row.marked))
            self.grid.go_down()

    @command("history-save", "Save as recording", "Save the marked entries.", Scope.SHEET, "s", footer="save")
    def save_marked(self) -> None:
        """Save the marked entries as a recording."""
        self.prompt("save the marked entries to", RECORDING, partial(self._save, None))

    @command("history-export", "Export", "Save all listed entries as a recording.", Scope.SHEET, "X")
    def save_listed(self) -> None:
        """Save all listed entries as a recording."""
        numbers = [row.number for row in self._hits.rows]
        self.prompt("save the listed entries to", RECORDING, partial(self._save, numbers))

    def _save(self, numbers: list[int] | None, path: str) -> None:
        def saved(recording: SavedRecording) -> None:
            self.notify(renderer.saved_text(recording), markup=False)

        if path:
            self.context.ask(RecordingRequested(path, numbers), saved)


def _open_entry(sheet: HistorySheet, entry: HistoryEntry | None) -> None:
    """Open an entry in the editor, in place of the sheet."""
    if entry is None:
        sheet.notify("The entry is no longer in the history.", severity="warning", timeout=3)
    elif entry.function in WIRE_FUNCTIONS and sheet.is_attached:
        from workbench.protocol.payload_text.variables import literal  # noqa: PLC0415 - few open one

        sheet.dismiss()
        origin = Origin(OriginKind.HISTORY, f"#{entry.number}")
        sheet.context.documents().open_text(entry.function, literal(entry.payload, entry.hidden), origin)


def _next(values: Sequence[str | None], current: str | None) -> str | None:
    return values[(values.index(current) + 1) % len(values)]
