"""An entry of the history comes back from its line as it went in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.dispatches import entry, failure
from workbench.protocol.budgets import Imports
from workbench.protocol.host_functions import ClockSetting, RandomSetting
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.session.history.entries import matches
from workbench.session.history.entry_line import entry_line, read_entry
from workbench.session.values.conditions import Conditions
from workbench.session.values.history import HistoryFilter
from workbench.session.values.host_view import HostView, storage_sha256


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"payload": "", "request_text": None, "outcome": failure()},
        {"payload": 'half a pair \udc80, a feed \n, "quotes", \u2028', "parent": 3, "marked": True},
        {"fresh": True, "interrupted": True, "clock_read_unix_ms": 1_700_000_000_000, "drew_secure_random": True},
        {
            "before": HostView({"k": b"\0\xff"}, storage_sha256({"k": b"\0\xff"}), {"hits": 2}, ClockSetting(5, 1)),
            "after": HostView(None, "cd" * 32, {}, ClockSetting(), RandomSetting("seed", 32)),
        },
        {"conditions": Conditions(), "logs": ()},
        {
            "conditions": Conditions(Imports.TRAP, ("a",), faults=parse_plan(["fuel=9"])),
            "logs": ("info a\nb", "warn \udc80"),
        },
        {"conditions": Conditions(), "logs": None},
        {"triggered": ("fuel=9",), "started_from": "a state"},
    ],
)
def test_an_entry_comes_back_from_its_line(fields: dict[str, Any]) -> None:
    kept = entry(number=12, **fields)
    line = entry_line(kept)
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert read_entry(line) == kept


@pytest.mark.parametrize(
    "line",
    [
        *(b"", b"{}", b"[]", b"{", b"null", b'{"mark":1,"marked":true}', b"\xff"),
        entry_line(entry(number=1))[:-20],
        entry_line(entry(number=1, conditions=Conditions(Imports.TRAP))).replace(b'"trap"', b'"traps"'),
    ],
)
def test_what_is_no_entry_is_refused_with_one_kind_of_error(line: bytes) -> None:
    with pytest.raises(ValueError):
        read_entry(line)


def test_an_entry_of_an_earlier_version_is_read_under_its_old_names() -> None:
    kept = entry(number=12, interrupted=True)
    assert read_entry(entry_line(kept).replace(b'"interrupted"', b'"interrupted"')) == kept


def test_the_hash_of_a_storage_tells_keys_from_values() -> None:
    assert storage_sha256({"a": b"bc"}) != storage_sha256({"ab": b"c"})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (HistoryFilter(), True),
        (HistoryFilter(function="shape", outcome="ok", generation=1, plugin="sample", marked=False), True),
        (HistoryFilter(function="sign"), False),
        (HistoryFilter(outcome="fallback"), False),
        (HistoryFilter(parent=1), False),
        (HistoryFilter(text="post"), True),
        (HistoryFilter(text="Post"), False),
        (HistoryFilter(text="api.example"), True),
        (HistoryFilter(text="serving"), False),
    ],
)
def test_a_filter_holds_when_each_of_its_wishes_does(wanted: HistoryFilter, found: bool) -> None:
    assert matches(wanted, entry()) is found
    assert matches(replace(wanted, outcome="fallback"), entry(outcome=failure())) is (
        matches(replace(wanted, outcome=None), entry(outcome=failure()))
    )
