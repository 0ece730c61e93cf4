"""A call that does not end is made once more, and the engine says where it is then."""

from __future__ import annotations

import os
import sys

import pytest

from tests import guests
from tests.builders import custom_section, section, wasm_module
from tests.guests import export
from tests.marks import LINUX_ONLY
from workbench.engine.child.stack_search import SECTIONS_MAX_BYTES, custom_sections
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING


@pytest.mark.skipif(sys.platform != "linux", reason="where there is no memory that is a file, nothing is found")
@LINUX_ONLY
def test_the_place_of_a_loop_is_found_and_the_host_left_alone(engine: EngineClient) -> None:
    module = guests.module("(func $round (loop $again (br $again)))", export("go", "(call $round)"))
    before = engine.host.snapshot()
    trace = engine.find_stack(module, SERVING, "go", b"", plugin_name="p", config={})
    assert trace is not None
    assert [frame.function for frame in trace.frames][-1] == "go"
    assert len(trace.frames) == 2
    assert engine.host.snapshot() == before
    assert engine.call_fresh(guests.GOOD, SERVING, "zero", b"", output_max_bytes=0).failure is None


def test_a_call_that_ends_leaves_no_dump(engine: EngineClient) -> None:
    assert engine.find_stack(guests.GOOD, SERVING, "zero", b"", plugin_name="p", config={}) is None


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="there is no memory that is a file here")
def test_of_a_dump_the_small_custom_sections_are_taken() -> None:
    small, large = custom_section("corestack", b"stack"), custom_section("blob", bytes(SECTIONS_MAX_BYTES))
    descriptor = os.memfd_create("dump")
    try:
        os.write(descriptor, wasm_module([section(5, b"\0"), large, section(11, bytes(5_000)), small]))
        assert custom_sections(descriptor) == wasm_module([small])
    finally:
        os.close(descriptor)
