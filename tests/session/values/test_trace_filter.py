"""Which messages of a trace a filter leaves, and where one of them stands."""

from __future__ import annotations

import pytest

from tests.crossings import message
from workbench.protocol.layers import Layer
from workbench.session.values.trace import Direction, TraceFilter, functions_in, place_of

MESSAGES = (
    message(3, Direction.TO_PLUGIN, "cc_lb_handshake", "offer"),
    message(4, Direction.FROM_PLUGIN, "cc_lb_handshake", "accept"),
    message(7, Direction.TO_PLUGIN, "shape", "Hello"),
    message(8, Direction.TO_HOST, "cc_lb_log", "(info, said)", "shape"),
    message(9, Direction.FROM_PLUGIN, "shape", "answer"),
    message(11, Direction.TO_PLUGIN, "observe", "events"),
)


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (TraceFilter(), [3, 4, 7, 8, 9, 11]),
        (TraceFilter(layer=Layer.HANDSHAKE), [3, 4]),
        (TraceFilter(layer=Layer.DISPATCH), [7, 8, 9, 11]),
        (TraceFilter(layer=Layer.IDENTITY), []),
        (TraceFilter(function="shape"), [7, 8, 9]),
        (TraceFilter(function="cc_lb_log"), [8]),
        (TraceFilter(direction=Direction.TO_HOST), [8]),
        (TraceFilter(direction=Direction.TO_PLUGIN, layer=Layer.DISPATCH), [7, 11]),
        (TraceFilter(text="hELLO"), [7]),
        (TraceFilter(text="SAID", function="shape"), [8]),
        (TraceFilter(text="observe"), [11]),
    ],
)
def test_a_filter_leaves_what_fits_all_of_it_in_order(wanted: TraceFilter, left: list[int]) -> None:
    assert [one.number for one in wanted.selected(MESSAGES)] == left


def test_without_a_filter_nothing_is_copied() -> None:
    assert TraceFilter().selected(MESSAGES) is MESSAGES


def test_a_message_is_found_by_its_number_and_a_missing_one_is_not() -> None:
    assert [place_of(MESSAGES, number) for number in (3, 8, 11)] == [0, 3, 5]
    assert [place_of(MESSAGES, number) for number in (1, 5, 12)] == [None, None, None]


def test_functions_are_named_once_in_the_order_of_their_first_call() -> None:
    assert functions_in(MESSAGES) == ["cc_lb_handshake", "shape", "cc_lb_log", "observe"]
