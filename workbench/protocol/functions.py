"""The seven wire functions, their fallback policies and slots (PROTOCOL.md sections 4 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Policy(Enum):
    """What the host does in place of a failed dispatch."""

    FAIL_REQUEST = "fail_request"
    PASS_THROUGH = "pass_through"
    SILENT_SKIP = "silent_skip"
    USE_DEFAULT = "use_default"

    @property
    def effect(self) -> str:
        """What this means in production, in one clause."""
        return _EFFECTS[self]


_EFFECTS = {
    Policy.FAIL_REQUEST: "the host fails the downstream request",
    Policy.PASS_THROUGH: "the host goes on as if the plugin had changed nothing",
    Policy.SILENT_SKIP: "the host drops the call and goes on",
    Policy.USE_DEFAULT: "the host keeps all candidates",
}


class Slot(Enum):
    """A place in the host that a function fills."""

    ROUTER = "router"
    OBSERVABILITY_HOOK = "observability_hook"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class WireFunction:
    """One function that the host may call on a plugin."""

    name: str
    policy: Policy
    slot: Slot | None
    """None: the function fills no slot."""
    purpose: str
    versions: tuple[int, ...] = (1,)
    """The versions that the reference offers."""


WIRE_FUNCTIONS = {
    function.name: function
    for function in (
        WireFunction(
            "shape",
            Policy.FAIL_REQUEST,
            Slot.SHAPE,
            "a downstream request becomes the URL, method, headers and body to send upstream",
        ),
        WireFunction("normalize_error", Policy.PASS_THROUGH, None, "optionally rewrite an upstream error body"),
        WireFunction("build_signer", Policy.FAIL_REQUEST, None, "build the opaque signer state"),
        WireFunction("sign", Policy.FAIL_REQUEST, None, "apply credentials; a null field means unchanged"),
        WireFunction(
            "on_unauthorized",
            Policy.PASS_THROUGH,
            None,
            "react to a 401: decision refresh retries with the new state, anything else fails",
        ),
        WireFunction("observe", Policy.SILENT_SKIP, Slot.OBSERVABILITY_HOOK, "receive lifecycle events"),
        WireFunction("filter", Policy.USE_DEFAULT, Slot.ROUTER, "keep or reject upstream candidates"),
    )
}
"""By name, in the order in which they are listed."""
