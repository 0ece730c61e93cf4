"""The two budgets, and what `--imports` makes of them (PROTOCOL.md section 3)."""

from __future__ import annotations

from workbench.protocol.budgets import BUDGETS, SERVING, STRICT, HostLink, Imports, adjusted, departures
from workbench.protocol.functions import Policy


def test_the_budgets_are_those_of_the_protocol() -> None:
    assert (STRICT.wall_ms, STRICT.fuel, STRICT.max_pages, STRICT.wasi) == (200, 10_000_000, None, False)
    assert (SERVING.wall_ms, SERVING.fuel, SERVING.max_pages, SERVING.wasi) == (5_000, 1_000_000_000, 32, True)
    assert SERVING.storage_quota_bytes == 1_048_576
    assert list(BUDGETS) == ["strict", "serving"]


def test_traps_stand_in_only_for_what_is_not_linked() -> None:
    assert STRICT.with_imports(Imports.REFERENCE) == STRICT
    assert STRICT.with_imports(Imports.TRAP).host_link is HostLink.TRAPS
    assert SERVING.with_imports(Imports.TRAP) == SERVING


def test_a_budget_says_how_it_departs_from_the_protocols() -> None:
    assert departures(STRICT) == departures(SERVING) == ()
    assert departures(STRICT.with_imports(Imports.TRAP)) == ("host functions are linked, and trap",)
    own = adjusted(STRICT, {"wall_ms": 400, "fuel": 0, "max_pages": 64})
    assert departures(own) == (
        "wall_ms 400 instead of 200",
        "fuel no limit instead of 10,000,000",
        "max_pages 64 instead of no limit",
    )


def test_each_policy_says_what_the_host_does() -> None:
    assert {policy.effect for policy in Policy} == {
        "the host fails the downstream request",
        "the host goes on as if the plugin had changed nothing",
        "the host drops the call and goes on",
        "the host keeps all candidates",
    }
