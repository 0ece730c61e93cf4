"""The registry's use cases: add, list, show, remove, recheck (PROTOCOL.md sections 1 and 10).

Owns the order of what is asked and kept: a failure in any layer leaves the registry as it was. Where records stand is
behind `Records`; what a plugin does is found by `loading`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from workbench.errors import PluginError, WorkbenchError
from workbench.errors.registry import RecordAmbiguous, RecordUnknown
from workbench.naming import nearest
from workbench.protocol import limits
from workbench.protocol.host_start import check_stored
from workbench.protocol.identity import read_identity
from workbench.protocol.layers import Layer
from workbench.protocol.registry import (
    Admission,
    Freshness,
    RegistryRecord,
    check_room,
    freshness_of,
    known_answer,
    record_of,
    rejection_of,
    room_warning,
)
from workbench.session.ports import Engine
from workbench.session.registry.lanes import Lanes, walked
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

SHA256_PREFIX_MIN: Final = 4
"""Signs of a sha256 that are enough to ask for a record."""


class Records(Protocol):
    """Where records and blobs are kept. All methods raise RegistryError when that place fails, and change nothing."""

    def records(self) -> tuple[RegistryRecord, ...]:
        """Return all records, by name."""

    def record(self, sha256: str) -> RegistryRecord | None:
        """Return the record of a sha256, or None."""

    def count(self) -> int:
        """Return how many records there are."""

    def module(self, sha256: str) -> bytes | None:
        """Return the stored bytes of a record, unchecked, or None."""

    def put(self, record: RegistryRecord, module: bytes) -> None:
        """Keep a record and its bytes; one of the same sha256 is replaced."""

    def update(self, record: RegistryRecord) -> None:
        """Keep a record in place of the one of the same sha256; its bytes stay as they are, or as gone."""

    def remove(self, sha256: str) -> bool:
        """Drop a record and its bytes. Return whether it was there."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a plugin."""

    admission: Admission
    record: RegistryRecord | None
    """What the registry keeps of these bytes now; None when it keeps nothing."""
    layer: Layer | None = None
    """The layer that failed; None when none did."""
    error: WorkbenchError | None = None
    """Why it was not added; None when it was."""
    warning: str | None = None
    """What to say of the number of records; None when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One record, and whether a start can skip L2 and L3 for it."""

    record: RegistryRecord
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Shown:
    """One record with its bytes."""

    record: RegistryRecord
    freshness: Freshness
    size_bytes: int
    """0 when the bytes are gone."""
    blob_error: PluginError | None
    """The stored bytes are gone, or are not those that were registered; None: they are."""


