"""One dispatch after the other: to the build that answers, compared with what was answered before, kept in the history.

Owns the numbers of the dispatches and what is compared with what.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome, Prepared, Stage
from workbench.protocol.layers import cost_of
from workbench.session.call_tracer import CallTracer
from workbench.session.compare.answer_cache import Answers, difference
from workbench.session.dispatch.dispatch_steps import judge_on, panicked, prepare_on, unanswered, with_effect
from workbench.session.history.history_service import HistoryService
from workbench.session.host.controls import HostControls
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.load.instances import serving_budget
from workbench.session.load.serving import Serving
from workbench.session.payloads.session_variables import Sendable, SessionVariables
from workbench.session.state_store import StateStore
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState


class Dispatcher:
    """The dispatches of one run. Belongs to the session's runner. Nothing raises for what a plugin or engine does."""

    def __init__(
        self,
        tracer: CallTracer,
        states: StateStore,
        loader: GenerationLoader,
        host: HostControls,
        history: HistoryService,
        variables: SessionVariables,
    ) -> None:
        """Dispatch nothing yet."""
        self._variables = variables
        self._tracer = tracer
        self._states = states
        self._loader = loader
        self._host = host
        self._history = history
        self._answers = Answers()
        self._number = 0
        self._sent: Sendable | None = None
        """What the last dispatch sent; its record may have names in the place of values."""
        self._request_text: str | None = None

    def dispatch(self, function: str, payload: Sendable, *, fresh: bool, parent: int | None = None) -> DispatchRecord:
        """Send a payload to the build that answers; `parent` is the entry of the history that this repeats."""
        self._states.change(running=function)
        serving, state = self._loader.serving, self._states.state
        was_interrupted = serving is not None and serving.interrupted and not fresh
        asked = serving.generation if serving else state.newest
        self._tracer.generation = asked.number if asked else 0
        found = self._host.now()
        before = self._host.begin(found)
        engine_error = state.error
        try:
            if serving is None:
                outcome = unanswered(function, state.newest)
            elif isinstance(prepared := self._prepared(serving, function, payload), Prepared):
                call = serving.call_apart(prepared) if fresh else serving.call(prepared)
                outcome = judge_on(prepared, call, serving.settings.profile)
                engine_error = None if isinstance(engine_error, EngineUnavailable) else engine_error
            else:
                outcome = prepared
        except EngineUnavailable as error:
            outcome, engine_error = panicked(function, error), error
            if serving is not None:
                serving.lose()
        except Exception as error:  # noqa: BLE001 - a defect of ours is an outcome too, and must not end the loop
            outcome = panicked(function, error)
        touched = outcome.call is not None or before is not found
        after = self._host.now() if touched else before
        record = self._record(
            state, payload.text, outcome, asked, fresh=fresh, interrupted=was_interrupted, parent=parent
        )
        record = self._kept(record, payload)
        if asked is not None:
            hide = self._variables.hide
            record = self._history.keep(record, asked, self._settings_of(state, asked), before, after, hide)
        if touched:
            self._host.after_dispatch(record, found, after)
        self._publish(record, engine_error)
        return record

    def _prepared(self, serving: Serving, function: str, payload: Sendable) -> Prepared | DispatchOutcome:
        return prepare_on(serving.under(self._states.state.settings.faults), function, payload.text)

    def _kept(self, record: DispatchRecord, payload: Sendable) -> DispatchRecord:
        """Return what may be kept and shown of a dispatch; what was sent and answered is remembered for the next."""
        outcome = record.outcome
        self._sent, self._request_text = payload, outcome.request_text
        if outcome.ok:
            self._variables.keep_answer(outcome.function, payload.name, outcome.response)
        record = self._variables.hide(record)
        is_changed = payload.document is not None or record.payload != payload.text
        hidden = self._variables.hidden_in(payload.text) if is_changed else ()
        typed = payload.text if payload.document is None else payload.document
        return replace(record, document=typed if is_changed else None, hidden=hidden)

    def as_sent(self, record: DispatchRecord) -> DispatchRecord:
        """Return the last dispatch with the request that crossed the border, which is neither kept nor shown."""
        if record.number != self._number or not record.hidden:
            return record
        return replace(record, outcome=replace(record.outcome, request_text=self._request_text))

    def _record(
        self,
        state: SessionState,
        payload: str,
        outcome: DispatchOutcome,
        asked: Generation | None,
        *,
        fresh: bool,
        interrupted: bool,
        parent: int | None,
    ) -> DispatchRecord:
        """Return what is kept of a dispatch that began in this state; `interrupted`: the instance had been before."""
        call, faults = outcome.call, state.settings.faults
        self._number += 1
        record = DispatchRecord(
            number=self._number,
            generation=asked.number if asked else 0,
            payload=payload,
            outcome=outcome,
            at=self._states.clock(),
            fresh=fresh,
            interrupted=interrupted and not (call is not None and call.restarted),
            parent=parent,
            faults=faults,
            triggered=faults.triggered(call, outcome.error if outcome.stage is Stage.VERSION_LOOKUP else None),
            started_from=state.host_start,
        )
        if asked is None:
            return record
        settings = self._settings_of(state, asked)
        record = replace(record, cost=cost_of(call, serving_budget(settings), RESPONSE_MAX_BYTES))
        return with_effect(record, settings.profile)

    def _settings_of(self, state: SessionState, asked: Generation) -> Settings:
        """Return the settings of a generation, with the faults that were injected."""
        return replace(self._loader.settings_of(asked.number), faults=state.settings.faults)

    def again(self) -> None:
        """Send the last payload again."""
        last, sent = self._states.state.last, self._sent
        if last is not None and sent is not None:
            self.dispatch(last.outcome.function, sent, fresh=last.fresh, parent=last.parent or last.entry)

    def compare_again(self) -> None:
        """Compare the last answer with that of another baseline."""
        state = self._states.state
        if state.last is not None:
            previous = self._answers.previous(state.last, state.baseline)
            self._states.change(previous=previous, difference=difference(previous, state.last))

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
            trace=self._tracer.messages(),
        )
        if self._loader.serving is not None:
            self._loader.show_dispatch(self._loader.serving.judged(record.outcome))
        else:
            self._states.publish()
