"""What the upstream answers in a journey: chosen by hand, and made up. No upstream is ever asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

FIRST_BYTE_MS: Final = 400
FRAME_MS: Final = 60
"""Between two frames of a body."""
_UNAUTHORIZED: Final = 401
_ERRORS_FROM: Final = 400
_JSON: Final = "application/json"
_EVENTS: Final = "text/event-stream"
_FRAMES_BEFORE_BREAK: Final = 2


class UpstreamChoice(Enum):
    """An answer that can be chosen."""

    OK = "200"
    UNAUTHORIZED = "401"
    RATE_LIMITED = "429"
    FAILED = "500"
    OVERLOADED = "529"
    BROKEN = "broken"
    """A 200 whose stream ends in the middle."""


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """An answer, as the host gets it."""

    status: int
    content_type: str
    frames: tuple[bytes, ...]
    """The body, in the frames in which it comes."""
    is_broken: bool = False
    """The body ends in the middle."""
    input_tokens: int | None = None
    """None: the upstream did not say."""
    output_tokens: int | None = None

    @property
    def body(self) -> bytes:
        """The body as a whole."""
        return b"".join(self.frames)

    @property
    def is_error(self) -> bool:
        """Whether the status is that of an error."""
        return self.status >= _ERRORS_FROM

    @property
    def is_unauthorized(self) -> bool:
        """Whether the upstream rejected the credentials."""
        return self.status == _UNAUTHORIZED


def upstream_answer(choice: UpstreamChoice, body: bytes | None) -> UpstreamAnswer:
    """Return the answer of a choice to a request with this body; a 200 is a stream when that asks for one."""
    if choice in (UpstreamChoice.OK, UpstreamChoice.BROKEN):
        return _good(is_stream=_asks_for_stream(body), is_broken=choice is UpstreamChoice.BROKEN)
    status, content_type, content = _ERRORS[choice]
    return UpstreamAnswer(status, content_type, (content,))


def _good(*, is_stream: bool, is_broken: bool) -> UpstreamAnswer:
    if is_broken:
        frames = tuple(_events())[:_FRAMES_BEFORE_BREAK] if is_stream else (_compact(_MESSAGE)[:60],)
        return UpstreamAnswer(200, _EVENTS if is_stream else _JSON, frames, is_broken=True, input_tokens=12)
    frames = tuple(_events()) if is_stream else (_compact(_MESSAGE),)
    return UpstreamAnswer(200, _EVENTS if is_stream else _JSON, frames, input_tokens=12, output_tokens=34)


def _asks_for_stream(body: bytes | None) -> bool:
    try:
        value = json.loads(body or b"")
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("stream") is True


def _events() -> Iterator[bytes]:
    started = {**_MESSAGE, "content": [], "stop_reason": None, "usage": {"input_tokens": 12, "output_tokens": 1}}
    text = {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": "Hello. How can I help?"},
    }
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    ended = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 34}}
    yield _event({"type": "message_start", "message": started})
    yield _event(block) + _event(text)
    yield _event({"type": "content_block_stop", "index": 0}) + _event(ended)
    yield _event({"type": "message_stop"})


def _event(value: dict[str, Any]) -> bytes:
    return b"event: " + str(value["type"]).encode() + b"\ndata: " + _compact(value) + b"\n\n"


def _compact(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _error(kind: str, message: str) -> bytes:
    return _compact({"type": "error", "error": {"type": kind, "message": message}})


_MESSAGE: Final = {
    "id": "msg_01",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": "Hello. How can I help?"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 12, "output_tokens": 34},
}
_ERRORS: Final = {
    UpstreamChoice.UNAUTHORIZED: (_UNAUTHORIZED, _JSON, _error("authentication_error", "invalid x-api-key")),
    UpstreamChoice.RATE_LIMITED: (429, _JSON, _error("rate_limit_error", "Number of requests has exceeded your limit")),
    # What a gateway in between says: no JSON, so that normalize_error has something to do.
    UpstreamChoice.FAILED: (500, "text/html", b"<html><h1>500 Internal Server Error</h1></html>"),
    UpstreamChoice.OVERLOADED: (529, _JSON, _error("overloaded_error", "Overloaded")),
}
