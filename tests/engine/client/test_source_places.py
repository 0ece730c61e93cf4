"""Traps of real modules name lines of the author's source, and the engine's own words stay as they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import guests
from tests.guests import Texts, export
from workbench.engine.client.connection import Module
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.source_places import KEPT_MAX, SourcePlaces
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.errors.trap_cause import cause_words
from workbench.protocol.backtrace import BACKTRACE
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, LogLine

SAMPLES = Path(__file__).parent.parent.parent / "protocol" / "debug_info" / "samples"
TRAPPED = CallOutcome(failure=CallFailure(FailureKind.TRAP, "reason", trace=GuestTrace((StackFrame("f", 95),))))


@pytest.mark.parametrize("way", ["fresh", "long-lived", "many"])
def test_a_trap_names_file_and_line_in_each_way_to_call(engine: EngineClient, way: str) -> None:
    module = (SAMPLES / "c_dwarf5.wasm").read_bytes()
    if way == "fresh":
        outcome = engine.call_fresh(module, SERVING, "divide", b"", output_max_bytes=0)
    else:
        opened = engine.open(module, SERVING, plugin_name="c", config={})
        assert opened.instance is not None
        if way == "many":
            (outcome,) = engine.call_many(opened.instance, [("divide", b"")], output_max_bytes=0)
        else:
            outcome = engine.call(opened.instance, "divide", b"", output_max_bytes=0)
    failure = outcome.failure
    assert failure is not None
    assert failure.trace is not None
    assert [(one.function, one.line) for one in failure.trace.frames] == [
        ("divided", 2),
        ("inlined", 6),
        ("divide", 12),
    ]
    assert failure.cause == "wasm trap: integer divide by zero"
    assert failure.reason.startswith(f"{BACKTRACE}:\n    0:")
    assert "trap.c" not in failure.reason


TRAPS = {
    "integer division by zero": "(drop (i32.div_s (i32.const 1) (i32.const 0)))",
    "integer overflow": "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))",
    "out of bounds memory access at 0x7fffff00": "(drop (i32.load (i32.const 0x7fffff00)))",
    "out of bounds memory access": "(memory.fill (i32.const 0x7fffff00) (i32.const 0) (i32.const 9))",
    "unreachable executed (in Rust and Zig: a panic)": "unreachable",
    "call stack exhausted": "(call $deep)",
    "call through a function pointer beyond the table": "(call_indirect (i32.const 9))",
    "call through a null function pointer": "(call_indirect (i32.const 0))",
    "call through a function pointer of another type": "(call_indirect (i32.const 1))",
}
"""What a guest does, by the words in which it is told."""


def test_each_trap_is_told_in_the_words_of_the_field(engine: EngineClient) -> None:
    bodies = [export(f"trap{place}", body) for place, body in enumerate(TRAPS.values())]
    table = "(table 2 funcref) (elem (i32.const 1) $takes) (func $takes (param i32)) (func $deep (call $deep))"
    module = guests.module(*bodies, table)
    for place, words in enumerate(TRAPS):
        failure = engine.call_fresh(module, SERVING, f"trap{place}", b"", output_max_bytes=0).failure
        assert failure is not None
        assert failure.trace is not None, words
        assert cause_words(failure.cause, failure.trace.fault_address) == words


def test_the_guests_last_words_are_those_of_its_log(engine: EngineClient) -> None:
    texts = Texts()
    body = f"(call $log {texts.block('error')} {texts.block('no such index')}) unreachable"
    outcome = engine.call_fresh(
        guests.module(export("go", body), texts.segments, host=True), SERVING, "go", b"", output_max_bytes=0
    )
    assert outcome.failure is not None
    assert outcome.failure.trace is not None
    assert outcome.failure.trace.panic == "no such index"
    assert outcome.activity.logs == (LogLine("error", "no such index"),)


@pytest.mark.parametrize(
    ("file", "here"),
    [
        ("/build/src/lib.rs", "/home/me/src/lib.rs"),
        ("/build/deep/lib.rs", "here/lib.rs"),
        ("/builder/src/lib.rs", "/builder/src/lib.rs"),
        ("/root/lib.rs", "/lib.rs"),
        (None, None),
    ],
)
def test_paths_of_another_machine_are_replaced_by_the_settings(
    file: str | None, here: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fixed:
        def __init__(self, module: bytes) -> None:
            """Whatever it is."""

        def located(self, frames: tuple[StackFrame, ...]) -> tuple[StackFrame, ...]:
            return tuple(replace(frame, file=file) for frame in frames)

    monkeypatch.setattr("workbench.protocol.debug_info.source_map.SourceMap", Fixed)
    places = SourcePlaces({"/build": "/home/me/", "/build/deep/": "here", "/root": "/"})
    failure = places.added_to(TRAPPED, Module("ab", b"")).failure
    assert failure is not None
    assert failure.trace is not None
    assert failure.trace.frames[0].file == here


def test_what_did_not_trap_is_left_alone() -> None:
    places = SourcePlaces()
    for outcome in (CallOutcome(b"output"), CallOutcome(failure=CallFailure(FailureKind.FUEL, "fuel"))):
        assert places.added_to(outcome, Module("ab", b"")) is outcome
    assert places.added_to(TRAPPED, None) is TRAPPED


def test_debug_information_of_few_modules_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []

    class Counted:
        def __init__(self, module: bytes) -> None:
            read.append(module)

        def located(self, frames: tuple[StackFrame, ...]) -> tuple[StackFrame, ...]:
            return frames

    monkeypatch.setattr("workbench.protocol.debug_info.source_map.SourceMap", Counted)
    places = SourcePlaces()
    for name in ("a", "b", "a", "b", "c", "b", "a"):
        places.added_to(TRAPPED, Module(name, name.encode()))
    assert read == [b"a", b"b", b"c", b"a"]
    assert KEPT_MAX == 2
