"""The call stack of a failed call as text: the author's code first, the toolchain's in one line."""

from __future__ import annotations

from workbench.errors.dispatch import DispatchError
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.backtrace import BACKTRACE
from workbench.ui.drawing.lines import SourcePlace
from workbench.ui.renderers.cards import error_lines
from workbench.ui.renderers.guest_trace import trace_lines

PANIC = StackFrame("core::panic", 1, "/rustc/17cbdfd07178/library/core/src/panicking.rs", 7, 1)
BOUNDS = StackFrame("core::bounds", 2, "/rustc/17cbdfd07178/library/core/src/panicking.rs", 9, 1)
DEEP = StackFrame("plugin::deep", 3, "/home/me/plugin/src/lib.rs", 8, 52)
MIDDLE = StackFrame("plugin::middle", 4, "/home/me/plugin/src/lib.rs", 9, 5, inlined=True)
TRACE = GuestTrace((PANIC, BOUNDS, DEEP, MIDDLE), "index out of bounds")


def test_the_authors_frames_stand_first_and_the_toolchains_behind_them_in_one_line() -> None:
    assert [line.content.plain for line in trace_lines(TRACE)] == [
        "  guest     index out of bounds",
        "  at        plugin::deep  …/src/lib.rs:8:52",
        "            plugin::middle  …/src/lib.rs:9:5  inlined",
        "  inside    core::bounds and 1 more of the toolchain",
        "            e outside the editor shows every frame",
        "            enter opens the marked line in your editor",
    ]


def test_only_the_authors_lines_lead_to_the_editor() -> None:
    assert [line.target for line in trace_lines(TRACE)] == [
        None,
        SourcePlace("/home/me/plugin/src/lib.rs", 8, 52),
        SourcePlace("/home/me/plugin/src/lib.rs", 9, 5),
        None,
        None,
        None,
    ]


def test_every_frame_is_shown_in_the_order_of_the_calls_when_asked_for() -> None:
    lines = trace_lines(TRACE, whole=True)
    assert [line.content.plain for line in lines] == [
        "  guest     index out of bounds",
        "  at        core::panic  …/src/panicking.rs:7:1",
        "            core::bounds  …/src/panicking.rs:9:1",
        "            plugin::deep  …/src/lib.rs:8:52",
        "            plugin::middle  …/src/lib.rs:9:5  inlined",
        "            enter opens the marked line in your editor",
    ]
    assert sum(line.target is not None for line in lines) == 4


def test_without_lines_it_says_how_to_keep_them() -> None:
    lines = [line.content.plain for line in trace_lines(GuestTrace((StackFrame("shape", 0x269),)))]
    assert lines[0] == "  at        shape  byte 0x269 of the module"
    assert lines[-1].startswith("  to do     The module has no line tables.")


def test_what_a_module_names_is_made_visible() -> None:
    odd = GuestTrace((StackFrame("a\x1b[2J", 1, "/src/\u202ex.rs", 1, 1),), "b\x1b[2J")
    assert all("\x1b" not in line.content.plain and "\u202e" not in line.content.plain for line in trace_lines(odd))


def test_an_error_leads_with_cause_and_place_instead_of_the_engines_frames() -> None:
    found = f"{BACKTRACE}:\n    0: 0x1 - a!core::panic"
    error = DispatchError(
        "plugin_call", "shape", "", "a return of 0", found, "wasm trap: call stack exhausted", trace=TRACE
    )
    lines = [line.content.plain.rstrip() for line in error_lines(error)]
    assert [line for line in lines if line][:2] == ["✕ call stack exhausted", "  guest     index out of bounds"]
    assert not any("0x1 -" in line for line in lines)
