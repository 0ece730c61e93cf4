"""Layer L5, presented (PROTOCOL.md sections 7, 8 and 8a)."""

from __future__ import annotations

from typing import Final

from workbench.protocol.dispatch import DispatchOutcome, Stage
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.presenter.page import LayerPage, Loaded, MessageMark, ShownFacts, ShownMessage
from workbench.protocol.presenter.words import listed

FUNCTIONS_MAX: Final = 16
"""Functions that are listed: as many as a plugin may implement."""


def dispatch_page(loaded: Loaded) -> LayerPage:
    """Return the page of L5."""
    outcome = loaded.dispatched
    if outcome is None:
        return _waiting(loaded)
    shown = _messages(outcome)
    if outcome.ok:
        return LayerPage(
            Layer.DISPATCH, Verdict.PASSED, _answered(outcome, loaded.effect), _why(outcome.function), shown
        )
    return LayerPage(Layer.DISPATCH, Verdict.FAILED, _failed(outcome), _why_fallback(outcome), shown, outcome.error)


def _waiting(loaded: Loaded) -> LayerPage:
    accept = loaded.negotiation.accept if loaded.negotiation else None
    chosen = {} if accept is None else accept.chosen_versions
    what = (
        "From now on the host calls the plugin for each request that goes through the proxy, in an instance that lives "
        f"on from call to call: {listed(chosen)} may be called, and nothing has been sent yet."
    )
    why = (
        "This is what the layers before were for: both sides know the form of each message, and a call that fails "
        "harms nothing but itself, since each function has a policy to fall back to."
    )
    facts = tuple((f"{name}@{version}", _fact(name)) for name, version in list(chosen.items())[:FUNCTIONS_MAX])
    shown = (ShownFacts("What may be called, and what happens when it fails", facts),) if facts else ()
    return LayerPage(Layer.DISPATCH, Verdict.NOT_RUN, what, why, shown, waits=True)


def _fact(name: str) -> str:
    # A handshake that has passed chooses known functions only, unless a host offers others.
    known = WIRE_FUNCTIONS.get(name)
    return "a function of this host" if known is None else f"{known.purpose}; if it fails, {known.policy.effect}"


def _called(outcome: DispatchOutcome) -> str:
    purpose = WIRE_FUNCTIONS[outcome.function].purpose.partition(";")[0].partition(":")[0]
    return (
        f"For a request the host calls {outcome.function} ({purpose}) in an instance that lives on from call to call, "
        f"with the agreed version in the message as _v: {outcome.version}"
    )


def _answered(outcome: DispatchOutcome, effect: AnswerEffect | None) -> str:
    taken = f"{_called(outcome)}; the answer carries the same _v and fits the type of {outcome.function}"
    if effect is None or effect.effect is Effect.USED:
        return f"{taken}, so the host uses it."
    rules = listed(dict.fromkeys(reason.rule.value for reason in effect.reasons))
    return f"{taken}, yet a rule for its content ({rules}) does not hold, and {effect.effect.sentence}."


def _why(function: str) -> str:
    policy = WIRE_FUNCTIONS[function].policy
    return (
        "With _v no message of another version is ever taken for one of this; and had the call failed, only this "
        f"request would have noticed: by the policy of {function}, {policy.value}, {policy.effect}."
    )


def _failed(outcome: DispatchOutcome) -> str:
    stage = outcome.stage.value if outcome.stage else Stage.PANIC.value
    if outcome.request_text is None:
        if outcome.stage is Stage.VERSION_LOOKUP:
            return (
                f"The host was to call {outcome.function}, and does not: the handshake has agreed on no version of it, "
                f"which ends the dispatch at the stage {stage}."
            )
        return f"The host was to call {outcome.function}, and nothing can be sent: it ends at the stage {stage}."
    if outcome.stage is Stage.PLUGIN_CALL:
        return f"{_called(outcome)}; the call itself gives no answer, and ends at the stage {stage}."
    return f"{_called(outcome)}; an answer comes back that the host cannot read, which ends at the stage {stage}."


def _why_fallback(outcome: DispatchOutcome) -> str:
    policy = WIRE_FUNCTIONS[outcome.function].policy
    return (
        f"A call that fails harms nothing but itself: by the policy of {outcome.function}, {policy.value}, "
        f"{policy.effect}, and the next call goes to the plugin as before."
    )


def _messages(outcome: DispatchOutcome) -> tuple[ShownMessage, ...]:
    shown = []
    call = outcome.call
    if call is not None and call.failure is None:
        answer = call.output.decode("utf-8", "replace")
        note = MessageMark("_v", "must be that of the request")
        shown.append(ShownMessage("Plugin to host: the answer", answer, (note,)))
    if outcome.request_text is not None:
        note = MessageMark("_v", "the version that the handshake chose")
        shown.append(ShownMessage(f"Host to plugin: {outcome.function}", outcome.request_text, (note,)))
    return tuple(shown)
