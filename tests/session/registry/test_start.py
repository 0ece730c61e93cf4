"""A host's start: what it runs, renews and disables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import identity_section, plugin_module
from tests.fakes import SELF_CHECK_PASSED, FakeClock, FakeEngine, accept_of, answered
from tests.registries import FakeRecords
from workbench.protocol.host_start import StartCause
from workbench.protocol.registry import disabled, sha256_of
from workbench.session.registry.records import add
from workbench.session.registry.start import StartOutcome, StartReport, StartRequest, start_host
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

GOOD = {"cc_lb_handshake": answered(accept_of({"shape": 1})), "cc_lb_self_check": answered(SELF_CHECK_PASSED)}
BROKEN = {**GOOD, "cc_lb_self_check": answered({"status": "failure", "failures": [], "completed_at": 1})}
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


def filled(records: FakeRecords, clock: FakeClock, *names: str) -> None:
    """Add plugins of these names."""
    for name in names:
        add(records, FakeEngine(GOOD), build(name), SETTINGS, clock)


def started(
    records: FakeRecords,
    clock: FakeClock,
    script: Any = None,
    settings: Settings = SETTINGS,
    monotonic: Callable[[], float] = lambda: 0.0,
    **request: Any,
) -> StartReport:
    """What a start did; without a script no engine may be asked for."""

    def open_engine() -> FakeEngine:
        assert script is not None, "nothing is to be run"
        return FakeEngine(script)

    return start_host(records, open_engine, settings, StartRequest(**request), clock=clock, monotonic=monotonic)


def told(report: StartReport) -> dict[str, tuple[StartCause, StartOutcome]]:
    """Cause and outcome of each record, by name."""
    return {one.record.plugin_name: (one.cause, one.outcome) for one in report.results}


def test_fresh_records_answer_for_their_plugins(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "one")
    clock.now += WEEK
    report = started(records, clock)
    assert told(report) == {"one": (StartCause.FRESH, StartOutcome.SKIPPED)}
    assert report.passed
    assert report.count(StartOutcome.SKIPPED) == 1


def test_what_is_older_than_a_week_is_renewed(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "old")
    clock.now += WEEK + 1
    filled(records, clock, "young")
    report = started(records, clock, GOOD)
    assert told(report) == {
        "old": (StartCause.TOO_OLD, StartOutcome.RENEWED),
        "young": (StartCause.FRESH, StartOutcome.SKIPPED),
    }
    assert {record.last_handshake_at for record in records.records()} == {int(clock.now)}


@pytest.mark.parametrize(
    ("request_", "cause"),
    [
        ({"is_forced": True}, StartCause.FORCED),
        ({"shutdown_at": 1_700_000_001}, StartCause.INTERRUPTED),
        ({"settings": UPGRADED}, StartCause.OTHER_OFFER),
    ],
)
def test_other_causes_run_the_layers_too(
    records: FakeRecords, clock: FakeClock, request_: dict[str, Any], cause: StartCause
) -> None:
    filled(records, clock, "one")
    assert told(started(records, clock, GOOD, **request_)) == {"one": (cause, StartOutcome.RENEWED)}


def test_a_plugin_that_fails_is_disabled_and_never_looked_at_again(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "one")
    report = started(records, clock, BROKEN, is_forced=True)
    (result,) = report.results
    assert (result.outcome, result.error and result.error.kind) == (StartOutcome.DISABLED, "FailureWithoutFailures")
    assert not report.passed
    assert [record.status for record in records.records()] == ["disabled"]
    again = started(records, clock, is_forced=True)
    assert told(again) == {"one": (StartCause.INACTIVE, StartOutcome.NOT_LOOKED_AT)}
    assert again.passed


@pytest.mark.parametrize(
    ("stored", "kind"),
    [
        (None, "BlobMissing"),
        (b"changed", "WasmParseError"),
        (build("two").module, "PluginNameMismatch"),
        (plugin_module(exports=["sign"], identity=identity_section(plugin_name="one")), "BlobSha256Mismatch"),
    ],
)
def test_stored_bytes_are_looked_at_before_anything_is_run(
    records: FakeRecords, clock: FakeClock, stored: bytes | None, kind: str
) -> None:
    filled(records, clock, "one")
    sha256 = build("one").sha256
    records.blobs.pop(sha256) if stored is None else records.blobs.update({sha256: stored})
    (result,) = started(records, clock, {}, is_forced=True).results
    assert (result.outcome, result.error and result.error.kind) == (StartOutcome.DISABLED, kind)
    assert records.blobs.get(sha256) == stored
    assert records.kept[sha256].status == "disabled"


def test_what_is_pending_when_the_time_is_over_is_disabled(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "a", "b", "c")
    seconds = iter((0.0, 1.0, 60.0, 61.0))
    report = started(records, clock, GOOD, is_forced=True, parallel=1, monotonic=lambda: next(seconds))
    assert [one.outcome for one in report.results] == [StartOutcome.RENEWED, *[StartOutcome.DISABLED] * 2]
    assert [one.error for one in report.results] == [None] * 3
    assert (report.wall_ms, report.wall_max_ms, report.count(StartOutcome.DISABLED)) == (61_000, 60_000, 2)
    assert [record.status for record in records.records()] == ["active", "disabled", "disabled"]


def test_a_dry_run_keeps_nothing(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "one")
    before = dict(records.kept)
    started(records, clock, GOOD, is_forced=True, keep=False)
    started(records, clock, BROKEN, is_forced=True, keep=False)
    assert records.kept == before


def test_an_empty_registry_starts_at_once(records: FakeRecords, clock: FakeClock) -> None:
    assert started(records, clock).results == ()


def test_a_disabled_record_can_be_added_again(records: FakeRecords, clock: FakeClock) -> None:
    filled(records, clock, "one")
    record = records.records()[0]
    records.update(disabled(replace(record)))
    filled(records, clock, "one")
    assert records.records()[0].status == "active"
