"""Errors of layer L2: the offer, the call of the handshake, the accept (PROTOCOL.md section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from workbench.errors.base import OperatorError, member
from workbench.errors.grouped import GroupedError
from workbench.errors.stack_frame import GuestTrace, TracedError


@dataclass(eq=False)
class OfferError(OperatorError):
    """The host's own offer breaks a limit: it is rejected before the plugin is touched."""


@dataclass(eq=False)
class FunctionCountExceeded(OfferError):
    """The offer names too many functions."""

    count: int
    max: int

    def __str__(self) -> str:
        return f"offer: expected at most {self.max} functions, found {self.count}"


@dataclass(eq=False)
class FunctionVersionCountExceeded(OfferError):
    """The offer gives one function too many versions."""

    function: str
    count: int
    max: int

    def __str__(self) -> str:
        return f"offer: expected at most {self.max} versions of {self.function!r}, found {self.count}"


@dataclass(eq=False)
class VersionOutOfRange(OfferError):
    """The offer holds a version that cannot exist."""

    function: str
    version: int
    min: int
    max: int

    def __str__(self) -> str:
        return f"offer: version of {self.function!r}: expected {self.min} to {self.max}, found {self.version}"


@dataclass(eq=False)
class CapabilityCountExceeded(OfferError):
    """The offer names too many capabilities."""

    count: int
    max: int

    def __str__(self) -> str:
        return f"offer: expected at most {self.max} capabilities, found {self.count}"


@dataclass(eq=False)
class _CalledError(GroupedError):
    """An error of layers L2 or L3."""

    @property
    def group(self) -> dict[str, Any]:
        """The group that the conformance report of the error's layer counts it in."""
        return _group_of(self)


@dataclass(eq=False)
class HandshakeError(_CalledError):
    """The plugin and this host do not come to terms."""


@dataclass(eq=False)
class Instantiate(TracedError, _CalledError):
    """No instance of the module can be built under this budget (layers L2 and L3)."""

    reason: str
    budget: str
    cause: str | None = None
    """What stands behind the reason, from the engine's log; None when nothing does."""
    trace: GuestTrace | None = None
    """Where in the guest; None: not known."""

    hint: ClassVar[str] = (
        "The engine's own words say what it cannot build. It links nothing of WASI or of the host here, "
        "and start code must end within the budget."
    )

    def __str__(self) -> str:
        return f"expected an instance under the {self.budget} budget, found: {self.reason}{_behind(self.cause)}"


@dataclass(eq=False)
class MissingHandshakeExport(HandshakeError):
    """The module has no callable export `cc_lb_handshake`."""

    export: str
    found: str
    """What stands under that name instead: `nothing`, `a memory`, `a function of other type`."""

    hint: ClassVar[str] = "Export a function without parameters that returns one i32."

    def __str__(self) -> str:
        return f"expected the export {self.export!r}, () -> i32, found {self.found}"


@dataclass(eq=False)
class Timeout(TracedError, HandshakeError):
    """The call of the handshake ran out of time or fuel, or says so itself."""

    reason: str
    wall_ms_max: int
    fuel_max: int
    cause: str | None = None
    """What stands behind the reason, from the engine's log; None when nothing does."""
    trace: GuestTrace | None = None
    """Where in the guest; None: not known."""

    hint: ClassVar[str] = "Look for a loop that does not end, or for work that belongs into the first dispatch."

    def __str__(self) -> str:
        return (
            f"expected an answer within {self.wall_ms_max} ms and {self.fuel_max:,} fuel, "
            f"found: {self.reason}{_behind(self.cause)}"
        )


@dataclass(eq=False)
class Call(TracedError, _CalledError):
    """The call failed: a trap, a non-zero return, an output that is not UTF-8 (layers L2 and L3)."""

    export: str
    reason: str
    """What the reference host says."""

    cause: str | None = None
    """What stands behind the reason, from the engine's log; None when nothing does."""
    trace: GuestTrace | None = None
    """Where in the guest; None: not known."""

    def __str__(self) -> str:
        return f"{self.export}: expected a return of 0, found: {self.reason}{_behind(self.cause)}"


