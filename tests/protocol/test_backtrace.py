"""The engine's text of a call stack, read into frames."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.errors.stack_frame import StackFrame
from workbench.protocol.backtrace import BACKTRACE, FRAMES_MAX, frames_of

TEXT = f"""{BACKTRACE}:
    0:  0x269 - <unknown>!<wasm function 20>
    1: 0xe08c - plugin.wasm!core::panicking::panic_fmt::h9ec1c8305a7da9ae
    2: plugin.wasm!z.rec
   10:   0x1f - <unknown>!odd!name - 0x12
note: using the `WASMTIME_BACKTRACE_DETAILS=1` environment variable may show more debugging information
    3: 0x1 - <unknown>!behind the note"""


def test_each_line_becomes_a_frame_with_name_and_offset_where_it_has_them() -> None:
    assert frames_of(TEXT) == (
        StackFrame(None, 0x269),
        StackFrame("core::panicking::panic_fmt::h9ec1c8305a7da9ae", 0xE08C),
        StackFrame("z.rec", None),
        StackFrame("odd!name - 0x12", 0x1F),
    )


def test_another_text_has_no_frames() -> None:
    assert frames_of("timeout") == frames_of("") == frames_of(f"the guest says: {TEXT}") == ()


def test_lines_before_the_first_frame_are_passed_over() -> None:
    assert frames_of(f"{BACKTRACE}:\nnote: none\n    0: 0x1 - a!f") == (StackFrame("f", 1),)


def test_frames_are_bounded() -> None:
    many = "\n".join(f"{number:4}: 0x1 - <unknown>!f" for number in range(500))
    assert len(frames_of(f"{BACKTRACE}:\n{many}")) == FRAMES_MAX


@given(st.text(max_size=300))
def test_no_text_is_an_error(text: str) -> None:
    assert all(frame.file is None for frame in frames_of(f"{BACKTRACE}:\n    0: {text}"))
