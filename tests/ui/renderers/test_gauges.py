"""What a call used up, beside its limits: as much of it as there is room for, and nothing that is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from workbench.protocol.budgets import SERVING, STRICT, Imports, adjusted
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.layers import Cost
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line
from workbench.ui.renderers import dispatch, gauges, handshake, response, self_check
from workbench.ui.renderers.header import header_line

COST = Cost(
    wall_us=214,
    wall_max_ms=5_000,
    output_bytes=100,
    output_max_bytes=32 << 20,
    memory_pages=4,
    memory_max_pages=32,
    fuel_used=55_569,
    fuel_max=1_000_000_000,
)
ENGINE = {"wasmtime": "49.0.2"}


def text(lines: list[Line]) -> str:
    return "\n".join(line.content.plain for line in lines)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (0, "214 µs of 5,000 ms   100 B of 32 MiB   4 of 32 pages   fuel 55,569 of 1,000 M, <0.1%   wasmtime 49.0.2"),
        (90, "214 µs of 5,000 ms   100 B of 32 MiB   4 of 32 pages   fuel 55,569 of 1,000 M, <0.1%"),
        (68, "214 µs of 5,000 ms   100 B of 32 MiB   4 of 32 pages   fuel <0.1%"),
        (64, "214 µs of 5,000 ms  100 B of 32 MiB  4 of 32 pages  fuel <0.1%"),
        (50, "214 µs   100 B   4 pages   fuel <0.1%"),
        (20, "214 µs   100 B"),
        (3, "214 µs"),
    ],
)
def test_the_line_says_what_there_is_room_for(width: int, shown: str) -> None:
    assert gauges.cost_line(COST, ENGINE, width).plain == shown


def test_what_becomes_scarce_comes_first_where_there_is_little_room() -> None:
    cost = replace(COST, memory_pages=30)
    assert gauges.cost_line(cost, ENGINE, 20).plain == "30 pages   214 µs"
    assert "30 of 32 pages, 94%" in gauges.cost_line(cost, ENGINE).plain


def test_what_is_not_known_is_left_out() -> None:
    cost = replace(COST, memory_pages=None, fuel_used=None)
    assert gauges.cost_line(cost, ENGINE).plain == "214 µs of 5,000 ms   100 B of 32 MiB"
    assert not gauges.cost_line(Cost(), ENGINE)


@pytest.mark.parametrize(
    ("used", "most", "shown"),
    [(0, 10, "0%"), (1, 10_000, "<0.1%"), (24, 1_000, "2.4%"), (41, 100, "41%"), (995, 10_000, "10%"), (5, 0, "")],
)
def test_shares_are_short(used: int, most: int, shown: str) -> None:
    assert styles.share(used, most) == shown


def test_before_the_first_dispatch_the_limits_stand_there() -> None:
    assert (
        dispatch.cost_text(states.ready(dispatched=False), None, 60).plain
        == "limits 5,000 ms   32 pages   fuel 1,000 M"
    )
    assert gauges.limits_line(replace(STRICT, fuel=0)).plain == "limits 200 ms   fuel not metered"
    assert gauges.limits_line(SERVING, 20).plain == "limits 5,000 ms"


def test_after_a_dispatch_that_called_nothing_no_cost_is_said() -> None:
    state = states.ready()
    assert state.last is not None
    nothing = replace(state, last=replace(state.last, cost=Cost()))
    assert dispatch.cost_text(nothing, nothing.last, 60).plain == "the plugin was not called"
    assert gauges.cost_lines(nothing) == []


def with_cost(**changes: object) -> SessionState:
    state = states.ready()
    assert state.last is not None
    return replace(state, last=replace(state.last, cost=replace(COST, **changes)), engine_versions=ENGINE)  # type: ignore[arg-type]


def test_below_the_log_each_gauge_has_a_bar() -> None:
    lines, _ = response.content(with_cost(), "log", None, width=40)
    shown = text(lines)
    assert "memory  4 of 32 pages\n        ━━──────────── 12%" in shown
    assert "fuel    55,569 of 1,000 M" in shown
    assert "on a fresh instance, by wasmtime 49.0.2" in shown
    assert "instance  long-lived" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fuel_used": None}, "fuel    limit 1,000 M; not measured"),
        ({"fuel_used": None, "fuel_why_not": "it \x1b[31mdiffers"}, "fuel    not known: it ␛[31mdiffers"),
        ({"fuel_used": None, "fuel_max": 0}, "fuel    not metered"),
        ({"memory_pages": None}, "memory  not known"),
        ({"memory_max_pages": 0}, "memory  4 pages, not limited"),
        ({"wall_us": 6_000_000}, "━━━━━━━━━━━━━━ 120%"),
    ],
)
def test_a_figure_that_is_not_there_is_named(changes: dict[str, object], said: str) -> None:
    assert said in text(gauges.cost_lines(with_cost(**changes)))


def test_layers_tell_memory_and_fuel() -> None:
    newest = states.measured().newest
    assert newest is not None
    cost = replace(newest.layers[1].cost, memory_pages=4)
    layers = tuple(replace(result, cost=cost) for result in newest.layers)
    shown = replace(newest, layers=layers)
    assert "4 pages   fuel <0.1%" in text(handshake.detail_lines(shown, None))
    assert "memory  4 pages\nfuel    " in text(self_check.result_lines(shown))


def test_a_verdict_under_another_budget_than_the_protocols_says_so() -> None:
    stage = states.Stage(settings=replace(Settings(), imports=Imports.TRAP, strict=adjusted(STRICT, {"fuel": 5})))
    stage.session.load(states.PATH, states.GOOD)
    newest = stage.state.newest
    assert newest is not None
    for shown in (text(handshake.detail_lines(newest, None)), text(self_check.result_lines(newest))):
        assert "no host's verdict: fuel 5 instead of 10,000,000; host functions are linked, and trap" in shown
    for width in (80, 120):
        assert "imports trap, own strict limits" in header_line(stage.state, 0, width).plain


def test_own_limits_of_dispatches_are_named_beside_the_budget() -> None:
    stage = states.Stage(settings=Settings(budget=adjusted(SERVING, {"wall_ms": 9})))
    stage.session.load(states.PATH, states.GOOD)
    assert dispatch.instance_text(stage.state) == "gen 1 · long-lived instance · serving, own limits"
    assert "budget serving, own limits" in header_line(stage.state, 0, 160).plain
    assert "own limits" not in header_line(states.ready(), 0, 160).plain


def test_an_interrupted_instance_is_marked_with_the_key_that_resets_it() -> None:
    state = states.interrupted()
    assert dispatch.instance_text(state) == "gen 1 · instance possibly interrupted, ^p reset · serving"
    assert "fresh instances" in dispatch.instance_text(state, fresh=True)
    shown = text(response.content(state, "response", None, width=60)[0])
    assert "possibly interrupted" in shown
    assert "^p reset replaces it" in shown


def test_why_fuel_is_not_known_is_cut() -> None:
    assert states.ready().last is not None
    measured = FuelMeasured(None, "x" * 10_000)
    state = with_cost(fuel_used=None, fuel_why_not=measured.why_not)
    assert max(len(line.content) for line in gauges.cost_lines(state)) < 400


def test_beside_a_payload_that_was_not_sent_no_cost_is_shown() -> None:
    shown = dispatch.cost_text(states.measured(), None, 60).plain
    assert shown == "limits 5,000 ms   32 pages   fuel 1,000 M"
