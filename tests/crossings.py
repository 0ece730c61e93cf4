"""Messages of a trace, made short."""

from __future__ import annotations

from workbench.protocol.calls import HostCall
from workbench.session.values.trace import Direction, TraceMessage


def message(number: int, direction: Direction, name: str, head: str = "", export: str = "") -> TraceMessage:
    """Return a message; one with an export belongs to its call, and calls a host function."""
    call = HostCall(name, (), None) if export else None
    return TraceMessage(number, 0.0, 1, direction, name, len(head), head.encode(), export=export, host_call=call)
