"""One dispatch after the other: to the build that answers, compared with what was answered before, kept in the history.

Owns the numbers of the dispatches and what is compared with what.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Stage
from workbench.protocol.layers import cost_of
from workbench.session.compare.answer_cache import Answers, difference
from workbench.session.dispatch.dispatch_steps import dispatch_on, panicked, unanswered
from workbench.session.history.history_service import HistoryService
from workbench.session.host.controls import HostControls
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.load.instances import serving_budget
from workbench.session.state_store import StateStore
from workbench.session.traced_engine import TracedEngine
from workbench.session.values.dispatch_record import DispatchRecord


class Dispatcher:
    """The dispatches of one run. Belongs to the session's runner. Nothing raises for what a plugin or engine does."""

    def __init__(
        self,
        engine: TracedEngine,
        states: StateStore,
        loader: GenerationLoader,
        host: HostControls,
        history: HistoryService,
    ) -> None:
        """Dispatch nothing yet."""
        self._engine = engine
        self._states = states
        self._loader = loader
        self._host = host
        self._history = history
        self._answers = Answers()
        self._number = 0

    def dispatch(self, function: str, payload: str, *, fresh: bool, parent: int | None = None) -> DispatchRecord:
        """Send a payload to the build that answers; `parent` is the entry of the history that this repeats."""
        self._states.change(running=function)
        serving, state = self._loader.serving, self._states.state
        faults, start = state.settings.faults, state.host_start
        interrupted = serving is not None and serving.interrupted and not fresh
        asked = serving.generation if serving else state.newest
        self._engine.generation = asked.number if asked else 0
        found = self._host.now()
        before = self._host.begin(found)
        outcome, engine_error = self._outcome(function, payload, fresh=fresh)
        touched = outcome.call is not None or before is not found
        after = self._host.now() if touched else before
        restarted = outcome.call is not None and outcome.call.restarted
        self._number += 1
        record = DispatchRecord(
            number=self._number,
            generation=asked.number if asked else 0,
            payload=payload,
            outcome=outcome,
            at=self._states.clock(),
            fresh=fresh,
            interrupted=interrupted and not restarted,
            parent=parent,
            faults=faults,
            triggered=faults.triggered(outcome.call, outcome.error if outcome.stage is Stage.VERSION_LOOKUP else None),
            started_from=start,
        )
        if asked is not None:
            settings = replace(self._loader.settings_of(asked.number), faults=faults)
            record = replace(record, cost=cost_of(outcome.call, serving_budget(settings), RESPONSE_MAX_BYTES))
            record = self._history.keep(record, asked, settings, before, after)
        if touched:
            self._host.after_dispatch(record, found, after)
        self._publish(record, engine_error)
        return record

    def again(self) -> None:
        """Send the last payload again."""
        last = self._states.state.last
        if last is not None:
            self.dispatch(last.outcome.function, last.payload, fresh=last.fresh, parent=last.parent or last.entry)

    def compare_again(self) -> None:
        """Compare the last answer with that of another baseline."""
        state = self._states.state
        if state.last is not None:
            previous = self._answers.previous(state.last, state.baseline)
            self._states.change(previous=previous, difference=difference(previous, state.last))

    def _outcome(self, function: str, payload: str, *, fresh: bool) -> tuple[DispatchOutcome, WorkbenchError | None]:
        """Return how it ended, and what keeps the engine from running afterwards."""
        serving, state = self._loader.serving, self._states.state
        engine_error = state.error
        if serving is None:
            return unanswered(function, state.newest), engine_error
        try:
            generation = serving.under(state.settings.faults)
            call = serving.call_apart if fresh else serving.call
            outcome = dispatch_on(generation, function, payload, serving.settings.profile, call)
        except EngineUnavailable as error:
            serving.lose()
            return panicked(function, error), error
        except Exception as error:  # noqa: BLE001 - a defect of ours is an outcome too, and must not end the loop
            return panicked(function, error), engine_error
        if outcome.call is not None and isinstance(engine_error, EngineUnavailable):
            engine_error = None
        return outcome, engine_error

    def _publish(self, record: DispatchRecord, engine_error: WorkbenchError | None) -> None:
        state, ok = self._states.state, record.outcome.ok
        previous = self._answers.keep(record, state.baseline)
        self._states.set_silently(
            running=None,
            last=record,
            previous=previous,
            difference=difference(previous, record),
            dispatched_ok=state.dispatched_ok + ok,
            dispatched_fallback=state.dispatched_fallback + (not ok),
            error=engine_error,
            trace=self._engine.messages(),
        )
        if self._loader.serving is not None:
            self._loader.show_dispatch(self._loader.serving.judged(record.outcome))
        else:
            self._states.publish()
