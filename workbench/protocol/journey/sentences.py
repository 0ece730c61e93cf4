"""The plain sentences of a journey: what the host does in a step and why, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.effect import AnswerEffect
from workbench.protocol.host_effect.payload_parts import object_list, text_part
from workbench.protocol.host_effect.results import (
    ErrorBody,
    KeptCandidates,
    RetryDecision,
    SignerState,
    UpstreamRequest,
)
from workbench.protocol.host_effect.uuid_text import canonical_uuid
from workbench.protocol.journey.upstream import UpstreamAnswer
from workbench.protocol.wire.encode import compact

WHY: Final = {
    "filter": "Several upstreams could serve the request, so the host asks the plugin which of them may.",
    "shape": "The caller speaks to the proxy; the plugin turns the request into the one that goes upstream.",
    "build_signer": "Credentials are the plugin's: it makes a state for signing, which the host keeps and never reads.",
    "sign": "The request is ready to go, and the plugin adds the credentials to it.",
    "on_unauthorized": "The upstream rejected the credentials; the host asks once whether to try again.",
    "normalize_error": "The caller will get an error; the plugin may rewrite its body so that clients understand it.",
    "observe": "The host reports what has happened; nothing that the plugin answers changes the request.",
}
"""By function."""
SIGN_AGAIN: Final = "The host makes the one further attempt, with the new state."
SENT: Final = "The signed request leaves the host; what comes back was chosen by hand."
SENT_UNSIGNED: Final = "The request leaves the host; what comes back was chosen by hand."

UNCHANGED: Final = "The body stays as it is."

_NOBODY: Final = {
    "filter": "No plugin filters: every candidate stays.",
    "shape": "No plugin shapes: the request goes to api.anthropic.com as it came.",
    "build_signer": "No plugin signs: there is no state.",
    "sign": "No plugin signs: the request goes out without credentials.",
    "on_unauthorized": "No plugin signs, so nobody is asked: the 401 goes to the caller.",
    "normalize_error": "No plugin rewrites errors: the body stays as it is.",
}
"""By function, what the workbench does in place of a plugin."""


def came_of(function: str, effect: AnswerEffect, sent: Any) -> str:
    """Return what came of an answer that a host uses.

    Args:
        function: One of the seven, but `observe`, of whose answer nothing is read.
        effect: What the host does with it; it does not fail the request.
        sent: What was sent to the plugin, as a JSON value, or anything at all.
    """
    match effect.result:
        case KeptCandidates() as kept:
            return _kept(kept, names_of(sent))
        case UpstreamRequest() as request:
            return _signed(request, sent) if function == "sign" else f"{_request(request)}{_dropped(effect)}."
        case SignerState(state):
            return f"A state of {_bytes(len(compact(state).encode()))}, which only the plugin can read."
        case RetryDecision() as decision:
            return _decided(decision)
    assert isinstance(effect.result, ErrorBody), f"{function}: nothing goes on that is said here"
    return _rewritten(effect.result)


def fell_back(function: str, outcome: DispatchOutcome, lost: int) -> str:
    """Return what the host does in place of a dispatch that fell back; `lost` events were in it."""
    policy = WIRE_FUNCTIONS[function].policy
    stage = outcome.stage.value if outcome.stage else "dispatch"
    behind = f"; {_count(lost, 'event')} dropped and counted" if function == "observe" else ""
    return f"The call failed at {stage}: {policy.effect} ({policy.value}){behind}."


def unusable(effect: AnswerEffect) -> str:
    """Return what the host does with an answer that it cannot use."""
    reason = effect.reasons[0]
    more = f", and {len(effect.reasons) - 1:,} more" if len(effect.reasons) > 1 else ""
    return f"The answer decodes, but {effect.effect.sentence}: {reason}{more}."


def observed(events: Sequence[dict[str, Any]], cause: str) -> str:
    """Return which events a batch holds, and why it went out."""
    return f"{_count(len(events), 'event')}, {cause}: {', '.join(str(one['kind']) for one in events)}."


def nobody(function: str) -> str:
    """Return what happens where no plugin has a function, and what would where one has it and fails."""
    policy = WIRE_FUNCTIONS[function].policy
    return f"{_NOBODY[function]} Where a plugin fails here, {policy.effect} ({policy.value})."


def answered(answer: UpstreamAnswer) -> str:
    """Return what the upstream answered."""
    frames = _count(len(answer.frames), "frame")
    ended = ", and then the stream broke" if answer.is_broken else ""
    return f"The upstream answers {answer.status} with {_bytes(len(answer.body))} in {frames}{ended}."


def names_of(sent: Any) -> dict[str, str]:
    """Return the names of the candidates in a payload of `filter`, by id as the host writes ids."""
    ids = ((text_part(one, "upstream_id"), text_part(one, "name")) for _, one in object_list(sent, "candidates"))
    return {canonical_uuid(upstream_id) or upstream_id: name for upstream_id, name in ids}


def _kept(result: KeptCandidates, names: dict[str, str]) -> str:
    count = len(result.kept_upstream_ids) + len(result.dropped)
    kept = ", ".join(names.get(one, one) for one in result.kept_upstream_ids) or "none"
    why = "".join(f"; {names.get(one.upstream_id, one.upstream_id)} does not: {one.why}" for one in result.dropped)
    return f"{len(result.kept_upstream_ids):,} of {_count(count, 'candidate')} may serve it: {kept}{why}."


def _decided(decision: RetryDecision) -> str:
    if decision.is_retried:
        return "The plugin says refresh: one further attempt is made with its new state."
    return f"The plugin says {decision.decision}: the 401 goes to the caller."


def _rewritten(error: ErrorBody) -> str:
    return f"The body is rewritten: {_bytes(len(error.body or b''))} now." if error.is_changed else UNCHANGED


def _request(request: UpstreamRequest) -> str:
    body = _bytes(len(request.body or b""))
    return f"{request.method} {request.url} with {_count(len(request.headers), 'header')} and {body}"


def _dropped(effect: AnswerEffect) -> str:
    return "; the host drops content-length, which it sets itself" if effect.reasons else ""


def _signed(result: UpstreamRequest, sent: Any) -> str:
    had = {text_part(one, "name").lower() for _, one in object_list(sent, "shaped", "headers")}
    added = [one.name for one in result.headers if one.name not in had]
    taken = sorted(had - {one.name for one in result.headers})
    changes = [f"added {', '.join(dict.fromkeys(added))}"] if added else []
    changes += [f"took away {', '.join(taken)}"] if taken else []
    said = f"the plugin {' and '.join(changes)}" if changes else "the plugin added and took away none"
    return f"{_count(len(result.headers), 'header')} now: {said}."


def _bytes(count: int) -> str:
    return _count(count, "byte")


def _count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
