"""The wire functions as both sides of a negotiation see them, for display (PROTOCOL.md section 4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from workbench.protocol.functions import WIRE_FUNCTIONS, Slot
from workbench.protocol.handshake import Exports, Negotiation


@dataclass(frozen=True, slots=True)
class FunctionRow:
    """One wire function as both sides see it."""

    function: str
    offered: tuple[int, ...]
    supported: tuple[int, ...]
    chosen: int | None
    implemented: bool
    exported: bool
    slot: Slot | None
    cause: str
    """Why it was not negotiated; empty when it was."""

    @property
    def negotiated(self) -> bool:
        """True when the function can be dispatched."""
        return not self.cause


def function_table(negotiation: Negotiation, exports: Exports) -> tuple[FunctionRow, ...]:
    """Return a row for each wire function, and for each other one that either side names."""
    offer, accept = negotiation.offer, negotiation.accept
    named: Collection[str] = (
        {*accept.chosen_versions, *accept.plugin_supported, *accept.implemented_functions} if accept else ()
    )
    others = sorted({*offer.function_versions, *named} - set(WIRE_FUNCTIONS))
    return tuple(_row(name, negotiation, exports) for name in [*WIRE_FUNCTIONS, *others])


def _row(name: str, negotiation: Negotiation, exports: Exports) -> FunctionRow:
    offer, accept = negotiation.offer, negotiation.accept
    offered = offer.function_versions.get(name, ())
    supported = accept.plugin_supported.get(name, ()) if accept else ()
    implemented = accept is not None and name in accept.implemented_functions
    exported = exports.function_exists(name)
    return FunctionRow(
        function=name,
        offered=offered,
        supported=supported,
        chosen=accept.chosen_versions.get(name) if accept else None,
        implemented=implemented,
        exported=exported,
        slot=WIRE_FUNCTIONS[name].slot if implemented and name in WIRE_FUNCTIONS else None,
        cause=_cause(name, negotiation, implemented=implemented, shared=set(offered) & set(supported)),
    )


def _cause(name: str, negotiation: Negotiation, *, implemented: bool, shared: Collection[int]) -> str:
    accept, error = negotiation.accept, negotiation.error
    if error is not None and getattr(error, "function", None) == name:
        return error.kind
    if accept is None:
        return "no accept"
    if error is not None and (implemented or name in accept.chosen_versions):
        return "handshake rejected"
    if name in accept.chosen_versions:
        return ""
    if not implemented:
        return "not implemented"
    return "not chosen" if shared else "no common version"
