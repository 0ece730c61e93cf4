"""The state of the signer, carried from an answer into a request. Pure; nothing else of the text is touched."""

from __future__ import annotations

from typing import Final

from workbench.protocol.json.spans import Span, spans

FIELD: Final = "signer_state"
GIVING: Final = ("on_unauthorized", "build_signer")
"""Functions whose answers hold the state; the one that gives the newer one first."""
TAKING: Final = ("sign", "on_unauthorized")
"""Functions whose requests hold it."""


def state_in(answer: str) -> str | None:
    """Return the state that an answer holds, as it is written there; None: it holds none."""
    span = _span(answer)
    return None if span is None else answer[span.start : span.end]


def with_state(payload: str, state: str) -> str | None:
    """Return a payload with this state in the place of its own; None: it has no place for one."""
    span = _span(payload)
    return None if span is None else payload[: span.start] + state + payload[span.end :]


def _span(text: str) -> Span | None:
    steps = (FIELD,)
    found = spans(text, [steps]).get(steps)
    return found[-1] if found else None
