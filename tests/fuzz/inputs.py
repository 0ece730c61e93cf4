"""Makes the input of one case: bytes, a broken module, a broken JSON text.

The chances are the caller's, so that a case can be made again by its number alone.
"""

from __future__ import annotations

import base64
import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests import builders
from workbench.assets import sample_plugins

SIZE_MAX_BYTES: Final = 64 * 1024
VECTORS: Final = Path(__file__).parent.parent / "vectors" / "serde.jsonl"

_PREAMBLES: Final = (b"", builders.PREAMBLE, builders.COMPONENT_PREAMBLE, builders.PREAMBLE[:5])
_BYTES: Final = (
    b"\x00", b"\x01", b"\x7f", b"\x80", b"\xff", b"\xff\xff\xff\xff\x0f", b"\x80\x80\x80\x80\x00",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\0asm", b"\x0d\0\x01\0", b"cc_lb.plugin.v1", b"\x0fcc_lb.plugin.v1",
    b"\x00\x10\x0fcc_lb.plugin.v1", b"name", b"producers", b"target_features", b"extism:host/env", b"\xc3\x28",
)  # fmt: skip
_TOKENS: Final = (
    "{", "}", "[", "]", ",", ":", '"', "null", "true", "false", "NaN", "-Infinity", "-0", "-", "0", "01", "1.0", "1e0",
    "1e400", "1e-400", "18446744073709551615", "18446744073709551616", "-9223372036854775809", "0.1", "1e39", "9" * 400,
    "0." + "3" * 800, "\\", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u12", "\\x", " ", "\t", "\n", "\r",
    "\x00", "\x0b", "\xa0", "\ufeff", "\u2028", '"_v"', '"_v":1,', '"kind"', '"kind":"chunk",', '"request":', "[[[[",
    "]]]]", '{"a":', "//", "/**/", "'", '""', '"e30="', "안녕", "\U0001f600", '"\\u005fv":1,',
)  # fmt: skip
_DEPTHS: Final = (*[2, 10, 126, 127, 128, 129] * 3, 1_000, 30_000)


def any_bytes(chance: random.Random) -> bytes:
    """Return bytes that may begin like a module."""
    return chance.choice(_PREAMBLES) + chance.randbytes(
        chance.choice((0, 3, 20, 200, 2_000) if chance.random() < 0.99 else (SIZE_MAX_BYTES - 8,))
    )


def broken_module(chance: random.Random) -> bytes:
    """Return a module with some faults in it; sometimes with none."""
    module = chance.choice(_small_modules()) if chance.random() < 0.95 else chance.choice(_samples())
    return _edited_bytes(chance, module, chance.choice((0, 1, 1, 2, 4, 16)))


