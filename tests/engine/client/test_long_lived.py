"""What a long-lived instance was built from, and how a batch of its calls is cut."""

from __future__ import annotations

import hashlib

import pytest

from workbench.engine.client import long_lived
from workbench.engine.client.long_lived import LongLived, named, portions, rebuilt, unknown_instance
from workbench.protocol.budgets import SERVING
from workbench.protocol.calls import CallOutcome, FailureKind, Phase


def test_an_instance_is_built_from_its_module_under_its_budget_for_its_plugin() -> None:
    instance = LongLived(3, named(b"module"), SERVING, "plugin", {"key": "value"})
    request = instance.building()
    assert (request.kind, request.phase, request.module) == ("open", Phase.COMPILE, instance.module)
    assert (request.fields["instance"], request.fields["plugin"]) == (3, "plugin")
    assert (request.fields["sha256"], request.fields["config"]) == (
        hashlib.sha256(b"module").hexdigest(),
        {"key": "value"},
    )


def test_a_call_of_it_needs_no_module_and_names_the_instance() -> None:
    request = LongLived(3, named(b"module"), SERVING, "plugin", {}).request("call", {"export": "run"}, b"{}", 100)
    assert (request.phase, request.module, request.payload, request.output_max_bytes) == (Phase.CALL, None, b"{}", 100)
    assert request.fields == {"export": "run", "instance": 3, "output_max_bytes": 100}


@pytest.mark.parametrize(
    ("sizes", "cut"),
    [
        ([], []),
        ([1], [1]),
        ([1, 1, 1, 1], [3, 1]),
        ([4, 4, 4], [2, 1]),
        ([50, 1, 50], [1, 1, 1]),
    ],
)
def test_a_batch_is_cut_by_its_calls_and_its_bytes_but_never_within_a_call(
    monkeypatch: pytest.MonkeyPatch, sizes: list[int], cut: list[int]
) -> None:
    monkeypatch.setattr(long_lived, "BATCH_CALLS_MAX", 3)
    monkeypatch.setattr(long_lived, "BATCH_MAX_BYTES", 10)
    calls = [("run", bytes(size)) for size in sizes]
    found = list(portions(calls))
    assert [len(portion) for portion in found] == cut
    assert [call for portion in found for call in portion] == calls


def test_a_call_of_no_instance_is_an_error_of_ours() -> None:
    failure = unknown_instance(7).failure
    assert failure is not None
    assert (failure.kind, failure.reason) == (
        FailureKind.INTERNAL_ERROR,
        "expected a long-lived instance, found the number 7",
    )


def test_the_first_call_after_a_rebuild_carries_its_costs() -> None:
    outcome = rebuilt(CallOutcome(output=b"x"), CallOutcome(compile_us=5, instantiate_us=6))
    assert (outcome.output, outcome.compile_us, outcome.instantiate_us, outcome.restarted) == (b"x", 5, 6, True)
