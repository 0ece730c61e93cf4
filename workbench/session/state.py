"""Everything that can be shown, as one immutable value. A screen can be drawn from `SessionState` alone.

Values only: who changes them stands in `session.py`. All text that came from a plugin (names, messages, error
texts, log lines) is untrusted and stands here as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from workbench.errors import WorkbenchError
from workbench.protocol.budgets import SERVING, STRICT, Budget, Imports
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.fault_plan import NO_FAULTS, FaultPlan
from workbench.protocol.function_table import FunctionRow
from workbench.protocol.handshake import Negotiation
from workbench.protocol.hazards import Hazard
from workbench.protocol.identity import Identity
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.protocol.offer import Offer, reference_offer
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile
from workbench.protocol.protocol_line import ProtocolLine
from workbench.protocol.records import AugmentedMetadata
from workbench.protocol.self_check import SelfCheck
from workbench.protocol.static_checks import StaticCheck
from workbench.protocol.wasm import ModuleMap


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
    """The newest build did not pass or can not be read; the last good one answers."""
    PAUSED = "paused"


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
    """After a reload that passed, send the last payload again."""
    offer: Offer | None = None
    """What a host of other versions would offer; None: as the reference does."""

    strict: Budget = STRICT
    """Of L2, L3 and conformance. A verdict under another one than the protocol's is no reference's."""

    faults: FaultPlan = NO_FAULTS
    """What the host does wrong on purpose."""

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

    @property
    def size_bytes(self) -> int:
        """The size of the module."""
        return len(self.module)


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
    def title(self) -> str:
        """Name and version of the plugin, or the file's name when it has none. Untrusted text."""
        if self.identity is None:
            return self.artifact.path.replace("\\", "/").rsplit("/", 1)[-1]
        return f"{self.identity.plugin_name} {self.identity.plugin_version}"


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
    fuel: FuelMeasured | None = None
    """What the same call uses on a fresh instance; None: not measured."""


@dataclass(frozen=True, slots=True)
class LoopState:
    """The state of the loop, for the header."""

    phase: LoopPhase = LoopPhase.WATCHING
    detail: str = ""
    """What is awaited, or why the newest build does not answer. May quote the plugin: untrusted text."""
    since: float = 0.0
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class SessionState:
    """Everything that can be shown. Replaced as a whole."""

    settings: Settings = Settings()
    loop: LoopState = LoopState()
    newest: Generation | None = None
    """The newest build, good or not; None before the first."""
    serving: Generation | None = None
    """The build that answers dispatches: the newest good one; None when there is none yet."""
    running: str | None = None
    """The wire function that is being dispatched; None when none is."""
    last: DispatchRecord | None = None
    """The last dispatch."""
    former: DispatchRecord | None = None
    """The dispatch of the same function and payload on an earlier generation, to compare `last` with."""
    dispatched_ok: int = 0
    dispatched_fallback: int = 0
    trouble: WorkbenchError | None = None
    """What keeps the artifact from being read, or the engine from running; None when nothing does."""
    engine_versions: Mapping[str, str] = field(default_factory=dict)
