"""Causes that show in what a module imports.

Nothing but the Extism kernel is linked in the strict budget, so each of these ends layer L2, whatever the error is that
the engine names first (PROTOCOL.md section 3).
"""

from __future__ import annotations

import re
from typing import Final

from workbench.naming import nearest
from workbench.protocol.hints.evidence import Evidence, import_names, listed
from workbench.protocol.host_functions import HOST_FUNCTIONS
from workbench.protocol.limits import HOST_FUNCTION_MODULE
from workbench.protocol.wasm.module_map import ExternalKind, FunctionType, Import

KERNEL_MODULE: Final = "extism:host/env"
_OLD_KERNEL_PREFIX: Final = "extism_"
_OBJECT_IMPORTS: Final = frozenset({"__linear_memory", "__indirect_function_table", "__stack_pointer", "__memory_base"})
_ABORT: Final = FunctionType(("i32", "i32", "i32", "i32"))
_KERNEL_UNKNOWN: Final = re.compile(r"Invalid function import from extism:host/env: (\S+)")

_KERNEL_TYPES: Final[dict[str, FunctionType]] = {
    name: FunctionType(tuple(params), tuple(results))
    for name, params, results in (
        ("alloc", ["i64"], ["i64"]),
        ("free", ["i64"], []),
        ("length", ["i64"], ["i64"]),
        ("length_unsafe", ["i64"], ["i64"]),
        ("load_u8", ["i64"], ["i32"]),
        ("load_u64", ["i64"], ["i64"]),
        ("store_u8", ["i64", "i32"], []),
        ("store_u64", ["i64", "i64"], []),
        ("input_length", [], ["i64"]),
        ("input_load_u8", ["i64"], ["i32"]),
        ("input_load_u64", ["i64"], ["i64"]),
        ("output_set", ["i64", "i64"], []),
        ("error_set", ["i64"], []),
        ("config_get", ["i64"], ["i64"]),
        ("var_get", ["i64"], ["i64"]),
        ("var_set", ["i64", "i64"], []),
    )
}
"""The functions of the Extism kernel that every PDK uses."""

_WASI_USES: Final = (
    (("fd_write",), "writing to stdout or stderr (print, println!, panic messages)"),
    (("fd_read",), "reading stdin"),
    (("path_", "fd_prestat", "fd_readdir", "fd_filestat"), "opening files"),
    (("environ_",), "reading environment variables"),
    (("args_",), "reading command-line arguments"),
    (("clock_", "poll_"), "clocks and sleeping"),
    (("random_get",), "random numbers (also the seed of hash maps)"),
    (("proc_exit",), "exit and abort of the language's runtime"),
    (("sock_",), "sockets"),
)


def host_function_type(name: str) -> FunctionType | None:
    """Return the type of one of the six host functions; None: there is none of this name (PROTOCOL.md section 9)."""
    function = HOST_FUNCTIONS.get(name)
    if function is None:
        return None
    return FunctionType(("i64",) * len(function.parameters), ("i64",) if function.gives_result else ())


def old_pdk(evidence: Evidence) -> str | None:
    """Recognise the host interface of a PDK before 1.0."""
    found = [one for one in evidence.module_map.imports if one.module == "env" and _is_old_kernel(one)]
    if not found:
        return None
    return (
        f"The module imports {import_names(found)}: that is the host interface of an Extism PDK before 1.0. Build "
        f'against a 1.x PDK, which imports from {KERNEL_MODULE} (in Rust: extism-pdk = "1").'
    )


def _is_old_kernel(one: Import) -> bool:
    return one.kind is ExternalKind.FUNCTION and one.name.startswith(_OLD_KERNEL_PREFIX)


def wasm_bindgen(evidence: Evidence) -> str | None:
    """Recognise output of wasm-bindgen."""
    found = [one for one in evidence.module_map.imports if one.module.startswith("__wbindgen")]
    if not found:
        return None
    return (
        f"The module imports {import_names(found)}: wasm-bindgen makes modules for JavaScript hosts. Find what brings "
        "it with `cargo tree -i wasm-bindgen`, and turn that feature off: often js of getrandom or uuid, or wasmbind "
        "of chrono. Build with cargo, not with wasm-pack."
    )


def assemblyscript_abort(evidence: Evidence) -> str | None:
    """Recognise the abort function of AssemblyScript."""
    found = [one for one in evidence.module_map.imports if (one.module, one.name) == ("env", "abort")]
    if not any(one.type in (None, _ABORT) for one in found):
        return None
    return (
        "The module imports env::abort, as AssemblyScript does by default. Compile with `asc --use abort=`, or with "
        "--use abort=FILE/FUNCTION to supply one of your own."
    )


def imported_memory(evidence: Evidence) -> str | None:
    """Recognise a memory that the host is to give."""
    found = [one for one in evidence.module_map.imports if one.kind is ExternalKind.MEMORY]
    if not found or object_file(evidence):
        return None
    return (
        f"The module imports its memory as {import_names(found)}. No host gives one: a plugin defines and exports its "
        "own memory. Drop --import-memory from the linker's arguments (in AssemblyScript: --importMemory)."
    )


def shared_memory(evidence: Evidence) -> str | None:
    """Recognise a memory that threads are to share."""
    if not any(memory.is_shared for memory in evidence.module_map.memories):
        return None
    return (
        "The memory is shared, which belongs to the threads proposal: no host of this protocol runs threads. Build "
        "without -pthread, --shared-memory and the target feature atomics (in Rust: -C target-feature=-atomics)."
    )


