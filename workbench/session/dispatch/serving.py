"""The build that answers dispatches, and its living instance: built late, called often, lost and built again.

Owns the instance's number and whether it is interrupted. Knows no state of the session.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.errors.handshake import Instantiate
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared
from workbench.protocol.hosting.injected_faults import NO_FAULTS, FaultPlan
from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict, cost_of
from workbench.session.dispatch.dispatch_steps import (
    call_apart,
    dispatch_on,
    not_built,
    open_serving,
    send_and_look,
    serving_budget,
)
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Engine, InstanceOpened
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings


class Serving:
    """One good generation, with the settings it was negotiated under."""

    def __init__(self, engine: Engine, generation: Generation, settings: Settings) -> None:
        """Build nothing yet."""
        self.generation = generation
        self.interrupted = False
        """An earlier call left the living instance in the middle of the guest's code."""
        self.instance_error: Instantiate | None = None
        """Why the last attempt at an instance failed; None when it did not, or when a fault on purpose was set."""
        self._engine = engine
        self._settings = settings
        self._instance: int | None = None
        self._budget: Budget | None = None
        """What the living instance was built under."""
        self._under = settings
        """Those of the last dispatch: with the faults that were set."""
        self._negotiated: Generation | None = None
        """What the handshake gave when capabilities were last withdrawn on purpose."""

    def open(self) -> InstanceOpened:
        """Build the living instance, under the faults of the last dispatch.

        Raises:
            EngineUnavailable: None could be asked for.
        """
        opened = open_serving(self._engine, self.generation, self._under)
        self._instance, self.interrupted, self._budget = opened.instance, False, serving_budget(self._under)
        if opened.failure is None or self._budget == serving_budget(self._settings):
            self.instance_error = None if opened.failure is None else self._refused(opened.failure)
        return opened

    def close(self) -> None:
        """Drop the living instance; the next dispatch builds another one."""
        if self._instance is not None:
            self._engine.close(self._instance)
        self.lose()

    def lose(self) -> None:
        """Take it that the living instance is gone."""
        self._instance, self.interrupted = None, False

    def dispatch(self, function: str, payload: str, *, fresh: bool, faults: FaultPlan = NO_FAULTS) -> DispatchOutcome:
        """Pass the stages of one dispatch, on the living instance or on a fresh one.

        Faults that are other than those of the dispatch before cost the living instance: limits belong to an instance,
        so the next one begins anew. Where capabilities are withdrawn the handshake is made again, as with a host that
        never had them; the verdict of the layers stands as it is.

        Raises:
            EngineUnavailable: The call could not be run.
            InternalError: Our own code failed in a handshake that was made again.
        """
        self._under = replace(self._settings, faults=faults)
        call = self._call_apart if fresh else self._call_living
        return dispatch_on(self._asked(), function, payload, self._settings.profile, call)

    def standing(self, opened: InstanceOpened) -> LayerResult:
        """Return what is said of L5 before the first dispatch."""
        budget = serving_budget(self._settings)
        cost = Cost(compile_us=opened.compile_us, instantiate_us=opened.instantiate_us, fuel_max=budget.fuel)
        if self.instance_error is not None:
            return LayerResult(Layer.DISPATCH, Verdict.FAILED, str(self.instance_error), self.instance_error, cost)
        detail = f"an instance stands under the {budget.name} budget; nothing was dispatched yet"
        return LayerResult(Layer.DISPATCH, Verdict.NOT_RUN, detail, cost=cost)

    def judged(self, outcome: DispatchOutcome) -> LayerResult:
        """Return what is said of L5 after a dispatch."""
        cost = cost_of(outcome.call, serving_budget(self._under), RESPONSE_MAX_BYTES)
        if outcome.error is None:
            return LayerResult(Layer.DISPATCH, Verdict.PASSED, f"{outcome.function} answered", cost=cost)
        return LayerResult(Layer.DISPATCH, Verdict.FAILED, str(outcome.error), outcome.error, cost)

    def _asked(self) -> Generation:
        """Return the generation as it was negotiated with the capabilities that are offered now."""
        offer = self._under.host_offer
        if offer == self._settings.host_offer:
            return self.generation
        negotiation = self._negotiated.negotiation if self._negotiated is not None else None
        if self._negotiated is None or negotiation is None or negotiation.offer != offer:
            made = self.generation
            self._negotiated = load_generation(
                self._engine,
                made.artifact,
                self._under,
                lambda: made.loaded_at,
                number=made.number,
                until=Layer.HANDSHAKE,
            )
        return self._negotiated

    def _call_living(self, prepared: Prepared) -> CallOutcome:
        if self._instance is not None and self._budget != serving_budget(self._under):
            self.close()
        if self._instance is None:
            opened = self.open()
            if opened.instance is None:
                return not_built(opened)
        assert self._instance is not None, "just opened"
        outcome = send_and_look(self._engine, self._instance, prepared)
        self.interrupted = outcome.interrupted or (self.interrupted and not outcome.restarted)
        return outcome

    def _call_apart(self, prepared: Prepared) -> CallOutcome:
        return call_apart(self._engine, self.generation, self._under, prepared)

    def _refused(self, fault: CallFailure) -> Instantiate:
        return Instantiate(fault.reason, serving_budget(self._settings).name)
