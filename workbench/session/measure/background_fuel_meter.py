"""The fuel of what is shown: measured where it is not known yet, one thing after the other.

Owns what is measured next, by which engine, and where its figure goes. Has no thread: who runs it beside the session
says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from workbench.errors.operator import EngineUnavailable
from workbench.protocol.calls import FailureKind, FuelMeasured
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.session.compare.build_diff import CALLING_LAYERS
from workbench.session.compare.generation_rows import FILE
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.load.load_steps import with_layer
from workbench.session.measure.fuel import MeasuredCall, cost_with_fuel, dispatch_call, layer_call, with_fuel
from workbench.session.measure.stack_finder import StackFinder
from workbench.session.ports import Engine
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation, row_of
from workbench.session.values.state import SessionState

CALL_MAX_US: Final = 50_000
"""A call that took longer is not measured unasked: some dozens of such calls would heat the room."""

_ENDED: Final = frozenset(
    {
        FailureKind.COMPILE,
        FailureKind.INSTANTIATE,
        FailureKind.MISSING_EXPORT,
        FailureKind.TIMEOUT,
        FailureKind.CANCELLED,
        FailureKind.CHILD_DIED,
        FailureKind.OVERSTAYED,
        FailureKind.MEMORY_LIMIT,
        FailureKind.COMPILE_LIMIT,
    }
)
"""Failures that a search would only meet again."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure that is wanted."""

    call: MeasuredCall
    generation: int
    layer: Layer
    dispatch: int = 0
    """The number of the dispatch; 0: it is a layer of the load."""
    wall_us: int = 0
    """Microseconds that the layer's call took when it was made."""