@dataclass(eq=False)
class OutputTooLarge(_CalledError):
    """The answer is above its limit (layers L2 and L3)."""

    export: str
    bytes: int
    max: int

    hint: ClassVar[str] = "The limit is the protocol's and cannot be raised."

    def __str__(self) -> str:
        return f"{self.export}: expected at most {self.max:,} bytes of output, found {self.bytes:,}"


@dataclass(eq=False)
class DecodeAccept(HandshakeError):
    """The answer to the offer is not an accept."""

    path: str
    expected: str
    found: str
    offset: int | None = None
    """Bytes from the start of the answer, or None when the error has no single place."""

    hint: ClassVar[str] = "All six fields of the accept are required, and no other is allowed."

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset:,}"
        return f"accept, {self.path}{at}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class HandshakeSchemaVersionMismatch(HandshakeError):
    """The accept is written in another version of the handshake."""

    got: int
    expected: int

    def __str__(self) -> str:
        return f"handshake_schema_version: expected {self.expected}, found {self.got}"


@dataclass(eq=False)
class ChosenForUnknownFunction(HandshakeError):
    """A version was chosen for a function that one of the two sides does not list."""

    function: str
    missing_in: str
    """`plugin_supported` or `the offer`."""

    def __str__(self) -> str:
        place = member("chosen_versions", self.function)
        return f"{place}: expected a function of both sides, found none in {self.missing_in}"


@dataclass(eq=False)
class ChosenVersionNotOffered(HandshakeError):
    """A version was chosen that the host does not offer."""

    function: str
    chosen: int
    offered: tuple[int, ...]

    def __str__(self) -> str:
        place = member("chosen_versions", self.function)
        return f"{place}: expected one of the offered {list(self.offered)}, found {self.chosen}"


@dataclass(eq=False)
class DowngradeAttempt(HandshakeError):
    """A version was chosen below the highest that both sides speak."""

    function: str
    chosen: int
    max_intersection: int

    hint: ClassVar[str] = "Choose the highest version in the intersection, not the first or the lowest."

    def __str__(self) -> str:
        place = member("chosen_versions", self.function)
        return f"{place}: expected {self.max_intersection}, the highest that both sides speak, found {self.chosen}"


@dataclass(eq=False)
class RequiredCapabilityUnavailable(HandshakeError):
    """The plugin needs a capability that the host does not have."""

    capability: str
    offered: tuple[str, ...]

    hint: ClassVar[str] = "Offer it with --capability NAME, or correct the spelling: names are compared as they stand."

    def __str__(self) -> str:
        have = ", ".join(repr(name) for name in self.offered) or "none"
        return f"required_capabilities: expected only what the host offers ({have}), found {self.capability!r}"


@dataclass(eq=False)
class ImplementedFunctionCountExceeded(HandshakeError):
    """The accept lists too many implemented functions."""

    count: int
    max: int

    def __str__(self) -> str:
        return f"implemented_functions: expected at most {self.max}, found {self.count}"


@dataclass(eq=False)
class ImplementedUnknownFunction(HandshakeError):
    """A function is implemented that the host did not offer."""

    function: str

    def __str__(self) -> str:
        return f"implemented_functions: expected only offered functions, found {self.function!r}"


@dataclass(eq=False)
class SupportedUnknownFunction(HandshakeError):
    """A function is supported that the host did not offer."""

    function: str

    def __str__(self) -> str:
        return f"plugin_supported: expected only offered functions, found {self.function!r}"


@dataclass(eq=False)
class SupportedVersionOutOfRange(HandshakeError):
    """A supported version cannot exist."""

    function: str
    version: int
    min: int
    max: int

    def __str__(self) -> str:
        return f"{member('plugin_supported', self.function)}: expected {self.min} to {self.max}, found {self.version}"


