"""Layers have their numbers, and a call's cost stands beside the limits of its budget."""

from __future__ import annotations

from dataclasses import replace

from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CallOutcome
from workbench.protocol.layers import Cost, Layer, cost_of


def test_layers_are_numbered_in_their_order() -> None:
    assert [layer.label for layer in Layer] == ["L1", "L2", "L3", "L4", "L5"]


def test_layers_are_named_as_people_read_them() -> None:
    assert [layer.title for layer in Layer] == ["identity", "handshake", "self-check", "record", "dispatch"]


def test_nothing_called_costs_nothing() -> None:
    assert cost_of(None, SERVING, 100) == Cost()


def test_a_cost_stands_beside_the_limits_of_its_budget() -> None:
    call = CallOutcome(output=b"12345", output_size_bytes=5, wall_us=7, compile_us=8, instantiate_us=9, memory_pages=3)
    assert cost_of(call, SERVING, 100) == Cost(
        wall_us=7,
        wall_max_ms=SERVING.wall_ms,
        compile_us=8,
        instantiate_us=9,
        output_bytes=5,
        output_max_bytes=100,
        memory_pages=3,
        memory_max_pages=32,
        fuel_max=SERVING.fuel,
    )


def test_a_budget_without_a_page_limit_limits_no_pages() -> None:
    assert cost_of(CallOutcome(), STRICT, 0).memory_max_pages == 0
    assert cost_of(CallOutcome(), replace(SERVING, max_pages=None), 0).memory_max_pages == 0
