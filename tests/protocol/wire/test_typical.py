"""Typical requests are what a running host sends."""

from __future__ import annotations

import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.warnings import payload_warnings
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.messages import request_type
from workbench.protocol.wire.problems import problems
from workbench.protocol.wire.typical import typical_request


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_typical_request_holds_nothing_that_a_host_would_not_send(function: str) -> None:
    request = typical_request(function)
    assert from_value(request_type(function), request) == request
    assert problems(request_type(function), compact(request), as_payload=True) == []
    assert payload_warnings(function, request) == ()


@pytest.mark.parametrize("function", WIRE_FUNCTIONS)
def test_a_typical_request_may_be_edited(function: str) -> None:
    typical_request(function).clear()
    assert typical_request(function)


def test_another_name_has_no_typical_request() -> None:
    with pytest.raises(KeyError):
        typical_request("route")