@dataclass(eq=False)
class ChosenFunctionNotImplemented(HandshakeError):
    """A version was chosen for a function that is not implemented."""

    function: str

    def __str__(self) -> str:
        place = member("chosen_versions", self.function)
        return f"{place}: expected a function that implemented_functions lists, found it left out there"


@dataclass(eq=False)
class ChosenVersionNotSupported(HandshakeError):
    """A version was chosen that the plugin itself does not list as supported."""

    function: str
    chosen: int
    supported: tuple[int, ...]

    def __str__(self) -> str:
        place = member("chosen_versions", self.function)
        return f"{place}: expected one of the plugin's own {list(self.supported)}, found {self.chosen}"


@dataclass(eq=False)
class DeclaredFunctionMissing(HandshakeError):
    """A function is implemented, says the accept, but the module does not export it."""

    function: str
    found: str
    """What stands under that name instead: `nothing`, `a memory`, `a function of other type`."""

    hint: ClassVar[str] = "Export the function, () -> i32, or take it out of implemented_functions."

    def __str__(self) -> str:
        return f"implemented_functions: expected the export {self.function!r}, () -> i32, found {self.found}"


@dataclass(eq=False)
class UndeclaredExport(HandshakeError):
    """The module exports a wire function that the accept does not list as implemented."""

    function: str

    hint: ClassVar[str] = "Add the function to implemented_functions, or do not export it."

    def __str__(self) -> str:
        return f"exports: expected only implemented wire functions, found {self.function!r}"


def _behind(cause: str | None) -> str:
    return f" ({cause})" if cause else ""


_SELF_CHECK_EXPORT = "cc_lb_self_check"
_MISSING_CAPABILITY = re.compile(r"required capability '([^']*)' not available in host capabilities")
"""What a plugin made with the guest's macros says when it rejects the host."""


def _group_of(error: _CalledError) -> dict[str, Any]:
    """Return the group of an error, and what the group says of it. Those of L3 are recognised by the export."""
    match error:
        case Instantiate():
            group: dict[str, Any] = {"group": "Instantiate"}
        case MissingHandshakeExport(export):
            group = {"group": "MissingExport", "name": export}
        case OutputTooLarge(export) if export == _SELF_CHECK_EXPORT:
            group = {"group": "Output"}
        case Call(export, reason) if export != _SELF_CHECK_EXPORT and (said := _MISSING_CAPABILITY.search(reason)):
            group = {"group": "MissingCapability", "name": said[1]}
        case Call() | Timeout():
            group = {"group": "WasmTrap"}
        case OutputTooLarge() | DecodeAccept():
            group = {"group": "Serialization"}
        case DowngradeAttempt(function, chosen, highest):
            group = {
                "group": "DowngradeAttempt",
                "function": function,
                "host_offered_max": highest,
                "plugin_chose": chosen,
            }
        case RequiredCapabilityUnavailable(capability):
            group = {"group": "MissingCapability", "name": capability}
        case DeclaredFunctionMissing(function) | ChosenFunctionNotImplemented(function):
            group = {"group": "FunctionMissing", "name": function}
        case _:
            group = {"group": "InvalidIdentity", "field": _FIELD_OF[type(error)]}
    return group


_FIELD_OF: dict[type[_CalledError], str] = {
    HandshakeSchemaVersionMismatch: "handshake_schema_version",
    ChosenForUnknownFunction: "chosen_versions",
    ChosenVersionNotOffered: "chosen_versions",
    ImplementedFunctionCountExceeded: "implemented_functions",
    ImplementedUnknownFunction: "implemented_functions",
    SupportedUnknownFunction: "plugin_supported",
    SupportedVersionOutOfRange: "plugin_supported",
    ChosenVersionNotSupported: "chosen_versions",
    UndeclaredExport: "implemented_functions",
}
"""The part of the accept that an error without a group of its own speaks of."""
