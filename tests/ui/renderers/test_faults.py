"""What is said of injected faults: in their view, in the first line, beside an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from tests.ui.renderers.test_sheet_renderers import cells, text
from workbench.protocol.calls import CallOutcome, HostActivity, HostCall
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.hosting.injected_faults import NO_FAULTS, parse_plan
from workbench.session.history.entries import history_entry
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.state import SessionState
from workbench.ui.renderers import dispatch, faults, header, history, host, response

PLAN = parse_plan(["storage_put=fail", "any=slow:20", "fuel=1000", "capability:fs:read"])
TRIGGERED = HostCall("cc_lb_storage_put", ("k\x1b", "v"), None, "fails on purpose", "storage_put=fail any=slow:20")
SLOW = HostCall("cc_lb_log", ("info", "x"), None, None, "any=slow:20")


def faulty(*, triggered: tuple[str, ...] = ("storage_put=fail", "any=slow:20")) -> SessionState:
    """Return a session with faults, all but the limit of which its last dispatch had."""
    state = states.ready()
    call = CallOutcome(activity=HostActivity(calls=(TRIGGERED, SLOW)))
    last = replace(
        last_of(state),
        faults=parse_plan(["storage_put=fail", "any=slow:20", "capability:fs:read", "quota=0"]),
        triggered=triggered,
        outcome=replace(last_of(state).outcome, call=call),
    )
    settings = replace(state.settings, faults=PLAN, capabilities=frozenset({"fs:read"}))
    return replace(state, last=last, settings=settings)


def last_of(state: SessionState) -> DispatchRecord:
    assert state.last is not None
    return state.last


def test_each_fault_says_what_it_does_and_whether_it_was_triggered() -> None:
    rows = cells(host.table(faulty(), "faults").rows)
    assert rows == [
        ["storage_put=fail", "● triggered", "each call of storage_put fails, and with it the dispatch"],
        ["any=slow:20", "● triggered", "each call of a host function takes 20 ms longer"],
        ["fuel=1000", "injected since", "at most 1,000 fuel, instead of 1,000,000,000"],
        ["capability:fs:read", "not triggered", "the host does not offer it: the handshake runs again"],
        ["quota=0", "not triggered", "cleared since"],
    ]
    assert host.summary(faulty(), "faults").plain == "4 injected, 2 triggered in the last dispatch"
    assert [choice.note for choice in host.view_choices(faulty()) if choice.key == "faults"] == ["4"]


def test_a_fault_without_effect_says_so() -> None:
    state = states.ready()
    plan = parse_plan(["wall_ms=9000", "capability:fs:read"])
    rows = cells(faults.rows(replace(state, settings=replace(state.settings, faults=plan), last=None)))
    assert [row[1:] for row in rows] == [
        ["–", "the budget allows only 5,000 ms of wall clock anyway: no effect"],
        ["–", "the host does not offer it anyway: no effect"],
    ]


def test_a_fault_shows_the_calls_that_triggered_it() -> None:
    shown = text(faults.detail_lines(faulty(), "storage_put=fail"))
    assert "cc_lb_storage_put(k␛, v) ✕ failed" in shown
    assert "cc_lb_log" not in shown
    assert "cc_lb_log(info, x)" in text(faults.detail_lines(faulty(), "any=slow:20"))


def test_where_none_is_set_it_is_said_how_one_is() -> None:
    shown = text(host.detail_lines(states.ready(), "faults", None, as_bytes=False, width=80))
    for part in ("No fault is injected", "storage_put=fail", "capability:NAME", "random_bytes"):
        assert part in shown


@pytest.mark.parametrize("width", [80, 120])
def test_nobody_forgets_what_is_set(width: int) -> None:
    def first_line(state: SessionState) -> str:
        return header.header_line(state, 1_700_000_004.0, width).plain

    state = replace(faulty(), host_start="warm")
    assert "! 4 injected faults, starts from warm" in first_line(state)
    assert dispatch.instance_text(state).endswith(" · 4 injected faults · starts from warm")
    one = replace(state, settings=replace(state.settings, faults=parse_plan(["any"])), host_start="")
    assert "! 1 injected fault  " in first_line(one)
    none = replace(one, settings=replace(one.settings, faults=NO_FAULTS))
    assert "!" not in first_line(none)


def test_an_answer_says_what_was_set_and_what_was_triggered() -> None:
    assert "✓ ok  ! 2 faults triggered" in response.outcome_line(faulty()).plain
    assert "! no fault triggered" in response.outcome_line(faulty(triggered=())).plain
    lines, whole = response.content(faulty(), "response", None, width=60)
    assert text(lines).split("\n")[:2] == [
        "injected storage_put=fail, any=slow:20, quota=0, capability:fs:read",
        "triggered storage_put=fail, any=slow:20",
    ]
    assert whole is not None
    assert "faults set" not in whole
    assert "cc_lb_log(info, x)  injected: any=slow:20" in text(response.log_lines(last_of(faulty()).outcome.call))


def test_an_entry_of_the_history_says_it_too() -> None:
    state = faulty()
    assert state.newest is not None
    last = replace(last_of(state), started_from="warm")
    host_then = HostSnapshot()
    entry = history_entry(last, state.newest, state.settings, before=host_then, after=host_then, run="1")
    shown = text(history.entry_lines(entry, width=80))
    for part in ("faults storage_put=fail", "triggered storage_put=fail, any=slow:20", "started from warm"):
        assert part in shown


def test_a_wrong_text_is_told_with_the_nearest() -> None:
    assert faults.typed_fault(" any ") == "any=fail"
    with pytest.raises(ValueError, match="no fault is called 'fule=9': did you mean 'fuel=9'"):
        faults.typed_fault("fule=9")
    with pytest.raises(ValueError, match="expected FUNCTION=fail"):
        faults.typed_fault("?")
