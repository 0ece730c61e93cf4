"""Everything that can be shown, as one immutable value. A screen can be drawn from `SessionState` alone.

Values only: who changes them stands in `session.py`. All text that came from a plugin (names, messages, error
texts, log lines) is untrusted and stands here as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.protocol.budgets import SERVING, STRICT, Budget, Imports
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.function_table import FunctionRow
from workbench.protocol.handshake import Negotiation
from workbench.protocol.hosting.hazards import Hazard
from workbench.protocol.hosting.injected_faults import NO_FAULTS, FaultPlan
from workbench.protocol.identity import Identity
from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict
from workbench.protocol.offer import Offer, reference_offer
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile
from workbench.protocol.protocol_line import ProtocolLine
from workbench.protocol.records import AugmentedMetadata
from workbench.protocol.self_check import SelfCheck
from workbench.protocol.static_checks import StaticCheck
from workbench.protocol.wasm import ModuleMap

if TYPE_CHECKING:
    from workbench.protocol.host_functions import HostSnapshot
    from workbench.session.measure.bench_runner import BenchState
    from workbench.session.replay.verdicts import CallComparison
    from workbench.session.values.matrix import Matrix
    from workbench.session.values.side_by_side import SideBySide


class LoopPhase(Enum):
    """Where the edit-compile-try loop stands, in the word that the header shows."""

    WATCHING = "watching"
    """Nothing was loaded yet; the artifact is awaited."""
    BUILDING = "building"
    COMPILING = "compiling"
    CHECKING = "checking"
    READY = "ready"
    """The newest build passed, and answers."""
    REJECTED = "rejected"
    """The newest build did not pass, and there is no earlier one that did."""
    STALE = "stale"
    """The newest build failed, did not pass or can not be read, so the last good one answers; or an earlier one answers
    because it was asked for."""
    PAUSED = "paused"
    """The newest build passed, and answers; what changes is left alone."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How plugins are loaded and called in this session."""

    profile: Profile = DEFAULT_PROFILE
    capabilities: frozenset[str] = frozenset()
    budget: Budget = SERVING
    """Of dispatches."""
    imports: Imports = Imports.REFERENCE
    config: Mapping[str, str] = field(default_factory=dict)
    """The plugin's configuration, seen in the serving budget only."""
    redispatch: bool = True
    """After a reload that passed, send the last payload and the marked ones of the history again."""
    offer: Offer | None = None
    """What a host of other versions would offer; None: as the reference does."""

    strict: Budget = STRICT
    """Of L2, L3 and conformance. A verdict under another one than the protocol's is no reference's."""
    serving: Budget = SERVING
    """Of dispatches, where `budget` is not the strict one."""

    faults: FaultPlan = NO_FAULTS
    """What the host does wrong on purpose. In a session it strikes dispatches only: layers are judged without it."""

    gauge_fuel: bool = True
    """Find out unasked how much fuel calls used, when nothing else is wanted."""

    @property
    def strict_budget(self) -> Budget:
        """The budget that L2, L3 and conformance run under."""
        return self.strict.with_imports(self.imports)

    @property
    def host_offer(self) -> Offer:
        """What the host of this session offers: functions and versions, and the capabilities named beside them."""
        offer = reference_offer(()) if self.offer is None else self.offer
        capabilities = (offer.host_capabilities | self.capabilities) - self.faults.withdrawn
        return replace(offer, host_capabilities=capabilities)


@dataclass(frozen=True, slots=True)
class Artifact:
    """The bytes of one build."""

    path: str
    module: bytes = field(repr=False)
    sha256: str
    """Lower-case hex."""
    dropped_bytes: int = 0
    """The size of a module whose bytes are not kept any more, so that it can not answer again; 0: they are here."""

    @property
    def size_bytes(self) -> int:
        """The size of the module."""
        return self.dropped_bytes or len(self.module)


