"""The host's effect of a dispatch that was made, or of one of which the texts were kept (PROTOCOL.md section 8a)."""

from __future__ import annotations

from typing import Any

from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.host_effect.effect import AnswerEffect
from workbench.protocol.host_effect.judge import effect_of_answer, effect_of_fallback
from workbench.protocol.host_effect.warnings import PayloadWarning, payload_warnings, response_warnings
from workbench.protocol.json.parsing import JsonTextError, parse
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.decode import DecodeError, from_value
from workbench.protocol.wire.messages import request_type, response_type


def effect_of_dispatch(outcome: DispatchOutcome, profile: Profile, payload: str) -> AnswerEffect:
    """Return what the host does with the outcome of a dispatch.

    Args:
        outcome: How it ended.
        profile: What it was made under.
        payload: What was sent, as it was typed; it may be anything.
    """
    value = sent_value(outcome.function, payload)
    if not outcome.ok:
        return effect_of_fallback(outcome.function, value)
    return effect_of_answer(outcome.function, profile, value, outcome.response)


def effect_of_texts(function: str, profile: Profile, payload: str, response_text: str | None) -> AnswerEffect | None:
    """Return what the host does with an answer that was kept.

    Args:
        function: One of the seven.
        profile: What the dispatch was made under.
        payload: What was sent, as it was typed.
        response_text: The response as the reference would write it; None: the dispatch fell back.

    Returns:
        The effect. None: the text is no answer of this function in this profile.

    Raises:
        KeyError: No function has this name.
    """
    value = sent_value(function, payload)
    if response_text is None:
        return effect_of_fallback(function, value)
    try:
        response = from_value(response_type(function, profile), parse(response_text))
    except (JsonTextError, DecodeError):
        return None
    return effect_of_answer(function, profile, value, response)


def warnings_of_dispatch(outcome: DispatchOutcome, profile: Profile, payload: str) -> tuple[PayloadWarning, ...]:
    """Return what to know of a payload, and of its answer if there is one that decoded."""
    found = payload_warnings(outcome.function, sent_value(outcome.function, payload))
    return (*found, *response_warnings(outcome.function, profile, outcome.response)) if outcome.ok else found


def sent_value(function: str, payload: str) -> Any:
    """Return the payload as a host would send it; the JSON value that it is where no host would; None: it is none."""
    try:
        value = parse(payload)
    except JsonTextError:
        return None
    try:
        return from_value(request_type(function), value)
    except DecodeError:
        return value
