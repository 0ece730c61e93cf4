"""The edit-compile-try loop as one object: builds come in, payloads come in, one immutable state goes out.

Owns how its parts belong together and what follows a reload. Plain and synchronous: it has no thread. One runner calls
it; `cancel`, reading `state`, `builds` and the searches of `past` may happen from anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.session.call_tracer import CallTracer
from workbench.session.dispatch.dispatcher import Dispatcher
from workbench.session.export_port import ExportStore
from workbench.session.exporter import Exporter
from workbench.session.fuzz.fuzz_runner import FuzzRunner
from workbench.session.history.history_service import HistoryService
from workbench.session.host.controls import HostControls
from workbench.session.host.injected_faults import FaultControls
from workbench.session.host.offer_choice import OfferChoice, ReadOffer
from workbench.session.host.storage_transfer import StorageTransfer
from workbench.session.journey.journey_runner import JourneyRunner
from workbench.session.load.build_controller import BuildController
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.load.project_controller import ProjectController
from workbench.session.measure.background_fuel_meter import BackgroundFuelMeter
from workbench.session.measure.bench_runner import BenchRunner, EngineMaker
from workbench.session.measure.conformance_runner import BesideMaker, ConformanceRunner
from workbench.session.measure.drift_runner import DriftRunner
from workbench.session.negotiation.lab import NegotiationLab, WriteOffer
from workbench.session.payload_ports import PayloadStore
from workbench.session.payloads.saved_payloads import SavedPayloads
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.ports import (
    Builder,
    CompletePath,
    Engine,
    History,
    HostedEngineMaker,
    HostPort,
    ProjectFile,
    RecordingStore,
    StorageStore,
)
from workbench.session.replay.history_replay import HistoryReplay
from workbench.session.side_by_side.build_comparator import BuildComparator, ReadModule
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Artifact, row_of
from workbench.session.values.path_completion import PathCompletion
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase, LoopState, SessionState
from workbench.session.values.variable_values import VariableValues


class SessionPorts(TypedDict, total=False):
    """What a session can do without; absent or None: there is none."""

    host: HostPort | None
    """The state that guests see through host functions; without it that cannot be looked at."""
    history: History | None
    """Keeps every dispatch. Closed by `close`."""
    recordings: RecordingStore | None
    """Where recordings are saved."""
    storages: StorageStore | None
    """Where storage is exported to and imported from."""
    builder: Builder | None
    """Builds the plugin, which is built elsewhere without it. Begins with `builds.start`, stopped by `close`."""
    project: ProjectFile | None
    """The project file, where there is one."""
    fuel_engine: Engine | None
    """An engine that only measures fuel, beside the other one. Ended by `close`."""
    payloads: Callable[[], PayloadStore] | None
    """Gives where payloads are saved, when they are first asked for."""
    variables: Callable[[], VariableValues] | None
    """Reads what variables of payloads stand for, each time anew; it may raise an OperatorError."""
    bench_engine: EngineMaker | None
    """Makes engines that benches run on."""
    conformance_engine: BesideMaker | None
    """Makes the engine that conformance cases run on, and sweeps."""
    fuzz_engine: HostedEngineMaker | None
    """Makes engines that run beside the session: for changed payloads, one payload again and again, journeys."""
    read_module: ReadModule | None
    """Reads a plugin's file: to be compared with, or to play beside the build."""
    read_offer: ReadOffer | None
    """Reads the offer of a host from a file."""
    write_offer: WriteOffer | None
    """Writes one."""
    exports: Callable[[], ExportStore] | None
    """Gives what writes reports and bundles, when it is first asked for."""
    complete_path: CompletePath | None
    """Completes paths that are typed; without it they are typed in full."""


