"""What a call stack says to the author: the cause in words, their own code first, the toolchain's folded."""

from __future__ import annotations

import pytest

from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.errors.trap_cause import cause_words
from workbench.protocol.backtrace import BACKTRACE
from workbench.protocol.calls import LogLine
from workbench.protocol.guest_trace import (
    Folded,
    first_of_author,
    folded,
    frame_text,
    headline,
    how_to_see_more,
    is_authors,
    panic_of,
)

PANIC = StackFrame(
    "rust_panic", 1, "/rustc/17cbdfd07178349d0a3cecb8e7dde8f915666ced/library/std/src/panicking.rs", 7, 1
)
SERDE = StackFrame("serde_json::from_str", 2, "/home/me/.cargo/registry/src/index-1/serde_json-1.0.1/src/de.rs", 2, 1)
DEEP = StackFrame("plugin::deep", 3, "/home/me/plugin/src/lib.rs", 8, 52)
MIDDLE = StackFrame("plugin::middle", 4, "/home/me/plugin/src/lib.rs", 9, None, inlined=True)
TRACE = GuestTrace((PANIC, SERDE, DEEP, SERDE, MIDDLE))


def test_an_access_out_of_bounds_says_where_it_went() -> None:
    cause = "wasm trap: out of bounds memory access"
    assert cause_words(cause, 0x1_0000_01E8) == "out of bounds memory access at 0x1000001e8"
    assert cause_words("wasm trap: call stack exhausted", 7) == "call stack exhausted"


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("wasm trap: integer divide by zero", "integer division by zero"),
        ("wasm trap: wasm `unreachable` instruction executed", "unreachable executed (in Rust and Zig: a panic)"),
        ("wasm trap: call stack exhausted", "call stack exhausted"),
        ("wasm trap: out of bounds memory access", "out of bounds memory access"),
        ("scoped storage quota exceeded", "scoped storage quota exceeded"),
        (None, ""),
    ],
)
def test_the_cause_is_told_in_the_words_of_the_field(cause: str | None, words: str) -> None:
    assert cause_words(cause) == words


@pytest.mark.parametrize(
    ("file", "function"),
    [
        ("/rustc/17cbdfd07178/library/core/src/option.rs", "unwrap"),
        ("/usr/src/rustc-1.63.0/library/core/src/option.rs", "unwrap"),
        ("/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/alloc/src/vec.rs", "push"),
        ("C:\\Users\\me\\.cargo\\registry\\src\\serde\\lib.rs", "from_str"),
        ("/usr/lib/python3/site-packages/ziglang/lib/std/debug.zig", "debug.defaultPanic"),
        ("/opt/zig/lib/compiler_rt/udivmod.zig", "udivmod"),
        ("/build/wasi-libc/libc-top-half/musl/src/stdlib/abs.c", "abs"),
        ("/usr/local/lib/tinygo/src/runtime/panic.go", "runtime.runtimePanic"),
        ("~lib/rt/tlsf.ts", "~lib/rt/tlsf/allocateBlock"),
        (None, "core::panicking::panic_bounds_check"),
        (None, "debug.FullPanic((function 'defaultPanic')).outOfBounds"),
        (None, "runtime.nilPanic"),
    ],
)
def test_the_toolchains_own_code_is_recognised_by_its_path_or_name(file: str | None, function: str) -> None:
    assert not is_authors(StackFrame(function, 1, file))


@pytest.mark.parametrize(
    ("file", "function"),
    [
        ("/home/me/plugin/src/lib.rs", "core::fmt::write"),
        ("/home/me/lib/plugin.zig", "plugin.shape"),
        ("assembly/index.ts", "assembly/index/shape"),
        ("/srv/rust/plugin/src/std_like.rs", "x"),
        (None, "plugin::shape"),
        (None, "shape"),
    ],
)
def test_other_code_is_the_authors(file: str | None, function: str) -> None:
    assert is_authors(StackFrame(function, 1, file))


def test_the_first_frame_of_the_author_stands_out_and_the_others_are_folded_not_cut() -> None:
    assert first_of_author(TRACE) is DEEP
    assert list(folded(TRACE.frames)) == [Folded((PANIC, SERDE)), DEEP, Folded((SERDE,)), MIDDLE]


def test_the_toolchains_frames_at_the_end_are_folded_too() -> None:
    assert list(folded((DEEP, SERDE, PANIC))) == [DEEP, Folded((SERDE, PANIC))]


def test_frames_of_which_nothing_is_known_are_neither_folded_nor_the_authors() -> None:
    unknown, named = StackFrame("function 3", 9), StackFrame("shape", 10)
    assert list(folded((unknown, named))) == [unknown, named]
    assert first_of_author(GuestTrace((unknown, named))) is named


def test_a_frame_is_one_line() -> None:
    assert frame_text(DEEP) == "plugin::deep  /home/me/plugin/src/lib.rs:8:52"
    assert frame_text(MIDDLE) == "plugin::middle  /home/me/plugin/src/lib.rs:9  (inlined)"
    assert frame_text(StackFrame(None, 0x269)) == "a function without a name  byte 0x269 of the module"
    assert frame_text(StackFrame("z.rec")) == "z.rec"


def test_the_engines_frames_give_way_in_the_headline() -> None:
    message = f"shape: expected a return of 0, found {BACKTRACE}:\n    0: 0x1 - a!b (wasm trap: call stack exhausted)"
    assert headline(message, "wasm trap: call stack exhausted") == (
        "shape: expected a return of 0, found a trap: call stack exhausted"
    )
    assert headline(message, None) == "shape: expected a return of 0, found a trap"
    assert headline("the guest's own words", "wasm trap: x") == "the guest's own words"


def test_the_guests_words_are_its_last_line_of_level_error() -> None:
    lines = (LogLine("error", "first"), LogLine("error", "panicked at src/lib.rs:8"), LogLine("info", "later"))
    assert panic_of(lines) == "panicked at src/lib.rs:8"
    assert panic_of((LogLine("warn", "careful"),)) is None


def test_a_stripped_module_says_how_to_keep_lines_and_names() -> None:
    assert how_to_see_more(TRACE) == ""
    named = how_to_see_more(GuestTrace((StackFrame("shape", 1),)))
    assert "line tables" in named
    assert "stripped" not in named
    assert "stripped" in how_to_see_more(GuestTrace((StackFrame("function 3", 1), StackFrame("function 4", 2))))


def test_a_trap_without_lines_names_the_debug_build_of_a_project() -> None:
    assert "`sh build.sh debug`" in how_to_see_more(GuestTrace((StackFrame("shape", 1),)))


def test_where_the_fuel_was_spent_a_loop_is_looked_for_and_no_line_tables() -> None:
    for trace in (GuestTrace((StackFrame("shape", 1),)), TRACE):
        more = how_to_see_more(trace, "shape: expected a return of 0, found plugin ran out of fuel")
        assert "loop" in more
        assert "line tables" not in more
