"""What the screen needs of a session. The composition root plugs it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.session.exporter import Exporter
    from workbench.session.fuzz.fuzz_runner import FuzzRunner
    from workbench.session.history.history_service import HistoryService
    from workbench.session.host.controls import HostControls
    from workbench.session.host.injected_faults import FaultControls
    from workbench.session.host.offer_choice import OfferChoice
    from workbench.session.host.storage_transfer import StorageTransfer
    from workbench.session.journey.journey_runner import JourneyRunner
    from workbench.session.load.build_controller import BuildController
    from workbench.session.load.project_controller import ProjectController
    from workbench.session.measure.background_fuel_meter import BackgroundFuelMeter
    from workbench.session.measure.bench_runner import BenchRunner
    from workbench.session.measure.conformance_runner import ConformanceRunner
    from workbench.session.measure.drift_runner import DriftRunner
    from workbench.session.negotiation.lab import NegotiationLab
    from workbench.session.payloads.saved_payloads import SavedPayloads
    from workbench.session.payloads.session_variables import SessionVariables
    from workbench.session.replay.history_replay import HistoryReplay
    from workbench.session.side_by_side.build_comparator import BuildComparator
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.path_completion import PathCompletion
    from workbench.session.values.settings import Settings
    from workbench.session.values.state import SessionState


class SessionLike(Protocol):
    """What the bridge needs of a session. All methods block, but `cancel`, which any thread may call."""

    bench: BenchRunner
    builds: BuildController
    project: ProjectController
    comparator: BuildComparator
    exports: Exporter
    fuel: BackgroundFuelMeter
    fuzz: FuzzRunner
    journey: JourneyRunner
    conformance: ConformanceRunner
    drift: DriftRunner
    host: HostControls
    faults: FaultControls
    offer: OfferChoice
    storage: StorageTransfer
    history: HistoryService
    lab: NegotiationLab
    replay: HistoryReplay
    saved: SavedPayloads
    variables: SessionVariables

    @property
    def state(self) -> SessionState:
        """What can be shown."""

    def changing(self, path: str) -> None:
        """The artifact is being written."""

    def unchanged(self, path: str) -> None:
        """The artifact stands still, with the same bytes."""

    def load(self, path: str, module: bytes, *, forced: bool = False) -> None:
        """Walk a build through the layers."""

    def refuse(self, error: WorkbenchError) -> None:
        """The artifact cannot be read."""

    def note(self, source: str, text: str) -> None:
        """Say that something beside the loop went wrong."""

    def dispatch(self, function: str, payload: str, *, fresh: bool = False, name: str = "") -> DispatchRecord:
        """Send a payload. Raises an OperatorError when its variables have no value."""

    def reset(self) -> None:
        """Drop the long-lived instance."""

    def reconfigure(self, settings: Settings) -> None:
        """Take over new settings."""

    def answer_with(self, number: int | None) -> bool:
        """Go back to a generation, or to the newest good one."""

    def pin(self, number: int | None) -> None:
        """Make a generation the baseline, or none."""

    def pause(self, paused: bool) -> None:
        """Leave alone what changes, or go on with it."""

    def complete_path(self, typed: str, suffixes: Sequence[str]) -> PathCompletion:
        """Return how a path that is typed goes on. Any thread may call it."""

    def cancel(self) -> None:
        """End what runs."""

    def close(self) -> None:
        """End the session."""


SessionFactory = Callable[[Callable[["SessionState"], None]], SessionLike]
"""Makes a session that passes its states to the given callable. Runs on the bridge's thread."""
