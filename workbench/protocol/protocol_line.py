"""Which line of the cc-lb protocol a module was built for. Pure; judges nothing."""

from __future__ import annotations

from enum import Enum
from typing import Final

from workbench.protocol.limits import HANDSHAKE_EXPORT, IDENTITY_SECTION
from workbench.protocol.wasm.module_map import ModuleMap

LATER_SECTION_PREFIX: Final = "cc_lb.schema."
LATER_ALLOCATOR: Final = "cc_lb_alloc"
OLD_EXPORT: Final = "route"


COMPONENT_SENTENCE: Final = (
    "A component, not a core module: no host of this protocol runs it. Build for wasm32-unknown-unknown or "
    "wasm32-wasip1, not for wasm32-wasip2."
)
"""To be said of every component, whatever else is found."""


class ProtocolLine(Enum):
    """A line of the protocol, recognised by exports and custom sections."""

    CURRENT = "current"
    """Run by Extism, with identity and handshake: what is spoken here."""

    LATER = "later"
    """Run by wasmtime alone: the module brings its own allocator and its schemas."""

    ROUTE = "route"
    """Before the handshake: the module exports `route`."""

    UNKNOWN = "unknown"

    @property
    def sentence(self) -> str:
        """What this means, in one sentence."""
        return _SENTENCES[self]


_SENTENCES: Final = {
    ProtocolLine.CURRENT: "Built for the Extism line of the protocol, which is spoken here.",
    ProtocolLine.LATER: (
        "Built for the later line of the protocol, which runs without Extism and is not spoken here: "
        "it exports its own allocator or carries cc_lb.schema sections."
    ),
    ProtocolLine.ROUTE: (
        "Built for the line before the handshake: it exports route and counts as a router, but does not negotiate."
    ),
    ProtocolLine.UNKNOWN: "No sign of a cc-lb plugin: neither identity nor handshake, route or schemas.",
}


def protocol_line(module_map: ModuleMap) -> ProtocolLine:
    """Return the line that the module was built for.

    A handshake that this host can call decides before everything else; the later line's own signs come before an
    identity section, which both lines may carry.
    """
    if module_map.function_exists(HANDSHAKE_EXPORT):
        return ProtocolLine.CURRENT
    if module_map.export(LATER_ALLOCATOR) is not None or any(
        section.is_custom and section.name.startswith(LATER_SECTION_PREFIX) for section in module_map.sections
    ):
        return ProtocolLine.LATER
    if module_map.export(HANDSHAKE_EXPORT) is not None or module_map.custom_sections(IDENTITY_SECTION):
        return ProtocolLine.CURRENT
    if module_map.export(OLD_EXPORT) is not None:
        return ProtocolLine.ROUTE
    return ProtocolLine.UNKNOWN
