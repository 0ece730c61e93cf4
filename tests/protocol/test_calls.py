"""What a call came to, as values."""

from __future__ import annotations

from workbench.protocol.calls import CANCELLED_REASON, FuelMeasured


def test_a_measurement_that_a_person_ended_is_no_failure_of_its_own() -> None:
    assert FuelMeasured(None, CANCELLED_REASON).is_cancelled
    assert not FuelMeasured(None, "the call failed").is_cancelled
    assert not FuelMeasured(7, None).is_cancelled
