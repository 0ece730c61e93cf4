"""One page for each layer, as values. Knows no sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.errors import WorkbenchError
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.handshake import Negotiation
from workbench.protocol.host_effect.effect import AnswerEffect
from workbench.protocol.identity import Identity
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.protocol.records import AugmentedMetadata
from workbench.protocol.self_check import SelfCheck
from workbench.protocol.wasm import ModuleMap


@dataclass(frozen=True, slots=True)
class Loaded:
    """The plugin that is presented: all that is known of one build. Its texts are untrusted."""

    module: bytes = field(repr=False)
    """Empty: they are not kept any more."""
    sha256: str
    """Lower-case hex."""
    module_map: ModuleMap
    layers: tuple[LayerResult, ...]
    """All five, in their order."""
    identity: Identity | None = None
    negotiation: Negotiation | None = None
    """None: L2 was not reached, or the host's own offer cannot be made."""
    accept_text: str | None = None
    """The answer to the offer as it came; None: there was none."""
    self_check: SelfCheck | None = None
    response_text: str | None = None
    """The answer of the self-check as it came; None: there was none."""
    metadata: AugmentedMetadata | None = None
    dispatched: DispatchOutcome | None = None
    """The last dispatch that this build answered, or did not; None: nothing was dispatched to it."""
    effect: AnswerEffect | None = None
    """What a host does with that; None: not looked at."""

    def result(self, layer: Layer) -> LayerResult:
        """Return what was found in one layer."""
        return self.layers[list(Layer).index(layer)]

    def failure(self, layer: Layer) -> str:
        """Return the kind of error that ended a layer; `a failure` where none is known."""
        error = self.result(layer).error
        return "a failure" if error is None else error.kind

    @property
    def ended_by(self) -> LayerResult | None:
        """The first layer that failed; None when none has."""
        return next((one for one in self.layers if one.verdict is Verdict.FAILED), None)


@dataclass(frozen=True, slots=True)
class MessageMark:
    """What is to be seen in a message."""

    name: str
    """Of a member, whose first place is marked with all that it holds."""
    note: str
    """What it is there for, in a few words."""


@dataclass(frozen=True, slots=True)
class ShownBytes:
    """A part of the module's file."""

    title: str
    start: int
    """The first byte, from the start of the file."""
    end: int
    """The byte behind the last."""
    marks: tuple[tuple[int, int], ...] = ()
    """Stretches that matter most, each from its first byte to the one behind its last."""


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message that crossed the border, or what would be written down. Untrusted text."""

    title: str
    text: str
    marks: tuple[MessageMark, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownFacts:
    """What is known, a line each. Untrusted text."""

    title: str
    facts: tuple[tuple[str, str], ...]
    """A name, and what is to be said of it."""


@dataclass(frozen=True, slots=True)
class LayerPage:
    """One layer, presented."""

    layer: Layer
    verdict: Verdict
    what: str
    """What happens here, in one sentence. May quote the plugin: untrusted text."""
    why: str
    """What that is good for, in one sentence."""
    shown: tuple[ShownBytes | ShownMessage | ShownFacts, ...] = ()
    """Where it can be seen."""
    error: WorkbenchError | None = None
    """What ended the layer; None: nothing did."""
    waits: bool = False
    """The layer can be entered, and waits for somebody to send something."""