@dataclass(frozen=True, slots=True)
class Generation:
    """One load of one build: what was found in each layer. Complete or in progress."""

    number: int
    """Grows with each load, from 1."""
    artifact: Artifact
    loaded_at: float
    """Unix seconds."""
    layers: tuple[LayerResult, ...]
    """All five, in their order; those not reached yet are `NOT_RUN`."""
    module_map: ModuleMap
    """What could be read of the module; up to the damage when it is damaged."""
    protocol_line: ProtocolLine
    static_checks: tuple[StaticCheck, ...]
    hazards: tuple[Hazard, ...] = ()
    identity: Identity | None = None
    """None: L1 failed."""
    negotiation: Negotiation | None = None
    """None: L2 was not reached."""
    function_table: tuple[FunctionRow, ...] = ()
    accept_text: str | None = None
    """The answer to the offer as it came, replacement characters for what is not UTF-8; None: no answer."""
    self_check: SelfCheck | None = None
    """None: L3 was not reached."""
    response_text: str | None = None
    """The answer of the self-check as it came; None: no answer."""
    metadata: AugmentedMetadata | None = None
    """What a registry would keep; None: a layer before L4 failed."""
    complete: bool = False
    """False while layers are still running."""
    judged_under: Budget = STRICT
    """What L2 and L3 ran under."""
    changes: tuple[str, ...] = ()
    """What is other than in the load before, a short line each; empty for the first, and when nothing is. Untrusted."""

    def layer(self, layer: Layer) -> LayerResult:
        """Return what was found in one layer."""
        return self.layers[list(Layer).index(layer)]

    @property
    def failed_layer(self) -> LayerResult | None:
        """The first layer that failed; None when none has."""
        return next((result for result in self.layers if result.verdict is Verdict.FAILED), None)

    @property
    def is_good(self) -> bool:
        """True when L1 to L3 passed, so that a host would serve it."""
        return self.complete and all(
            self.layer(layer).verdict is Verdict.PASSED for layer in (Layer.IDENTITY, Layer.HANDSHAKE, Layer.SELF_CHECK)
        )

    @property
    def can_answer(self) -> bool:
        """True when one can go back to it: it is good, and its bytes are still here."""
        return self.is_good and not self.artifact.dropped_bytes

    @property
    def plugin_name(self) -> str:
        """The name in the identity, or the file's name when it has none. Untrusted text."""
        return self.title if self.identity is None else self.identity.plugin_name

    @property
    def title(self) -> str:
        """Name and version of the plugin, or the file's name when it has none. Untrusted text."""
        if self.identity is None:
            return self.file_name
        return f"{self.identity.plugin_name} {self.identity.plugin_version}"

    @property
    def file_name(self) -> str:
        """The last part of the artifact's path, on whatever system."""
        return self.artifact.path.replace("\\", "/").rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class DispatchRecord:
    """One dispatch that was made."""

    number: int
    """Grows with each dispatch, from 1."""
    generation: int
    """The generation that answered, or that was to answer; 0 before the first."""
    payload: str
    """What was sent, as it was typed."""
    outcome: DispatchOutcome
    at: float
    """Unix seconds."""
    fresh: bool = False
    """True: on an instance of its own; False: on the living one."""
    torn: bool = False
    """True: an earlier call had left the living instance in the middle of something."""
    cost: Cost = field(default_factory=Cost)
    """What it used up beside its limits; fuel as soon as it is measured. Nothing when nothing was called."""
    fuel: FuelMeasured | None = None
    """What the same call uses on a fresh instance; None: not measured."""
    entry: int | None = None
    """Its number in the history; None: it is not kept there."""
    parent: int | None = None
    """The entry of the history that it repeats; None: it repeats none."""
    faults: FaultPlan = NO_FAULTS
    """What the host was set to do wrong on purpose."""
    struck: tuple[str, ...] = ()
    """What names those of them that had an effect that can be told."""
    started_from: str = ""
    """The kept state of the host that it began with; empty: with the one that was there."""


@dataclass(frozen=True, slots=True)
class LoopState:
    """The state of the loop, for the header."""

    phase: LoopPhase = LoopPhase.WATCHING
    detail: str = ""
    """What goes on, or why the newest build does not answer. May quote the plugin: untrusted text."""
    since: float = 0.0
    """Unix seconds."""
    following: str = ""
    """What will happen next by itself, in one clause. May hold the name of a file: untrusted text."""


