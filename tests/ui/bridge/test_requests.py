"""Requests as values: what each of them calls, and on which thread it may run."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any, cast

import pytest

from tests.ui.app_parts import FakeSession
from workbench.protocol.offer import Offer
from workbench.session.values.fuzz_report import FuzzRequest
from workbench.session.values.history import HistoryFilter
from workbench.session.values.journey_report import JourneySetup
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.trust import Requests
from workbench.ui.bridge import export_requests, host_requests, lab_requests, measure_requests, requests
from workbench.ui.bridge.export_requests import (
    BundlePreviewRequested,
    BundleRequested,
    ReportRequested,
    TraceFileRequested,
)
from workbench.ui.bridge.host_requests import (
    ClockFreezeRequested,
    ClockStepRequested,
    CountersClearRequested,
    FaultDropRequested,
    FaultPutRequested,
    FaultsClearRequested,
    HostStartRequested,
    HostUndoRequested,
    LogClearRequested,
    SeedRequested,
    SnapshotDropRequested,
    SnapshotRequested,
    SnapshotRestoreRequested,
    StoreClearRequested,
    StoreDeleteRequested,
    StoreExportRequested,
    StoreImportRequested,
    StorePutRequested,
)
from workbench.ui.bridge.lab_requests import (
    HostsTrialRequested,
    OfferReadRequested,
    OfferTrialRequested,
    OfferUseRequested,
    OfferWriteRequested,
    SweepCancelRequested,
    SweepRequested,
)
from workbench.ui.bridge.measure_requests import (
    BenchCancelRequested,
    BenchRequested,
    ConformanceRequested,
    DriftRequested,
    FuzzCancelRequested,
    FuzzRequested,
    JourneyCancelRequested,
    JourneyRequested,
)
from workbench.ui.bridge.request import Request, Turn
from workbench.ui.bridge.requests import (
    AnswerSwitchRequested,
    BaselineRequested,
    BuildCancelRequested,
    BuildRequested,
    CallCancelRequested,
    ComparisonCancelRequested,
    ComparisonEndRequested,
    ComparisonRequested,
    ComparisonStepRequested,
    DispatchRequested,
    EntryReplayRequested,
    FileComparisonRequested,
    FuelMeasureRequested,
    HistoryEntryRequested,
    HistoryMarkRequested,
    HistoryPeeksRequested,
    HistorySearchRequested,
    InstanceResetRequested,
    LatestEntriesRequested,
    MarkedEntriesRequested,
    NoteRequested,
    PauseRequested,
    ProjectDeclineRequested,
    ProjectTrustRequested,
    RecordingRequested,
    ReplayCancelRequested,
    ReplayRequested,
    SettingsRequested,
)

SETTINGS = Settings()
# Handed on as they are.
OFFER = Offer({})
FUZZ, ASKED = cast(FuzzRequest, object()), cast(Requests, object())
JOURNEY = JourneySetup()
CALLS: list[tuple[Request[Any], tuple[Any, ...]]] = [
    (DispatchRequested("shape", "{}", fresh=True), ("dispatch", "shape", "{}", True)),
    (NoteRequested("payloads", "kept"), ("note", "payloads", "kept")),
    (CallCancelRequested(), ("cancel",)),
    (InstanceResetRequested(), ("reset",)),
    (FuelMeasureRequested(), ("fuel.ask",)),
    (BundlePreviewRequested(with_module=True), ("exports.preview", True)),
    (BundleRequested("b.zip", with_module=False), ("exports.bundle", "b.zip", False)),
    (ReportRequested("r.md"), ("exports.report", "r.md")),
    (TraceFileRequested("t.jsonl", ()), ("exports.trace", "t.jsonl", ())),
    (BenchRequested("shape", "{}", 9), ("bench.run", "shape", "{}", 9)),
    (BenchCancelRequested(), ("bench.cancel",)),
    (ConformanceRequested(3), ("conformance.run", 3)),
    (DriftRequested("shape", "{}"), ("drift.run", "shape", "{}")),
    (FuzzRequested(FUZZ), ("fuzz.run", FUZZ)),
    (FuzzCancelRequested(), ("fuzz.cancel",)),
    (JourneyRequested(JOURNEY), ("journey.run", JOURNEY)),
    (JourneyCancelRequested(), ("journey.cancel",)),
    (OfferTrialRequested(OFFER), ("lab.try_offer", OFFER)),
    (HostsTrialRequested((OFFER,)), ("lab.try_each", (OFFER,))),
    (SweepRequested(OFFER), ("lab.sweep", OFFER)),
    (SweepCancelRequested(), ("lab.cancel",)),
    (OfferReadRequested("o.json"), ("lab.read", "o.json")),
    (OfferWriteRequested("o.json", OFFER), ("lab.write", "o.json", OFFER)),
    (OfferUseRequested(OFFER), ("offer.use_alone", OFFER)),
    (ProjectTrustRequested(ASKED), ("project.trust", ASKED)),
    (ProjectDeclineRequested(), ("project.decline",)),
    (SettingsRequested(SETTINGS), ("reconfigure", SETTINGS)),
    (BuildRequested(), ("builds.now",)),
    (BuildCancelRequested(), ("builds.cancel",)),
    (PauseRequested(paused=True), ("pause", True)),
    (AnswerSwitchRequested(2), ("answer_with", 2)),
    (BaselineRequested(None), ("pin", None)),
    (ComparisonRequested(1, 2), ("comparator.begin", 1, 2)),
    (FileComparisonRequested("a.wasm", 2), ("comparator.begin_with_file", "a.wasm", 2)),
    (ComparisonStepRequested(), ("comparator.go_on",)),
    (ComparisonCancelRequested(), ("comparator.cancel",)),
    (ComparisonEndRequested(), ("comparator.end",)),
    (
        HistorySearchRequested(HistoryFilter(), 5, None, 0.1, lambda: True),
        ("history.search", HistoryFilter(), 5, None, 0.1),
    ),
    (HistoryEntryRequested(4), ("history.entry", 4)),
    (HistoryPeeksRequested([4], lambda: True), ("history.peeks", [4])),
    (HistoryMarkRequested(4, marked=False), ("history.mark", 4, False)),
    (RecordingRequested("a.jsonl", None), ("history.save_recording", "a.jsonl", None)),
    (EntryReplayRequested(4), ("replay.entry", 4)),
    (MarkedEntriesRequested("p"), ("history.marked", "p")),
    (LatestEntriesRequested("p", 9), ("history.of_plugin", "p", 9)),
    (ReplayRequested((1, 2), 3), ("replay.matrix", (1, 2), [3])),
    (ReplayCancelRequested(), ("replay.cancel",)),
    (StorePutRequested("k", b"v", None, 8), ("host.put", "k", b"v", None, 8)),
    (StoreDeleteRequested("k", "p"), ("host.delete", "k", "p")),
    (StoreClearRequested(), ("host.clear",)),
    (StoreExportRequested("f", None), ("storage.export", "f", None)),
    (StoreImportRequested("f", "p"), ("storage.take", "f", "p")),
    (CountersClearRequested(), ("host.clear_counters",)),
    (LogClearRequested(), ("host.clear_logs",)),
    (ClockFreezeRequested(7, 1), ("host.freeze_clock", 7, 1)),
    (ClockStepRequested(-5), ("host.step_clock", -5)),
    (SeedRequested("s"), ("host.seed_random", "s")),
    (HostUndoRequested(), ("host.undo",)),
    (SnapshotRequested("warm"), ("host.keep", "warm")),
    (SnapshotRestoreRequested("warm"), ("host.restore", "warm")),
    (SnapshotDropRequested("warm"), ("host.drop", "warm")),
    (HostStartRequested(None), ("host.start_from", None)),
    (FaultPutRequested("fuel=9", "any"), ("faults.put", "fuel=9", "any")),
    (FaultDropRequested("any"), ("faults.drop", "any")),
    (FaultsClearRequested(), ("faults.clear",)),
]
BESIDE_CALLS = {
    BenchCancelRequested,
    BuildRequested,
    BuildCancelRequested,
    FuzzCancelRequested,
    JourneyCancelRequested,
    SweepCancelRequested,
    ProjectTrustRequested,
    ProjectDeclineRequested,
    ComparisonCancelRequested,
    HistorySearchRequested,
    HistoryEntryRequested,
    HistoryPeeksRequested,
    ReplayCancelRequested,
}


def classes(module: ModuleType) -> set[type]:
    found = inspect.getmembers(module, inspect.isclass)
    return {one for _, one in found if issubclass(one, Request) and one is not Request}


@pytest.mark.parametrize(("request_", "call"), CALLS, ids=lambda one: type(one).__name__)
def test_a_request_calls_one_verb_of_the_session(request_: Request[Any], call: tuple[Any, ...]) -> None:
    session = FakeSession(SessionState())
    session.fuel._asked = session.conformance._asked = session.asked
    request_.run(session)
    assert session.asked == [call]


def test_every_request_is_tried_here() -> None:
    known = (
        classes(export_requests)
        | classes(requests)
        | classes(measure_requests)
        | classes(host_requests)
        | classes(lab_requests)
    )
    assert {type(request) for request, _ in CALLS} == known


def test_what_ends_something_or_only_reads_waits_for_no_call() -> None:
    turns = {type(request): request.TURN for request, _ in CALLS}
    assert {one for one, turn in turns.items() if turn is Turn.LOOKUP} == BESIDE_CALLS
    assert turns[CallCancelRequested] is Turn.AT_ONCE
    assert turns[BenchRequested] is Turn.BESIDE


def test_a_search_that_was_overtaken_is_not_made() -> None:
    session = FakeSession(SessionState())
    assert HistorySearchRequested(HistoryFilter(), 5, None, 0.1, lambda: False).run(session) is None
    assert session.asked == []


def test_a_request_is_a_value() -> None:
    assert DispatchRequested("f", "p") == DispatchRequested("f", "p", fresh=False)
    assert DispatchRequested("f", "p") != DispatchRequested("f", "p", fresh=True)
    assert len({DispatchRequested("f", "p"), DispatchRequested("f", "p")}) == 1
    assert repr(PauseRequested(paused=True)) == "PauseRequested(paused=True)"
    with pytest.raises(AttributeError, match="cannot be set"):
        PauseRequested(paused=True).paused = False  # type: ignore[misc]


@pytest.mark.parametrize("values", [(), (1, 2)])
def test_a_request_takes_its_own_fields_only(values: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match="HistoryEntryRequested takes number"):
        HistoryEntryRequested(*values)
