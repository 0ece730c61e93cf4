"""Builds exports, accepts and negotiations. Shared by the tests of the layers that call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.fakes import answered
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.handshake import Accept, Negotiation, judge_handshake
from workbench.protocol.limits import HANDSHAKE_EXPORT, SELF_CHECK_EXPORT
from workbench.protocol.offer import Offer, reference_offer


class FakeExports:
    """The exports of a module that is none: functions of the right type, and other things by name."""

    def __init__(self, functions: Iterable[str], **others: str) -> None:
        self._functions = {HANDSHAKE_EXPORT, SELF_CHECK_EXPORT, *functions} - set(others)
        self._others = others

    def function_exists(self, name: str) -> bool:
        return name in self._functions

    def export_found(self, name: str) -> str:
        if name in self._functions:
            return "a function of the right type"
        return self._others.get(name, "nothing")


def accept_value(*functions: str, **overrides: Any) -> dict[str, Any]:
    """Return a good accept for these functions, with some fields changed."""
    return {
        "handshake_schema_version": 1,
        "envelope_version": 1,
        "chosen_versions": dict.fromkeys(functions, 1),
        "plugin_supported": {name: [1] for name in functions},
        "implemented_functions": list(functions),
        "required_capabilities": [],
        **overrides,
    }


def negotiated(*functions: str, offer: Offer | None = None, **overrides: Any) -> Negotiation:
    """Return what comes of a handshake with a plugin of these functions; all seven when none are given."""
    functions = functions or tuple(WIRE_FUNCTIONS)
    return judge_handshake(
        offer or reference_offer(), answered(accept_value(*functions, **overrides)), FakeExports(functions)
    )


def accepted(*functions: str, **overrides: Any) -> Accept:
    """Return the accept of a plugin of these functions, refused or not."""
    accept = negotiated(*functions, **overrides).accept
    assert accept is not None
    return accept
