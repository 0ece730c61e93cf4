"""A build, and what was found in each layer when it was loaded. All text that came from the plugin is untrusted."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.errors import WorkbenchError
from workbench.protocol.budgets import STRICT, Budget
from workbench.protocol.function_table import FunctionRow
from workbench.protocol.handshake import Negotiation
from workbench.protocol.hints.evidence import Evidence, Hint
from workbench.protocol.hints.table import hints_for
from workbench.protocol.hosting.hazards import Hazard
from workbench.protocol.identity import Identity
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.protocol.protocol_line import ProtocolLine
from workbench.protocol.records import AugmentedMetadata
from workbench.protocol.self_check import SelfCheck
from workbench.protocol.static_checks import StaticCheck
from workbench.protocol.wasm import ModuleMap


@dataclass(frozen=True, slots=True)
class Artifact:
    """The bytes of one build."""

    path: str
    module: bytes = field(repr=False)
    sha256: str
    """Lower-case hex."""
    dropped_bytes: int = 0
    """The size of a module whose bytes are not kept any more, so that it cannot answer again; 0: they are here."""

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
    """What is other than in the last good load before, a short line each; empty for the first, and when nothing is.
    Untrusted text."""

    def layer(self, layer: Layer) -> LayerResult:
        """Return what was found in one layer."""
        return self.layers[list(Layer).index(layer)]

    @property
    def error(self) -> WorkbenchError | None:
        """What the first layer that failed says; None: none did."""
        failed = self.failed_layer
        return failed.error if failed else None

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What is known of the cause of `error`; empty: nothing failed, or no cause was recognised. Untrusted."""
        error = self.error
        return () if error is None else hints_for(Evidence(self.module_map, self.artifact.module, error))

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


Rows = tuple[Generation, ...]


def row_of(rows: Rows, number: int | None) -> Generation | None:
    """Return the row of a number; None: there is none."""
    return next((row for row in rows if row.number == number), None)
