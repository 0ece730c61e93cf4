"""Bytes that are no plugin, and plugins of an absurd shape: counts that lie, floods of sections, giant names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.builders import (
    COMPONENT_PREAMBLE,
    TYPES,
    code,
    custom_section,
    identity_section,
    leb128,
    name,
    plugin_module,
    section,
    vector,
    wasm_module,
)
from tests.hostile.plugins import HANDSHAKE, OUT_OF_MEMORY, Bound, Hostile, plugin, raw

ESCAPE = "\x1b[31mred\x07"


def shape(
    title: str,
    build: Callable[[], bytes],
    layer: str,
    kind: str | tuple[str, ...],
    said: str | tuple[str, ...] = "",
    bound: Bound = Bound.BYTES,
) -> Hostile:
    """Return a row of this file."""
    return Hostile(title, build, layer, kind, said, bound)


def identified(payload: bytes | None = None, **overrides: Any) -> Callable[[], bytes]:
    """Return the builder of a plugin with this identity."""
    return lambda: renamed(plugin(), identity_section(payload, **overrides))


def renamed(module: bytes, identity: bytes) -> bytes:
    """Return a plugin with this section in place of its identity, which stands at its end."""
    return module.removesuffix(identity_section()) + identity


def exporting(entries: Iterable[bytes]) -> bytes:
    """Return a plugin with these exports, written as they stand in a module."""
    functions = section(3, b"\1\0")
    return wasm_module([TYPES, functions, section(7, vector(entries)), code([b"\x41\0"]), identity_section()])


def importing(count: int, module: str = "env") -> bytes:
    """Return a plugin with an import that nobody gives, so many times."""
    imports = leb128(count) + (name(module) + name("function") + b"\0\0") * count
    return wasm_module([TYPES, section(2, imports), identity_section()])


def typed(count: int) -> bytes:
    """Return a plugin of so many types, the last of which its handshake has."""
    types = section(1, leb128(count) + b"\x60\0\0" * count)
    exports = section(7, vector([name("cc_lb_handshake") + b"\0\0"]))
    return wasm_module([types, section(3, vector([leb128(count - 1)])), exports, code([b""]), identity_section()])


def nested_components(depth: int) -> bytes:
    """Return components within components, with an identity at the end."""
    inner = b""
    for _ in range(depth):
        inner = COMPONENT_PREAMBLE + section(4, inner) if inner else COMPONENT_PREAMBLE
    return inner + identity_section()


def debugging() -> bytes:
    """Return a plugin that traps, with debug sections and names of nonsense."""
    nonsense = bytes(range(256)) * 64
    names = (".debug_info", ".debug_line", ".debug_abbrev", ".debug_str", ".debug_ranges", "name", "sourceMappingURL")
    return plugin(bodies={HANDSHAKE: "unreachable"}) + b"".join(custom_section(one, nonsense) for one in names)


SHAPES = (
    # No module at all.
    shape("no-bytes-of-a-module", lambda: b"\0garbage\0", "identity", "WasmParseError", "a preamble"),
    shape("text-format", lambda: b"(module)", "identity", "WasmParseError", "a preamble"),
    shape("manifest", lambda: b'{"wasm":[{"path":"/etc/passwd"}]}', "identity", "WasmParseError", "a preamble"),
    shape("half-a-module", lambda: plugin()[:100], "identity", "WasmParseError"),
    shape("module-behind-a-module", lambda: plugin() + plugin(), "identity", "WasmParseError"),
    shape("component", lambda: COMPONENT_PREAMBLE + identity_section(), "handshake", "Instantiate", "component"),
    shape("components-in-components", lambda: nested_components(1_000), "handshake", "Instantiate", "component"),
    # The identity.
    shape("no-identity", lambda: plugin_module(identity=b""), "identity", "MissingCustomSection"),
    shape("two-identities", lambda: plugin() + identity_section(), "identity", "DuplicateCustomSection"),
    shape("identity-of-1-mb", identified(b"{" * 1_000_000), "identity", "SectionTooLarge", "1,000,000"),
    shape("identity-nested", identified(b"[" * 60_000), "identity", "MalformedPayload"),
    shape("identity-not-utf8", identified(b"\xff" * 99), "identity", "MalformedPayload"),
    shape("name-with-escapes", identified(plugin_name=ESCAPE), "identity", "PluginNameInvalid", "red"),
    shape("name-of-60-kb", identified(plugin_name="a" * 60_000), "identity", "PluginNameInvalid"),
    shape("version-of-60-kb", identified(plugin_version="1" * 60_000), "identity", "PluginVersionTooLong"),
    Hostile("version-with-escapes", identified(plugin_version=ESCAPE), "", "", ""),
    # Counts and sizes.
    shape(
        "section-larger-than-the-file", lambda: wasm_module([b"\x01\xff\xff\xff\xff\x0f"]), "identity", "WasmParseError"
    ),
    shape(
        "imports-that-are-not-there",
        lambda: wasm_module([section(2, b"\xff\xff\xff\xff\x0f"), identity_section()]),
        "handshake",
        "Instantiate",
        "",
        Bound.COMPILE,
    ),
    Hostile("sections-1-million", lambda: plugin() + custom_section("") * 1_000_000, "", "", "", Bound.COMPILE),
    Hostile("sections-20-thousand", lambda: plugin() + custom_section("x") * 20_000, "", "", "", Bound.COMPILE),
    Hostile(
        "custom-section-of-5-mb", lambda: plugin() + custom_section("x", bytes(5 << 20)), "", "", "", Bound.COMPILE
    ),
    shape(
        "module-of-180-mb",
        lambda: plugin() + custom_section("x", bytes(180 << 20)),
        "handshake",
        "WorkbenchLimitMemory",
        "compile: expected at most 512 MiB of memory",
    ),
    shape("imports-1-million", lambda: importing(1_000_000), "handshake", "Instantiate", "", Bound.COMPILE),
    shape("imports-of-wasi", lambda: importing(20_000, "wasi:x"), "handshake", "Instantiate", "", Bound.COMPILE),
    shape(
        "exports-1-million-of-one-name",
        lambda: exporting([name("name") + b"\0\0"] * 1_000_000),
        "handshake",
        "Instantiate",
        "duplicate export name",
        Bound.COMPILE,
    ),
    shape(
        "exports-20-thousand",
        lambda: exporting(name(f"{index:05}") + b"\0\0" for index in range(20_000)),
        "handshake",
        "MissingHandshakeExport",
        "found nothing",
        Bound.COMPILE,
    ),
    shape("types-100-thousand", lambda: typed(100_000), "handshake", "DecodeAccept", "", Bound.COMPILE),
    shape(
        "import-of-a-giant-name",
        lambda: raw(f'(module (import "env" "{"x" * 99_000}" (func)))'),
        "handshake",
        "Instantiate",
        "unknown import",
        Bound.COMPILE,
    ),
    shape(
        "import-with-escapes",
        lambda: raw('(module (import "env" "\\1b[2J\\07" (func)))'),
        "handshake",
        "Instantiate",
        "unknown import",
        Bound.COMPILE,
    ),
    shape("debug-sections-of-nonsense", debugging, "handshake", "Call", "unreachable", Bound.STRICT),
    # What the engine knows, and a host does not take.
    shape(
        "memory-declared",
        lambda: raw('(module (memory 65536) (func (export "cc_lb_handshake") (result i32) (i32.const 0)))'),
        "handshake",
        "Call",
        OUT_OF_MEMORY,
        Bound.STRICT,
    ),
    shape(
        "memories-100",
        lambda: raw("(module" + "(memory 65536)" * 100 + ")"),
        "handshake",
        "MissingHandshakeExport",
        "",
        Bound.STRICT,
    ),
    shape(
        "memory-of-64-bits",
        lambda: raw("(module (memory i64 4294967296))"),
        "handshake",
        "Instantiate",
        "",
        Bound.STRICT,
    ),
    shape(
        "shared-memory",
        lambda: raw("(module (memory 1 1 shared))"),
        "handshake",
        "Instantiate",
        "shared memory",
        Bound.COMPILE,
    ),
    shape(
        "table-of-200-million",
        lambda: raw("(module (table 200000000 funcref))"),
        "handshake",
        "MissingHandshakeExport",
        "",
        Bound.STRICT,
    ),
    shape(
        "kernel-memory",
        lambda: raw('(module (import "extism:host/env" "memory" (memory 1)))'),
        "handshake",
        "Instantiate",
        "non-function exports",
        Bound.STRICT,
    ),
    shape(
        "wasi-in-the-strict-budget",
        lambda: plugin(wasi=True),
        "handshake",
        "Instantiate",
        "unknown import",
        Bound.STRICT,
    ),
    shape(
        "host-function-of-another-type",
        lambda: raw('(module (import "extism:host/user" "cc_lb_log" (memory 1)))'),
        "handshake",
        "Instantiate",
        "unknown import",
        Bound.STRICT,
    ),
)
