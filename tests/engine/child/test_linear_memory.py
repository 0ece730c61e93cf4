"""How many pages a guest's memory has: what the guest itself says, or nothing."""

from __future__ import annotations

import sys

import pytest

from tests import guests
from tests.guests import export
from tests.marks import LINUX_ONLY
from workbench.engine.child.libextism import is_readable_at
from workbench.engine.child.linear_memory import GuestMemory, asks_beyond_32_bits, declared_pages
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import FailureKind

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what is mapped")

GROWING = guests.module(
    '(data (i32.const 70000) "an image of data, which is mapped on its own")',
    export("none", ""),
    export("one", "(drop (memory.grow (i32.const 1)))"),
    export("seven", "(drop (memory.grow (i32.const 7)))"),
    export("trap", "(drop (memory.grow (i32.const 2))) unreachable"),
    export("much", "(drop (memory.grow (i32.const 1000)))"),
    export("says", "(call $give (call $number (i64.extend_i32_u (memory.size))))"),
)


def opened(engine: EngineClient, module: bytes) -> int:
    instance = engine.open(module, SERVING, plugin_name="p", config={}).instance
    assert instance is not None
    return instance


def pages_after(engine: EngineClient, instance: int, name: str) -> int | None:
    return engine.call(instance, name, b"", output_max_bytes=100).memory_pages


@LINUX_ONLY
@pytest.mark.parametrize(
    "module", [GROWING, guests.module(export("says", "(call $give (call $number (i64.const 2)))"))]
)
def test_the_figure_is_what_the_guest_says(engine: EngineClient, module: bytes) -> None:
    instance = opened(engine, module)
    outcome = engine.call(instance, "says", b"", output_max_bytes=100)
    assert outcome.memory_pages == int.from_bytes(outcome.output, "little")


@LINUX_ONLY
def test_growth_is_followed_also_after_a_trap(engine: EngineClient) -> None:
    instance = opened(engine, GROWING)
    names = ("none", "one", "none", "seven", "trap", "one")
    assert [pages_after(engine, instance, name) for name in names] == [2, 3, 3, 10, 12, 13]
    said = engine.call(instance, "says", b"", output_max_bytes=100).output
    assert int.from_bytes(said, "little") == 13


@LINUX_ONLY
def test_growth_above_the_limit_leaves_the_memory_as_it_was(engine: EngineClient) -> None:
    instance = opened(engine, GROWING)
    outcome = engine.call(instance, "much", b"", output_max_bytes=100)
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.memory_pages) == (FailureKind.MEMORY, 2)


@LINUX_ONLY
def test_each_of_several_instances_has_its_own(engine: EngineClient) -> None:
    first, second = opened(engine, GROWING), opened(engine, GROWING)
    figures = [pages_after(engine, second, "seven"), pages_after(engine, first, "none")]
    engine.close(first)
    third = opened(engine, GROWING)
    assert [*figures, pages_after(engine, third, "one"), pages_after(engine, second, "none")] == [9, 2, 3, 9]


@LINUX_ONLY
def test_a_fresh_call_reports_its_memory(engine: EngineClient) -> None:
    outcome = engine.call_fresh(GROWING, STRICT, "much", b"", output_max_bytes=100)
    assert (outcome.failure, outcome.memory_pages) == (None, 1_002)


@pytest.mark.parametrize(
    "memories", ["", "(memory 0)", "(memory 1) (memory 1)", "(memory i64 1)"], ids=["none", "empty", "two", "wide"]
)
def test_where_it_cannot_be_known_nothing_is_said(engine: EngineClient, memories: str) -> None:
    module = guests.assemble(f'(module {memories} (func (export "zero") (result i32) (i32.const 0)))')
    outcome = engine.call_fresh(module, STRICT, "zero", b"", output_max_bytes=0)
    assert (outcome.failure, outcome.memory_pages) == (None, None)


def test_a_call_of_an_instance_that_is_gone_has_none(engine: EngineClient) -> None:
    instance = opened(engine, GROWING)
    engine.close(instance)
    assert (pages_after(engine, instance, "none"), engine.long_lived_instances) == (None, ())


@LINUX_ONLY
def test_a_call_that_finds_no_export_has_the_pages_of_the_call_before(engine: EngineClient) -> None:
    instance = opened(engine, GROWING)
    assert [pages_after(engine, instance, name) for name in ("one", "missing")] == [3, 3]


@pytest.mark.parametrize(
    ("module", "least"),
    [
        (guests.assemble("(module (memory 7))"), 7),
        (guests.assemble("(module (memory 300 4000))"), 300),
        (guests.assemble("(module (memory 1 2 shared))"), 0),
        (b"", 0),
        (b"(module (memory 1))", 0),
        (b"\0asm\1\0\0\0\5\xff\xff", 0),
        (b"\0asm\1\0\0\0" + b"\0\1\0" * 2_000 + b"\5\3\1\0\1", 0),
    ],
)
def test_a_module_declares_its_least(module: bytes, least: int) -> None:
    assert declared_pages(module) == least


@pytest.mark.parametrize(
    ("text", "beyond"),
    [
        ("(module)", False),
        ("(module (memory 65536))", False),
        ("(module (memory i64 65536))", False),
        ("(module (memory i64 65537))", True),
        ("(module (memory 1 2) (memory i64 4294967296))", True),
    ],
)
def test_a_memory_of_64_bits_may_ask_for_more_than_any_machine_gives(text: str, beyond: bool) -> None:
    assert asks_beyond_32_bits(guests.assemble(text)) is beyond


def test_a_process_that_holds_no_guest_finds_none() -> None:
    assert GuestMemory(GROWING).pages() is None
    assert not is_readable_at(8)
