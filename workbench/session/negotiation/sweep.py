"""Tries every small change of an offer on a build, and finds the smallest ones that break it.

The calls of all single changes are one request to the engine, those of all pairs another: a pair with a member that
breaks the plugin alone says nothing new, and is left out. Starts no engine, and ends none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from workbench.errors.machine import WorkbenchLimit
from workbench.protocol import limits
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES
from workbench.protocol.layers import Layer
from workbench.protocol.negotiation.changes import Changes, can_be_made, changed, pairs_of, single_changes
from workbench.protocol.negotiation.steps import OfferTried, Step
from workbench.protocol.offer import Offer, check_offer
from workbench.session.load.load_steps import load_generation
from workbench.session.negotiation.trial import judged, try_offer
from workbench.session.ports import Engine
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings
from workbench.session.values.sweep_report import SWEEP_LIMIT_S, ChangedOffer, Going, SweepReport, SweepStep

TRIED_MAX: Final = 5_000
"""Changed offers of one sweep."""
FOUND_MAX: Final = 200
"""Pairs that are listed."""
_CANCELLED: Final = "it was cancelled"
_BEFORE_THE_OFFER: Final = (Step.INSTANCE, Step.EXPORT)


def sweep_build(
    engine: Engine,
    artifact: Artifact,
    settings: Settings,
    *,
    clock: Callable[[], float],
    timer: Callable[[], float],
    limit_s: float = SWEEP_LIMIT_S,
    going: Going = lambda step: True,
) -> SweepReport:
    """Load a build as far as the negotiation, and sweep over the offer of the settings.

    Args:
        engine: Runs it.
        artifact: The build.
        settings: Give offer and budget.
        clock: Gives unix seconds.
        timer: Gives seconds that never go back.
        limit_s: After so many seconds it ends with what it has.
        going: Asked often; ends it early.

    Of an offer that no host can make no change is tried: the report has the step that it ends at.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    offer, budget = settings.host_offer, settings.strict_budget
    generation = load_generation(engine, artifact, settings, clock, until=Layer.IDENTITY)
    if generation.failed_layer is None and not can_be_made(offer):
        return SweepReport(generation, try_offer(engine, generation, budget, offer))
    return sweep(engine, generation, budget, offer, timer=timer, limit_s=limit_s, going=going)


def sweep(
    engine: Engine,
    generation: Generation,
    budget: Budget,
    offer: Offer,
    *,
    timer: Callable[[], float],
    limit_s: float = SWEEP_LIMIT_S,
    going: Going = lambda step: True,
) -> SweepReport:
    """Try every small change of an offer on a build; for the arguments and errors see `sweep_build`.

    Raises:
        OfferError: No host can make this offer.
    """
    started = timer()
    if generation.layer(Layer.IDENTITY).error is not None:
        return SweepReport(generation, None)
    check_offer(offer)
    baseline = try_offer(engine, generation, budget, offer)
    if baseline.ended_at in _BEFORE_THE_OFFER or isinstance(baseline.error, WorkbenchLimit):
        return SweepReport(generation, baseline, wall_us=_micros(timer() - started))
    run = _Sweep(engine, generation, budget, baseline, lambda: limit_s - (timer() - started), limit_s, going)
    return run.report(lambda: _micros(timer() - started))