def wasi(evidence: Evidence) -> str | None:
    """Recognise imports of WASI, which the strict budget does not link."""
    found = evidence.wasi_imports
    if not found or evidence.detail("budget") not in (None, "strict"):
        return None
    uses = [use for starts, use in _WASI_USES if any(one.name.startswith(starts) for one in found)]
    brought = f" What needs it: {'; '.join(uses)}." if uses else ""
    old = " wasi_unstable is the WASI of toolchains before 2020." if found[0].module == "wasi_unstable" else ""
    return (
        f"The module imports {import_names(found)}.{brought}{old} The strict budget does not link WASI. "
        f"{_target_without_wasi(evidence.producers)}"
    )


def _target_without_wasi(producers: str) -> str:
    if "tinygo" in producers:
        return "Build with tinygo -target=wasm-unknown."
    if "rust" in producers:
        return "Build with --target wasm32-unknown-unknown."
    if "zig" in producers:
        return "Build with -target wasm32-freestanding."
    if "clang" in producers or "c_plus_plus" in producers or "c11" in producers:
        return "Build with --target=wasm32-unknown-unknown -nostdlib, without wasi-libc."
    return (
        "Build for a target without WASI: wasm32-unknown-unknown in Rust and C, wasm32-freestanding in Zig, "
        "wasm-unknown "
        "in TinyGo."
    )


def import_type(evidence: Evidence) -> str | None:
    """Recognise an import that is declared with another type than the host's, with and without `--imports trap`."""
    sentences = []
    for one in evidence.module_map.imports:
        known = _type_given(one)
        if known is not None and one.type is not None and one.type != known:
            sentences.append(
                f"{one.module}::{one.name} has another type in the plugin than in the host: the plugin declares "
                f"{one.type}, the host gives {known}."
            )
    if not sentences:
        return None
    return f"{' '.join(sentences[:3])} Declare each import with the host's type: offsets and lengths are i64."


def _type_given(one: Import) -> FunctionType | None:
    if one.module == HOST_FUNCTION_MODULE:
        return host_function_type(one.name)
    return _KERNEL_TYPES.get(one.name) if one.module == KERNEL_MODULE else None


def unknown_host_function(evidence: Evidence) -> str | None:
    """Recognise a host function that no host has."""
    found = [one.name for one in evidence.module_map.imports if one.module == HOST_FUNCTION_MODULE]
    unknown = [name for name in found if name not in HOST_FUNCTIONS]
    if not unknown:
        return None
    meant = nearest(unknown[0], HOST_FUNCTIONS)
    guess = f" Did you mean {meant}?" if meant else ""
    return (
        f"No host has {listed(unknown)} in {HOST_FUNCTION_MODULE}: there are {', '.join(HOST_FUNCTIONS)}.{guess} Even "
        "these are linked only when serving."
    )


def host_function(evidence: Evidence) -> str | None:
    """Recognise an import of one of the six host functions, none of which the strict budget links."""
    found = [one.name for one in evidence.module_map.imports if one.module == HOST_FUNCTION_MODULE]
    known = [name for name in found if name in HOST_FUNCTIONS]
    if not known:
        return None
    return (
        f"The module imports {listed(known)} from {HOST_FUNCTION_MODULE}, and the strict budget links no host "
        "function: "
        "the import alone is rejected, even if nothing calls it. --imports trap shows whether everything else works."
    )


def newer_pdk(evidence: Evidence) -> str | None:
    """Recognise a function of the kernel that this version of the engine does not have."""
    found = _KERNEL_UNKNOWN.search(evidence.words)
    if found is None:
        return None
    return (
        f"{KERNEL_MODULE} has no function {found[1]} in this version of Extism: the PDK is newer than the host. Build "
        "against an older PDK, or leave out what uses it."
    )


def object_file(evidence: Evidence) -> str | None:
    """Recognise an object file that was never linked."""
    sections = evidence.module_map.sections
    has_section = any(one.is_custom and (one.name == "linking" or one.name.startswith("reloc.")) for one in sections)
    found = [one for one in evidence.module_map.imports if one.module == "env" and one.name in _OBJECT_IMPORTS]
    if not has_section and not found:
        return None
    return (
        "This is an object file that was not linked: it has a linking section, or imports what a linker resolves. "
        "Link it "
        "with wasm-ld, and give the linked .wasm instead of the .o."
    )


def exception_tag(evidence: Evidence) -> str | None:
    """Recognise an imported exception tag."""
    found = [one for one in evidence.module_map.imports if one.kind is ExternalKind.TAG]
    if not found:
        return None
    return (
        f"The module imports the exception tag {import_names(found)}, which no host gives. Build without exceptions "
        "(in C++: -fno-exceptions instead of -fwasm-exceptions)."
    )


def undefined_import(evidence: Evidence) -> str | None:
    """Recognise any other import that nobody gives: what was left when no row above fitted."""
    found = [one for one in evidence.module_map.imports if one.module not in (KERNEL_MODULE, HOST_FUNCTION_MODULE)]
    if not found:
        return None
    return (
        f"No host gives {import_names(found)}. An undefined symbol becomes such an import when the linker is told to "
        "allow it (--allow-undefined, --import-undefined): define it, or remove what refers to it."
    )
