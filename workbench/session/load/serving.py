"""The build that answers dispatches, and its long-lived instance: built late, called often, lost and built again.

Owns the instance's number and whether it is interrupted. Knows no state of the session.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.errors.handshake import Instantiate
from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared
from workbench.protocol.handshake import build_error
from workbench.protocol.hosting.injected_faults import FaultPlan
from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict, cost_of
from workbench.session.load.instances import call_apart, not_built, open_serving, serving_budget
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Caller, InstanceOpened
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings


class Serving:
    """One good generation, with the settings it was negotiated under."""

    def __init__(self, engine: Caller, generation: Generation, settings: Settings) -> None:
        """Build nothing yet."""
        self.generation = generation
        self.interrupted = False
        """An earlier call left the long-lived instance in the middle of the guest's code."""
        self.instance_error: Instantiate | WorkbenchLimit | None = None
        """Why the last attempt at an instance failed; None when it did not, or when an injected fault was set."""
        self.settings = settings
        """What it was negotiated under: without injected faults."""
        self._engine = engine
        self._instance: int | None = None
        self._budget: Budget | None = None
        """What the long-lived instance was built under."""
        self._under = settings
        """Those of the last dispatch: with the faults that were set."""
        self._negotiated: Generation | None = None
        """What the handshake gave when capabilities were last withdrawn."""

    def open(self) -> InstanceOpened:
        """Build the long-lived instance, under the faults of the last dispatch.

        Raises:
            EngineUnavailable: None could be asked for.
        """
        opened = open_serving(self._engine, self.generation, self._under)
        self._instance, self.interrupted, self._budget = opened.instance, False, serving_budget(self._under)
        failure = opened.failure
        if failure is not None and failure.kind is FailureKind.CANCELLED:
            # A person ended it, which is nothing against the plugin: the next dispatch builds one.
            failure = None
        if failure is None or self._budget == serving_budget(self.settings):
            self.instance_error = None if failure is None else self._not_instantiated(failure)
        return opened

    def close(self) -> None:
        """Drop the long-lived instance; the next dispatch builds another one."""
        if self._instance is not None:
            self._engine.close(self._instance)
        self.lose()

    def lose(self) -> None:
        """Take it that the long-lived instance is gone."""
        self._instance, self.interrupted = None, False

    def under(self, faults: FaultPlan) -> Generation:
        """Take over the faults for the calls that follow; return the generation as it was negotiated under them.

        Where capabilities are withdrawn the handshake is made again, as with a host that never had them; the verdict
        of the layers stands as it is.

        Raises:
            EngineUnavailable: The handshake could not be made again.
            InternalError: Our own code failed in it.
        """
        self._under = replace(self.settings, faults=faults)
        offer = self._under.host_offer
        if offer == self.settings.host_offer:
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

    def call(self, prepared: Prepared) -> CallOutcome:
        """Call the long-lived instance, which is built when there is none.

        Faults that are other than those of the call before cost it: limits belong to an instance, so the next one
        begins anew.

        Raises:
            EngineUnavailable: The call could not be run.
        """
        if self._instance is not None and self._budget != serving_budget(self._under):
            self.close()
        if self._instance is None:
            opened = self.open()
            if opened.instance is None:
                return not_built(opened)
        assert self._instance is not None, "just opened"
        content = prepared.text.encode()
        outcome = self._engine.call(self._instance, prepared.function, content, output_max_bytes=RESPONSE_MAX_BYTES)
        self.interrupted = outcome.interrupted or (self.interrupted and not outcome.restarted)
        return outcome

    def call_apart(self, prepared: Prepared) -> CallOutcome:
        """Call an instance of its own, so that neither call sees the other's globals.

        Raises:
            EngineUnavailable: The call could not be run.
        """
        return call_apart(self._engine, self.generation, self._under, prepared)

    def standing(self, opened: InstanceOpened) -> LayerResult:
        """Return what is said of L5 before the first dispatch."""
        budget = serving_budget(self.settings)
        cost = Cost(compile_us=opened.compile_us, instantiate_us=opened.instantiate_us, fuel_max=budget.fuel)
        if self.instance_error is not None:
            return LayerResult(Layer.DISPATCH, Verdict.FAILED, str(self.instance_error), self.instance_error, cost)
        detail = f"an instance stands under the {budget.name} budget; nothing was dispatched yet"
        if opened.instance is None:
            detail = "no instance stands, since it was cancelled; the next dispatch builds one"
        return LayerResult(Layer.DISPATCH, Verdict.NOT_RUN, detail, cost=cost)

    def judged(self, outcome: DispatchOutcome) -> LayerResult:
        """Return what is said of L5 after a dispatch."""
        cost = cost_of(outcome.call, serving_budget(self._under), RESPONSE_MAX_BYTES)
        if outcome.error is None:
            return LayerResult(Layer.DISPATCH, Verdict.PASSED, f"{outcome.function} answered", cost=cost)
        return LayerResult(Layer.DISPATCH, Verdict.FAILED, str(outcome.error), outcome.error, cost)

    def _not_instantiated(self, failure: CallFailure) -> Instantiate | WorkbenchLimit:
        return build_error(failure, serving_budget(self.settings))
