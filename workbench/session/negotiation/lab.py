"""The negotiation lab of a session: offers tried on the newest build, and swept, while the session's own stays.

`try_offer`, `try_each` and the files belong to the session's runner. `sweep` may run on a thread of its own, over an
engine of its own, so that no dispatch waits for it; `cancel` may be called from any.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.base import OperatorError
from workbench.errors.operator import EngineUnavailable, InternalError
from workbench.protocol.layers import Layer
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer
from workbench.session.call_tracer import CallTracer
from workbench.session.host.offer_choice import ReadOffer
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.negotiation.sweep import sweep
from workbench.session.negotiation.trial import try_offer
from workbench.session.ports import Engine
from workbench.session.state_store import StateStore
from workbench.session.values.generation import Generation
from workbench.session.values.lab import LabState
from workbench.session.values.sweep_report import SweepReport, SweepState, SweepStep

TELL_EVERY_S: Final = 0.05
"""Seconds between two states that say how far a sweep is."""

WriteOffer = Callable[[str, Offer], None]
"""Writes an offer to a file, by its path; raises an OperatorError when it cannot."""


class NegotiationLab:
    """Tries offers."""

    def __init__(
        self,
        tracer: CallTracer,
        make: Callable[[], Engine] | None,
        states: StateStore,
        loader: GenerationLoader,
        files: tuple[ReadOffer | None, WriteOffer | None],
    ) -> None:
        """Try nothing yet.

        Args:
            tracer: Calls the session's engine: a trial is one call, which is traced as all are.
            make: Makes the engine of a sweep; None: nothing can be swept.
            states: Where it is published what came of an offer.
            loader: Knows what each generation was loaded under.
            files: Read and write the offers of files; None: there are none.
        """
        self._tracer = tracer
        self._make = make
        self._states = states
        self._loader = loader
        self._read, self._write = files
        self._sweeping: Engine | None = None
        self._cancelled = False
        self._told_at = 0.0

    def try_offer(self, offer: Offer) -> None:
        """Negotiate with an offer on the newest build; published. Nothing before the first build."""
        newest = self._states.state.newest
        if newest is None:
            return
        tried, error = self._tried(newest, offer)
        self._states.change(lab=LabState(newest.number, offer, tried, error), trace=self._tracer.messages())

    def try_each(self, offers: Iterable[Offer]) -> tuple[OfferTried | None, ...]:
        """Return what comes of some offers on the newest build; None where nothing does."""
        newest = self._states.state.newest
        return tuple(None if newest is None else self._tried(newest, offer)[0] for offer in offers)

    def _tried(self, newest: Generation, offer: Offer) -> tuple[OfferTried | None, WorkbenchError | None]:
        failed = newest.layer(Layer.IDENTITY).error
        if failed is not None:
            return None, failed
        budget = self._loader.settings_of(newest.number).strict_budget
        self._tracer.generation = newest.number
        try:
            return try_offer(self._tracer, newest, budget, offer), None
        except (EngineUnavailable, InternalError) as error:
            return None, error.detached()

    # ---- sweeps ---------------------------------------------------------------------------------------------------

    def sweep(self, offer: Offer) -> None:
        """Try every small change of an offer on the newest build; published step by step. Nothing without a build."""
        newest = self._states.state.newest
        if self._make is None or newest is None:
            return
        self._cancelled = False
        begun = SweepState(newest.number, newest.title, offer, SweepStep(0, 0))
        self._states.change(sweep=begun)
        report, error = self._swept(self._make, newest, offer)
        self._states.change(sweep=SweepState(newest.number, newest.title, offer, None, report, error))

    def cancel(self) -> None:
        """End the sweep that runs, with what it has."""
        self._cancelled = True
        engine = self._sweeping
        if engine is not None:
            engine.cancel()

    def _swept(
        self, make: Callable[[], Engine], newest: Generation, offer: Offer
    ) -> tuple[SweepReport | None, WorkbenchError | None]:
        budget = self._loader.settings_of(newest.number).strict_budget

        def goes(step: SweepStep) -> bool:
            now = time.monotonic()
            if not self._cancelled and now >= self._told_at + TELL_EVERY_S:
                self._told_at = now
                self._states.change(sweep=SweepState(newest.number, newest.title, offer, step))
            return not self._cancelled

        try:
            self._sweeping = engine = make()
            try:
                return sweep(engine, newest, budget, offer, timer=time.monotonic, going=goes), None
            finally:
                self._sweeping = None
                engine.shutdown()
        except (EngineUnavailable, InternalError, OperatorError) as error:
            return None, error.detached()

    # ---- files ----------------------------------------------------------------------------------------------------

    def read(self, path: str) -> Offer | OperatorError:
        """Return the offer of a file, or why there is none."""
        try:
            return self._states.state.settings.host_offer if self._read is None else self._read(path)
        except OperatorError as error:
            return error.detached()

    def write(self, path: str, offer: Offer) -> OperatorError | None:
        """Write an offer to a file, as `--offer` reads it; return why it cannot be, None: it is written."""
        try:
            if self._write is not None:
                self._write(path, offer)
        except OperatorError as error:
            return error.detached()
        return None
