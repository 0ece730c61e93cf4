"""What leaves the session for other people: a report of the build that is shown, or a bundle with what belongs to it.

Owns what of the state goes into them. How they are written is known to whoever is behind the port.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.errors import OperatorError
from workbench.protocol.hosting.audit import audit
from workbench.session.export_port import ExportStore
from workbench.session.history.history_service import HistoryService
from workbench.session.history.recording_export import alike_to_newest
from workbench.session.payloads.saved_payloads import SavedPayloads
from workbench.session.recordings.conditions import conditions_of
from workbench.session.recordings.recording import recording_of
from workbench.session.state_store import StateStore
from workbench.session.values.bundle import Bundle, BundleRecording, BundleText
from workbench.session.values.check_report import CheckReport
from workbench.session.values.generation import Generation
from workbench.session.values.history import HistoryEntry, HistoryFilter
from workbench.session.values.session_snapshot import ExportedFile, SessionSnapshot
from workbench.session.values.state import SessionState
from workbench.session.values.trace import TraceMessage

CALLS_MAX = 50
"""Dispatches of one report or bundle; the newest."""
PAYLOADS_MAX = 500


class Exporter:
    """Writes what the screen shows. Any thread may call it: it reads what never changes."""

    def __init__(
        self,
        port: Callable[[], ExportStore] | None,
        states: StateStore,
        history: HistoryService,
        saved: SavedPayloads,
    ) -> None:
        """Write nothing yet. `port` gives what writes, when it is first asked for; None: nothing can be written."""
        self._port, self._states, self._history = port, states, history
        self._saved = saved

    def report(self, path: str) -> ExportedFile | None:
        """Write the report of the build that is shown, as a page or for a pull request, as the path ends.

        None: there is no build yet.

        Raises:
            PlaceUnwritable: It cannot be written; what stood there stands as it was.
        """
        found = self.snapshot()
        return None if self._port is None or found is None else self._port().save_report(path, found)

    def preview(self, *, with_module: bool) -> Bundle | None:
        """Return what a bundle would hold; None: there is no build yet."""
        found = self.snapshot(whole=True)
        return None if self._port is None or found is None else self._port().preview(found, with_module=with_module)

    def bundle(self, path: str, *, with_module: bool) -> ExportedFile | None:
        """Write a bundle; None: there is no build yet. Raises PlaceUnwritable."""
        found = self.snapshot(whole=True)
        if self._port is None or found is None:
            return None
        return self._port().save_bundle(path, found, with_module=with_module)

    def trace(self, path: str, messages: Sequence[TraceMessage]) -> ExportedFile | None:
        """Write messages of the trace; None: there is no build yet, or nothing that writes. Raises PlaceUnwritable."""
        state = self._states.state
        if self._port is None or state.newest is None:
            return None
        return self._port().save_trace(path, state.newest.title, messages, dict(state.engine_versions))

    def snapshot(self, *, whole: bool = False) -> SessionSnapshot | None:
        """Return what the screen shows; `whole`: with payloads and recording. None: there is no build yet."""
        state = self._states.state
        generation = state.serving if state.gone_back else state.newest
        if generation is None:
            return None
        calls, total = self._calls()
        return SessionSnapshot(
            _checked(state, generation),
            dict(state.engine_versions),
            state.generations,
            calls,
            total,
            self._payloads() if whole else (),
            _recorded(calls, state) if whole else (),
        )

    def _calls(self) -> tuple[tuple[HistoryEntry, ...], int]:
        hits = self._history.search(HistoryFilter(run=self._history.run), rows_max=CALLS_MAX)
        entries, _ = self._history.entries(row.number for row in hits.rows)
        return tuple(entries), hits.total

    def _payloads(self) -> tuple[BundleText, ...]:
        """Return the saved payloads; those that cannot be read are left out."""
        found = []
        try:
            names = self._saved.search("", rows_max=PAYLOADS_MAX).rows
        except (OperatorError, NotImplementedError):
            return ()
        for at in names:
            try:
                saved = self._saved.read(at)
            except OperatorError:
                continue
            found.append(BundleText(f"{at}.json", saved.text))
            if saved.expectation is not None:
                found.append(BundleText(f"{at}.expect.json", saved.expectation.decode("utf-8", "replace")))
        return tuple(found)


def _recorded(calls: tuple[HistoryEntry, ...], state: SessionState) -> tuple[BundleRecording, ...]:
    """Return the calls that can stand in one recording with the newest."""
    alike = alike_to_newest(calls)
    return (BundleRecording("01-calls", recording_of(alike, conditions_of(state.settings))),) if alike else ()


def _checked(state: SessionState, generation: Generation) -> CheckReport:
    """Return the report of a build, as far as the session has looked: nothing is run for it."""
    conformance, drift = state.conformance, state.drift
    accept = generation.negotiation.accept if generation.negotiation is not None else None
    return CheckReport(
        state.settings,
        generation,
        conformance.report if conformance is not None and conformance.generation == generation.number else None,
        audit(
            generation.module_map,
            accept.required_capabilities if accept is not None else None,
            None,
            state.settings.serving,
        ),
        fuel={},
        versions=state.engine_versions,
        drift=drift.report if drift is not None and drift.generation == generation.number else None,
    )
