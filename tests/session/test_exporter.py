"""What leaves the session for other people is what the screen shows, and nothing is run for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.ui import states
from workbench.session.exporter import CALLS_MAX, Exporter
from workbench.session.history.history_service import HistoryService
from workbench.session.payloads.saved_payloads import SavedPayloads
from workbench.session.state_store import StateStore
from workbench.session.values.bundle import Bundle
from workbench.session.values.conformance_report import ConformanceReport, ConformanceState
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryRow
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.session_snapshot import ExportedFile, SessionSnapshot
from workbench.session.values.state import SessionState
from workbench.session.values.trace import TraceMessage


def entry(number: int, **facts: Any) -> HistoryEntry:
    known = {"plugin": "dialect", "profile": "0.1", "budget": "serving", "run": "1.000"}
    return HistoryEntry(
        number, "shape", "{}", None, KeptOutcome(response_text="{}"), 1, module_sha256="", at=1.0, wall_us=5,
        **{**known, **facts},
    )  # fmt: skip


class _History:
    """Keeps entries in memory."""

    error = None
    is_indexed = True

    def __init__(self, *entries: HistoryEntry) -> None:
        self._entries = {one.number: one for one in entries}
        self.wanted: HistoryFilter | None = None

    def search(self, wanted: HistoryFilter, *, rows_max: int, **_: Any) -> HistoryHits:
        self.wanted = wanted
        rows = tuple(
            HistoryRow(number, "shape", "ok", 1, None, False) for number in sorted(self._entries, reverse=True)
        )
        return HistoryHits(rows[:rows_max], len(rows))

    def entry(self, number: int) -> HistoryEntry | None:
        return self._entries.get(number)


class _Store:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def save_report(self, path: str, snapshot: SessionSnapshot) -> ExportedFile:
        self.given.append((path, snapshot))
        return ExportedFile(path, 1)

    def save_trace(
        self, path: str, title: str, messages: Sequence[TraceMessage], versions: Mapping[str, str]
    ) -> ExportedFile:
        self.given.append((path, title, messages, versions))
        return ExportedFile(path, 3)

    def preview(self, snapshot: SessionSnapshot, *, with_module: bool) -> Bundle:
        return Bundle((), with_module)

    def save_bundle(self, path: str, snapshot: SessionSnapshot, *, with_module: bool) -> ExportedFile:
        self.given.append((path, snapshot, with_module))
        return ExportedFile(path, 2)


def exporter(state: SessionState, *entries: HistoryEntry, store: _Store | None = None) -> Exporter:
    kept = StateStore(state, clock=lambda: 1.0, on_change=lambda _: None)
    history = HistoryService(_History(*entries), None, kept, run="1.000")  # type: ignore[arg-type]
    return Exporter(None if store is None else lambda: store, kept, history, SavedPayloads(None))


def test_a_report_holds_the_newest_build_and_the_dispatches_of_the_run() -> None:
    state, store = states.ready(), _Store()
    assert exporter(state, entry(1), entry(2), store=store).report("r.html") == ExportedFile("r.html", 1)
    snapshot = store.given[0][1]
    assert snapshot.checked.generation is state.newest
    assert ([one.number for one in snapshot.calls], snapshot.calls_total) == ([1, 2], 2)
    assert (snapshot.payloads, snapshot.recordings) == ((), ())


def test_a_build_that_was_gone_back_to_is_the_one_that_is_shown() -> None:
    state = states.ready()
    assert state.newest is not None
    older = replace(state.newest, number=77)
    found = exporter(replace(state, serving=older, gone_back=True)).snapshot()
    assert found is not None
    assert found.checked.generation is older


def test_cases_of_another_build_are_no_part_of_it() -> None:
    state = states.ready()
    assert state.newest is not None
    report = ConformanceReport((), (), ())
    for number, expected in ((state.newest.number, report), (state.newest.number + 1, None)):
        found = exporter(replace(state, conformance=ConformanceState(number, report))).snapshot()
        assert found is not None
        assert found.checked.conformance is expected


def test_a_bundle_records_the_dispatches_that_are_like_the_newest() -> None:
    store = _Store()
    one = exporter(states.ready(), entry(1, profile="0.3"), entry(2), entry(3), store=store)
    assert one.bundle("b.zip", with_module=False) == ExportedFile("b.zip", 2)
    recordings = store.given[0][1].recordings
    assert [len(found.recording.calls) for found in recordings] == [2]


def test_of_many_dispatches_the_newest_are_kept_and_all_are_counted() -> None:
    found = exporter(states.ready(), *(entry(number) for number in range(1, CALLS_MAX + 11))).snapshot()
    assert found is not None
    assert (len(found.calls), found.calls[-1].number, found.calls_total) == (CALLS_MAX, CALLS_MAX + 10, CALLS_MAX + 10)


def test_before_the_first_build_there_is_nothing() -> None:
    nothing = exporter(SessionState(), store=_Store())
    assert (nothing.report("r"), nothing.preview(with_module=True), nothing.bundle("b", with_module=True)) == (
        None,
    ) * 3


@pytest.mark.parametrize("with_module", [True, False])
def test_a_preview_writes_nothing(with_module: bool) -> None:
    store = _Store()
    assert exporter(states.ready(), store=store).preview(with_module=with_module) == Bundle((), with_module)
    assert store.given == []


def test_a_trace_is_written_with_the_name_of_the_plugin_and_nothing_without_a_build() -> None:
    state, store = states.ready(), _Store()
    wanted = state.trace[-3:]
    assert exporter(state, store=store).trace("t.html", wanted) == ExportedFile("t.html", 3)
    assert store.given == [("t.html", "dialect 0.3.1", wanted, dict(state.engine_versions))]
    assert exporter(replace(state, newest=None), store=store).trace("t.html", wanted) is None
