"""The journey of one request, as a generator that is fed with outcomes. Makes no call itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any, Final

from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.host_effect.filtering import offered_ids
from workbench.protocol.host_effect.observe_batch import Event
from workbench.protocol.host_effect.of_dispatch import effect_of_dispatch, sent_value
from workbench.protocol.host_effect.payload_parts import object_list
from workbench.protocol.host_effect.results import (
    ErrorBody,
    KeptCandidates,
    RetryDecision,
    SignerState,
    UpstreamRequest,
)
from workbench.protocol.host_effect.upstream_request import shape_effect
from workbench.protocol.journey import hooks, sentences
from workbench.protocol.journey.assumptions import Assumption
from workbench.protocol.journey.carried_over import (
    as_base64,
    failed_answer,
    result_of,
    shaped_wire,
    user_agent_of,
)
from workbench.protocol.journey.cast import Player
from workbench.protocol.journey.step import (
    UPSTREAM,
    CallerAnswer,
    JourneyEnd,
    JourneyPlan,
    JourneyStep,
    NextCall,
    StepKind,
)
from workbench.protocol.journey.upstream import FIRST_BYTE_MS, FRAME_MS, UpstreamAnswer, upstream_answer
from workbench.protocol.wire.encode import compact

Calls = Generator[NextCall, DispatchOutcome]
"""A part of a journey that asks for calls, and returns nothing."""

_BASE_URL: Final = "https://api.anthropic.com"
_BAD_GATEWAY: Final = 502
_NOBODY_LEFT: Final = 503
_ASSUMED: Final[dict[str, tuple[Assumption, ...]]] = {
    "filter": (Assumption.FIRST_CANDIDATE,),
    "shape": (Assumption.SHARED_INSTANCE,),
    "build_signer": (Assumption.BUILT_NOW, Assumption.SHARED_INSTANCE),
    "sign": (Assumption.READ_FORM,),
    "normalize_error": (Assumption.LAST_ERROR,),
    "observe": (Assumption.EVENT_ORDER, Assumption.EVENT_CLOCK),
}


def run_journey(plan: JourneyPlan) -> Generator[NextCall, DispatchOutcome, JourneyEnd]:
    """Take a request through all functions: yields each call, takes its outcome, returns what happened.

    Never raises for what an outcome says, nor for what an edited payload holds.
    """
    return (yield from _Journey(plan).run())


@dataclass(eq=False)
class _HostFails(Exception):
    """The host fails the request."""

    status: int
    code: str
    why: str
    at: str


class _Journey:
    def __init__(self, plan: JourneyPlan) -> None:
        self._plan = plan
        self._steps: list[JourneyStep] = []
        self._times: Counter[str] = Counter()
        self._hooks = hooks.Hooks(plan.cast.observers)
        self._answer: UpstreamAnswer | None = None

    def run(self) -> Generator[NextCall, DispatchOutcome, JourneyEnd]:
        request = self._plan.request
        yield from self._happen(hooks.request_started(request.request, user_agent_of(request.request)))
        yield from self._happen(hooks.authn_complete(request.principal))
        try:
            caller = yield from self._proxied()
        except _HostFails as failed:
            yield from self._happen(hooks.failed(failed.code, failed.why, "host"))
            caller = failed_answer(failed.status, failed.why, failed.at)
        duration_ms = self._hooks.now_ms
        yield from self._happen(hooks.request_finished(caller.status, self._answer, duration_ms))
        yield from self._report(self._hooks.drop(), Assumption.HOOK_DROPPED)
        return JourneyEnd(tuple(self._steps), caller, self._hooks.counts)

    def _proxied(self) -> Generator[NextCall, DispatchOutcome, CallerAnswer]:
        candidates = yield from self._filtered()
        if not candidates:
            why = "No candidate is left to serve the request."
            raise _HostFails(_NOBODY_LEFT, "no_candidate", why, self._steps[-1].name)
        yield from self._happen(hooks.upstream_chosen(self._plan.request.upstream))
        shaped = yield from self._shaped()
        state = yield from self._built()
        signed = yield from self._signed(shaped, state, sentences.WHY["sign"])
        answer = self._sent(signed, 0)
        if answer.is_unauthorized:
            decision = yield from self._unauthorized(answer, state)
            if decision.is_retried:
                signed = yield from self._signed(shaped, decision.signer_state, sentences.SIGN_AGAIN)
                answer = self._sent(signed, 1)
        return (yield from self._answered(answer))

    # ---- the functions in their order --------------------------------------------------------------------------------

    def _filtered(self) -> Generator[NextCall, DispatchOutcome, list[dict[str, Any]]]:
        request = self._plan.request
        candidates = list(request.candidates)
        for player in self._plan.cast.filters:
            payload = {**request.request, "principal": request.principal, "candidates": candidates}
            step = yield from self._called("filter", player, payload)
            sent = sent_value("filter", step.payload or "")
            if isinstance(sent, dict):
                # What a person put in place of the payload is what the filter was asked about.
                candidates = [one for _, one in object_list(sent, "candidates")]
                kept = result_of(step, KeptCandidates).kept_upstream_ids
                candidates = [one for one, known in zip(candidates, offered_ids(sent), strict=True) if known in kept]
        if not self._plan.cast.filters:
            self._nobody("filter", Assumption.FIRST_CANDIDATE)
        return candidates

    def _shaped(self) -> Generator[NextCall, DispatchOutcome, UpstreamRequest]:
        request = self._plan.request
        for player in self._plan.cast.of("shape"):
            payload = {"request": request.request, "upstream": request.upstream, "principal": request.principal}
            step = yield from self._called("shape", player, payload)
            return result_of(step, UpstreamRequest)
        step = self._nobody("shape")
        query = f"?{request.request['query']}" if request.request["query"] else ""
        as_it_came = {**request.request, "url": f"{_BASE_URL}{request.request['path']}{query}"}
        effect = shape_effect(as_it_came)
        if effect.effect is Effect.FAILS_REQUEST:
            raise _HostFails(_BAD_GATEWAY, "no_request", f"The request cannot go out: {effect.reasons[0]}.", step.name)
        assert isinstance(effect.result, UpstreamRequest), "what does not fail is a request"
        return effect.result

    def _built(self) -> Generator[NextCall, DispatchOutcome, Any]:
        for player in self._plan.cast.of("build_signer"):
            payload = {"upstream": self._plan.request.upstream, "factory_state": self._plan.factory_state}
            step = yield from self._called("build_signer", player, payload)
            return result_of(step, SignerState).signer_state
        self._nobody("build_signer")
        return None

    def _signed(
        self, shaped: UpstreamRequest, state: Any, why: str
    ) -> Generator[NextCall, DispatchOutcome, UpstreamRequest]:
        for player in self._plan.cast.of("sign"):
            payload = {"shaped": shaped_wire(shaped), "signer_state": state}
            again = (Assumption.SHAPED_AGAIN,) if self._times["sign"] else ()
            step = yield from self._called("sign", player, payload, why=why, assumed=again)
            return result_of(step, UpstreamRequest)
        self._nobody("sign")
        return shaped

    def _unauthorized(self, answer: UpstreamAnswer, state: Any) -> Generator[NextCall, DispatchOutcome, RetryDecision]:
        for player in self._plan.cast.of("on_unauthorized"):
            error = {"status": answer.status, "body_base64": as_base64(answer.body), "category": "unauthorized"}
            step = yield from self._called("on_unauthorized", player, {"error": error, "signer_state": state})
            return result_of(step, RetryDecision)
        self._nobody("on_unauthorized")
        return RetryDecision(None, is_retried=False)

    def _normalized(self, answer: UpstreamAnswer) -> Generator[NextCall, DispatchOutcome, bytes]:
        for player in self._plan.cast.of("normalize_error"):
            payload = {"status": answer.status, "body_base64": as_base64(answer.body)}
            step = yield from self._called("normalize_error", player, payload)
            body = result_of(step, ErrorBody).body
            # Nobody knows the body of an edited payload that is no base64; the upstream's goes on.
            return answer.body if body is None else body
        self._nobody("normalize_error", Assumption.LAST_ERROR)
        return answer.body

    # ---- the upstream ------------------------------------------------------------------------------------------------

    def _sent(self, request: UpstreamRequest, attempt: int) -> UpstreamAnswer:
        choices = self._plan.answers
        answer = upstream_answer(choices[min(attempt, len(choices) - 1)], request.body)
        self._hooks.wait(FIRST_BYTE_MS)
        self._answer = answer
        assumed: tuple[Assumption, ...] = (Assumption.UPSTREAM_MADE_UP,)
        if answer.is_error and not answer.is_unauthorized:
            assumed += (Assumption.NO_OTHER_CANDIDATE,)
        self._steps.append(
            JourneyStep(
                self._name(UPSTREAM),
                StepKind.UPSTREAM,
                sentences.SENT if self._plan.cast.of("sign") else sentences.SENT_UNSIGNED,
                sentences.answered(answer),
                sent=request,
                answer=answer,
                assumed=assumed,
            )
        )
        return answer

    def _answered(self, answer: UpstreamAnswer) -> Generator[NextCall, DispatchOutcome, CallerAnswer]:
        headers = (("content-type", answer.content_type),)
        assumed = (Assumption.CALLER_HEADERS,)
        if answer.is_error:
            body = yield from self._normalized(answer)
            why = f"The upstream's {answer.status} goes to the caller"
            why += "." if body == answer.body else ", with the body that the plugin wrote."
            return CallerAnswer(answer.status, headers, body, why, assumed=assumed)
        for index, frame in enumerate(answer.frames):
            self._hooks.wait(FRAME_MS if index else 0)
            yield from self._happen(hooks.chunk(index, len(frame)))
        if answer.is_broken:
            broke = "The stream ended in the middle."
            yield from self._happen(hooks.failed("upstream_stream_broken", broke, UPSTREAM))
            why = "The caller has its 200 already and gets what came until the stream broke."
            return CallerAnswer(answer.status, headers, answer.body, why, is_cut=True, assumed=assumed)
        why = "The upstream's answer goes to the caller as it comes."
        return CallerAnswer(answer.status, headers, answer.body, why, assumed=assumed)

    # ---- observers ---------------------------------------------------------------------------------------------------

    def _happen(self, event: Event) -> Calls:
        yield from self._report(self._hooks.arrive(event))

    def _report(self, batches: Iterable[hooks.Batch], *assumed: Assumption) -> Calls:
        several = (Assumption.EVERY_OBSERVER,) if len(self._plan.cast.observers) > 1 else ()
        for player, events, cause in batches:
            assumed_here = (*assumed, *several)
            yield from self._called("observe", player, {"events": events}, batch=(events, cause), assumed=assumed_here)

    # ---- one step ----------------------------------------------------------------------------------------------------

    def _called(
        self,
        function: str,
        player: Player,
        payload: dict[str, Any],
        *,
        why: str = "",
        batch: tuple[list[Event], str] | None = None,
        assumed: tuple[Assumption, ...] = (),
    ) -> Generator[NextCall, DispatchOutcome, JourneyStep]:
        name = self._name(function)
        edited = self._plan.edits.get(name)
        text = compact(payload) if edited is None else edited
        outcome = yield NextCall(name, function, player, text, tuple(self._steps))
        effect = effect_of_dispatch(outcome, self._plan.profile, text)
        if not outcome.ok:
            came = sentences.fell_back(function, outcome, len(batch[0]) if batch else 0)
        elif effect.effect in (Effect.IGNORED, Effect.FAILS_REQUEST):
            came = sentences.unusable(effect)
        elif batch is not None:
            came = sentences.observed(*batch)
        else:
            came = sentences.came_of(function, effect, sent_value(function, text))
        step = JourneyStep(
            name,
            StepKind.CALL,
            why or sentences.WHY[function],
            came,
            function,
            player,
            text,
            edited is not None,
            outcome,
            effect,
            assumed=(*_ASSUMED.get(function, ()), *assumed),
        )
        self._steps.append(step)
        if batch is not None and not outcome.ok:
            self._hooks.lost(player, batch[0])
        if effect.effect is Effect.FAILS_REQUEST:
            raise _HostFails(_BAD_GATEWAY, "plugin_failed", f"The host fails the request at {name}.", name)
        return step

    def _nobody(self, function: str, *assumed: Assumption) -> JourneyStep:
        step = JourneyStep(
            self._name(function),
            StepKind.NO_PLUGIN,
            sentences.WHY[function],
            sentences.nobody(function),
            function,
            assumed=(Assumption.STAND_IN, *assumed),
        )
        self._steps.append(step)
        return step

    def _name(self, of: str) -> str:
        self._times[of] += 1
        return of if self._times[of] == 1 else f"{of}.{self._times[of]}"
