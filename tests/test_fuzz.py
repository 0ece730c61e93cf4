"""The fuzz run itself: a case follows from its number, and what goes wrong is told."""

from __future__ import annotations

import pytest

from tests.fuzz import __main__ as fuzz
from tests.fuzz.targets import Trial


def test_some_cases_of_each_kind_pass() -> None:
    tally = fuzz.Tally()
    faults = [fault for number in range(150) if (fault := fuzz.fault_of(20, number, tally))]
    assert faults == []
    assert {outcome.partition(":")[0] for outcome in tally.outcomes} == {"module", "text"}


def test_a_case_follows_from_seed_and_number() -> None:
    kind, trial = fuzz.case_of(1, 7)
    assert (kind, trial.content) == (fuzz.case_of(1, 7)[0], fuzz.case_of(1, 7)[1].content)
    assert trial.content != fuzz.case_of(2, 7)[1].content


def test_any_other_exception_is_told_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(trial: Trial) -> str:
        raise RecursionError(len(trial.content))

    monkeypatch.setattr(fuzz, "try_module", broken)
    monkeypatch.setattr(fuzz, "try_text", lambda kind, trial: broken(trial))
    assert "RecursionError" in (fuzz.fault_of(1, 0, fuzz.Tally()) or "")


def test_a_part_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "LIMIT_S", 0.0)
    assert "took" in (fuzz.fault_of(1, 0, fuzz.Tally()) or "")
