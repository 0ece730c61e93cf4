"""The nine steps of a negotiation, each passed, ended here or not reached, with what is compared with what.

Whether a step passes is never judged here: the error of the negotiation itself names the step that it ended at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.errors import handshake as errors
from workbench.errors.base import WorkbenchError
from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.budgets import STRICT, Budget
from workbench.protocol.handshake import Accept
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.negotiation.sentences import SENTENCES, Facts
from workbench.protocol.offer import Offer


class Step(Enum):
    """One step of the host, in the order of PROTOCOL.md section 4. The value is the name in reports."""

    OFFER = "offer"
    INSTANCE = "instance"
    EXPORT = "export"
    CALL = "call"
    OUTPUT_SIZE = "output_size"
    DECODE = "decode"
    AGAINST_OFFER = "against_offer"
    SHAPE = "shape"
    EXPORTS = "exports"

    @property
    def number(self) -> int:
        """1 to 9."""
        return list(Step).index(self) + 1

    @property
    def title(self) -> str:
        """What the step is called, in two or three words."""
        return _TITLES[self]


_TITLES: Final = {
    Step.OFFER: "host's own offer",
    Step.INSTANCE: "build an instance",
    Step.EXPORT: "find the export",
    Step.CALL: "call the plugin",
    Step.OUTPUT_SIZE: "size of the answer",
    Step.DECODE: "decode the accept",
    Step.AGAINST_OFFER: "accept against offer",
    Step.SHAPE: "accept against itself",
    Step.EXPORTS: "accept against exports",
}

_ENDS_AT: Final[dict[Step, tuple[type[WorkbenchError], ...]]] = {
    Step.OFFER: (errors.OfferError,),
    Step.INSTANCE: (errors.Instantiate, WorkbenchLimit),
    Step.EXPORT: (errors.MissingHandshakeExport,),
    Step.CALL: (errors.Timeout, errors.Call),
    Step.OUTPUT_SIZE: (errors.OutputTooLarge,),
    Step.DECODE: (errors.DecodeAccept,),
    Step.AGAINST_OFFER: (
        errors.HandshakeSchemaVersionMismatch,
        errors.ChosenForUnknownFunction,
        errors.ChosenVersionNotOffered,
        errors.DowngradeAttempt,
        errors.RequiredCapabilityUnavailable,
    ),
    Step.SHAPE: (
        errors.ImplementedFunctionCountExceeded,
        errors.ImplementedUnknownFunction,
        errors.SupportedUnknownFunction,
        errors.SupportedVersionOutOfRange,
        errors.ChosenFunctionNotImplemented,
        errors.ChosenVersionNotSupported,
    ),
    Step.EXPORTS: (errors.DeclaredFunctionMissing, errors.UndeclaredExport),
}


class StepState(Enum):
    """What became of a step."""

    PASSED = "passed"
    ENDED = "ended"
    """The negotiation ended here."""
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class StepVerdict:
    """One step of one negotiation."""

    step: Step
    state: StepState
    compared: str
    """What is compared with what, in one sentence with the figures of this negotiation. Names may be a plugin's:
    untrusted text."""
    error: WorkbenchError | None = None
    """Why it ended here; None unless it did."""
    hints: tuple[Hint, ...] = ()
    """What is known of the cause of `error`; empty: nothing is. Untrusted."""


@dataclass(frozen=True, slots=True)
class OfferTried:
    """One offer and what came of it, step by step."""

    offer: Offer
    accept: Accept | None = None
    """What the plugin answered; None: it gave no accept. A rejected accept is kept."""
    error: WorkbenchError | None = None
    """What ended the negotiation; None: all nine steps passed."""
    budget: Budget = STRICT
    """Under which the plugin was called."""
    answer_bytes: int | None = None
    """Of the answer; None: there was none."""
    answer_text: str | None = None
    """The answer as it came: untrusted text. None: there was none."""
    hints: tuple[Hint, ...] = ()
    """What is known of the cause of `error`; empty: nothing ended it, or no cause was recognised. Untrusted."""

    @property
    def passed(self) -> bool:
        """True when all nine steps passed."""
        return self.error is None

    @property
    def ended_at(self) -> Step | None:
        """The step that ended the negotiation; None: none did."""
        return None if self.error is None else step_of(self.error)

    @property
    def negotiated(self) -> dict[str, int]:
        """The functions that can be dispatched, with their versions; empty when a step failed."""
        return dict(self.accept.chosen_versions) if self.passed and self.accept is not None else {}

    @property
    def wanted_capabilities(self) -> frozenset[str]:
        """What the plugin requires, as far as it has said so: in its accept, or in the words of an error."""
        if self.accept is not None:
            return self.accept.required_capabilities
        group = self.error.group if isinstance(self.error, errors.Call) else {}
        return frozenset({group["name"]}) if group.get("group") == "MissingCapability" else frozenset()

    @property
    def steps(self) -> tuple[StepVerdict, ...]:
        """The nine, in their order."""
        ended_at, facts = self.ended_at, Facts(self.offer, self.accept, self.budget, self.answer_bytes)
        return tuple(self._verdict(step, ended_at, SENTENCES[step.value](facts)) for step in Step)

    def _verdict(self, step: Step, ended_at: Step | None, compared: str) -> StepVerdict:
        if ended_at is None or step.number < ended_at.number:
            return StepVerdict(step, StepState.PASSED, compared)
        if step is ended_at:
            return StepVerdict(step, StepState.ENDED, compared, self.error, self.hints)
        return StepVerdict(step, StepState.NOT_REACHED, compared)


def step_of(error: WorkbenchError) -> Step:
    """Return the step that an error of a negotiation ends.

    Raises:
        ValueError: It is no error of a negotiation.
    """
    for step, kinds in _ENDS_AT.items():
        if isinstance(error, kinds):
            return step
    raise ValueError(f"expected an error of PROTOCOL.md section 4, found {error.kind}")
