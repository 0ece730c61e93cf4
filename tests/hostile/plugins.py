"""What hostile plugins are made of, and what is expected of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from tests import guests
from tests.builders import identity_section
from tests.fakes import SELF_CHECK_PASSED, accept_of
from tests.guests import Texts, export

HANDSHAKE, SELF_CHECK, SHAPE = "cc_lb_handshake", "cc_lb_self_check", "shape"
SHAPED = {"_v": 1, "url": "https://example.com/", "method": "POST", "headers": [], "body_base64": ""}

KERNEL = """
(import "extism:host/env" "free" (func $free (param i64)))
(import "extism:host/env" "reset" (func $reset))
(import "extism:host/env" "input_set" (func $input_set (param i64 i64)))
(import "extism:host/env" "input_load_u8" (func $input_load_u8 (param i64) (result i32)))
(import "extism:host/env" "load_u64" (func $load_u64 (param i64) (result i64)))
(import "extism:host/env" "length_unsafe" (func $length_unsafe (param i64) (result i64)))
(import "extism:host/env" "var_get" (func $var_get (param i64) (result i64)))
(import "extism:host/env" "var_set" (func $var_set (param i64 i64)))
(import "extism:host/env" "http_request" (func $http_request (param i64 i64) (result i64)))
"""
"""What guests seldom import of Extism's kernel: for `imports_too`."""

FILL = """
(func $fill (param $p i64) (param $n i64) (param $with i64) (local $i i64) (loop $next
  (call $store_u64 (i64.add (local.get $p) (local.get $i)) (local.get $with))
  (local.set $i (i64.add (local.get $i) (i64.const 8)))
  (br_if $next (i64.lt_u (local.get $i) (local.get $n)))))
(func $filled (param $n i64) (param $with i64) (result i64) (local $p i64)
  (local.set $p (call $alloc (local.get $n)))
  (call $fill (local.get $p) (local.get $n) (local.get $with))
  (local.get $p))
"""
"""`$filled` gives a new block of a size, eight bytes again and again in it."""


OUT_OF_TIME: Final = ("timeout", "the wall clock of the budget ran out")
"""What a time-out is called: the guest may be in a function of the engine, which then says something of its own."""
OUT_OF_FUEL_OR_TIME: Final = ("fuel", *OUT_OF_TIME)
"""What the end of a loop is called: a busy machine meets the wall clock before the fuel is used up."""
OUT_OF_MEMORY: Final = ("oom", "out of memory", "a linear memory was to grow above its limit")
"""What the end of the memory is called, by the engine, its kernel and us."""


class Bound(Enum):
    """The budget that bounds a plugin: it may take that, and a second and a half more."""

    BYTES = "bytes"
    """None: its bytes say enough, the engine never sees it."""
    COMPILE = "compile"
    """The compile limit."""
    STRICT = "strict"
    """The wall clock of the strict budget: handshake, self-check, and the start code before them."""
    SERVING = "serving"
    """The wall clock of the serving budget: a dispatch, or the start code before it."""


@dataclass(frozen=True)
class Hostile:
    """A plugin that bites, and the verdict."""

    name: str
    build: Callable[[], bytes]
    layer: str
    """The layer that fails: `identity`, `handshake`, `self_check`, `dispatch`; empty: the plugin is harmless."""
    kind: str | tuple[str, ...]
    """The name of its error; empty: there is none. Of several one, where the speed of the machine decides."""
    said: str | tuple[str, ...]
    """What stands in the error; of several things one, as above."""
    bound: Bound = Bound.STRICT
    budgets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Limits that a project has changed, by the budget's name."""
    trapping: bool = False
    """`--imports trap`: a plugin that imports host functions passes the strict budget only so."""

    def is_verdict(self, layer: str, kind: str, text: str) -> bool:
        """Say whether this is what is expected of it."""
        kinds = (self.kind,) if isinstance(self.kind, str) else self.kind
        said = (self.said,) if isinstance(self.said, str) else self.said
        return layer == self.layer and kind in kinds and any(one in text for one in said)


def plugin(
    *parts: str, host: bool = False, wasi: bool = False, imports_too: str = "", bodies: Mapping[str, str] | None = None
) -> bytes:
    """Return a good plugin, but for these parts and the bodies of these exports. `$answer` gives the good answer."""
    texts = Texts()
    good = {
        HANDSHAKE: f"(call $give {texts.block(json.dumps(accept_of({SHAPE: 1})))})",
        SELF_CHECK: f"(call $give {texts.block(json.dumps(SELF_CHECK_PASSED))})",
        SHAPE: f"(call $give {texts.block(json.dumps(SHAPED))})",
    }
    exports = [export(name, body) for name, body in (good | dict(bodies or {})).items()]
    answer = f"(func $answer {good[SHAPE]})"
    module = guests.module(answer, *parts, *exports, texts.segments, host=host, wasi=wasi, imports_too=imports_too)
    return module + identity_section()


def doing(name: str, body: str, *parts: str, imports_too: str = "") -> Callable[[], bytes]:
    """Return the builder of a good plugin, but for what one of its exports does."""
    return lambda: plugin(*parts, imports_too=imports_too, bodies={name: body})


def giving(name: str, answer: object) -> Callable[[], bytes]:
    """Return the builder of a plugin whose export gives this: bytes as they are, other values as JSON."""
    content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    texts = Texts(at=1 << 16)
    return doing(name, f"(call $give {texts.block(content)})", texts.segments)


def raw(text: str) -> bytes:
    """Return a WAT text's module, with an identity."""
    return guests.assemble(text) + identity_section()


def raising(size: int, with_: int = 0x6161616161616161) -> str:
    """Return a body that sets an error text of so many bytes, and fails. Needs `FILL`."""
    return f"(call $error_set (call $filled (i64.const {size}) (i64.const {with_}))) (return (i32.const 1))"


def answering(size: int, with_: int = 0x6161616161616161) -> str:
    """Return a body that gives so many bytes, eight of them again and again. Needs `FILL`."""
    return f"(call $give (call $filled (i64.const {size}) (i64.const {with_})))"


def eight(text: str) -> int:
    """Return eight characters as the number that `store_u64` writes them by."""
    return int.from_bytes(text.encode(), "little")
