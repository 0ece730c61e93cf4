"""Explanations for the hazards: what kills or hangs the engine's process. The protocol does not speak of them."""

from __future__ import annotations

from typing import Final

from workbench.protocol.explanations.explanation import Explanation

_HAZARD: Final = "hazard"

ENTRIES: Final = (
    Explanation(
        "NotAModule",
        _HAZARD,
        "The file starts as a module does: 00 61 73 6d.",
        "The engine takes other bytes for text or for a manifest, and some of those abort its process.",
        "Give the .wasm file, not the .wat text, a manifest or an archive.",
        None,
    ),
    Explanation(
        "Component",
        _HAZARD,
        "The file is a core module, not a component.",
        "The engine, like every host of this protocol, runs core modules only.",
        "Build with --target wasm32-unknown-unknown, without cargo component or wasm-tools component new.",
        None,
    ),
    Explanation(
        "NulInImport",
        _HAZARD,
        "No import's name holds a NUL.",
        "The engine puts the name into an error text, and the NUL aborts its process: a production host would die.",
        "Look for a #[link(wasm_import_module)] or an extern name with a NUL at its end.",
        None,
    ),
    Explanation(
        "NulInDuplicateExport",
        _HAZARD,
        "No export that occurs twice has a NUL in its name.",
        "The engine puts the name into an error text, and the NUL aborts its process: a production host would die.",
        "Export each name once; look for an export_name with a NUL at its end.",
        None,
    ),
    Explanation(
        "StartCallsHost",
        _HAZARD,
        "Start code (start, _initialize, __wasm_call_ctors) calls no host function, and neither log, config nor var.",
        "It runs before the host is ready: the engine crashes, or spins where neither clock nor fuel ends it.",
        "Log and read configuration in the first call, not in a constructor or in a static that a constructor uses.",
        None,
    ),
    Explanation(
        "SlowToCompile",
        _HAZARD,
        "The module is small enough to be compiled in time.",
        "Compiling is bounded by neither clock nor fuel, and a host compiles each plugin at its start.",
        'Build with --release, opt-level = "s", lto = true and codegen-units = 1; remove code that is not used.',
        None,
    ),
)
