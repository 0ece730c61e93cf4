"""Many calls in one request, each on an instance of its own."""

from __future__ import annotations

from collections.abc import Sequence

from tests import guests
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.budgets import STRICT
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.session.ports import OutcomesListener

PATIENCE_MS = 300_000


def called(
    engine: EngineClient,
    exports: Sequence[str],
    *,
    module: bytes = guests.GOOD,
    limit_ms: int = PATIENCE_MS,
    on_outcomes: OutcomesListener | None = None,
) -> tuple[CallOutcome, ...]:
    calls = [(export, b"payload") for export in exports]
    return engine.call_each_fresh(
        module, STRICT, calls, output_max_bytes=100, limit_ms=limit_ms, on_outcomes=on_outcomes
    )


def test_each_call_finds_an_instance_of_its_own(engine: EngineClient) -> None:
    assert [int.from_bytes(one.output, "little") for one in called(engine, ["count"] * 3)] == [1, 1, 1]


def test_a_call_that_fails_ends_no_other(engine: EngineClient) -> None:
    outcomes = called(engine, ["echo", "trap", "five", "nothing", "echo"])
    kinds = [one.failure.kind if one.failure else None for one in outcomes]
    assert kinds == [None, FailureKind.TRAP, FailureKind.EXIT_CODE, FailureKind.MISSING_EXPORT, None]
    assert (outcomes[0].output, outcomes[4].output) == (b"payload", b"payload")


def test_a_module_that_cannot_be_built_gives_every_call_the_reason(engine: EngineClient) -> None:
    module = guests.assemble('(module (import "nowhere" "nothing" (func)))')
    kinds = [one.failure and one.failure.kind for one in called(engine, ["a", "b"], module=module)]
    assert kinds == [FailureKind.INSTANTIATE] * 2


def test_no_call_begins_when_the_time_is_up_but_the_first(engine: EngineClient) -> None:
    assert len(called(engine, ["zero"] * 5, limit_ms=0)) == 1


def test_outcomes_are_notified_of_in_their_order(engine: EngineClient) -> None:
    heard: list[CallOutcome] = []
    outcomes = called(engine, ["echo", "five", "zero"], on_outcomes=heard.extend)
    assert tuple(heard) == outcomes


def test_a_cancel_ends_the_calls_that_are_left(engine: EngineClient) -> None:
    # Each of the others would run to the end of its budget: the cancel comes before the last one is over.
    outcomes = called(engine, ["zero", *["spin"] * 500], on_outcomes=lambda _: engine.cancel())
    last = outcomes[-1].failure
    assert last is not None
    assert last.kind is FailureKind.CANCELLED
    assert len(called(engine, ["zero"] * 2)) == 2
