"""One crossing of the border between host and plugin. Texts come from the plugin, or may."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
    """Microseconds of the call that ended with it; 0 for others."""
