"""Explanations for the audit of imports, capabilities and host calls."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_AUDIT: Final = "audit"

ENTRIES: Final = (
    Explanation(
        "MemoryAboveBudget",
        _AUDIT,
        "A module declares no more memory than the serving budget gives.",
        "The strict budget of L2 and L3 does not limit memory, so such a module passes them; the first dispatch fails.",
        "Declare a smaller initial memory, or a smaller stack: it is what a linker adds to static data.",
        3,
    ),
    Explanation(
        "HostFunctionImported",
        _AUDIT,
        "A plugin imports no host function.",
        "L2 and L3 build the module with nothing linked from extism:host/user, so the import alone is enough to be "
        "rejected.",
        "Leave host functions out, or build without the feature that imports them. --imports trap shows "
        "whether everything else works.",
        3,
    ),
    Explanation(
        "HostFunctionUnknown",
        _AUDIT,
        "Every import from extism:host/user is one of the six host functions.",
        "Nothing else is linked there in any budget.",
        "Correct the name, or leave the import out.",
        9,
    ),
    Explanation(
        "WasiImported",
        _AUDIT,
        "A plugin imports nothing from WASI.",
        "The strict budget of L2 and L3 does not link it.",
        "Build for wasm32-unknown-unknown, not for wasm32-wasip1.",
        3,
    ),
    Explanation(
        "HttpImported",
        _AUDIT,
        "A plugin makes no HTTP requests of its own.",
        "No budget allows a request to any host.",
        "Leave Extism's http functions out.",
        3,
    ),
    Explanation(
        "CalledInHandshake",
        _AUDIT,
        "The handshake calls no host function.",
        "It runs under the strict budget, where none is linked.",
        "Answer the offer with data that is compiled in.",
        3,
    ),
    Explanation(
        "CalledInSelfCheck",
        _AUDIT,
        "The self-check calls no host function.",
        "It runs under the strict budget, where none is linked.",
        "Check what can be checked without the host.",
        3,
    ),
    Explanation(
        "NeverSeenCalled",
        _AUDIT,
        "Every imported host function is called.",
        "An import that nobody needs gets the plugin rejected for nothing.",
        "Look for a payload that leads to the call; if there is none, leave the import out.",
        9,
    ),
    Explanation(
        "UsedWithoutCapability",
        _AUDIT,
        "A plugin declares what it needs of its host.",
        "Capabilities are names that plugin and host agree on; the protocol ties none to a host function.",
        "Ask whoever runs the host whether a capability stands for what you use.",
        4,
    ),
    Explanation(
        "CapabilityWithoutImport",
        _AUDIT,
        "A plugin requires only the capabilities that it uses.",
        "A host without the capability rejects the plugin. The protocol does not say what a capability stands for.",
        "Remove from required_capabilities what you do not need.",
        4,
    ),
)
