"""Dispatches of the history, made again: one on the build that answers, or many on several generations at once.

Owns the matrix. Those that are repeated for it run on an instance of their own, with the host set to what the history
says; afterwards the host is as it was. One that is repeated by hand is a dispatch like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from workbench.errors import OperatorError
from workbench.errors.operator import EngineUnavailable
from workbench.session.dispatch.dispatcher import Dispatcher
from workbench.session.history.history_service import HistoryService
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.ports import Engine, HostStatePort
from workbench.session.recordings.conditions import conditions_difference, conditions_of
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation, row_of
from workbench.session.values.history import HistoryEntry
from workbench.session.values.matrix import COLUMNS_MAX, Matrix
from workbench.session.values.replay_report import ReplayedCall
from workbench.session.values.replay_verdict import CallComparison, MatrixRow
from workbench.session.values.settings import Settings

_TELL_EVERY: Final = 50
"""Calls between two looks at how far the replay is."""

_Column = Mapping[int, CallComparison]
"""What became of entries on one generation, by their numbers."""


class HistoryReplay:
    """Repeats entries of the history. Belongs to the session's runner."""

    def __init__(
        self,
        engine: Engine,
        host: HostStatePort | None,
        states: StateStore,
        loader: GenerationLoader,
        dispatcher: Dispatcher,
        history: HistoryService,
        variables: SessionVariables,
    ) -> None:
        """Repeat nothing yet. Without a host there is no matrix."""
        self._variables = variables
        self._engine = engine
        self._host = host
        self._states = states
        self._loader = loader
        self._dispatcher = dispatcher
        self._history = history
        self._columns: dict[int, _Column] = {}
        self._cancelled = False

    def cancel(self) -> None:
        """End the filling of the matrix. May be called from any thread."""
        self._cancelled = True

    def entry(self, number: int) -> DispatchRecord | None:
        """Send an entry's payload to the build that answers; None: there is no such entry.

        Raises:
            LineDamaged: Its line cannot be read.
            InvalidDocuments: A secret value that it was sent with is not known any more.
            FileUnreadable, FileDamaged, ProjectPathOutside: Its secret values cannot be read.
        """
        entry = self._history.entry(number)
        if entry is None:
            return None
        payload = self._variables.revealed(entry.payload, entry.hidden, f"#{number}")
        return self._dispatcher.dispatch(entry.function, payload, fresh=entry.fresh, parent=number)

    def clear(self) -> None:
        """Show no matrix."""
        self._columns.clear()
        self._states.change(matrix=None)

    def after_reload(self) -> None:
        """Repeat the marked entries, if there are any, and add what came of them to the matrix."""
        serving = self._states.state.serving
        numbers = self._history.marked(serving.plugin_name) if serving is not None else ()
        if numbers:
            self.matrix(numbers)

    def matrix(self, numbers: Sequence[int], generations: Sequence[int] | None = None) -> bool:
        """Repeat entries on generations, and show in the matrix what became of them; return whether all were repeated.

        As long as the entries are the same, what was found on other generations before stays. `cancel` ends it.

        Args:
            numbers: Entries of the history. Where many were made, they are sent in one request.
            generations: Numbers of generations that can answer; None: the one that answers, and the baseline unless
                it is known what became of them there.
        """
        self._cancelled = False
        shown = self._states.state.matrix
        entries, missing = self._entries(numbers)
        if shown is None or [row.number for row in shown.rows] != [entry.number for entry in entries]:
            self._columns.clear()
        rows = self._rows(generations)
        if self._host is None or not rows:
            return True
        comparable: dict[int, list[HistoryEntry]] = {}
        not_comparable = dict(missing)
        for row in rows:
            settings = self._loader.settings_of(row.number)
            reasons = {entry.number: _not_comparable(entry, row.plugin_name, settings) for entry in entries}
            comparable[row.number] = [entry for entry in entries if not reasons[entry.number]]
            not_comparable |= {number: why for number, why in reasons.items() if why}
        sent = {entry.number for chosen in comparable.values() for entry in chosen}
        sent |= {number for column in self._columns.values() for number in column}
        matrix = Matrix(not_comparable={number: why for number, why in not_comparable.items() if number not in sent})
        return self._fill(matrix, entries, comparable, rows)

    def _entries(self, numbers: Sequence[int]) -> tuple[list[HistoryEntry], dict[int, str]]:
        """Return entries with the secret values they were sent with; and why one cannot be had, by its number."""
        kept, missing = self._history.entries(numbers)
        entries: list[HistoryEntry] = []
        for entry in kept:
            try:
                entries.append(self._variables.revealed_entry(entry))
            except OperatorError as error:
                missing[entry.number] = str(error)
        return entries, missing

    def _rows(self, generations: Sequence[int] | None) -> list[Generation]:
        """Return the generations on which entries are to be repeated."""
        state = self._states.state
        wanted: list[int | None] = list(generations or ())
        if generations is None:
            baseline = state.baseline if state.baseline not in self._columns else None
            wanted = [state.serving.number if state.serving else None, baseline]
        rows = [row_of(state.generations, number) for number in dict.fromkeys(wanted)]
        return [row for row in rows if row is not None and row.can_answer]

    def _fill(
        self,
        matrix: Matrix,
        entries: list[HistoryEntry],
        comparable: Mapping[int, list[HistoryEntry]],
        rows: list[Generation],
    ) -> bool:
        """Add a column for each generation; return whether all are whole."""
        total, done = sum(map(len, comparable.values())), 0
        try:
            for row in rows:
                chosen = comparable[row.number]
                if not chosen:
                    continue
                self._show(replace(matrix, total=total, done=done), entries)
                column = self._column(row, chosen, self._progress(done))
                self._columns.pop(row.number, None)
                self._columns[row.number] = column
                done += len(chosen)
                if self._cancelled or len(column) < len(chosen):
                    return False
        except EngineUnavailable as error:
            self._loader.settle(error)
            return False
        finally:
            while len(self._columns) > COLUMNS_MAX:
                del self._columns[next(iter(self._columns))]
            self._loader.forget_unused()
            self._show(matrix, entries)
        return True

    def _column(
        self, generation: Generation, entries: list[HistoryEntry], on_call: Callable[[ReplayedCall], bool]
    ) -> _Column:
        """Return what became of entries on a generation; of fewer when it was cancelled."""
        # Nobody repeats anything before the first verdict, which does not wait for these imports.
        from workbench.session.recordings.recording import recording_of  # noqa: PLC0415
        from workbench.session.replay.replay import replay  # noqa: PLC0415

        assert self._host is not None, "looked at before"
        self._loader.compiled(generation)
        settings = self._loader.settings_of(generation.number)
        recording = recording_of(entries, conditions_of(settings))
        report = replay(self._engine, self._host, generation, recording, settings, on_call=on_call)
        found = {entry.number: call.comparison for entry, call in zip(entries, report.calls, strict=False)}
        return self._variables.hide(found)

    def _progress(self, done: int) -> Callable[[ReplayedCall], bool]:
        def on_call(call: ReplayedCall) -> bool:
            matrix = self._states.state.matrix
            if matrix is not None and call.number % _TELL_EVERY == 0:
                self._states.change(matrix=replace(matrix, done=done + call.number))
            return not self._cancelled

        return on_call

    def _show(self, matrix: Matrix, entries: list[HistoryEntry]) -> None:
        numbers = sorted(self._columns)
        columns = [self._columns[number] for number in numbers]
        rows = tuple(
            MatrixRow(entry.number, entry.function, tuple(column.get(entry.number) for column in columns))
            for entry in entries
        )
        self._states.change(matrix=replace(matrix, generations=tuple(numbers), rows=rows))


def _not_comparable(entry: HistoryEntry, plugin: str, settings: Settings) -> str:
    """Say why an entry cannot be repeated so that its end can be compared; empty: it can."""
    facts = (
        ("plugin", plugin, entry.plugin),
        ("profile", settings.profile.value, entry.profile),
        ("budget", settings.budget.name, entry.budget),
    )
    unlike = next(((name, found, wanted) for name, wanted, found in facts if wanted != found), None)
    if unlike is None and entry.conditions is not None:
        unlike = conditions_difference(entry.conditions, conditions_of(settings))
    if unlike is not None:
        return "made with the {} {}, not {}".format(*unlike)
    if entry.drew_secure_random:
        return "it drew secure random bytes, which cannot be drawn again"
    if entry.before.storage is None:
        return "the storage before it was too large to be kept"
    return ""
