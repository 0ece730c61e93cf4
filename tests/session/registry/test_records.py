"""The registry's use cases: what is run, what is kept, and what a failure leaves as it was."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered, failed
from tests.registries import FakeRecords
from workbench.errors.operator import EngineUnavailable
from workbench.errors.registry import RecordAmbiguous, RecordUnknown, RegistryFull
from workbench.protocol.budgets import Imports
from workbench.protocol.calls import FailureKind
from workbench.protocol.layers import Layer
from workbench.protocol.registry import Admission, Freshness, sha256_of
from workbench.session.registry.records import (
    Recheck,
    RecheckReport,
    add,
    find,
    list_records,
    recheck,
    remove,
    show,
)
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

GOOD = {"cc_lb_handshake": answered(accept_of({"shape": 1})), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}
BROKEN = {**GOOD, "cc_lb_self_check": failed(FailureKind.TRAP, "error while executing", cause="wasm trap: unreachable")}
SETTINGS = Settings()
UPGRADED = Settings(capabilities=frozenset({"log"}))
WEEK = 604_800


def build(name: str = "sample") -> Artifact:
    """A plugin of this name."""
    module = plugin_module(exports=["shape"], identity=identity_section(plugin_name=name))
    return Artifact(f"{name}.wasm", module, sha256_of(module))


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(1_700_000_000.5)


def test_a_new_plugin_is_walked_and_kept(records: FakeRecords, clock: FakeClock) -> None:
    engine, artifact = FakeEngine(GOOD), build()
    added = add(records, engine, artifact, SETTINGS, clock)
    assert (added.admission, added.error, added.layer, added.warning) == (Admission.CREATED, None, None, None)
    assert added.record == records.record(artifact.sha256)
    assert added.record is not None
    assert added.record.last_handshake_at == 1_700_000_000
    assert records.module(artifact.sha256) == artifact.module
    assert [called.export for called in engine.asked("fresh")] == ["cc_lb_handshake", "cc_lb_self_check"]
    assert len(engine.asked("forget")) == 1


def test_the_verdict_is_the_references_whatever_the_developer_looks_at(records: FakeRecords, clock: FakeClock) -> None:
    engine = FakeEngine(GOOD)
    add(records, engine, build(), Settings(imports=Imports.TRAP), clock)
    budget = engine.asked("fresh")[0].budget
    assert budget is not None
    assert budget.host_link.value == "none"


def test_a_known_plugin_is_returned_and_nothing_is_run(records: FakeRecords, clock: FakeClock) -> None:
    first = add(records, FakeEngine(GOOD), build(), SETTINGS, clock)
    engine = FakeEngine(BROKEN)
    clock.now += 2 * WEEK
    again = add(records, engine, build(), SETTINGS, clock)
    assert (again.admission, again.record) == (Admission.UNCHANGED, first.record)
    assert engine.log == []
    assert records.puts == 1


def test_adding_a_known_plugin_again_mends_its_stored_bytes(records: FakeRecords, clock: FakeClock) -> None:
    artifact = build()
    add(records, FakeEngine(GOOD), artifact, SETTINGS, clock)
    records.blobs[artifact.sha256] = b"changed"
    assert add(records, FakeEngine(), artifact, SETTINGS, clock).admission is Admission.UNCHANGED
    assert records.blobs[artifact.sha256] == artifact.module


def test_a_known_plugin_is_negotiated_again_when_the_offer_changed(records: FakeRecords, clock: FakeClock) -> None:
    add(records, FakeEngine(GOOD), build(), SETTINGS, clock)
    clock.now += 60
    renewed = add(records, FakeEngine(GOOD), build(), UPGRADED, clock)
    assert renewed.admission is Admission.RENEWED
    assert renewed.record is not None
    assert renewed.record.last_handshake_at == 1_700_000_060
    assert records.count() == 1


def test_a_plugin_that_fails_a_layer_is_rejected_with_layer_and_error(records: FakeRecords, clock: FakeClock) -> None:
    added = add(records, FakeEngine(BROKEN), build(), SETTINGS, clock)
    assert (added.admission, added.record, added.layer) == (Admission.REJECTED, None, Layer.SELF_CHECK)
    assert added.error is not None
    assert added.error.kind == "Call"
    assert records.puts == 0


def test_a_failed_renewal_leaves_the_record_as_it_was(records: FakeRecords, clock: FakeClock) -> None:
    before = add(records, FakeEngine(GOOD), build(), SETTINGS, clock).record
    added = add(records, FakeEngine(BROKEN), build(), UPGRADED, clock)
    assert (added.admission, added.record) == (Admission.REJECTED, before)
    assert records.records() == (before,)


def test_bytes_without_identity_are_rejected_and_nothing_is_run(records: FakeRecords, clock: FakeClock) -> None:
    engine = FakeEngine(GOOD)
    module = b"\0asm\x01\0\0\0"
    added = add(records, engine, Artifact("a", module, sha256_of(module)), SETTINGS, clock)
    assert (added.admission, added.layer) == (Admission.REJECTED, Layer.IDENTITY)
    assert added.error is not None
    assert added.error.kind == "MissingCustomSection"
    assert engine.log == []


def test_an_identity_section_above_its_limit_is_too_large(records: FakeRecords, clock: FakeClock) -> None:
    module = plugin_module(identity=identity_section(b" " * 65_537))
    added = add(records, FakeEngine(GOOD), Artifact("a", module, sha256_of(module)), SETTINGS, clock)
    assert added.admission is Admission.TOO_LARGE


def test_a_plugin_that_negotiates_nothing_is_rejected_at_l4(records: FakeRecords, clock: FakeClock) -> None:
    engine = FakeEngine(
        {**GOOD, "cc_lb_handshake": answered(accept_of({}, plugin_supported={}, implemented_functions=["shape"]))}
    )
    added = add(records, engine, build(), SETTINGS, clock)
    assert (added.admission, added.layer) == (Admission.REJECTED, Layer.RECORD)
    assert added.error is not None
    assert added.error.kind == "NoNegotiatedFunctions"


def test_the_same_bytes_under_another_name_are_a_conflict(records: FakeRecords, clock: FakeClock) -> None:
    artifact = build()
    add(records, FakeEngine(GOOD), artifact, SETTINGS, clock)
    before = replace(records.kept[artifact.sha256], plugin_name="other")
    records.kept[artifact.sha256] = before
    added = add(records, FakeEngine(GOOD), artifact, SETTINGS, clock)
    assert (added.admission, added.record) == (Admission.CONFLICT, before)
    assert added.error is not None
    assert added.error.kind == "PluginNameMismatch"


def test_a_full_registry_takes_no_new_plugin_but_renews_known_ones(records: FakeRecords, clock: FakeClock) -> None:
    add(records, FakeEngine(GOOD), build(), SETTINGS, clock)
    records.more = 9_999
    engine = FakeEngine(GOOD)
    with pytest.raises(RegistryFull):
        add(records, engine, build("another"), SETTINGS, clock)
    assert engine.log == []
    renewed = add(records, engine, build(), UPGRADED, clock)
    assert renewed.admission is Admission.RENEWED
    assert renewed.warning is not None


def test_a_thousand_records_give_a_warning(records: FakeRecords, clock: FakeClock) -> None:
    records.more = 999
    warning = add(records, FakeEngine(GOOD), build(), SETTINGS, clock).warning
    assert warning is not None
    assert "1,000 records" in warning


def test_an_engine_that_is_not_there_changes_nothing(records: FakeRecords, clock: FakeClock) -> None:
    engine = FakeEngine(GOOD)
    engine.unavailable = EngineUnavailable("gone")
    with pytest.raises(EngineUnavailable):
        add(records, engine, build(), SETTINGS, clock)
    assert records.puts == 0


# Asking.


def test_a_record_is_found_by_name_or_by_the_start_of_its_sha256(records: FakeRecords, clock: FakeClock) -> None:
    one = add(records, FakeEngine(GOOD), build("one"), SETTINGS, clock).record
    assert one is not None
    assert find(records, "one") == find(records, one.sha256[:6].upper()) == find(records, one.sha256) == one
    with pytest.raises(RecordUnknown) as caught:
        find(records, "onne")
    assert caught.value.nearest == "one"
    with pytest.raises(RecordUnknown):
        find(records, one.sha256[:3])


def test_a_name_of_two_builds_asks_for_more(records: FakeRecords, clock: FakeClock) -> None:
    one = add(records, FakeEngine(GOOD), build("one"), SETTINGS, clock).record
    assert one is not None
    records.put(replace(one, sha256="ab" * 32), b"")
    with pytest.raises(RecordAmbiguous) as caught:
        find(records, "one")
    assert set(caught.value.sha256s) == {one.sha256, "ab" * 32}


def test_listing_says_how_fresh_each_record_is(records: FakeRecords, clock: FakeClock) -> None:
    add(records, FakeEngine(GOOD), build("one"), SETTINGS, clock)
    assert [one.freshness for one in list_records(records, SETTINGS, clock.now + WEEK)] == [Freshness.FRESH]
    assert [one.freshness for one in list_records(records, SETTINGS, clock.now + WEEK + 1)] == [Freshness.EXPIRED]
    assert [one.freshness for one in list_records(records, UPGRADED, clock.now)] == [Freshness.STALE]


def test_showing_says_whether_the_bytes_are_still_the_same(records: FakeRecords, clock: FakeClock) -> None:
    artifact = build("one")
    add(records, FakeEngine(GOOD), artifact, SETTINGS, clock)
    shown = show(records, "one", SETTINGS, clock.now)
    assert (shown.size_bytes, shown.blob_error) == (len(artifact.module), None)
    records.blobs[artifact.sha256] = b"x"
    assert show(records, "one", SETTINGS, clock.now).blob_error is not None
    del records.blobs[artifact.sha256]
    error = show(records, "one", SETTINGS, clock.now).blob_error
    assert error is not None
    assert error.kind == "BlobMissing"


def test_removing_drops_and_returns_the_record(records: FakeRecords, clock: FakeClock) -> None:
    one = add(records, FakeEngine(GOOD), build("one"), SETTINGS, clock).record
    assert remove(records, "one") == one
    assert records.records() == ()
    with pytest.raises(RecordUnknown):
        remove(records, "one")


# Rechecking.


def rechecked(
    records: FakeRecords,
    clock: FakeClock,
    open_engine: Callable[[], FakeEngine],
    settings: Settings = SETTINGS,
    monotonic: Callable[[], float] = lambda: 0.0,
    parallel: int = 8,
    keep: bool = True,
) -> RecheckReport:
    return recheck(records, open_engine, settings, clock, monotonic, parallel=parallel, keep=keep)


def outcomes(report: RecheckReport) -> dict[str, Recheck]:
    return {result.record.plugin_name: result.outcome for result in report.results}


def filled(records: FakeRecords, clock: FakeClock, *names: str) -> None:
    for name in names:
        add(records, FakeEngine(GOOD), build(name), SETTINGS, clock)


def test_what_is_fresh_is_skipped_and_no_engine_is_started(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "one", "two")
    report = rechecked(records, clock, lambda: pytest.fail("no engine is needed"))
    assert set(outcomes(report).values()) == {Recheck.SKIPPED}
    assert report.passed


def test_what_is_older_than_seven_days_is_checked_and_kept_with_its_new_handshake(
    records: FakeRecords, clock: FakeClock
) -> None:
    filled(records, clock, "old")
    clock.now += WEEK + 1
    filled(records, clock, "young")
    report = rechecked(records, clock, lambda: FakeEngine(GOOD))
    assert outcomes(report) == {"old": Recheck.PASSED, "young": Recheck.SKIPPED}
    assert find(records, "old").last_handshake_at == int(clock.now)


def test_an_upgrade_names_the_plugins_that_it_would_break_and_can_leave_all_as_it_is(
    records: FakeRecords, clock: FakeClock
) -> None:
    filled(records, clock, "good", "bad")
    before = records.records()
    bad = build("bad").module

    def open_engine() -> FakeEngine:
        engine = FakeEngine(GOOD)
        engine.answers_of[bad] = BROKEN
        return engine

    report = rechecked(records, clock, open_engine, UPGRADED, keep=False)
    assert [result.record.plugin_name for result in report.broken] == ["bad"]
    assert (report.broken[0].layer, report.broken[0].freshness) == (Layer.SELF_CHECK, Freshness.STALE)
    assert not report.passed
    assert records.records() == before

    report = rechecked(records, clock, open_engine, UPGRADED)
    assert outcomes(report) == {"bad": Recheck.BROKEN, "good": Recheck.PASSED}
    assert find(records, "bad") in before
    assert find(records, "good") not in before


@pytest.mark.parametrize(
    ("stored", "kind"),
    [
        (None, "BlobMissing"),
        (b"changed", "WasmParseError"),
        (plugin_module(exports=["shape"], identity=identity_section(plugin_name="two")), "PluginNameMismatch"),
        (plugin_module(exports=["sign"], identity=identity_section(plugin_name="one")), "BlobSha256Mismatch"),
    ],
)
def test_changed_bytes_are_broken_and_never_run(
    records: FakeRecords, clock: FakeClock, stored: bytes | None, kind: str
) -> None:
    filled(records, clock, "one")
    sha256 = build("one").sha256
    records.blobs.pop(sha256) if stored is None else records.blobs.update({sha256: stored})
    engine = FakeEngine(GOOD)
    report = rechecked(records, clock, lambda: engine, UPGRADED)
    assert [result.error.kind for result in report.broken if result.error] == [kind]
    assert engine.asked("fresh") == []


def test_what_the_total_budget_leaves_no_time_for_is_not_reached(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "a", "b", "c", "d")
    seconds = iter((0.0, 1.0, 59.9, 60.0, 61.0))
    report = rechecked(records, clock, lambda: FakeEngine(GOOD), UPGRADED, lambda: next(seconds), parallel=1)
    assert list(outcomes(report).values()) == [Recheck.PASSED, Recheck.PASSED, Recheck.NOT_REACHED, Recheck.NOT_REACHED]
    assert (report.wall_ms, report.wall_max_ms, report.passed) == (61_000, 60_000, False)


def test_at_most_eight_engines_run_each_in_a_thread_of_its_own(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, *(f"p{number}" for number in range(20)))
    engines: list[FakeEngine] = []
    threads: dict[int, set[int]] = {}

    class ThreadedEngine(FakeEngine):
        def call_fresh(self, *facts, **more):  # type: ignore[no-untyped-def]
            threads.setdefault(id(self), set()).add(threading.get_ident())
            return super().call_fresh(*facts, **more)

    def open_engine() -> FakeEngine:
        engines.append(ThreadedEngine(GOOD))
        threads.setdefault(id(engines[-1]), set()).add(threading.get_ident())
        return engines[-1]

    report = rechecked(records, clock, open_engine, UPGRADED, parallel=100)
    assert set(outcomes(report).values()) == {Recheck.PASSED}
    assert len(engines) == 8
    assert all(len(used) == 1 for used in threads.values())
    assert all(engine.asked("shutdown") for engine in engines)


def test_an_engine_that_breaks_ends_the_recheck_and_the_others_are_shut_down(
    records: FakeRecords, clock: FakeClock
) -> None:
    filled(records, clock, "a", "b")
    engines: list[FakeEngine] = []

    def open_engine() -> FakeEngine:
        engines.append(FakeEngine(GOOD))
        engines[-1].unavailable = EngineUnavailable("gone")
        return engines[-1]

    with pytest.raises(EngineUnavailable):
        rechecked(records, clock, open_engine, UPGRADED)
    assert all(engine.asked("shutdown") for engine in engines)