class Session:
    """Loads builds and dispatches payloads. No method raises for what a plugin, a payload or the engine does."""

    builds: BuildController
    """The build command: build by hand."""
    project: ProjectController
    """The project file: what waits for a person's trust, and their answer."""
    host: HostControls
    """The host's state: look at it, change it, keep and restore it."""
    faults: FaultControls
    """Injected faults: what the host does wrong because a person asked for it."""
    offer: OfferChoice
    """What plugins are negotiated with."""
    lab: NegotiationLab
    """Other offers, tried on the newest build."""
    storage: StorageTransfer
    """The storage of plugins: export it, import it."""
    history: HistoryService
    """The history: search, mark, save."""
    replay: HistoryReplay
    """Dispatches of the history, made again."""
    exports: Exporter
    """Reports and bundles for other people."""
    saved: SavedPayloads
    """The saved payloads of the project. Beside everything else, on whatever thread."""
    variables: SessionVariables
    """What the variables of payloads stand for."""
    comparator: BuildComparator
    """Two builds side by side."""
    fuel: BackgroundFuelMeter
    """How much fuel was used: found out beside everything else."""
    bench: BenchRunner
    drift: DriftRunner
    fuzz: FuzzRunner
    journey: JourneyRunner
    conformance: ConformanceRunner
    """What a call costs: measured beside everything else, on a thread of its own."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        clock: Callable[[], float],
        on_change: Callable[[SessionState], None],
        **ports: Unpack[SessionPorts],
    ) -> None:
        """Load nothing yet.

        Args:
            engine: Runs the plugins; ended by `close`.
            settings: How builds are loaded and called, until `reconfigure`.
            clock: Gives unix seconds.
            on_change: Gets every published state: on the runner's thread, and of builds on the builder's.
            **ports: See `SessionPorts`.
        """
        self._engine, host, builder = engine, ports.get("host"), ports.get("builder")
        tracer = CallTracer(engine, clock, host)
        first = SessionState(settings=settings, loop=LoopState(since=clock()), engine_versions=dict(engine.versions()))
        self._states = states = StateStore(first, clock=clock, on_change=on_change)
        self._loader = loader = GenerationLoader(tracer, engine, states)
        self._held: tuple[str, bytes] | None = None
        """A build that came while the loop was paused."""
        self.builds = BuildController(builder, states)
        self.project = ProjectController(ports.get("project"), self.builds, states)
        self.host, self.faults = HostControls(host, states), FaultControls(states)
        self.offer = OfferChoice(ports.get("read_offer"), states, self.reconfigure)
        self._complete_path = ports.get("complete_path")
        self.storage = StorageTransfer(self.host, ports.get("storages"), states)
        run = f"{clock():.3f}"
        self.history = history = HistoryService(ports.get("history"), ports.get("recordings"), states, run=run)
        self.variables = variables = SessionVariables(ports.get("variables"))
        tracer.hide = variables.hide
        self.host.hide = lambda snapshot: replace(snapshot, logs=variables.hide(snapshot.logs))
        self._dispatcher = Dispatcher(tracer, states, loader, self.host, history, variables)
        self.replay = HistoryReplay(engine, host, states, loader, self._dispatcher, history, variables)
        self.saved = SavedPayloads(ports.get("payloads"))
        self.exports = Exporter(ports.get("exports"), states, history, self.saved)
        self.comparator = BuildComparator(engine, host, states, loader, history, ports.get("read_module"))
        self.fuel = BackgroundFuelMeter(engine, ports.get("fuel_engine"), states, loader, self._dispatcher.as_sent)
        self.conformance = ConformanceRunner(ports.get("conformance_engine"), states, loader)
        files = ports.get("read_offer"), ports.get("write_offer")
        self.lab = NegotiationLab(tracer, ports.get("conformance_engine"), states, loader, files)
        self.drift = DriftRunner(ports.get("fuzz_engine"), states, loader, variables)
        self.fuzz = FuzzRunner(ports.get("fuzz_engine"), states, loader, variables)
        self.journey = JourneyRunner(ports.get("fuzz_engine"), states, loader, variables, ports.get("read_module"))
        self.bench = BenchRunner(ports.get("bench_engine"), self.host.now, states, loader, variables)

    @property
    def state(self) -> SessionState:
        """What can be shown. Replaced as a whole; safe to read from any thread."""
        return self._states.state

    # ---- the artifact ---------------------------------------------------------------------------------------------

    def changing(self, path: str) -> None:
        """The artifact is being written."""
        name = path.replace("\\", "/").rsplit("/", 1)[-1]
        self._states.under_way(LoopPhase.BUILDING, f"{name} is being written")

    def unchanged(self, path: str) -> None:
        """The artifact stands still with the bytes of the newest build; a load that was cut short is made up."""
        newest = self.state.newest
        if newest is not None and not newest.complete:
            self._load(replace(newest.artifact, path=path))
        else:
            self._loader.settle(None)

    def refuse(self, error: WorkbenchError) -> None:
        """The artifact cannot be read. The last good build keeps answering."""
        self._loader.settle(error)

    def load(self, path: str, module: bytes, *, forced: bool = False) -> None:
        """Walk a build through the layers; a good one answers from now on.

        Args:
            path: Where it stands, for display.
            module: The bytes.
            forced: Load even when these are the bytes of the newest build, or when the loop is paused.
        """
        if self.state.paused and not self.builds.is_active and not forced:
            self._held = (path, module)
            self._loader.settle(None)
            return
        self._held = None
        artifact = Artifact(path, module, hashlib.sha256(module).hexdigest())
        newest = self.state.newest
        if not forced and newest is not None and newest.artifact.sha256 == artifact.sha256:
            self.unchanged(path)
        else:
            self._load(artifact)

    def pause(self, paused: bool) -> None:
        """Leave alone what changes: the sources where they are built here, else the artifact; or go on with it."""
        self.builds.pause(paused=paused)
        self._states.change(paused=paused)
        held = self._held
        if not paused and held is not None:
            self.load(*held)

    def reconfigure(self, settings: Settings) -> None:
        """Take over new settings but faults; what decides a verdict or answer makes a new generation of the newest."""
        before = self.state.settings
        # Whoever made the settings may not have seen the newest fault: those are changed by `faults` alone.
        settings = replace(settings, faults=before.faults)
        self._states.change(settings=settings)
        newest = self.state.newest
        alike = replace(
            before,
            redispatch=settings.redispatch,
            measure_fuel=settings.measure_fuel,
            run_conformance=settings.run_conformance,
        )
        if newest is not None and alike != settings:
            self._load(newest.artifact)

    def note(self, source: str, text: str) -> None:
        """Say that something beside the loop went wrong; an empty text takes back what was said of this source."""
        self._states.note(source, text)

    # ---- generations ----------------------------------------------------------------------------------------------

    def answer_with(self, number: int | None) -> bool:
        """Go back to a generation of this run: it answers until a newer build passes; None: to the newest good one.

        Returns whether it answers; it does not when it is not good, is no longer there, or gets no instance.
        """
        return self._loader.answer_with(number)

    def pin(self, number: int | None) -> None:
        """Make a generation of this run the baseline that answers are compared with; None: there is none."""
        if number is None or row_of(self.state.generations, number) is not None:
            self._states.change(baseline=number)
            self._dispatcher.compare_again()

    # ---- dispatches -----------------------------------------------------------------------------------------------

    def dispatch(self, function: str, payload: str, *, fresh: bool = False, name: str = "") -> DispatchRecord:
        """Send a payload to the build that answers, with its variables replaced.

        Args:
            function: One of the seven; one that was not negotiated ends at its stage.
            payload: The request as JSON text, without `_v`.
            fresh: On an instance of its own, so that neither call sees the other's globals.
            name: Under which the payload is saved; empty: it is not.

        Raises:
            InvalidDocuments: Variables without a value, or not written as variables can be. Nothing is sent.
            FileUnreadable, FileDamaged, LineDamaged, ProjectPathOutside: Their values cannot be read.
        """
        return self._dispatcher.dispatch(function, self.variables.resolved(payload, name), fresh=fresh)

    def reset(self) -> None:
        """Drop the long-lived instance, with its globals and memory. The next dispatch builds a new one."""
        serving = self._loader.serving
        if serving is not None:
            serving.close()
            detail = "nothing was dispatched since the reset"
            self._loader.show_dispatch(LayerResult(Layer.DISPATCH, Verdict.NOT_RUN, detail))

    def complete_path(self, typed: str, suffixes: Sequence[str]) -> PathCompletion:
        """Return how a path goes on that leads to a file whose name ends so. Any thread may call it."""
        return PathCompletion(typed) if self._complete_path is None else self._complete_path(typed, suffixes)

    def cancel(self) -> None:
        """End what the engine runs at present, matrix and comparison, and the build. Any thread may call it."""
        self.builds.cancel()
        self.replay.cancel()
        self.comparator.cancel()
        try:
            self._engine.cancel()
        except EngineUnavailable:
            # An engine that is gone runs nothing; whoever waits for it learns it from the call itself.
            return

    def close(self) -> None:
        """End builds, history and engine. The session cannot be used afterwards."""
        self.builds.stop()
        self.history.close()
        self.bench.cancel()
        self.fuzz.cancel()
        self.journey.cancel()
        self.lab.cancel()
        self.conformance.end()
        self.drift.end()
        self.fuel.end()
        self._engine.shutdown()

    def _load(self, artifact: Artifact) -> None:
        answers = self._loader.load(artifact)
        if answers and self.state.settings.redispatch:
            self._dispatcher.again()
            self.replay.after_reload()
        self._states.publish()
