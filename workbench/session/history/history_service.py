"""The history as the session uses it: dispatches go in, are found, marked, and saved as recordings.

Owns what this run has marked, and that an error of the place where the history is kept is noted and disturbs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.base import with_hint
from workbench.errors.operator import InternalError
from workbench.protocol.host_functions import HostSnapshot
from workbench.session.error_place import place_of
from workbench.session.history.entries import history_entry
from workbench.session.ports import History, RecordingStore
from workbench.session.recordings.conditions import conditions_of
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryPeek
from workbench.session.values.recording import SavedRecording
from workbench.session.values.settings import Settings
from workbench.session.values.state import Note

MARKED_MAX: Final = 50
"""So many marked entries are repeated after a reload; the newest."""
ROWS_MAX: Final = 1_000
PEEK_CHARACTERS: Final = 400

_ALL: Final = HistoryFilter()
_NO_HITS: Final = HistoryHits()
_SOURCE: Final = "history"
"""Of the notes."""


class HistoryService:
    """Keeps dispatches and finds them again.

    `search`, `of_plugin` and `entry` may be called from any thread, the rest belongs to the session's runner.
    """

    def __init__(
        self, history: History | None, recordings: RecordingStore | None, states: StateStore, *, run: str
    ) -> None:
        """Keep nothing yet.

        Args:
            history: Where entries are kept; None: nowhere.
            recordings: Where recordings are kept; None: nowhere.
            states: Gets notes of errors, and each change.
            run: Names this run, so that its generations can be told from those of others.
        """
        self._history = history
        self._recordings = recordings
        self._states = states
        self._run = run
        self._marked: dict[int, bool] = {}
        """What this run has marked, by number, or has taken the mark from."""
        if history is not None and history.error is not None:
            states.set_silently(notes=(*states.state.notes, Note(_SOURCE, with_hint(history.error))))

    @property
    def run(self) -> str:
        """Names this run."""
        return self._run

    # ---- to find --------------------------------------------------------------------------------------------------

    def search(
        self,
        wanted: HistoryFilter = _ALL,
        *,
        rows_max: int = ROWS_MAX,
        newest: int | None = None,
        limit_s: float | None = None,
    ) -> HistoryHits:
        """Return the rows that are wanted, the newest first.

        Args:
            wanted: Which entries; a generation without a run is one of this run.
            rows_max: How many rows are returned at most.
            newest: Later entries than that of this number are not looked at: the `rest` of the previous hits.
            limit_s: After so many seconds the search ends, and says what is left; None: never before its end.
        """
        if self._history is None:
            return _NO_HITS
        if wanted.generation is not None and wanted.run is None:
            wanted = replace(wanted, run=self._run)
        return self._history.search(wanted, rows_max=rows_max, newest=newest, limit_s=limit_s)

    def of_plugin(self, plugin: str, *, rows_max: int = ROWS_MAX) -> tuple[int, ...]:
        """Return the numbers of the newest entries of a plugin, in the order of the history.

        As long as the history is not indexed, they are looked for among as many of the newest entries alone.
        """
        if self._history is None:
            return ()
        if self._history.is_indexed:
            hits = self._history.search(HistoryFilter(plugin=plugin), rows_max=rows_max)
            return tuple(row.number for row in reversed(hits.rows))
        return tuple(entry.number for entry in reversed(self._history.latest(rows_max)) if entry.plugin == plugin)

    def entry(self, number: int) -> HistoryEntry | None:
        """Return an entry; None: there is none of this number.

        Raises:
            LineDamaged: Its line cannot be read.
        """
        return None if self._history is None else self._history.entry(number)

    def peeks(self, numbers: Iterable[int]) -> dict[int, HistoryPeek]:
        """Return what lists show of entries, by number; those that cannot be read are left out."""
        found: dict[int, HistoryPeek] = {}
        for number in numbers:
            try:
                entry = self.entry(number)
            except WorkbenchError:
                continue
            if entry is not None:
                size_bytes = len(entry.payload.encode(errors="surrogatepass"))
                found[number] = HistoryPeek(entry.at, entry.wall_us, size_bytes, entry.payload[:PEEK_CHARACTERS])
        return found

    # ---- to keep --------------------------------------------------------------------------------------------------

    def keep(
        self,
        record: DispatchRecord,
        generation: Generation,
        settings: Settings,
        before: HostSnapshot,
        after: HostSnapshot,
        hide: Callable[[HistoryEntry], HistoryEntry] = lambda entry: entry,
    ) -> DispatchRecord:
        """Keep a dispatch; return it with the number of its entry, which is published with the next state.

        Args:
            record: The dispatch.
            generation: The load that answered.
            settings: Those it was made under.
            before: The host's state before the call.
            after: The host's state after it.
            hide: Takes out what nobody keeps.
        """
        if self._history is None:
            return record
        try:
            entry = history_entry(record, generation, settings, before=before, after=after, run=self._run)
            kept = self._history.append(hide(entry))
        except Exception as error:  # noqa: BLE001 - a defect of ours in keeping must not cost the dispatch
            self._states.note(_SOURCE, str(InternalError("keeping a dispatch", type(error).__name__, place_of(error))))
            return record
        self._states.set_silently(history_revision=self._states.state.history_revision + 1)
        self.note_error()
        return replace(record, entry=kept.number)

    def mark(self, number: int, *, marked: bool = True) -> None:
        """Mark an entry, or take the mark from it: marked ones are repeated after each reload, and recorded."""
        if self._history is None:
            return
        self._history.mark(number, marked=marked)
        self._marked[number] = marked
        self._states.change(history_revision=self._states.state.history_revision + 1)
        self.note_error()

    def marked(self, plugin: str, *, rows_max: int = MARKED_MAX) -> tuple[int, ...]:
        """Return the numbers of the newest marked entries of a plugin, in the order of the history.

        As long as the history is not indexed, only those that this run has marked.
        """
        if self._history is None:
            return ()
        if self._history.is_indexed:
            hits = self._history.search(HistoryFilter(plugin=plugin, marked=True), rows_max=rows_max)
            return tuple(row.number for row in reversed(hits.rows))
        return tuple(sorted(number for number, marked in self._marked.items() if marked))[-rows_max:]

    def save_recording(
        self, path: str, numbers: Sequence[int] | None = None, *, redacted: bool = True
    ) -> SavedRecording:
        """Save entries as a recording, in the order of the history, in place of a recording that stands at the path.

        Of such a one the rules are kept: which differences do not count.

        Args:
            path: Where to; taken as it is.
            numbers: Which entries; None: the marked ones of the plugin that answers. Those that are of another plugin
                than the first, or made under other conditions, are left out.
            redacted: Take secrets out.

        Raises:
            PlaceUnwritable: It cannot be written.
            FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: Something else than a recording stands there, and
                is left alone.
        """
        # Few ask for it: the first verdict does not wait for its import.
        from workbench.session.history.recording_export import save_entries  # noqa: PLC0415

        state = self._states.state
        if numbers is None:
            asked = state.serving or state.newest
            numbers = self.marked(asked.plugin_name, rows_max=ROWS_MAX) if asked is not None else ()
        entries, left_out = self.entries(numbers)
        saved = save_entries(path, entries, self._recordings, conditions_of(state.settings), redacted=redacted)
        return replace(saved, left_out={**left_out, **saved.left_out})

    def entries(self, numbers: Iterable[int]) -> tuple[list[HistoryEntry], dict[int, str]]:
        """Return entries in the order of the history; and why one cannot be had, by its number."""
        found: list[HistoryEntry] = []
        missing: dict[int, str] = {}
        for number in sorted(set(numbers)):
            try:
                entry = self.entry(number)
            except WorkbenchError as error:
                missing[number] = str(error)
                continue
            if entry is None:
                missing[number] = "it is no longer in the history"
            else:
                found.append(entry)
        return found, missing

    def close(self) -> None:
        """Let go of the place where the history is kept."""
        if self._history is not None:
            self._history.close()

    def note_error(self) -> None:
        """Note what is wrong with the place where the history is kept, as last seen, or that nothing is."""
        error = self._history.error if self._history is not None else None
        self._states.note(_SOURCE, "" if error is None else with_hint(error))
