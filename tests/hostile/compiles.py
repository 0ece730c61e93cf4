"""Compile bombs: modules that the engine would take many seconds, or gigabytes, to compile. Built byte by byte."""

from __future__ import annotations

from collections.abc import Callable

from tests.builders import identity_section, leb128, name, section, vector, wasm_module
from tests.hostile.plugins import HANDSHAKE, Bound, Hostile

TYPES = section(1, vector((b"\x60\0\x01\x7f", b"\x60\0\0")))
"""Types 0: () -> i32, 1: () -> ()."""
EXPORT = section(7, vector([name(HANDSHAKE) + b"\0\0"]))
NO_LOCALS, END = b"\0", b"\x0b"


def repeated(section_id: int, entry: bytes, count: int) -> bytes:
    """Return a section of so many equal entries."""
    return section(section_id, leb128(count) + entry * count)


def functions(body: bytes, count: int = 1, *, between: bytes = b"") -> bytes:
    """Return a plugin of so many functions of type 0 with this body, local declarations included."""
    sized = leb128(len(body)) + body
    return wasm_module(
        [TYPES, repeated(3, b"\0", count), between, EXPORT, repeated(10, sized, count), identity_section()]
    )


def nested(opening: bytes, depth: int) -> bytes:
    """Return a plugin whose function opens so many blocks, each within the one before."""
    return functions(NO_LOCALS + opening * depth + END * depth + b"\x41\0" + END)


def many_locals_through_loops() -> bytes:
    """Return a plugin whose function has 2,000 locals that live through 4,000 loops: 60 KB."""
    loops = b"".join(
        b"\x03\x40\x20" + leb128(one) + b"\x20" + leb128(one * 7 % 2_000) + b"\x7c\x21" + leb128(one)
        + b"\x20" + leb128(one * 3 % 2_000) + b"\xa7\x0d\0" + END
        for one in (index % 2_000 for index in range(4_000))
    )  # fmt: skip
    return functions(b"\x01" + leb128(2_000) + b"\x7e" + loops + b"\x41\0" + END)


def branches() -> bytes:
    """Return a plugin whose function branches by tables of 60,000 labels, again and again."""
    table = b"\x41\0\x0e" + leb128(60_000) + b"\0" * 60_001
    return functions(NO_LOCALS + (b"\x02\x40" + table + END) * 100 + b"\x41\0" + END)


def elements() -> bytes:
    """Return a plugin with an element segment of nine million entries."""
    table = section(4, b"\x01\x70\0" + leb128(10_000_000))
    segment = section(9, b"\x01\0\x41\0" + END + leb128(9_000_000) + bytes(9_000_000))
    body = section(10, vector([leb128(4) + b"\0\x41\0" + END]))
    return wasm_module([TYPES, section(3, b"\1\0"), table, EXPORT, segment, body, identity_section()])


def bomb(title: str, build: Callable[[], bytes]) -> Hostile:
    """Return a plugin that a limit ends; a machine that compiles it within the limit finds that it does nothing."""
    ends = ("compile_limit_ms", "resident_limit_mb", "the end of the text")
    return Hostile(
        title,
        build,
        "handshake",
        ("WorkbenchLimitCompileTime", "WorkbenchLimitMemory", "Instantiate", "DecodeAccept"),
        ends,
        Bound.COMPILE,
    )


TINY = NO_LOCALS + b"\x41\0" + END
ADDING = b"\x20\0\x41\x01\x6a\x21\0"
COMPILES = (
    bomb("many-locals-through-loops", many_locals_through_loops),
    bomb("functions-200-thousand", lambda: functions(TINY, 200_000)),
    bomb("functions-1-million", lambda: functions(TINY, 1_000_000)),
    bomb("function-of-7-mb", lambda: functions(b"\x01\x01\x7f" + ADDING * 1_000_000 + b"\x41\0" + END)),
    bomb("functions-of-50-thousand-locals", lambda: functions(b"\x01" + leb128(50_000) + b"\x7e\x41\0" + END, 2_000)),
    bomb("elements-9-million", elements),
    bomb("tables-of-branches", branches),
    bomb("blocks-in-blocks", lambda: nested(b"\x02\x40", 1_000_000)),
    bomb("loops-in-loops", lambda: nested(b"\x03\x40", 1_000_000)),
    bomb("conditions-in-conditions", lambda: nested(b"\x41\0\x04\x40", 1_000_000)),
)
