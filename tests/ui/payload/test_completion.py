"""What the payload editor is offered."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.payload.completion import payload_offers
from workbench.ui.payload.payload_problems import check


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_an_empty_editor_is_offered_whole_requests(function: str) -> None:
    found = payload_offers(function, " \n", 0, '{"sent": 1}')
    assert [one.label for one in found.offers] == ["minimal", "typical", "last sent"]
    assert (found.start, found.end) == (0, 2)
    assert [one.text for one in found.offers][2] == '{"sent": 1}'
    assert not check(function, found.offers[1].text)
    assert not any(one.is_error for one in check(function, found.offers[0].text)) or function == "observe"
    json.loads(found.offers[0].text)


def test_without_a_payload_that_was_sent_none_is_offered() -> None:
    assert [one.label for one in payload_offers("shape", "", 0).offers] == ["minimal", "typical"]


def test_a_key_is_offered_with_its_type_and_meaning() -> None:
    found = payload_offers("shape", '{"req', 5)
    (one,) = found.offers
    assert (one.label, one.type, one.is_required, found.typed) == ("request", "RequestWire", True, "req")
    assert one.meaning
