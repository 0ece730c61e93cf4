"""The call stack in a core dump of the engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import custom_section, leb128, name, vector, wasm_module
from workbench.protocol.coredump import FRAMES_MAX, stack_of


def instance(module: int) -> bytes:
    return b"\0" + leb128(module) + vector([leb128(1)]) + vector([leb128(2), leb128(3)])


def frame(of_instance: int, function: int, offset: int) -> bytes:
    return b"\0" + leb128(of_instance) + leb128(function) + leb128(offset) + b"\0\0"


def dump(*frames: bytes) -> bytes:
    instances = vector([instance(0), instance(1), instance(1)])
    stack = b"\0" + name("main") + vector(frames)
    return wasm_module([custom_section("coreinstances", instances), custom_section("corestack", stack)])


def test_the_plugins_frames_are_told_and_those_of_the_kernel_are_not() -> None:
    assert stack_of(dump(frame(0, 15, 1), frame(2, 274, 83), frame(2, 7, 300))) == ((274, 83), (7, 300))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0asm\1\0\0\0",
        wasm_module([custom_section("corestack", b"\0")]),
        wasm_module([custom_section("coreinstances", vector([instance(0)])), custom_section("corestack", b"\0\5ma")]),
        b"no",
    ],
    ids=["empty", "no section", "one section", "cut off", "no module"],
)
def test_what_is_no_dump_has_no_frames(content: bytes) -> None:
    assert stack_of(content) == ()


def test_frames_are_bounded() -> None:
    assert len(stack_of(dump(*[frame(1, 1, 1)] * 500))) == FRAMES_MAX


def test_a_frame_with_values_ends_the_stack_since_the_engine_writes_none() -> None:
    local, operand = b"\1\x7f\1\0", b"\0\1\x7f\1"
    for values in (local, operand):
        stack = dump(frame(1, 5, 6), frame(1, 7, 8)[:-2] + values, frame(1, 9, 10))
        assert stack_of(stack) == ((5, 6),)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_dump_is_an_error(instances: bytes, stack: bytes) -> None:
    sections = [custom_section("coreinstances", instances), custom_section("corestack", stack)]
    assert len(stack_of(wasm_module(sections))) <= FRAMES_MAX
