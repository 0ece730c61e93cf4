"""The caps on what is kept of a call."""

from __future__ import annotations

from workbench.engine.wire import activity, frames, messages, untrusted
from workbench.engine.wire.activity import (
    LINE_MAX_CHARACTERS,
    REMARK_MAX_CHARACTERS,
    SHOWN_MAX_CHARACTERS,
    ActivityLedger,
    portions,
    shown,
)
from workbench.protocol.calls import HostActivity, HostCall, LogLine
from workbench.protocol.host_functions import ClockSetting, RandomSetting


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


def test_a_large_part_goes_in_portions_that_add_up_to_it() -> None:
    logs = tuple(LogLine("info", "x" * size) for size in (10, 70_000, 70_000, 60_000, 60_000, *[1] * 900))
    calls = tuple(HostCall("cc_lb_log", (str(number),), None) for number in range(1_000))
    counters = {str(number): number for number in range(1_000)}
    whole = HostActivity(logs, 3, counters, calls, 4)
    found = list(portions(whole))
    assert tuple(line for part in found for line in part.logs) == logs
    assert tuple(call for part in found for call in part.calls) == calls
    assert {name: count for part in found for name, count in part.counters.items()} == counters
    assert (sum(part.logs_dropped for part in found), sum(part.calls_dropped for part in found)) == (3, 4)


def test_a_small_part_goes_as_it_is() -> None:
    part = HostActivity((LogLine("info", "x"),), 1, {"hits": 1}, (), 2)
    assert list(portions(part)) == [part]


def test_no_portion_of_the_largest_activity_makes_a_header_that_our_process_would_reject() -> None:
    # What takes most room in JSON is a control character.
    text = "\x01" * (LINE_MAX_CHARACTERS + REMARK_MAX_CHARACTERS)
    short = "\x01" * (SHOWN_MAX_CHARACTERS + REMARK_MAX_CHARACTERS)
    logs = tuple(LogLine("error", text if number < 4 else "\x01") for number in range(1_000))
    calls = tuple(HostCall("cc_lb_storage_put", (short, short), short) for _ in range(999))
    calls = (*calls, HostCall("cc_lb_storage_put", (short, short), None, text))
    counters = {f"{number:04}{short[4:]}": 1 for number in range(1_000)}
    for part in portions(HostActivity(logs, 0, counters, calls, 0)):
        header = messages.activity_header(part, ClockSetting(), RandomSetting())
        assert sum(map(len, frames.pieces(header))) < untrusted.HEADER_MAX_BYTES


def test_a_counter_that_runs_over_stays_at_its_largest() -> None:
    ledger = ActivityLedger()
    ledger.add_count("hits", 2**64 - 1)
    ledger.add_count("hits", 2**64 - 1)
    assert ledger.take().counters == {"hits": 2**64 - 1}