class _Sweep:
    """One sweep over one offer."""

    def __init__(
        self,
        engine: Engine,
        generation: Generation,
        budget: Budget,
        baseline: OfferTried,
        left_s: Callable[[], float],
        limit_s: float,
        going: Going,
    ) -> None:
        self._engine = engine
        self._generation = generation
        self._budget = budget
        self._baseline = baseline
        self._left_s = left_s
        self._going = going
        self._limit_s = limit_s
        self._tried = 0
        self._planned = 0
        self._ended_early: str | None = None

    def report(self, wall_us: Callable[[], int]) -> SweepReport:
        """Try everything, and return what came of it."""
        baseline = self._baseline
        spoken = baseline.accept.plugin_supported if baseline.accept is not None else {}
        singles = self._planned_of(single_changes(baseline.offer, baseline.wanted_capabilities, spoken))
        tried = self._try(singles)
        found = [one for one in tried if self._is_found(one)]
        rest = [one.changes for one in tried if not self._is_found(one)]
        planned = self._planned_of(self._while_time(pairs_of(baseline.offer, rest)))
        pairs = [one for one in self._try(planned) if self._is_found(one)]
        return SweepReport(
            self._generation,
            baseline,
            self._tried,
            self._planned,
            (*_in_order(found), *_in_order(pairs)[:FOUND_MAX]),
            max(0, len(pairs) - FOUND_MAX),
            tuple(one for one in tried if one.lost and one.tried.passed),
            self._ended_early,
            wall_us(),
        )

    def _is_found(self, one: ChangedOffer) -> bool:
        return one.tried.passed != self._baseline.passed

    def _planned_of(self, changes: Iterable[Changes]) -> list[Changes]:
        """Return what is tried of these, in as much as one sweep tries at all."""
        planned = list(islice(changes, TRIED_MAX - self._planned + 1))
        if len(planned) > TRIED_MAX - self._planned:
            planned.pop()
            self._ended_early = f"there are more than the {TRIED_MAX:,} changed offers that one sweep tries"
        self._planned += len(planned)
        return planned

    def _while_time(self, changes: Iterator[Changes]) -> Iterator[Changes]:
        for one in changes:
            if self._is_over():
                return
            yield one

    def _is_over(self) -> bool:
        if self._ended_early == _CANCELLED:
            return True
        if self._left_s() <= 0:
            self._ended_early = f"its time of {self._limit_s:g} s was over"
            return True
        return False

    def _try(self, every: Sequence[Changes]) -> list[ChangedOffer]:
        """Try changed offers in one request; in a further one where the engine's process was lost in the middle."""
        found: list[ChangedOffer] = []
        before = self._tried
        while len(found) < len(every) and not self._is_over():
            waiting = every[len(found) :]
            offers = [changed(self._baseline.offer, changes) for changes in waiting]
            answered = self._call(offers)
            found += [
                self._judged(changes, offer, outcome)
                for changes, offer, outcome in zip(waiting, offers, answered, strict=False)
            ]
            # Nobody is notified of a call that the process died in.
            self._tried = before + len(found)
        return found

    def _call(self, offers: Sequence[Offer]) -> list[CallOutcome]:
        outcomes = self._engine.call_each_fresh(
            self._generation.artifact.module,
            self._budget,
            [(limits.HANDSHAKE_EXPORT, offer.text().encode()) for offer in offers],
            output_max_bytes=RESPONSE_MAX_BYTES,
            limit_ms=max(1, round(self._left_s() * 1_000)),
            on_outcomes=self._note,
        )
        whole = [one for one in outcomes if one.failure is None or one.failure.kind is not FailureKind.CANCELLED]
        if len(whole) < len(outcomes):
            self._ended_early = _CANCELLED
        return whole

    def _note(self, outcomes: Sequence[CallOutcome]) -> None:
        self._tried += len(outcomes)
        if not self._going(SweepStep(self._tried, self._planned)):
            self._engine.cancel()

    def _judged(self, changes: Changes, offer: Offer, outcome: CallOutcome) -> ChangedOffer:
        tried = judged(self._generation, self._budget, offer, outcome)
        before, after = self._baseline.negotiated, tried.negotiated
        lost = tuple(name for name, version in before.items() if after.get(name, 0) < version) if tried.passed else ()
        return ChangedOffer(changes, tried, lost)


def _in_order(found: Iterable[ChangedOffer]) -> tuple[ChangedOffer, ...]:
    """Return changes in the order of the steps that they end at; those that end at none as they came."""
    return tuple(sorted(found, key=lambda one: step.number if (step := one.tried.ended_at) else 0))


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)
