"""A host's start, played on a registry: what it runs, renews and disables (PROTOCOL.md section 10).

Owns the order of what is asked and kept. Which records are due is decided by `protocol.host_start`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from workbench.errors import PluginError, WorkbenchError
from workbench.protocol import limits
from workbench.protocol.host_start import StartCause, check_stored, start_cause
from workbench.protocol.layers import Layer
from workbench.protocol.registry import RegistryRecord, disabled, record_of
from workbench.session.ports import Engine
from workbench.session.registry.lanes import Lanes
from workbench.session.registry.records import Records
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings


class StartOutcome(Enum):
    """What a start did with a record."""

    NOT_LOOKED_AT = "not looked at"
    """Its status is not `active`."""
    SKIPPED = "skipped"
    """It is fresh: nothing was run."""
    RENEWED = "renewed"
    """It was negotiated with again, and passed."""
    DISABLED = "disabled"
    """It failed, or its turn did not come in time."""


@dataclass(frozen=True, slots=True)
class StartedRecord:
    """What a start did with one record."""

    record: RegistryRecord
    """As it was before."""
    cause: StartCause
    outcome: StartOutcome
    layer: Layer | None = None
    """The layer that failed; None: none did, or its turn did not come in time."""
    error: WorkbenchError | None = None
    """Why it was disabled; None: it was not, or its turn did not come in time."""


@dataclass(frozen=True, slots=True)
class StartReport:
    """What a start did with all records."""

    results: tuple[StartedRecord, ...]
    wall_ms: int
    wall_max_ms: int

    @property
    def passed(self) -> bool:
        """True when nothing was disabled."""
        return all(result.outcome is not StartOutcome.DISABLED for result in self.results)

    def count(self, outcome: StartOutcome) -> int:
        """Return how many records ended so."""
        return sum(result.outcome is outcome for result in self.results)


@dataclass(frozen=True, slots=True)
class StartRequest:
    """How a host is started."""

    is_forced: bool = False
    """Negotiate with every active plugin, however fresh."""
    shutdown_at: int | None = None
    """The marker of an earlier start that was shut down before its end, unix seconds; None: there is none."""
    keep: bool = True
    """Keep what comes of it. False: only say what would happen."""
    parallel: int = limits.STARTUP_HANDSHAKE_PARALLEL_MAX
    wall_max_ms: int = limits.STARTUP_HANDSHAKE_TOTAL_BUDGET_MS
    """What is still pending then is disabled."""


def start_host(
    records: Records,
    open_engine: Callable[[], Engine],
    settings: Settings,
    request: StartRequest,
    *,
    clock: Callable[[], float],
    monotonic: Callable[[], float],
) -> StartReport:
    """Look at each record as a host does at its start.

    Args:
        records: The registry; used from this thread only.
        open_engine: Gives an engine of its own for each plugin that is looked at at the same time.
        settings: Profile and capabilities decide the verdict.
        request: How it is started.
        clock: Gives unix seconds.
        monotonic: Gives seconds that never go back, to measure the total budget.

    Raises:
        RegistryError: The registry fails. What was kept before stays kept.
        EngineUnavailable: L2 or L3 could not be run. What was kept before stays kept.
    """
    begun_at = monotonic()
    start = _Start(records, settings, request, clock)
    everything = records.records()
    due = start.sort_out(everything)
    lane_count = max(1, min(request.parallel, limits.STARTUP_HANDSHAKE_PARALLEL_MAX, len(due)))
    with Lanes(open_engine, lane_count if due else 0) as lanes:
        for first in range(0, len(due), lane_count):
            if (monotonic() - begun_at) * 1_000 >= request.wall_max_ms:
                start.disable_pending(due[first:])
                break
            start.walk(lanes, due[first : first + lane_count])
    results = tuple(start.results[record.sha256] for record in everything)
    return StartReport(results, int((monotonic() - begun_at) * 1_000), request.wall_max_ms)


class _Start:
    """One start, while it runs."""

    def __init__(self, records: Records, settings: Settings, request: StartRequest, clock: Callable[[], float]) -> None:
        self.results: dict[str, StartedRecord] = {}
        self._records = records
        self._settings = settings
        self._request = request
        self._clock = clock
        self._causes: dict[str, StartCause] = {}

    def sort_out(self, everything: tuple[RegistryRecord, ...]) -> list[RegistryRecord]:
        """Return the records that are negotiated with; of the others say so."""
        offer_hash, now = self._settings.host_offer.sha256(), int(self._clock())
        request, due = self._request, []
        for record in everything:
            cause = start_cause(
                record,
                offer_hash=offer_hash,
                now=now,
                shutdown_at=request.shutdown_at,
                is_forced=request.is_forced,
            )
            self._causes[record.sha256] = cause
            if cause.runs:
                due.append(record)
            else:
                is_fresh = cause is StartCause.FRESH
                self._note(record, StartOutcome.SKIPPED if is_fresh else StartOutcome.NOT_LOOKED_AT)
        return due

    def walk(self, lanes: Lanes, together: list[RegistryRecord]) -> None:
        """Negotiate with plugins at the same time."""
        whole: list[tuple[RegistryRecord, Artifact]] = []
        for record in together:
            module = self._records.module(record.sha256)
            try:
                check_stored(record, module)
            except PluginError as error:
                self._disable(record, Layer.RECORD, error)
                continue
            assert module is not None, "looked at just now"
            whole.append((record, Artifact(record.plugin_name, module, record.sha256)))
        generations = lanes.walk([artifact for _, artifact in whole], self._settings, self._clock)
        for (record, artifact), generation in zip(whole, generations, strict=True):
            self._settle(record, artifact, generation)

    def disable_pending(self, pending: list[RegistryRecord]) -> None:
        """Disable those whose turn did not come in time."""
        for record in pending:
            self._disable(record, None, None)

    def _settle(self, record: RegistryRecord, artifact: Artifact, generation: Generation) -> None:
        failed = generation.failed_layer
        if failed is not None or generation.metadata is None:
            self._disable(record, failed.layer if failed else None, failed.error if failed else None)
            return
        if self._request.keep:
            renewed = record_of(record.sha256, generation.metadata, self._settings.host_offer)
            self._records.put(renewed, artifact.module)
        self._note(record, StartOutcome.RENEWED)

    def _disable(self, record: RegistryRecord, layer: Layer | None, error: WorkbenchError | None) -> None:
        if self._request.keep:
            self._records.update(disabled(record))
        self._note(record, StartOutcome.DISABLED, layer, error)

    def _note(
        self,
        record: RegistryRecord,
        outcome: StartOutcome,
        layer: Layer | None = None,
        error: WorkbenchError | None = None,
    ) -> None:
        cause = self._causes[record.sha256]
        self.results[record.sha256] = StartedRecord(record, cause, outcome, layer, error)
