"""The build that answers dispatches, and its living instance: built late, called often, lost and built again.

Owns the instance's number and whether it is torn. Knows no state of the session.
"""

from __future__ import annotations

from workbench.errors.handshake import Instantiate
from workbench.protocol.calls import CallFault, CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Prepared
from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict
from workbench.session.dispatching import call_apart, dispatch_on, not_built, open_serving, send, serving_budget
from workbench.session.port import Engine, InstanceOpened
from workbench.session.state import Generation, Settings


class Serving:
    """One good generation, with the settings it was negotiated under."""

    def __init__(self, engine: Engine, generation: Generation, settings: Settings) -> None:
        """Build nothing yet."""
        self.generation = generation
        self.torn = False
        """An earlier call left the living instance in the middle of the guest's code."""
        self.refusal: Instantiate | None = None
        """Why the last attempt at an instance failed; None when it did not."""
        self._engine = engine
        self._settings = settings
        self._instance: int | None = None

    def open(self) -> InstanceOpened:
        """Build the living instance.

        Raises:
            EngineUnavailable: None could be asked for.
        """
        opened = open_serving(self._engine, self.generation, self._settings)
        self._instance, self.torn = opened.instance, False
        self.refusal = None if opened.fault is None else self._refused(opened.fault)
        return opened

    def close(self) -> None:
        """Drop the living instance; the next dispatch builds another one."""
        if self._instance is not None:
            self._engine.close(self._instance)
        self.lose()

    def lose(self) -> None:
        """Take it that the living instance is gone."""
        self._instance, self.torn = None, False

    def dispatch(self, function: str, payload: str, *, fresh: bool) -> DispatchOutcome:
        """Pass the stages of one dispatch, on the living instance or on a fresh one.

        Raises:
            EngineUnavailable: The call could not be run.
        """
        call = self._call_apart if fresh else self._call_living
        return dispatch_on(self.generation, function, payload, self._settings.profile, call)

    def standing(self, opened: InstanceOpened) -> LayerResult:
        """Return what is said of L5 before the first dispatch."""
        budget = serving_budget(self._settings)
        cost = Cost(compile_us=opened.compile_us, instantiate_us=opened.instantiate_us, fuel_max=budget.fuel)
        if self.refusal is not None:
            return LayerResult(Layer.DISPATCH, Verdict.FAILED, str(self.refusal), self.refusal, cost)
        detail = f"an instance stands under the {budget.name} budget; nothing was dispatched yet"
        return LayerResult(Layer.DISPATCH, Verdict.NOT_RUN, detail, cost=cost)

    def judged(self, outcome: DispatchOutcome) -> LayerResult:
        """Return what is said of L5 after a dispatch."""
        budget, call = serving_budget(self._settings), outcome.call
        cost = Cost()
        if call is not None:
            cost = Cost(
                wall_us=call.wall_us,
                wall_max_ms=budget.wall_ms,
                compile_us=call.compile_us,
                instantiate_us=call.instantiate_us,
                output_bytes=call.output_size_bytes,
                fuel_max=budget.fuel,
            )
        if outcome.error is None:
            return LayerResult(Layer.DISPATCH, Verdict.PASSED, f"{outcome.function} answered", cost=cost)
        return LayerResult(Layer.DISPATCH, Verdict.FAILED, str(outcome.error), outcome.error, cost)

    def _call_living(self, prepared: Prepared) -> CallOutcome:
        if self._instance is None:
            opened = self.open()
            if opened.instance is None:
                return not_built(opened)
        assert self._instance is not None, "just opened"
        outcome = send(self._engine, self._instance, prepared)
        self.torn = outcome.torn or (self.torn and not outcome.restarted)
        return outcome

    def _call_apart(self, prepared: Prepared) -> CallOutcome:
        return call_apart(self._engine, self.generation, self._settings, prepared)

    def _refused(self, fault: CallFault) -> Instantiate:
        return Instantiate(fault.reason, serving_budget(self._settings).name)
