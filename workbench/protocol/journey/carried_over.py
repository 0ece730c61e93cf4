"""From what one step gave to what the next one is sent, and to what the caller gets (PROTOCOL.md section 7)."""

from __future__ import annotations

import base64
from typing import Any, TypeVar

from workbench.protocol.host_effect.payload_parts import object_list, text_part
from workbench.protocol.host_effect.results import UpstreamRequest
from workbench.protocol.journey.assumptions import Assumption
from workbench.protocol.journey.step import CallerAnswer, JourneyStep
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.protocol.wire.encode import compact

_Result = TypeVar("_Result")


def result_of(step: JourneyStep, kind: type[_Result]) -> _Result:
    """Return what goes on after a step that did not fail the request."""
    assert step.effect is not None
    assert isinstance(step.effect.result, kind), f"{step.name}: what goes on is a {kind.__name__}"
    return step.effect.result


def shaped_wire(request: UpstreamRequest) -> dict[str, Any]:
    """Return a request that the host holds as the ShapedRequestWire that `sign` is sent."""
    headers = [{"name": one.name, "value_base64": as_base64(one.content)} for one in request.headers]
    return {"url": request.url, "method": request.method, "headers": headers, "body_base64": as_base64(request.body)}


def as_base64(content: bytes | None) -> str:
    """Return bytes as base64; what nobody knows is empty."""
    return base64.b64encode(content or b"").decode()


def user_agent_of(request: dict[str, Any]) -> str | None:
    """Return what the caller calls itself; None: it does not say, or nobody can read it."""
    for _, header in object_list(request, "headers"):
        if text_part(header, "name").lower() == "user-agent":
            content = decoded_base64(text_part(header, "value_base64"))
            return None if content is None else _text(content)
    return None


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def failed_answer(status: int, why: str, at: str) -> CallerAnswer:
    """Return what the caller gets of a request that the host fails."""
    body = compact({"type": "error", "error": {"type": "api_error", "message": why}}).encode()
    headers = (("content-type", "application/json"),)
    return CallerAnswer(status, headers, body, why, failed_at=at, assumed=(Assumption.FAILED_STATUS,))
