"""Proposals of WebAssembly that the engine does not know, by name, and how a build does without them."""

from __future__ import annotations

import re
from typing import Final

from workbench.protocol.hints.evidence import Evidence
from workbench.protocol.hints.imports import shared_memory

_LACKS: Final = re.compile(
    r"disabled|not enabled|must be enabled|to be enabled|not supported|feature required|requires .*proposal",
    re.IGNORECASE,
)
"""How the engine says that it does not take something."""

_PROPOSALS: Final = (
    (
        r"stack switching|continuation",
        "stack switching",
        "No compiler turns it on by default: remove the flag that does (wasm-opt --enable-stack-switching).",
    ),
    (
        r"custom.page.sizes?",
        "custom page sizes",
        "Build without --page-size, or with --page-size=65536.",
    ),
    (
        r"legacy.exceptions?",
        "legacy exception handling",
        'Build without exceptions: panic = "abort" in Rust, -fno-exceptions in C++.',
    ),
    (
        r"\bexceptions?\b",
        "exception handling",
        'Build without exceptions: panic = "abort" in Rust, -fno-exceptions in C++.',
    ),
    (
        r"shared.everything",
        "shared-everything threads",
        "Build without shared types: they are of no use where there are no threads.",
    ),
    (
        r"shared memor|\bthreads?\b|\batomic",
        "threads",
        "Build without -pthread and atomics (in Rust: -C target-feature=-atomics).",
    ),
    (r"memory.control", "memory control", "Build without the target feature that turns it on."),
    (r"memory64|64-bit memor", "memory64", "Build for wasm32, not for wasm64."),
    (r"multi.?memory|multiple memories", "multiple memories", "Build with one memory (-mno-multimemory)."),
    (r"relaxed.simd", "relaxed SIMD", "Build with -C target-feature=-relaxed-simd (in C: -mno-relaxed-simd)."),
    (r"\bsimd\b", "SIMD", "Build with -C target-feature=-simd128 (in C: -mno-simd128)."),
    (r"tail.calls?", "tail calls", "Build with -C target-feature=-tail-call (in C: -mno-tail-call)."),
    (r"wide.arithmetic", "wide arithmetic", "Build with -C target-feature=-wide-arithmetic."),
    (
        r"\bgc\b|garbage",
        "garbage collection",
        "Kotlin, Dart and Java compile to it: use a language that compiles to linear memory.",
    ),
    (
        r"function.references|reference.types",
        "reference types",
        "Build with -C target-feature=-reference-types (in C: -mno-reference-types).",
    ),
    (r"bulk.memory", "bulk memory", "Build with -C target-feature=-bulk-memory (in C: -mno-bulk-memory)."),
    (r"component.model", "the component model", "Build a core module, for wasm32-unknown-unknown or wasm32-wasip1."),
)


def proposal(evidence: Evidence) -> str | None:
    """Recognise a proposal that the engine lacks, by its words; the first named one counts."""
    words = evidence.words.replace("_", " ")
    # Of a shared memory the module itself says more.
    if not _LACKS.search(words) or shared_memory(evidence):
        return None
    for pattern, name, remedy in _PROPOSALS:
        if re.search(pattern, words, re.IGNORECASE):
            return f"The module uses {name}, a proposal of WebAssembly that the host's engine does not take. {remedy}"
    return None
