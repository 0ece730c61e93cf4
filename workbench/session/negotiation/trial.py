"""One offer tried on a build: the negotiation as a host runs it, taken apart into its nine steps."""

from __future__ import annotations

from collections.abc import Callable

from workbench.errors.base import WorkbenchError
from workbench.errors.handshake import OfferError
from workbench.protocol import limits
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES
from workbench.protocol.handshake import judge_handshake
from workbench.protocol.hints.evidence import Evidence, Hint
from workbench.protocol.hints.table import hints_for
from workbench.protocol.layers import Layer
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer, check_offer
from workbench.session.load.load_steps import checked, load_generation, refused_by_hazard, text_of
from workbench.session.ports import Caller
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.negotiation_report import NegotiationReport
from workbench.session.values.settings import Settings


def try_offer(engine: Caller, generation: Generation, budget: Budget, offer: Offer) -> OfferTried:
    """Negotiate with an offer, on a fresh instance; the generation and its own negotiation stay as they are.

    Args:
        engine: Runs the call, unless the offer itself is rejected, or the module.
        generation: The build.
        budget: Under which it is called.
        offer: Any offer, also one that no host can make.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the call.
    """
    rejected = _rejected_before(generation, budget, offer)
    if rejected is not None:
        return rejected
    outcome = engine.call_fresh(
        generation.artifact.module,
        budget,
        limits.HANDSHAKE_EXPORT,
        offer.text().encode(),
        output_max_bytes=RESPONSE_MAX_BYTES,
    )
    return judged(generation, budget, offer, outcome)


def _rejected_before(generation: Generation, budget: Budget, offer: Offer) -> OfferTried | None:
    """Return what ends before anything is called; None: nothing does."""
    try:
        check_offer(offer)
    except OfferError as error:
        return OfferTried(offer, None, error.detached(), budget)
    refused = refused_by_hazard(generation.hazards, budget)
    return None if refused is None else OfferTried(offer, None, refused, budget, hints=_hints(generation, refused))


def judged(generation: Generation, budget: Budget, offer: Offer, outcome: CallOutcome) -> OfferTried:
    """Return what the outcome of the call makes of an offer. Raises InternalError: our own code failed in it."""
    call = checked(limits.HANDSHAKE_EXPORT, outcome)
    negotiation = judge_handshake(offer, call, generation.module_map, budget)
    error = None if negotiation.error is None else negotiation.error.detached()
    size_bytes = None if call.failure is not None else max(call.output_size_bytes, len(call.output))
    hints = _hints(generation, error)
    return OfferTried(offer, negotiation.accept, error, budget, size_bytes, text_of(call), hints)


def _hints(generation: Generation, error: WorkbenchError | None) -> tuple[Hint, ...]:
    """Return what the module and an error show of its cause: the same as a load of the build would say."""
    return () if error is None else hints_for(Evidence(generation.module_map, generation.artifact.module, error))


def negotiate_build(
    engine: Caller, artifact: Artifact, settings: Settings, *, clock: Callable[[], float]
) -> NegotiationReport:
    """Walk a build as far as the negotiation, with the offer of the settings.

    Args:
        engine: Runs it.
        artifact: The build.
        settings: Give offer and budget.
        clock: Gives unix seconds.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = load_generation(engine, artifact, settings, clock, until=Layer.IDENTITY)
    if generation.failed_layer is not None:
        return NegotiationReport(generation, None)
    return NegotiationReport(generation, try_offer(engine, generation, settings.strict_budget, settings.host_offer))