def stuffed_module(chance: random.Random) -> bytes:
    """Return a module of very many equal parts, up to `SIZE_MAX_BYTES`."""
    part = chance.choice(_parts())
    size_bytes = 1_000 if chance.random() < 0.9 else SIZE_MAX_BYTES - 300
    count = chance.randrange(1, max(2, size_bytes // len(part)))
    module = chance.choice(
        (
            builders.wasm_module([builders.TYPES, part * count]),
            builders.wasm_module([builders.section(chance.randrange(13), builders.leb128(count) + part * count)]),
            builders.plugin_module(after=part * count),
            builders.plugin_module(before=part * count),
        )
    )
    return _edited_bytes(chance, module, chance.choice((0, 0, 1, 3)))


def any_text(chance: random.Random) -> bytes:
    """Return bytes that are hardly JSON."""
    if chance.random() < 0.3:
        return chance.randbytes(chance.randrange(60))
    return "".join(chance.choice(_TOKENS) for _ in range(chance.randrange(40))).encode("utf-8", "surrogatepass")


def broken_text(chance: random.Random, type_name: str) -> bytes:
    """Return a text of a type with some faults in it; sometimes with none, sometimes of another type."""
    if chance.random() < 0.05:
        type_name = chance.choice(list(_texts()))
    good, bad = _texts().get(_recorded_name(type_name)) or _texts()["json"]
    text = chance.choice(good if chance.random() < 0.8 else bad)
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        text = chance.choice(_TEXT_EDITS)(chance, text)
    return text[:SIZE_MAX_BYTES]


def _recorded_name(type_name: str) -> str:
    family, _, rest = type_name.partition(":")
    return f"{type_name}:0.1" if family == "envelope" and ":" not in rest else type_name


def _edited_bytes(chance: random.Random, module: bytes, edits: int) -> bytes:
    for _ in range(edits):
        module = chance.choice(_BYTE_EDITS)(chance, module)
    return module


def _place(chance: random.Random, content: bytes) -> int:
    """Return a place, more often near the beginning or the end, where the short headers stand."""
    kind = chance.random()
    if kind < 0.4:
        return chance.randrange(min(len(content), 64) + 1)
    if kind < 0.6:
        return max(0, len(content) - chance.randrange(64))
    return chance.randrange(len(content) + 1)


def _flip(chance: random.Random, content: bytes) -> bytes:
    if not content:
        return content
    at = min(_place(chance, content), len(content) - 1)
    return content[:at] + bytes((content[at] ^ (1 << chance.randrange(8)),)) + content[at + 1 :]


def _put(chance: random.Random, content: bytes) -> bytes:
    at, put = _place(chance, content), chance.choice(_BYTES)
    return content[:at] + put + content[at + (len(put) if chance.random() < 0.5 else 0) :]


def _cut(chance: random.Random, content: bytes) -> bytes:
    at = _place(chance, content)
    return content[:at] + content[at + chance.choice((1, 2, 5, 60)) :]


def _repeat(chance: random.Random, content: bytes) -> bytes:
    at, size = _place(chance, content), chance.choice((1, 4, 30, 400))
    return content[:at] + content[at : at + size] * 2 + content[at + size :]


def _end(chance: random.Random, content: bytes) -> bytes:
    return content[: _place(chance, content)]


def _token(chance: random.Random, content: bytes) -> bytes:
    at, token = chance.randrange(len(content) + 1), chance.choice(_TOKENS).encode("utf-8", "surrogatepass")
    return content[:at] + token + content[at + chance.choice((0, 1, len(token))) :]


def _nest(chance: random.Random, content: bytes) -> bytes:
    depth = chance.choice(_DEPTHS)
    begin, end = chance.choice(((b"[", b"]"), (b'{"a":', b"}"), (b'[{"kind":', b"}]"), (b"[", b"")))
    return _at_value(chance, content, begin * depth + b"1" + end * depth)


def _long(chance: random.Random, content: bytes) -> bytes:
    count = chance.choice((20, 300) if chance.random() < 0.98 else (5_000, 50_000))
    part = chance.choice((b"9", b"[],", b'"a":1,', b"1,", b"\\u0041", b" ", b"-0,", b"1e9,", b'{"name":1},', b'"'))
    wrap = chance.choice(((b"", b""), (b"[", b"1]"), (b"{", b'"b":1}'), (b'"', b'"')))
    return _at_value(chance, content, (wrap[0] + part * count + wrap[1])[:SIZE_MAX_BYTES])


def _at_value(chance: random.Random, content: bytes, put: bytes) -> bytes:
    """Put something behind a colon or a comma, where a value or a member stands."""
    places = [at for at, sign in enumerate(content[:5_000]) if sign in b":,["]
    at = chance.choice(places) + 1 if places else 0
    rest = content[at:] if chance.random() < 0.5 else b"," + content[at:]
    return content[:at] + put + rest


def _revalued(chance: random.Random, content: bytes) -> bytes:
    """Exchange, drop or repeat a part of the value, so that the text stays JSON."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return content
    at = value
    while isinstance(at, dict | list) and at:
        key = chance.choice(list(at)) if isinstance(at, dict) else chance.randrange(len(at))
        child = at[key]
        if isinstance(child, dict | list) and child and chance.random() < 0.7:
            at = child
            continue
        _change(chance, at, key)
        break
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


def _change(chance: random.Random, parent: Any, key: Any) -> None:
    if chance.random() < 0.3:
        del parent[key]
    elif isinstance(parent, list):
        parent[key] = chance.choice(_VALUES)
        parent.append(parent[0])
    else:
        parent[chance.choice((key, "x", "_v", "kind", "headers", ""))] = chance.choice(_VALUES)


_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2, 1.0, 0.1, 2**16, 2**32, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 1e300, "", "x",
    "success", "chunk", "anthropic_direct", "e30=", "!", "00000000-0000-0000-0000-000000000000", [], {},
    [[]], [1], {"a": 1}, ["anthropic_direct"], {"success": None}, ["chunk", 1, 2, 3], "a" * 70, "\x00",
    "\ud800", [None] * 20,
)  # fmt: skip
_Edit = Callable[[random.Random, bytes], bytes]
_BYTE_EDITS: Final[tuple[_Edit, ...]] = (_flip, _put, _put, _cut, _repeat, _end)
_TEXT_EDITS: Final[tuple[_Edit, ...]] = (
    _revalued,
    _revalued,
    _revalued,
    _token,
    _token,
    _nest,
    _long,
    _cut,
    _flip,
    _end,
)


@cache
def _small_modules() -> tuple[bytes, ...]:
    every = ("shape", "normalize_error", "build_signer", "sign", "on_unauthorized", "observe", "filter")
    names = b"".join((builders.leb128(1) + builders.leb128(7) + builders.vector([b"\0" + builders.name("main")]),))
    custom = (
        builders.custom_section("name", names),
        builders.custom_section("producers", builders.vector([builders.name("language") + builders.vector([])])),
        builders.custom_section("target_features", builders.vector([b"+" + builders.name("simd128")])),
        builders.custom_section("cc_lb.schema.shape", b'{"a":[1,2,{"b":null}]}'),
    )
    return (
        builders.wasm_module(),
        builders.plugin_module(),
        builders.plugin_module(exports=every),
        builders.plugin_module(exports=["route"], after=b"".join(custom)),
        builders.plugin_module(identity=builders.identity_section() * 2),
        builders.wasm_module([*custom, builders.identity_section()]),
        builders.wasm_module([builders.section(1, builders.wasm_module())], preamble=builders.COMPONENT_PREAMBLE),
        builders.wasm_module([builders.section(4, b"\0asm\x0d\0\x01\0")] * 3, preamble=builders.COMPONENT_PREAMBLE),
        _importing(),
    )


def _importing() -> bytes:
    """Return a module whose start function calls a host function, by way of another one."""
    imports = (("extism:host/user", "cc_lb_now_unix_ms"), ("extism:host/env", "log_info"), ("wasi:io", "a\0b"))
    return builders.wasm_module(
        [
            builders.TYPES,
            builders.section(2, builders.vector(builders.name(a) + builders.name(b) + b"\0\1" for a, b in imports)),
            builders.section(3, builders.vector([b"\1"] * 3)),
            builders.section(7, builders.vector([builders.name("_initialize") + b"\0\3"])),
            builders.section(8, b"\4"),
            builders.section(9, builders.vector([b"\0\x41\0\x0b" + builders.vector([b"\0", b"\4"])])),
            builders.code([b"\x10\0", b"\x10\3", b"\x02\x40\x0b\x04\x40\x10\1\x05\x0b"]),
        ]
    )


@cache
def _samples() -> tuple[bytes, ...]:
    return tuple(plugin.path.read_bytes()[:SIZE_MAX_BYTES] for plugin in sample_plugins())


@cache
def _parts() -> tuple[bytes, ...]:
    return (
        builders.section(11, b"\0"),
        builders.custom_section("a"),
        builders.custom_section("name", b"\1\2\1\0"),
        builders.identity_section(),
        builders.identity_section(b"[" * 900),
        builders.section(1, b"\1\x60\0\0"),
        builders.section(2, b"\1\1a\1b\0\0"),
        builders.section(7, b"\1\1a\0\0"),
        b"\x60\0\0",
        b"\x4e\2\x60\0\0\x60\0\0",
        b"\1a\1b\0\0",
        b"\1a\0\0",
        b"\0",
        b"\x02\0\x0b",
        b"\x04\0\x10\0\x0b",
        b"\xff",
    )


@cache
def _texts() -> Mapping[str, tuple[list[bytes], list[bytes]]]:
    """Return the recorded texts by type: those that are accepted, and those that are not."""
    texts: dict[str, tuple[list[bytes], list[bytes]]] = defaultdict(lambda: ([], []))
    for line in VECTORS.read_text(encoding="utf-8").splitlines():
        vector = json.loads(line)
        texts[vector["type"]][not vector["ok"]].append(base64.b64decode(vector["text_b64"]))
    return {name: found for name, found in texts.items() if all(found)}
