"""Explanations for the findings of the audit of imports, capabilities and host calls."""

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
        "L2 and L3 build the module with nothing linked from extism:host/user, so an import alone is refused.",
        "Leave host functions out, or build without the feature that imports them. With --imports trap you see "
        "whether the rest holds.",
        3,
    ),
    Explanation(
        "HostFunctionUnknown",
        _AUDIT,
        "What is imported from extism:host/user is one of the six host functions.",
        "Nothing else is linked there in any budget.",
        "Mend the name, or leave the import out.",
        9,
    ),
    Explanation(
        "WasiImported",
        _AUDIT,
        "A plugin imports nothing of WASI.",
        "The strict budget of L2 and L3 does not link it.",
        "Build for wasm32-unknown-unknown, not for wasm32-wasip1.",
        3,
    ),
    Explanation(
        "HttpImported",
        _AUDIT,
        "A plugin makes no HTTP requests of its own.",
        "No budget allows any host to be reached.",
        "Leave Extism's http functions out.",
        3,
    ),
    Explanation(
        "CalledInHandshake",
        _AUDIT,
        "The handshake calls no host function.",
        "It runs under the strict budget, where none is linked.",
        "Answer the offer from what is compiled in.",
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
        "What is imported is called.",
        "An import that is not needed gets the plugin rejected for nothing.",
        "Look whether any payload leads to the call; if none does, leave the import out.",
        9,
    ),
    Explanation(
        "UsedWithoutCapability",
        _AUDIT,
        "A plugin declares what it needs of its host.",
        "Capabilities are names that plugin and host agree on; the protocol ties none to a host function.",
        "Ask who runs the host whether a capability stands for what you use.",
        4,
    ),
    Explanation(
        "CapabilityWithoutImport",
        _AUDIT,
        "What a plugin requires is what it uses.",
        "A host without the capability rejects the plugin. What it stands for is not in the protocol.",
        "Leave out of required_capabilities what you do not need.",
        4,
    ),
)
