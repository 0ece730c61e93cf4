"""Names of steps, and edits of a journey that goes on from one of them."""

from __future__ import annotations

import pytest

from tests.journeys import ALL, drive
from workbench.protocol.functions import Policy
from workbench.protocol.journey.step import is_step_name, with_edit


@pytest.mark.parametrize("name", ["sign", "sign.2", "observe.12"])
def test_a_step_is_named_by_its_function_and_by_its_turn(name: str) -> None:
    assert is_step_name(name)


@pytest.mark.parametrize("name", ["", "upstream", "sign.", "sign.1", "sign.0", "sign.02", "sign.x", "sign.²", "sing"])
def test_anything_else_is_no_name_of_a_step(name: str) -> None:
    assert not is_step_name(name)


def test_an_edit_keeps_those_before_it_and_drops_those_behind() -> None:
    steps = drive(ALL).end.steps
    edits = with_edit({"filter": "1", "sign": "2", "observe.4": "3"}, steps, "shape", "4")
    assert edits == {"filter": "1", "shape": "4"}


def test_an_edit_of_a_step_that_did_not_come_keeps_all_that_did() -> None:
    steps = drive(ALL).end.steps
    assert with_edit({"filter": "1"}, steps, "sign.3", "4") == {"filter": "1", "sign.3": "4"}


def test_a_step_says_what_a_host_falls_back_to_how_it_ended_and_what_it_took() -> None:
    steps = {step.name: step for step in drive(ALL, "broken").end.steps}
    assert (steps["observe"].policy, steps["upstream"].policy) == (Policy.SILENT_SKIP, None)
    assert (steps["upstream"].word, steps["observe"].wall_us, steps["upstream"].wall_us) == ("200, broken", 100, 0)
    assert steps["observe"].is_good
    assert steps["upstream"].is_good
    assert (steps["observe"].logs, steps["upstream"].logs) == ((), ())
    lacking = drive([{"shape": ALL[1]["shape"]}], "500").end.steps[-1]
    assert (lacking.is_good, lacking.is_ok, lacking.wall_us) == (False, False, 0)
