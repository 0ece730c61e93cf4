"""Crossings of the border between host and plugin, and which of them are wanted. Texts come from the plugin, or may."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from workbench.protocol import limits
from workbench.protocol.calls import HostCall
from workbench.protocol.layers import Layer

_LAYERS: Final = {limits.HANDSHAKE_EXPORT: Layer.HANDSHAKE, limits.SELF_CHECK_EXPORT: Layer.SELF_CHECK}

NOTHING_GIVEN: Final = "(empty)"
"""Said of a result without bytes, as of a key that is not stored."""


class Direction(Enum):
    """Which way a message crossed the border between host and plugin."""

    TO_PLUGIN = "to plugin"
    """The host calls an export."""
    TO_HOST = "to host"
    """The plugin calls a host function; what it was given stands in the same message."""
    FROM_PLUGIN = "from plugin"
    """The export's answer, or how the call ended without one."""


@dataclass(frozen=True, slots=True)
class TraceMessage:
    """One crossing of the border. All texts come from the plugin, or may."""

    number: int
    """Grows with each message of this run, from 1."""
    at: float
    """Unix seconds; of a call of a host function the time when the whole call was over."""
    generation: int
    direction: Direction
    name: str
    """Of the export, or of the host function."""
    size_bytes: int
    """Of the whole message; 0 for calls of host functions."""
    head: bytes
    """How it begins; of a call of a host function its arguments, its result or error."""
    outcome: str = ""
    """`ok` or the class of the failure; empty: a request."""
    wall_us: int = 0
    """Microseconds of the call that ended with it, or that the host took for its function; 0: none, or not known."""
    export: str = ""
    """Of the call that it belongs to; empty: it is `name`."""
    host_call: HostCall | None = None
    """What a host function was asked for and gave; None: no host function was called."""
    left_out: int = 0
    """Of an answer, the calls of host functions before it that were counted, and not kept."""

    @property
    def layer(self) -> Layer:
        """The layer that the call belongs to."""
        return _LAYERS.get(self.export or self.name, Layer.DISPATCH)


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """Which messages are wanted; what is None or empty leaves none out."""

    layer: Layer | None = None
    function: str | None = None
    """An export, with all that was asked within its calls; or a host function."""
    direction: Direction | None = None
    text: str = ""
    """Stands in the name, the outcome or the beginning of the message; in any case of letters."""

    def selected(self, messages: Sequence[TraceMessage]) -> Sequence[TraceMessage]:
        """Return the wanted messages, in their order; all of them as they are where nothing is left out."""
        if self == TraceFilter():
            return messages
        layer, function, direction = self.layer, self.function, self.direction
        found = [
            one
            for one in messages
            if (direction is None or one.direction is direction)
            and (function is None or function in (one.name, one.export))
            and (layer is None or one.layer is layer)
        ]
        return [found[place] for place in holding(found, self.text)] if self.text else found


def holding(messages: Sequence[TraceMessage], text: str) -> Iterator[int]:
    """Give the places of the messages that hold a text."""
    wanted = text.lower()
    as_bytes = wanted.encode("utf-8", "replace")
    for place, one in enumerate(messages):
        if as_bytes in one.head.lower() or wanted in one.name.lower() or wanted in one.outcome.lower():
            yield place


def functions_in(messages: Sequence[TraceMessage]) -> list[str]:
    """Return the names of what was called, each once, in the order of their first call."""
    return list(dict.fromkeys(one.name for one in messages))


def place_of(messages: Sequence[TraceMessage], number: int) -> int | None:
    """Return where the message of a number stands among some in their order; None: it is none of them."""
    place = bisect_left(messages, number, key=lambda one: one.number)
    return place if place < len(messages) and messages[place].number == number else None


def host_call_text(call: HostCall) -> str:
    """Return arguments, and result or error, of a call of a host function: untrusted."""
    ending = ""
    if call.error is not None:
        ending = f" failed: {call.error}"
    elif call.result is not None:
        ending = f" = {call.result or NOTHING_GIVEN}"
    # An injected failure says so itself.
    injected = f", injected: {call.injected}" if call.injected and call.error is None else ""
    return f"({', '.join(call.arguments)}){ending}{injected}"
