"""Two builds side by side as rows, at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui import states
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.layers import Layer
from workbench.session.load.load_steps import with_layer
from workbench.session.measure.fuel import with_fuel
from workbench.session.values.build_comparison import Pair
from workbench.session.values.call_comparison import CallEnd, ComparedCall
from workbench.session.values.generation import Generation
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.replay_verdict import CallComparison, ReplayVerdict
from workbench.session.values.side_by_side import SideBySide
from workbench.session.values.state import SessionState
from workbench.ui.drawing.table import column_widths
from workbench.ui.renderers import compare

OK = CallEnd(KeptOutcome(None, "{}"), 38)
FAILED = CallEnd(KeptOutcome("plugin_call", error_kind="plugin_call", message="no \x1b[31mheaders"), 40)
CALLS = (
    ComparedCall(
        1,
        "shape",
        CallComparison(ReplayVerdict.CHANGED, (JsonDifference("/url", JsonChange.CHANGED, "a", "b"),)),
        OK,
        OK,
    ),
    ComparedCall(2, "shape", CallComparison(ReplayVerdict.NEWLY_FAILING), OK, FAILED),
    ComparedCall(3, "sign", CallComparison(ReplayVerdict.SAME), OK, OK),
)


def with_self_check_fuel(build: Generation, fuel: int) -> Generation:
    return with_layer(build, with_fuel(build.layer(Layer.SELF_CHECK), FuelMeasured(fuel, None)))


def shown(state: SessionState) -> SideBySide:
    old, new = state.generations
    return SideBySide(
        with_self_check_fuel(old, 12_345),
        with_self_check_fuel(new, 13_000),
        settings=(Pair("profile", "0.1", "0.3"),),
        calls=CALLS,
        origins=("#1", "#2", "sample"),
    )


def rows(side: SideBySide, state: SessionState, *, only: bool = False, width: int = 112) -> list[list[str]]:
    _, found = compare.table(state, side, compare.facts_of(side), only=only, width=width)
    return [[cell.plain for cell in row.cells] for row in found]


def test_what_differs_has_a_sign_and_what_is_the_same_has_none() -> None:
    state = states.reloaded()
    found = rows(shown(state), state)
    assert ["±", " plugin_version", "0.3.1", "0.3.2"] in found
    assert ["", " plugin_name", "dialect", "dialect"] in found
    assert ["", " self-check", "✓ passed  1.2 ms", "✓ passed  1.2 ms"] in found
    assert ["±", " self-check", "12,345", "13,000  +5.3 %"] in found
    assert ["", " handshake", "– not measured", "– not measured"] in found
    assert ["±", " profile", "0.1", "0.3"] in found
    assert ["", " shape (function)", "✓", "✓"] in found
    assert ["±", " 1 shape #1", "✓ ok  38 µs", "± 1 changed  ✓ ok  38 µs"] in found
    assert ["✕", " 2 shape #2", "✓ ok  38 µs", "✕ newly failing  ✕ plugin_call  40 µs"] in found
    assert ["", " 3 sign sample", "✓ ok  38 µs", "✓ ok  38 µs"] in found


def test_only_differences_are_shown_when_that_is_wanted() -> None:
    state = states.reloaded()
    found = rows(shown(state), state, only=True)
    headings = [row[1] for row in found if not row[1].startswith(" ")]
    assert headings[:3] == ["loaded under", "identity", "fuel"]
    assert all(row[0] for row in found if row[1].startswith(" "))
    assert not any(row[1] in {" plugin_name", " 3 sign sample"} for row in found)


@pytest.mark.parametrize("width", [40, 74, 112, 200])
def test_both_columns_are_of_one_width_and_fit(width: int) -> None:
    state = states.reloaded()
    side = shown(state)
    columns, found = compare.table(state, side, compare.facts_of(side), only=False, width=width)
    widths = column_widths(columns, found, width)
    assert sum(widths) + 6 <= width
    assert widths[2] == widths[3]
    assert columns[3].title.startswith("● gen 2")


def test_a_rejected_build_says_why_beside_one_that_passed() -> None:
    state = states.stale()
    old, new = state.generations
    side = SideBySide(old, new)
    facts = compare.facts_of(side)
    layer = next(fact for fact in facts if fact.name == "handshake" and fact.part == "layers")
    assert (layer.old.plain, layer.new.plain.split("  ")[0]) == ("✓ passed  31.2 ms", "✕ ChosenVersionNotOffered")
    detail = compare.detail_lines(side, facts, layer.key, only=False)
    text = "\n".join(line.content.plain for line in detail)
    assert "expected" in text
    assert "refuses the plugin" in text


def test_a_call_is_told_in_full_below_the_table() -> None:
    side = shown(states.reloaded())
    facts = compare.facts_of(side)

    def text(name: str) -> str:
        key = next(fact.key for fact in facts if fact.name.startswith(name))
        return "\n".join(line.content.plain for line in compare.detail_lines(side, facts, key, only=False))

    assert '/url\n- "a"\n+ "b"' in text("1 shape")
    assert "no ␛[31mheaders" in text("2 shape")
    assert text("plugin_version").endswith("gen 1  0.3.1\ngen 2  0.3.2")
    assert "only gen 2" in "\n".join(
        line.content.plain for line in compare.detail_lines(side, facts, "identity", only=False)
    )


def test_the_summary_says_how_much_differs_and_what_goes_on() -> None:
    side = replace(shown(states.reloaded()), doing="making 3 calls on both")
    facts = compare.facts_of(side)
    differing = sum(fact.sign is not None for fact in facts)
    assert compare.summary(side, facts, only=False).plain == (
        f"gen 1 → gen 2   ± {differing} of {len(facts)} differ   ◐ making 3 calls on both"
    )
    one = side.new
    same = SideBySide(one, one)
    assert "✓ nothing differs" in compare.summary(same, compare.facts_of(same), only=True).plain
    assert "do not differ" in compare.detail_lines(same, compare.facts_of(same), None, only=True)[1].content.plain


def test_what_is_missing_is_said() -> None:
    assert "There is only one build" in compare.detail_lines(None, [], None, only=False)[1].content.plain
    unread = SideBySide(None, states.ready().generations[0], "x.wasm", error="no such \x07file")
    assert compare.facts_of(unread) == []
    assert "no such ␇file" in compare.detail_lines(unread, [], None, only=False)[1].content.plain


def test_thousands_of_names_are_shown_in_part() -> None:
    state = states.reloaded()
    old, new = state.generations
    export = new.module_map.exports[0]
    many = tuple(replace(export, name=f"e{number}") for number in range(6_000))
    side = SideBySide(old, replace(new, module_map=replace(new.module_map, exports=many)))
    found = rows(side, state)
    assert ["+", " e0 (function)", "–", "✓"] in found
    assert len(found) < compare.ROWS_MAX + 60
    assert ["", " 5,704 more are not shown", "–", "–"] in found
