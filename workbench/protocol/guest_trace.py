"""What a guest's call stack says to its author: the cause, their own code first, the toolchain's folded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.errors.trap_cause import cause_words
from workbench.protocol.backtrace import BACKTRACE
from workbench.protocol.calls import LogLine

_TOOLCHAIN_FILES: Final = re.compile(
    r"^/rustc/|/rustc-[\d.]+/|/rustlib/src/rust/|[/\\]\.cargo[/\\](?:registry|git)[/\\]"
    r"|[/\\]lib[/\\](?:zig[/\\]|std[/\\]|compiler_rt|libc[/\\]|zig\.h|ubsan_rt|fuzzer)"
    r"|/(?:wasi-libc|wasi-sdk|emscripten)[/\\-]|/libc-(?:top|bottom)-half/|/dlmalloc/"
    r"|[/\\]tinygo[/\\](?:src|lib)[/\\]|/usr/(?:local/)?(?:lib/)?go(?:-[\d.]+)?/src/|^~lib/|/assemblyscript/std/"
    r"|/llvm-project/|/compiler-rt/|^<builtin>"
)
_TOOLCHAIN_NAMES: Final = re.compile(
    r"^<?(?:core|std|alloc|panic_abort|panic_unwind|compiler_builtins|dlmalloc|hashbrown)::|^<(?:&|\[|\()"
    r"|^_?_?rust_|^__rust_|^__rdl_|^__rg_|^rust_begin_unwind|^panic_bounds_check"
    r"|^(?:debug|builtin|heap|mem|fmt|Io|json|std|ubsan_rt|compiler_rt)\.|^~lib/"
    r"|^runtime\.|^(?:__wasm_call_ctors|__wasi_|__imported_wasi|abort|malloc|free|calloc|realloc|memcpy|memmove|memset)\b"
)
_NUMBERED: Final = re.compile(r"function \d+\Z")
LOG_PANIC_MAX_CHARACTERS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Folded:
    """Neighbouring frames of the toolchain and its standard library."""

    frames: tuple[StackFrame, ...]


def headline(message: str, cause: str | None) -> str:
    """Return an error's text without the engine's frames in it: they are shown in another way."""
    before, found, _ = message.partition(BACKTRACE)
    words = cause_words(cause)
    return f"{before}a trap{f': {words}' if words else ''}" if found else message


def is_authors(frame: StackFrame) -> bool:
    """Say whether a frame is code of the plugin's author, not of a toolchain or its standard library."""
    if frame.file is not None:
        return _TOOLCHAIN_FILES.search(frame.file) is None
    return is_named(frame) and _TOOLCHAIN_NAMES.search(frame.function or "") is None


def is_named(frame: StackFrame) -> bool:
    """Say whether a frame's function has a name, not only a number."""
    return frame.function is not None and _NUMBERED.match(frame.function) is None


def first_of_author(trace: GuestTrace) -> StackFrame | None:
    """Return the author's code that was left last; None: there is none, or nothing tells."""
    return next((frame for frame in trace.frames if is_authors(frame)), None)


def folded(frames: Sequence[StackFrame]) -> Iterator[StackFrame | Folded]:
    """Give the frames of the author one by one, and those of which nothing is known; those between them together."""
    others: list[StackFrame] = []
    for frame in frames:
        if is_authors(frame) or (frame.file is None and not is_named(frame)):
            if others:
                yield Folded(tuple(others))
                others = []
            yield frame
        else:
            others.append(frame)
    if others:
        yield Folded(tuple(others))


def place_text(frame: StackFrame) -> str:
    """Return where a frame is: `lib.rs:12:5`, else the byte of the module. Untrusted."""
    if frame.file is None:
        return "" if frame.offset is None else f"byte 0x{frame.offset:x} of the module"
    return ":".join(str(part) for part in (frame.file, frame.line, frame.column) if part is not None)


def frame_text(frame: StackFrame) -> str:
    """Return a frame in one line: function, place, and that it was inlined. Untrusted."""
    name = frame.function or "a function without a name"
    place = place_text(frame)
    return f"{name}{f'  {place}' if place else ''}{'  (inlined)' if frame.inlined else ''}"


def panic_of(lines: Iterable[LogLine]) -> str | None:
    """Return the last words that a guest wrote before it failed: its last line of level error; None: it wrote none."""
    last = None
    for line in lines:
        if line.level == "error":
            last = line.message
    return None if last is None else last[:LOG_PANIC_MAX_CHARACTERS]


WITHOUT_LINES: Final = (
    "The module has no line tables. In a project of `workbench new`, `sh build.sh debug` keeps them; such a build may "
    'use more fuel than `check` allows. Elsewhere: in Rust `debug = 1` (or `"line-tables-only"`) and no `strip` under '
    "[profile.release]; in Zig -O Debug without -fstrip; in C and C++ -g without -s; in TinyGo no -no-debug; in "
    "AssemblyScript --debug. wasm-opt needs -g, and wasm-strip must not run."
)
WITHOUT_NAMES: Final = "The module has no names of functions either: it was stripped."
OUT_OF_FUEL: Final = (
    "Look for a loop that does not end, or for work that grows faster than its input. A debug build uses more fuel for "
    "the same work: judge the release build."
)
_FUEL_SPENT: Final = "ran out of fuel"


def how_to_see_more(trace: GuestTrace, said: str = "") -> str:
    """Return what to look for, and how to build so that a trace says more; empty: it names the author's lines already.

    `said` is the error's text: where the fuel was spent, no line tables tell more than the functions do.
    """
    if _FUEL_SPENT in said:
        return OUT_OF_FUEL
    if any(frame.file is not None for frame in trace.frames) or not trace.frames:
        return ""
    named = sum(map(is_named, trace.frames)) > len(trace.frames) // 2
    return WITHOUT_LINES if named else f"{WITHOUT_LINES} {WITHOUT_NAMES}"
