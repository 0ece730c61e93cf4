"""Injected faults: which texts name them, what they change, and when they are said to have triggered."""

from __future__ import annotations

import pytest

from workbench.errors.handshake import RequiredCapabilityUnavailable
from workbench.errors.operator import FaultUnknown
from workbench.protocol.budgets import SERVING, STRICT
from workbench.protocol.calls import CallFailure, CallOutcome, FailureKind, HostActivity, HostCall
from workbench.protocol.host_functions import QUOTA_EXCEEDED
from workbench.protocol.hosting.host_faults import HostFault, HostFaultKind
from workbench.protocol.hosting.injected_faults import NO_FAULTS, parse_plan

ALL = ("storage_put=fail", "any=slow:200", "fuel=1000", "wall_ms=20", "pages=20", "quota=0", "capability:fs:read")


def test_every_kind_of_fault_has_a_name_that_names_it_again() -> None:
    plan = parse_plan(ALL)
    assert plan.specs == ALL
    assert parse_plan(plan.specs) == plan


@pytest.mark.parametrize(
    ("spec", "same"), [("any", "any=fail"), ("cc_lb_log=fail", "log=fail"), ("fuel=0001", "fuel=1")]
)
def test_short_and_long_forms_mean_the_same(spec: str, same: str) -> None:
    assert parse_plan([spec]).specs == (same,)


@pytest.mark.parametrize(
    "spec",
    [
        "", "any=", "any=never", "log", "log=slow", "log=slow:", "log=slow:-1", "log=slow:60001", "log=fail:3",
        "http=fail", "fuel", "fuel=", "fuel=0", "fuel=-1", "fuel=1e6", "fuel=1000000000000000000000", "wall_ms=1",
        "pages=0", "quota=x", "capability:", "capability", "fuel=١",
    ],
)  # fmt: skip
def test_a_text_that_names_no_fault_is_rejected(spec: str) -> None:
    with pytest.raises(FaultUnknown, match="FUNCTION=fail"):
        parse_plan([spec])


@pytest.mark.parametrize(
    ("spec", "meant"),
    [
        ("storage_putt=fail", "storage_put=fail"),
        ("cc_lb_storage_gte=fial", "storage_get=fail"),
        ("log", "log=fail"),
        ("log=slow", "log=slow:MS"),
        ("log=slwo:20", "log=slow:20"),
        ("log=slow:99999", "log=slow:60000"),
        ("fule=1000", "fuel=1000"),
        ("fuel=0", "fuel=1"),
        ("fuel", "fuel=NUMBER"),
        ("capabilty:fs:read", "capability:fs:read"),
        ("capabilities", "capability:NAME"),
        ("http=fail", None),
    ],
)
def test_the_nearest_fault_is_named(spec: str, meant: str | None) -> None:
    with pytest.raises(FaultUnknown) as caught:
        parse_plan([spec], source="typed")
    assert (caught.value.nearest, caught.value.source) == (meant, "typed")


def test_faults_are_added_and_taken_away_one_by_one() -> None:
    plan = NO_FAULTS
    for spec in (*ALL, "fuel=7"):
        plan = plan.having(spec)
    assert "fuel=7" in plan.specs
    assert "fuel=1000" not in plan.specs
    for spec in (*plan.specs, "log=fail"):
        plan = plan.without(spec)
    assert plan == NO_FAULTS


def test_of_two_for_the_same_the_later_holds() -> None:
    assert parse_plan(["fuel=1", "fuel=2", "log=slow:1", "log=slow:2"]).specs == ("log=slow:2", "fuel=2")


def test_a_plan_makes_the_limits_of_a_budget_smaller() -> None:
    budget = parse_plan(ALL).apply(SERVING)
    limits = (budget.fuel, budget.wall_ms, budget.max_pages, budget.storage_quota_bytes)
    assert limits == (1000, 20, 20, 0)
    assert budget.host_faults == (
        HostFault("storage_put", HostFaultKind.FAIL),
        HostFault("any", HostFaultKind.SLOW, 200),
    )


def test_a_plan_makes_no_limit_larger() -> None:
    assert parse_plan(["fuel=100000000", "wall_ms=9000", "quota=9000000"]).apply(STRICT) == STRICT
    assert parse_plan(["pages=90"]).apply(STRICT).max_pages == 90


def test_no_faults_change_nothing() -> None:
    assert NO_FAULTS.apply(SERVING) == SERVING
    assert (NO_FAULTS.specs, NO_FAULTS.triggered(CallOutcome(), None)) == ((), ())


@pytest.mark.parametrize(
    ("spec", "failure"),
    [
        ("fuel=1000", FailureKind.FUEL),
        ("wall_ms=20", FailureKind.TIMEOUT),
        ("wall_ms=20", FailureKind.OVERSTAYED),
        ("pages=20", FailureKind.MEMORY),
    ],
)
def test_a_limit_strikes_where_the_call_ended_at_it(spec: str, failure: FailureKind) -> None:
    triggered = parse_plan(ALL).triggered(CallOutcome(failure=CallFailure(failure, "")), None)
    assert triggered == (spec,)


def test_host_functions_say_which_fault_they_triggered() -> None:
    calls = (
        HostCall("cc_lb_log", (), None, None, "any=slow:200"),
        HostCall("cc_lb_storage_put", (), None, QUOTA_EXCEEDED),
        HostCall("cc_lb_storage_put", (), None, "fails", "storage_put=fail any=slow:200"),
    )
    triggered = parse_plan(ALL).triggered(CallOutcome(activity=HostActivity(calls=calls)), None)
    assert triggered == ("storage_put=fail", "any=slow:200", "quota=0")


def test_a_capability_strikes_where_the_negotiation_missed_it() -> None:
    plan = parse_plan(ALL)
    assert plan.triggered(None, RequiredCapabilityUnavailable("fs:read", ())) == ("capability:fs:read",)
    assert plan.triggered(None, RequiredCapabilityUnavailable("another", ())) == ()
