"""The five layers as boxes."""

from __future__ import annotations

import pytest

from tests.ui import states
from workbench.ui.drawing.boxes import WAITING, rail_boxes, rail_line
from workbench.ui.renderers.rail import boxes


def said(name: str) -> list[tuple[str, str]]:
    return [(box.sign, box.detail) for box in boxes(states.ALL[name]())]


def test_a_good_build_says_what_each_layer_found() -> None:
    expected = [("✓", "9/9 checks"), ("✓", "2/7 · 31.2 ms"), ("✓", "1.2 ms"), ("✓", "fresh 7 d"), ("✓", "1 ok")]
    assert said("ready") == expected


def test_fuel_is_said_as_a_share_where_all_boxes_have_room_for_it() -> None:
    shown = boxes(states.measured())
    assert [box.more for box in shown] == ["", "fuel <0.1%", "fuel <0.1%", "", "fuel <0.1%"]
    assert rail_boxes(shown, 180)[0].plain.count("fuel <0.1%") == 3
    assert "fuel" not in rail_boxes(shown, 90)[0].plain
    assert rail_line(shown, 200)[0].plain.count("fuel <0.1%") == 3
    assert "fuel" not in rail_line(shown, 80)[0].plain


def test_the_layer_that_failed_has_the_name_of_its_error() -> None:
    assert said("rejected_at_handshake")[1:3] == [("✕", "RequiredCapabilityUnavailable"), ("–", "not run")]


def test_the_layer_that_runs_is_marked() -> None:
    assert ("◐", "running") in said("checking")


def test_a_fallback_is_counted() -> None:
    assert said("fallback")[4] == ("✕", "0 ok · 1 fallback")


def test_before_a_plugin_all_layers_wait() -> None:
    assert boxes(states.watching()) == list(WAITING)


@pytest.mark.parametrize("name", states.ALL)
def test_boxes_and_line_fit_every_width(name: str) -> None:
    shown = boxes(states.ALL[name]())
    for width in (40, 60, 80, 119, 200):
        assert rail_line(shown, width)[0].cell_length <= width
        if width >= 80:
            rows = rail_boxes(shown, width)[0].split("\n")
            assert [row.cell_length for row in rows] == [width] * 3


@pytest.mark.parametrize("width", [80, 119, 120, 200])
def test_no_box_moves_as_long_as_no_layer_fails(width: int) -> None:
    shown = [states.watching(), states.checking(), states.ready(), states.measured()]
    assert len({tuple(rail_boxes(boxes(one), width)[1]) for one in shown}) == 1


def test_layers_keep_their_names_on_a_line_as_long_as_these_fit() -> None:
    """At 80 cells the line has 78 of them."""
    shown = rail_line(boxes(states.fallback()), 78)[0].plain
    assert shown == " ✓ identity  ✓ handshake  ✓ self-check  ✓ record  ✕ dispatch 0 ok · 1 fallback"


def test_the_name_of_the_error_has_room_in_its_box() -> None:
    shown = rail_boxes(boxes(states.rejected_at_handshake()), 119)[0].plain
    assert "✕ RequiredCapabilityUnavailable" in shown
