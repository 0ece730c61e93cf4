"""Causes that show in what a module exports, and in how it starts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.hints.evidence import Evidence, listed
from workbench.protocol.limits import HANDSHAKE_EXPORT, SELF_CHECK_EXPORT
from workbench.protocol.wasm.module_map import Export, ExternalKind

COMMAND_START: Final = "_start"
REACTOR_START: Final = "_initialize"


def _wanted(evidence: Evidence) -> tuple[str, ...]:
    """Return the exports that the error speaks of; without an error those that every plugin has."""
    name = evidence.detail("export") or evidence.detail("function")
    return (name,) if isinstance(name, str) else (HANDSHAKE_EXPORT, SELF_CHECK_EXPORT)


def _functions(evidence: Evidence) -> Iterator[Export]:
    return (one for one in evidence.module_map.exports if one.kind is ExternalKind.FUNCTION)


def other_type(evidence: Evidence) -> str | None:
    """Recognise an export that takes parameters, or gives another result."""
    wanted = _wanted(evidence)
    found = [one for one in _functions(evidence) if one.name in wanted and one.type is not None]
    wrong = [one for one in found if not one.is_callable]
    if not wrong:
        return None
    typed = listed(f"{one.name} as {one.type}" for one in wrong)
    return (
        f"The module exports {typed}; a host calls only functions of type () -> i32. Take no parameters: read the "
        "input "
        "through the PDK, and set the output through it (in Rust: #[plugin_fn])."
    )


def other_kind(evidence: Evidence) -> str | None:
    """Recognise an export of the right name that is no function."""
    found = (evidence.module_map.export(name) for name in _wanted(evidence))
    wrong = [one for one in found if one is not None and one.kind is not ExternalKind.FUNCTION]
    if not wrong:
        return None
    kinds = listed(f"{one.name} as a {one.kind.value}" for one in wrong)
    return f"The module exports {kinds}: a variable has the name that the function should have. Export the function."


def mangled(evidence: Evidence) -> str | None:
    """Recognise an export under the name that a compiler made of it."""
    wanted = [name for name in _wanted(evidence) if evidence.module_map.export(name) is None]
    found = [(name, one.name) for name in wanted for one in _functions(evidence) if name in one.name]
    if not found:
        return None
    name, exported = found[0]
    return (
        f"The module exports {listed([exported])} in place of {name}: the compiler changed the name. Use #[no_mangle] "
        '(#[unsafe(no_mangle)] from Rust 2024 on), extern "C" in C++, or an explicit export name.'
    )


def not_exported(evidence: Evidence) -> str | None:
    """Recognise a module that exports none of the functions of a plugin."""
    names = {one.name for one in _functions(evidence)}
    if names & {HANDSHAKE_EXPORT, SELF_CHECK_EXPORT, *WIRE_FUNCTIONS} or mangled(evidence):
        return None
    exported = f"only {listed(sorted(names))}" if names else "no function at all"
    return (
        f"The module exports {exported}. A linker drops what nothing uses: mark each function as exported, in Rust "
        "with "
        '#[no_mangle] pub extern "C" in a crate with crate-type = ["cdylib"], in C with '
        '__attribute__((export_name("…"))), in Zig with export.'
    )


def command_module(evidence: Evidence) -> str | None:
    """Recognise a command, whose runtime is set up by a function that no host calls."""
    if evidence.module_map.export(COMMAND_START) is None or evidence.module_map.export(REACTOR_START) is not None:
        return None
    return (
        "The module exports _start, so it is a command: its runtime is set up only when _start runs, and a host never "
        "calls it. Build a reactor or a library: -buildmode=c-shared in Go and TinyGo, -mexec-model=reactor in C, a "
        "cdylib in Rust."
    )


def command_and_reactor(evidence: Evidence) -> str | None:
    """Recognise a module that is a command and a reactor."""
    if evidence.module_map.export(COMMAND_START) is None or evidence.module_map.export(REACTOR_START) is None:
        return None
    return (
        "The module exports both _start and _initialize: the engine runs neither, and may reject it. Keep _initialize, "
        "and build a reactor without a main function."
    )


def initialize_fails(evidence: Evidence) -> str | None:
    """Recognise an `_initialize` that traps or does not end."""
    if evidence.module_map.export(REACTOR_START) is None or not _is_stopped(evidence):
        return None
    return (
        "The engine runs the export _initialize while it builds the instance, and that failed. It runs constructors "
        "and "
        "static initialisers: move what they do into the first call."
    )


def start_fails(evidence: Evidence) -> str | None:
    """Recognise a start function that traps or does not end."""
    start = evidence.module_map.start
    if start is None or not _is_stopped(evidence):
        return None
    return (
        f"The start section names function {start.function}, which runs while the instance is built, and that failed. "
        "Move its work into the first call, or build without a start function."
    )


def _is_stopped(evidence: Evidence) -> bool:
    words = evidence.words.lower()
    return any(word in words for word in ("wasm trap", "timeout", "fuel", "unreachable", "error while executing"))