class Recheck(Enum):
    """What came of checking a record again."""

    SKIPPED = "skipped"
    """It is fresh: nothing was run."""
    PASSED = "passed"
    BROKEN = "broken"
    """A host with this offer would refuse the plugin. The record was left as it was."""
    NOT_REACHED = "not reached"
    """The total budget ran out before."""


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What came of checking one record again."""

    record: RegistryRecord
    """As it was before."""
    freshness: Freshness
    """Before the check."""
    outcome: Recheck
    layer: Layer | None = None
    """The layer that failed; None when none did."""
    error: WorkbenchError | None = None
    """Why it is broken; None when it is not."""


@dataclass(frozen=True, slots=True)
class RecheckReport:
    """What came of checking all records again."""

    results: tuple[Rechecked, ...]
    wall_ms: int
    wall_max_ms: int

    @property
    def broken(self) -> tuple[Rechecked, ...]:
        """The plugins that a host with this offer would refuse."""
        return tuple(result for result in self.results if result.outcome is Recheck.BROKEN)

    @property
    def passed(self) -> bool:
        """True when nothing is broken and everything was reached."""
        return all(result.outcome in (Recheck.SKIPPED, Recheck.PASSED) for result in self.results)


def add(records: Records, engine: Engine, artifact: Artifact, settings: Settings, clock: Callable[[], float]) -> Added:
    """Add a build. When it is known, active, and was made with this offer, nothing is run.

    Raises:
        RegistryFull: There is no room for one more; nothing was run.
        RegistryError: The registry fails; nothing was changed.
        EngineUnavailable: L2 or L3 could not be run; nothing was changed.
    """
    offer = settings.host_offer
    known = records.record(artifact.sha256)
    if known is None:
        check_room(records.count())
    try:
        identity = read_identity(artifact.module)
        same = known_answer(identity, artifact.sha256, known, offer.sha256())
    except PluginError as error:
        layer = None if known else Layer.IDENTITY
        return Added(rejection_of(error), known, layer, error)
    if same is not None:
        _restore_blob(records, same, artifact.module)
        return Added(Admission.UNCHANGED, same, warning=room_warning(records.count()))
    generation = walked(engine, artifact, settings, clock)
    if generation.metadata is None or generation.failed_layer is not None:
        failed = generation.failed_layer
        error_found = failed.error if failed else None
        admission = rejection_of(error_found) if error_found else Admission.REJECTED
        return Added(admission, known, failed.layer if failed else None, error_found)
    record = record_of(artifact.sha256, generation.metadata, offer)
    records.put(record, artifact.module)
    return Added(Admission.RENEWED if known else Admission.CREATED, record, warning=room_warning(records.count()))


def find(records: Records, wanted: str) -> RegistryRecord:
    """Return the record of a plugin name, or of the start of a sha256.

    Raises:
        RecordUnknown, RecordAmbiguous: There is none, or more than one.
        RegistryError: The registry fails.
    """
    everything = records.records()
    found = [record for record in everything if record.plugin_name == wanted]
    prefix = wanted.lower()
    if not found and len(prefix) >= SHA256_PREFIX_MIN:
        found = [record for record in everything if record.sha256.startswith(prefix)]
    if not found:
        raise RecordUnknown(wanted, nearest(wanted, {record.plugin_name for record in everything}))
    if len(found) > 1:
        raise RecordAmbiguous(wanted, tuple(record.sha256 for record in found))
    return found[0]


def list_records(records: Records, settings: Settings, now: float) -> tuple[Listed, ...]:
    """Return all records by name, each with its freshness at `now`, unix seconds.

    Raises:
        RegistryError: The registry fails.
    """
    offer_hash = settings.host_offer.sha256()
    return tuple(Listed(record, freshness_of(record, offer_hash, int(now))) for record in records.records())


def show(records: Records, wanted: str, settings: Settings, now: float) -> Shown:
    """Return one record, and whether its bytes are still those that were registered.

    Raises:
        RecordUnknown, RecordAmbiguous: There is none, or more than one.
        RegistryError: The registry fails.
    """
    record = find(records, wanted)
    module = records.module(record.sha256)
    offer_hash = settings.host_offer.sha256()
    return Shown(record, freshness_of(record, offer_hash, int(now)), len(module or b""), _stored_error(record, module))


def remove(records: Records, wanted: str) -> RegistryRecord:
    """Drop one record and its bytes, and return it.

    Raises:
        RecordUnknown, RecordAmbiguous: There is none, or more than one.
        RegistryError: The registry fails; nothing was changed.
    """
    record = find(records, wanted)
    records.remove(record.sha256)
    return record


def recheck(
    records: Records,
    open_engine: Callable[[], Engine],
    settings: Settings,
    clock: Callable[[], float],
    monotonic: Callable[[], float],
    *,
    parallel: int = limits.STARTUP_HANDSHAKE_PARALLEL_MAX,
    wall_max_ms: int = limits.STARTUP_HANDSHAKE_TOTAL_BUDGET_MS,
    keep: bool = True,
) -> RecheckReport:
    """Check again what is not fresh, as a host does at its start.

    With other capabilities in `settings` than the records were made with, this says which plugins an upgrade of the
    host would break.

    Args:
        records: The registry; used from this thread only.
        open_engine: Gives an engine of its own for each plugin that is checked at the same time. Called, used and
            shut down in a thread of its own.
        settings: Profile and capabilities decide the verdict.
        clock: Gives unix seconds.
        monotonic: Gives seconds that never go back, to measure the total budget.
        parallel: How many plugins are checked at a time, 1 to 8.
        wall_max_ms: The total budget. What was not begun by then is not reached.
        keep: Keep what passed, with its new handshake. False: only say what would happen.

    Raises:
        RegistryError: The registry fails. What was kept before stays kept.
        EngineUnavailable: L2 or L3 could not be run. What was kept before stays kept.
    """
    begun_at = monotonic()
    listed = list_records(records, settings, clock())
    due = [one for one in listed if one.freshness is not Freshness.FRESH]
    results = {one.record.sha256: Rechecked(one.record, one.freshness, Recheck.SKIPPED) for one in listed}
    is_time: Callable[[], bool] = lambda: (monotonic() - begun_at) * 1_000 < wall_max_ms  # noqa: E731
    for one in _recheck_due(records, open_engine, due, settings, clock, is_time, parallel=parallel, keep=keep):
        results[one.record.sha256] = one
    wall_ms = int((monotonic() - begun_at) * 1_000)
    return RecheckReport(tuple(results[one.record.sha256] for one in listed), wall_ms, wall_max_ms)


def _recheck_due(
    records: Records,
    open_engine: Callable[[], Engine],
    due: Sequence[Listed],
    settings: Settings,
    clock: Callable[[], float],
    is_time: Callable[[], bool],
    *,
    parallel: int,
    keep: bool,
) -> Iterator[Rechecked]:
    """Check so many plugins at a time; what was not begun while there was time is not reached."""
    lane_count = max(1, min(parallel, limits.STARTUP_HANDSHAKE_PARALLEL_MAX, len(due)))
    with Lanes(open_engine, lane_count if due else 0) as lanes:
        for start in range(0, len(due), lane_count):
            together = due[start : start + lane_count]
            if not is_time():
                yield from (Rechecked(one.record, one.freshness, Recheck.NOT_REACHED) for one in due[start:])
                return
            yield from _recheck_together(records, lanes, together, settings, clock, keep=keep)


def _recheck_together(
    records: Records,
    lanes: Lanes,
    together: Sequence[Listed],
    settings: Settings,
    clock: Callable[[], float],
    *,
    keep: bool,
) -> list[Rechecked]:
    offer = settings.host_offer
    results, artifacts, whole = [], [], []
    for one in together:
        module = records.module(one.record.sha256)
        error = _stored_error(one.record, module)
        if error is not None or module is None:
            results.append(Rechecked(one.record, one.freshness, Recheck.BROKEN, Layer.RECORD, error))
            continue
        whole.append(one)
        artifacts.append(Artifact(one.record.plugin_name, module, one.record.sha256))
    for one, artifact, generation in zip(whole, artifacts, lanes.walk(artifacts, settings, clock), strict=True):
        failed = generation.failed_layer
        if failed is not None or generation.metadata is None:
            layer, fault = (failed.layer, failed.error) if failed else (None, None)
            results.append(Rechecked(one.record, one.freshness, Recheck.BROKEN, layer, fault))
            continue
        if keep:
            records.put(record_of(one.record.sha256, generation.metadata, offer), artifact.module)
        results.append(Rechecked(one.record, one.freshness, Recheck.PASSED))
    return results


def _stored_error(record: RegistryRecord, module: bytes | None) -> PluginError | None:
    """Return what is wrong with the stored bytes of a record; None: they are those that were registered."""
    try:
        check_stored(record, module)
    except PluginError as error:
        return error
    return None


def _restore_blob(records: Records, record: RegistryRecord, module: bytes) -> None:
    """Mend stored bytes that are gone or changed: those at hand have the right sha256."""
    if _stored_error(record, records.module(record.sha256)) is not None:
        records.put(record, module)
