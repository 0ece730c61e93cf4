"""Looks for the places of what is shown and ran out of time or fuel, beside everything else the session does.

Has no thread: who runs it says so. How a place is found is the business of `stacks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from workbench.errors.stack_frame import GuestTrace
from workbench.protocol.layers import LayerResult
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.load.load_steps import with_layer
from workbench.session.measure.fuel import MeasuredCall
from workbench.session.measure.stacks import (
    dispatch_that_ran_out,
    found_stack,
    layers_that_ran_out,
    record_with,
    result_with,
)
from workbench.session.ports import Engine
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.state import SessionState


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One call whose end is to be looked at, and what to do with what is found."""

    key: tuple[int, str, int]
    """Of which generation, layer or dispatch: each is looked at once."""
    call: MeasuredCall
    note: Callable[[GuestTrace], None]


class StackFinder:
    """Looks for the places of what is shown, beside everything else. `note`s belong to the session's runner."""

    def __init__(
        self,
        beside: Engine | None,
        states: StateStore,
        loader: GenerationLoader,
        as_sent: Callable[[DispatchRecord], DispatchRecord] = lambda record: record,
    ) -> None:
        """Look for nothing yet.

        Args:
            beside: Runs nothing that one waits for; None: nothing is looked for.
            states: Where what is found is published.
            loader: Whose generations it belongs to.
            as_sent: Gives a shown dispatch with the request that crossed the border.
        """
        self._as_sent = as_sent
        self._beside = beside
        self._states = states
        self._loader = loader
        self._tried: set[tuple[int, str, int]] = set()

    def find_beside(self, go_on: Callable[[], bool], hand_over: Callable[[Callable[[], None]], None]) -> None:
        """Find what is wanted, on a thread beside the session's runner: see `BackgroundFuelMeter.measure_beside`."""
        while self._beside is not None and (one := self._wanted(self._states.state)) is not None and go_on():
            self._tried.add(one.key)
            trace = found_stack(self._beside, one.call)
            if trace is not None:
                hand_over(lambda one=one, trace=trace: one.note(trace))  # type: ignore[misc]

    def _wanted(self, state: SessionState) -> _Wanted | None:
        return next((one for one in self._unknown(state) if one.key not in self._tried), None)

    def _unknown(self, state: SessionState) -> Iterator[_Wanted]:
        last, serving, newest = state.last, state.serving, state.newest
        if last is not None and serving is not None and last.generation == serving.number:
            settings = replace(self._loader.settings_of(serving.number), faults=last.faults)
            call = dispatch_that_ran_out(serving, settings, self._as_sent(last))
            if call is not None:
                yield _Wanted((serving.number, "dispatch", last.number), call, lambda trace: self._note(last, trace))
        if newest is not None and newest.complete and newest.artifact.module:
            for result, call in layers_that_ran_out(newest, self._loader.settings_of(newest.number)):
                key = (newest.number, result.layer.value, 0)
                yield _Wanted(key, call, lambda trace, result=result: self._note_layer(newest, result, trace))  # type: ignore[misc]

    def _note(self, record: DispatchRecord, trace: GuestTrace) -> None:
        last = self._states.state.last
        if last is not None and last.number == record.number and last.generation == record.generation:
            self._states.change(last=record_with(last, trace))

    def _note_layer(self, generation: Generation, result: LayerResult, trace: GuestTrace) -> None:
        newest = self._states.state.newest
        if newest is not None and newest.number == generation.number:
            self._loader.renew(with_layer(newest, result_with(result, trace)))
