"""The caps on what is kept of a call."""

from __future__ import annotations

from workbench.engine.wire import activity
from workbench.engine.wire.activity import ActivityLedger, shown
from workbench.protocol.calls import HostActivity, HostCall, LogLine


def test_parts_add_up_to_the_whole() -> None:
    ledger, whole = ActivityLedger(), ActivityLedger()
    for number in range(3):
        ledger.add_line(LogLine("info", str(number)))
        ledger.add_count("hits", 2)
        ledger.add_call(HostCall("f", ("a",), "r"))
        whole.add(ledger.take())
    assert ledger.is_empty
    assert ledger.take() == HostActivity()
    assert whole.take() == HostActivity(
        logs=tuple(LogLine("info", str(number)) for number in range(3)),
        counters={"hits": 6},
        calls=(HostCall("f", ("a",), "r"),) * 3,
    )


def test_the_caps_hold_over_all_parts_of_a_call() -> None:
    ledger = ActivityLedger()
    for number in range(activity.LOG_LINES_MAX + 5):
        ledger.add_line(LogLine("info", ""))
        ledger.add_call(HostCall("f", (), None))
        ledger.add_count(str(number), 1)
        if number == activity.LOG_LINES_MAX - 1:
            ledger.take()
    assert ledger.take() == HostActivity(logs_dropped=5, calls_dropped=5)


def test_texts_that_are_cut_once_are_not_cut_again() -> None:
    long = "x" * 100_000
    once, twice = ActivityLedger(), ActivityLedger()
    once.add_line(LogLine("info", long))
    once.add_count(long, 1)
    once.add_call(HostCall("f", (shown(long), shown(long.encode())), shown(long)))
    part = once.take()
    twice.add(part)
    assert twice.take() == part
    assert part.logs[0].message.endswith("… (100,000 characters in all)")
    assert part.calls[0].arguments[1].endswith("… (100,000 bytes in all)")


def test_what_another_process_says_is_cut() -> None:
    long = "x" * 100_000
    ledger = ActivityLedger()
    ledger.add(HostActivity(calls=(HostCall(long, (long,) * 50, long, long),), logs=(LogLine(long, long),)))
    kept = ledger.take()
    assert len(repr(kept)) < 150_000
    assert len(kept.calls[0].arguments) == activity.ARGUMENTS_MAX