@dataclass(frozen=True, slots=True)
class BuildState:
    """The build command and what it wrote."""

    command: str | None = None
    """What the shell runs; None: the plugin is built elsewhere."""
    number: int = 0
    """Grows with each build of this run; 0: there was none yet."""
    running: bool = False
    since: float = 0.0
    """When the build began, or ended; in unix seconds."""
    causes: tuple[str, ...] = ()
    """The sources that had changed; empty: it was asked for."""
    lines: tuple[str, ...] = ()
    """What it wrote, as far as it is kept: a terminal obeys nothing in it but colours and weights (SGR)."""
    sentence: str = ""
    """How it ended, in one clause (`failed with exit code 1 after 0.4 s`); empty: it runs, or there was none."""
    failed: bool = False
    """It neither passed nor was cancelled: the sources are ahead of what answers."""


class Direction(Enum):
    """Which way a message crossed the border between host and plugin."""

    TO_PLUGIN = "to plugin"
    """The host calls an export."""
    TO_HOST = "to host"
    """The plugin calls a host function; what it was given stands in the same message."""
    FROM_PLUGIN = "from plugin"
    """The export's answer, or how the call ended without one."""


@dataclass(frozen=True, slots=True)
class TraceMessage:
    """One crossing of the border. All texts come from the plugin, or may."""

    number: int
    """Grows with each message of this run, from 1."""
    at: float
    """Unix seconds; of a call of a host function the time when the whole call was over."""
    generation: int
    direction: Direction
    name: str
    """Of the export, or of the host function."""
    size_bytes: int
    """Of the whole message; 0 for calls of host functions."""
    head: bytes
    """How it begins; of a call of a host function its arguments, its result or error."""
    outcome: str = ""
    """`ok` or the class of the failure; empty: a request."""
    wall_us: int = 0
    """Microseconds of the call that ended with it; 0 for others."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that went wrong beside the loop, and does not stop it."""

    source: str
    """What it is about: `history`, `sources`, `payloads`. There is at most one note for each."""
    text: str


@dataclass(frozen=True, slots=True)
class SessionState:
    """Everything that can be shown. Replaced as a whole."""

    settings: Settings = Settings()
    loop: LoopState = LoopState()
    newest: Generation | None = None
    """The newest build, good or not; None before the first."""
    serving: Generation | None = None
    """The build that answers dispatches: the newest good one, or the one that was gone back to; None when there is
    none yet."""
    gone_back: bool = False
    """True: `serving` answers because it was asked for, until a newer build passes or this is undone."""
    torn: bool = False
    """The living instance was stopped in the middle of its code, and answers on: its globals and memory may be half
    changed. A reset builds a new one."""
    generations: tuple[Generation, ...] = ()
    """All complete loads of this run, the newest last; the oldest are dropped."""
    baseline: int | None = None
    """The generation that answers are compared with; None: with the one that answered before."""
    build: BuildState = BuildState()
    paused: bool = False
    """What changes is left alone: the sources where there is a build command, else the artifact."""
    running: str | None = None
    """The wire function that is being dispatched; None when none is."""
    last: DispatchRecord | None = None
    """The last dispatch."""
    former: DispatchRecord | None = None
    """The dispatch of the same function and payload on the baseline, else on the generation that answered it before; to
    compare `last` with. None: there is none."""
    difference: CallComparison | None = None
    """What differs between `former` and `last`; None: there is no former one."""
    dispatched_ok: int = 0
    dispatched_fallback: int = 0
    trouble: WorkbenchError | None = None
    """What keeps the artifact from being read, or the engine from running; None when nothing does."""
    engine_versions: Mapping[str, str] = field(default_factory=dict)
    host: HostSnapshot | None = None
    """The host's state as the last dispatch, or a person, left it; None: it is not known."""
    snapshots: Mapping[str, HostSnapshot] = field(default_factory=dict)
    """The host's states that can be restored, by name, the oldest first."""
    host_start: str = ""
    """The one of them that each dispatch begins with; empty: dispatches find the host as it is."""
    host_undo: str = ""
    """What undoing would take back, in words; empty: nothing."""
    trace: tuple[TraceMessage, ...] = ()
    """What last crossed the border, in order."""
    history_revision: int = 0
    """Grows when an entry is added to the history or marked: rows that are shown should be asked for again."""
    matrix: Matrix | None = None
    """Dispatches of the history, repeated on generations; None: none were."""
    side_by_side: SideBySide | None = None
    """Two builds that a person compares; None: nobody does."""
    bench: BenchState | None = None
    """What a call costs, being measured or known; None: nobody asked."""
    notes: tuple[Note, ...] = ()
    """What went wrong beside the loop."""