class BackgroundFuelMeter:
    """Measures what L2, L3 and the last dispatch used. `measure` and `note` belong to the session's runner."""

    def __init__(
        self,
        engine: Engine,
        beside: Engine | None,
        states: StateStore,
        loader: GenerationLoader,
        as_sent: Callable[[DispatchRecord], DispatchRecord] = lambda record: record,
    ) -> None:
        """Measure nothing yet.

        Args:
            engine: Runs everything else, too; used where one waits for the figures.
            beside: Runs nothing else, so that nothing waits for it; None: there is none, and nothing is measured
                unasked.
            states: Where the figures are published.
            loader: Whose generations they belong to.
            as_sent: Gives a shown dispatch with the request that crossed the border.
        """
        self._as_sent = as_sent
        self._engine = engine
        self._beside = beside
        self._states = states
        self._loader = loader
        self._asked = False
        self._stacks = StackFinder(beside, states, loader, as_sent)

    def measure(self) -> None:
        """Measure all that is not known; a cancelled search ends with what it has, and is made up for later."""
        try:
            for one in self._unknown(self._states.state):
                measured = one.call.measure(self._engine)
                if not measured.is_cancelled:
                    self.note(one, measured)
        except EngineUnavailable as error:
            self._loader.settle(error)

    # ---- beside everything else -----------------------------------------------------------------------------------

    def ask(self) -> None:
        """Find out everything, also what takes long: by the next `measure_beside`; at once without such an engine."""
        self._asked = self._beside is not None
        if self._beside is None:
            self.measure()

    def measure_beside(self, go_on: Callable[[], bool], hand_over: Callable[[Callable[[], None]], None]) -> None:
        """Measure what is wanted, on a thread beside the session's runner.

        Args:
            go_on: Says whether nothing else is wanted. When that changes, `interrupt` is to follow.
            hand_over: Lets the runner do something, and returns when it is done.
        """
        self._stacks.find_beside(go_on, hand_over)
        while self._beside is not None and go_on() and (one := self._wanted()) is not None:
            measured = _measured(one.call, self._beside)
            if measured.is_cancelled:
                return
            hand_over(lambda one=one, measured=measured: self.note(one, measured))  # type: ignore[misc]

    def interrupt(self) -> None:
        """End the search that runs beside, if one does. Any thread may call it."""
        if self._beside is not None:
            self._beside.cancel()

    def end(self) -> None:
        """End the engine beside."""
        if self._beside is not None:
            self._beside.shutdown()

    def _wanted(self) -> Measurement | None:
        """Return what is to be measured next; None: nothing."""
        state = self._states.state
        for one in self._unknown(state):
            if self._asked or (state.settings.measure_fuel and _is_quick(state, one)):
                return one
        self._asked = False
        return None

    # ---- what is known --------------------------------------------------------------------------------------------

    def note(self, one: Measurement, measured: FuelMeasured) -> None:
        """Tell of a figure, unless what it was measured for is gone."""
        state = self._states.state
        if one.dispatch:
            self._note_dispatch(one.dispatch, measured)
            return
        if one.generation == FILE:
            self._note_file(one, measured)
            return
        newest = state.newest
        is_newest = newest is not None and newest.number == one.generation
        generation = newest if is_newest else row_of(state.generations, one.generation)
        if generation is not None:
            self._loader.renew(with_layer(generation, with_fuel(generation.layer(one.layer), measured)))

    def _note_file(self, one: Measurement, measured: FuelMeasured) -> None:
        shown = self._states.state.side_by_side
        old = shown.old if shown is not None else None
        if shown is not None and old is not None and old.artifact.module is one.call.module:
            old = with_layer(old, with_fuel(old.layer(one.layer), measured))
            self._states.change(side_by_side=replace(shown, old=old))

    def _note_dispatch(self, number: int, measured: FuelMeasured) -> None:
        last, serving = self._states.state.last, self._loader.serving
        if last is None or last.number != number or serving is None:
            return
        self._states.change(last=replace(last, fuel=measured, cost=cost_with_fuel(last.cost, measured)))
        result = serving.generation.layer(Layer.DISPATCH)
        if result.verdict is not Verdict.NOT_RUN:
            self._loader.show_dispatch(with_fuel(result, measured))

    def _unknown(self, state: SessionState) -> Iterator[Measurement]:
        """Give what is not known of the newest build, of those that are compared, and of the last dispatch."""
        for build in _looked_at(state):
            settings = self._loader.settings_of(build.number)
            for result in map(build.layer, CALLING_LAYERS):
                call = None if _is_measured(result) else layer_call(build, settings, result.layer)
                if call is not None:
                    yield Measurement(call, build.number, result.layer, wall_us=result.cost.wall_us)
        serving, last = state.serving, state.last
        if last is None or serving is None or last.fuel is not None or last.generation != serving.number:
            return
        settings = replace(self._loader.settings_of(serving.number), faults=last.faults)
        call = dispatch_call(serving, settings, self._as_sent(last).outcome)
        if call is not None:
            yield Measurement(call, serving.number, Layer.DISPATCH, last.number)


def _measured(call: MeasuredCall, engine: Engine) -> FuelMeasured:
    try:
        return call.measure(engine)
    except EngineUnavailable as error:
        return FuelMeasured(None, str(error))


def _looked_at(state: SessionState) -> Iterator[Generation]:
    """Give the builds of which each layer's fuel is shown, as far as they can be called."""
    shown = state.side_by_side
    compared = shown.renewed(state.generations) if shown is not None else None
    builds = (state.newest, *((compared.new, compared.old) if compared is not None else ()))
    # By number: the newest may be one of those that are compared.
    for build in {build.number: build for build in builds if build is not None}.values():
        if build.complete and build.artifact.module:
            yield build


def _is_measured(result: LayerResult) -> bool:
    return result.cost.fuel_used is not None or result.cost.fuel_why_not is not None


def _is_quick(state: SessionState, one: Measurement) -> bool:
    """Say whether the call that is to be measured ended soon, and by itself."""
    if not one.dispatch:
        return one.wall_us <= CALL_MAX_US
    call = state.last.outcome.call if state.last is not None else None
    ended_by_itself = call is not None and (call.failure is None or call.failure.kind not in _ENDED)
    return call is not None and ended_by_itself and call.wall_us <= CALL_MAX_US
