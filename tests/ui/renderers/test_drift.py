"""What stands on the sheet of hidden state."""

from __future__ import annotations

import pytest

from tests.ui.renderers.test_sheet_renderers import cells, text
from workbench.errors.operator import EngineUnavailable
from workbench.session.values.drift_report import Drift, DriftCause, DriftReport, DriftState, FunctionDrift
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.ui.renderers import drift

MEMORY = Drift(DriftCause.MEMORY, 2, JsonDifference("/body_base64", JsonChange.CHANGED, "one\x1b", "two"), "ok", "ok")
CLOCK = Drift(DriftCause.CLOCK, 3, None, "ok", "plugin_call")
FOUND = DriftState(
    4,
    "sign",
    DriftReport(
        (FunctionDrift("shape", 5), FunctionDrift("sign", 5, (CLOCK,)), FunctionDrift("observe", 5, (CLOCK, MEMORY)))
    ),
)


def test_each_function_says_what_its_answers_depend_on() -> None:
    assert cells(drift.rows(FOUND)) == [
        ["shape", "✓ no hidden state", "the payload alone"],
        ["sign", "✓ no hidden state", "clock"],
        ["observe", "✕ hidden state", "clock, instance memory"],
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (None, "no build answers"),
        (DriftState(4, "sign"), "running"),
        (DriftState(4, "sign", error=EngineUnavailable("gone")), "not run"),
        (FOUND, "✕ hidden state"),
        (DriftState(4, "sign", DriftReport(())), "✓ no hidden state"),
    ],
)
def test_the_summary_says_how_far_it_is(state: DriftState | None, said: str) -> None:
    assert said in drift.summary(state).plain


def test_a_cause_is_shown_with_the_first_difference_or_the_two_endings() -> None:
    shown = text(drift.lines(FOUND, "observe"))
    assert "depends on the host's clock" in shown
    assert "call 1 ended ok, call 3 ended plugin_call" in shown
    assert "body_base64" in shown
    assert "one\\u001b" in shown
    assert "two" in shown


def test_a_function_without_hidden_state_says_what_was_tried() -> None:
    assert "5 calls" in text(drift.lines(FOUND, "shape"))
    assert "again and again" in text(drift.lines(None, None))
    assert "gone" in text(drift.lines(DriftState(4, "sign", error=EngineUnavailable("gone")), None))
