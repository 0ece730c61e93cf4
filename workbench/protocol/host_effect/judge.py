"""The host's effect of one dispatch, function by function (PROTOCOL.md section 8a).

Beside the protocol's outcome and never mixed with it: an answer that decodes is `ok`, whatever it comes to here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from workbench.protocol.functions import WIRE_FUNCTIONS, Policy
from workbench.protocol.host_effect.effect import AnswerEffect, Effect, Reason, Rule, pointer
from workbench.protocol.host_effect.filtering import all_kept, filter_effect, offered_ids
from workbench.protocol.host_effect.payload_parts import text_part
from workbench.protocol.host_effect.results import ErrorBody, HostResult, RetryDecision, SignerState
from workbench.protocol.host_effect.upstream_request import shape_effect, sign_effect
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.bytes64 import base64_problem, decoded_base64

REFRESH: Final = "refresh"


def effect_of_answer(function: str, profile: Profile, payload: Any, response: dict[str, Any]) -> AnswerEffect:
    """Return what the host does with an answer that decoded.

    Args:
        function: One of the seven.
        profile: Decides the form of the answer of `filter`.
        payload: What was sent, as a JSON value. It may be anything: what a host would never send is read leniently.
        response: The answer as `dispatch.judge` decodes it, without `_v`. It is not changed.

    Raises:
        KeyError: No function has this name.
    """
    return _ANSWERS[function](profile, payload, response)


def effect_of_fallback(function: str, payload: Any) -> AnswerEffect:
    """Return what the host does when a dispatch fell back: the effect of the function's policy.

    Args:
        function: One of the seven.
        payload: What was sent, as a JSON value, or anything at all.

    Raises:
        KeyError: No function has this name.
    """
    if WIRE_FUNCTIONS[function].policy is Policy.FAIL_REQUEST:
        return AnswerEffect(Effect.FAILS_REQUEST)
    result: HostResult | None = None
    if function == "filter":
        result = all_kept(offered_ids(payload))
    elif function == "normalize_error":
        result = _unchanged(payload)
    elif function == "on_unauthorized":
        result = RetryDecision(None, is_retried=False)
    return AnswerEffect(Effect.IGNORED, (), result)


def _shape(_profile: Profile, _payload: Any, response: dict[str, Any]) -> AnswerEffect:
    return shape_effect(response)


def _sign(_profile: Profile, payload: Any, response: dict[str, Any]) -> AnswerEffect:
    return sign_effect(payload, response)


def _normalize_error(_profile: Profile, payload: Any, response: dict[str, Any]) -> AnswerEffect:
    text = response["body_base64"]
    if text is None:
        return AnswerEffect(Effect.USED, (), _unchanged(payload))
    body = decoded_base64(text)
    if body is None:
        reason = Reason(pointer("body_base64"), Rule.BASE64, base64_problem(text) or "")
        return AnswerEffect(Effect.IGNORED, (reason,), _unchanged(payload))
    return AnswerEffect(Effect.USED, (), ErrorBody(body, is_changed=True))


def _unchanged(payload: Any) -> ErrorBody:
    return ErrorBody(decoded_base64(text_part(payload, "body_base64")), is_changed=False)


def _build_signer(_profile: Profile, _payload: Any, response: dict[str, Any]) -> AnswerEffect:
    return AnswerEffect(Effect.USED, (), SignerState(response["signer_state"]))


def _on_unauthorized(_profile: Profile, _payload: Any, response: dict[str, Any]) -> AnswerEffect:
    word = response["decision"]
    if word == REFRESH:
        return AnswerEffect(
            Effect.USED, (), RetryDecision(word, is_retried=True, signer_state=response["signer_state"])
        )
    return AnswerEffect(Effect.USED, (), RetryDecision(word, is_retried=False))


def _observe(_profile: Profile, _payload: Any, _response: dict[str, Any]) -> AnswerEffect:
    return AnswerEffect(Effect.USED)


def _filter(profile: Profile, payload: Any, response: dict[str, Any]) -> AnswerEffect:
    return filter_effect(offered_ids(payload), profile, response)


_ANSWERS: Final[dict[str, Callable[[Profile, Any, dict[str, Any]], AnswerEffect]]] = {
    "shape": _shape,
    "normalize_error": _normalize_error,
    "build_signer": _build_signer,
    "sign": _sign,
    "on_unauthorized": _on_unauthorized,
    "observe": _observe,
    "filter": _filter,
}
