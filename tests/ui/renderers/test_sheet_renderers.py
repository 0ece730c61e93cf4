"""What stands on the sheets, state by state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from tests.ui import states
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.protocol.layers import Layer
from workbench.session.history.entries import history_entry
from workbench.session.load.load_steps import with_layer
from workbench.session.measure.fuel import with_fuel
from workbench.session.values.history import HistoryFilter, HistoryHits, HistoryPeek, HistoryRow
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.session.values.matrix import Matrix
from workbench.session.values.recording import SavedRecording
from workbench.session.values.replay_verdict import CallComparison, MatrixRow, ReplayVerdict
from workbench.session.values.state import BuildState
from workbench.session.values.trace import Direction, TraceFilter
from workbench.ui.drawing.lines import Line
from workbench.ui.drawing.table import Row, column_widths
from workbench.ui.renderers import answers, build, generations, history, matrix, response, trace

CHANGED = CallComparison(
    ReplayVerdict.CHANGED,
    (JsonDifference("/url", JsonChange.CHANGED, "a", "b"), JsonDifference("/@counters/n", JsonChange.ADDED, None, 1)),
)
SAME = CallComparison(ReplayVerdict.SAME)


def text(lines: Iterable[Line]) -> str:
    return "\n".join(line.content.plain for line in lines)


def cells(rows: Sequence[Row]) -> list[list[str]]:
    return [[cell.plain for cell in row.cells] for row in rows]


# ---- the difference to the build before


def test_a_difference_names_each_place_with_the_old_and_the_new_value() -> None:
    shown = text(answers.comparison_lines(CHANGED))
    assert shown.split("\n") == ["", "/url", '- "a"', '+ "b"', "", "counters n", "+ 1"]


def test_the_outcome_says_which_builds_are_compared() -> None:
    state = replace(states.reloaded(), difference=CHANGED)
    assert "gen 2 vs 1  ± 2 changed" in response.outcome_line(state).plain
    assert "gen 2 vs 1  ✓ same" in response.outcome_line(replace(state, difference=SAME)).plain
    fixed = CallComparison(ReplayVerdict.FIXED)
    assert "✓ fixed" in response.outcome_line(replace(state, difference=fixed)).plain


def test_lines_that_changed_stand_within_the_answer() -> None:
    state = states.reloaded()
    lines, whole = response.content(state, "response", answers.compare(state.previous, state.last), width=60)
    shown = text(lines)
    assert '- "method": "POST",\n' in shown
    assert '+ "method": "PUT",\n' in shown
    assert '  "body_base64": "e30=",\n' in shown
    assert whole == (state.last.outcome.response_text if state.last else None)


# ---- generations


def test_builds_are_listed_newest_first_with_what_changed() -> None:
    state = replace(states.reloaded(), baseline=1)
    rows = cells(generations.rows(state))
    assert [row[0] for row in rows] == ["2", "1"]
    assert rows[0][1] == "● answers"
    assert rows[1][1] == "◆ baseline"
    assert rows[0][5] == "✓✓✓✓✓"
    assert "plugin_version: 0.3.1 → 0.3.2" in text(generations.detail_lines(state, 2))


def test_fuel_that_is_measured_later_is_told_in_the_row_and_among_what_changed() -> None:
    state = states.reloaded()
    measured = (
        with_layer(row, with_fuel(row.layer(Layer.SELF_CHECK), FuelMeasured(fuel, None)))
        for row, fuel in zip(state.generations, (12_345, 13_000), strict=True)
    )
    state = replace(state, generations=tuple(measured))
    row = cells(generations.rows(state, marked=1))[0]
    assert row[7:9] == ["", "13,000"]
    assert "fuel L3 12,345 → 13,000 (+5.3 %)" in row[9]
    shown = text(generations.detail_lines(state, 2))
    assert "  fuel L3 12,345 → 13,000 (+5.3 %)" in shown
    assert "fuel self-check 13,000 of 10,000,000" in shown
    assert cells(generations.rows(state, marked=1))[1][1] == "■ marked"


def test_a_failed_dispatch_says_nothing_of_what_changed() -> None:
    state = states.fallback()
    assert cells(generations.rows(state))[0][-1] == "the first"
    assert cells(generations.rows(state))[0][5] == "✓✓✓✓✕"


def test_a_rejected_build_says_why() -> None:
    state = states.stale()
    assert cells(generations.rows(state))[0][-1] == "handshake: ChosenVersionNotOffered"
    assert "✕ ChosenVersionNotOffered" in text(generations.detail_lines(state, 2))


# ---- history


def test_entries_are_listed_with_mark_and_parent() -> None:
    hits = HistoryHits((HistoryRow(9, "shape", "plugin_call", 2, 7, marked=True),), total=1)
    (row,) = cells(history.rows(hits, {}))
    assert row[:6] == ["#9", "● marked", "shape", "✕ plugin_call", "2", "#7"]
    (known,) = cells(history.rows(hits, {9: HistoryPeek(0.0, 12, 34, '{\n  "a": 1}')}))
    assert [len(cell) for cell in known] == [len(cell) for cell in row], "nothing moves when an entry was read"
    assert known[-1].rstrip() == '{ "a": 1}'
    (long,) = cells(history.rows(hits, {9: HistoryPeek(0.0, 12, 34, "\x1b" * 400)}))
    assert len(long[-1]) == len(row[-1])
    line = history.filter_line(HistoryFilter(text="demo", outcome="fallback"), hits).plain
    assert line == "1 found   text demo   outcome fallback"
    unfinished = history.filter_line(HistoryFilter(), replace(hits, rest=5_000)).plain
    assert unfinished == "1+ found, looking back from #5,000"


def test_an_entry_shows_response_and_payload() -> None:
    state = states.ready()
    assert state.last is not None
    assert state.newest is not None
    entry = history_entry(
        state.last, state.newest, state.settings, before=HostSnapshot(), after=HostSnapshot(), run="1"
    )
    shown = text(history.entry_lines(entry, width=80))
    for part in ("✓ ok", '"url": "https://api.anthropic.com/v1/messages"', '"id": "team-a"'):
        assert part in shown


def test_an_entry_shows_what_was_unusual_and_what_was_logged() -> None:
    state = states.ready()
    assert state.last is not None
    assert state.newest is not None
    settings = replace(state.settings, faults=parse_plan(["storage_put=fail"]))
    entry = history_entry(state.last, state.newest, settings, before=HostSnapshot(), after=HostSnapshot(), run="1")
    shown = text(history.entry_lines(replace(entry, logs=("warn \x1b[2Jslow",)), width=120))
    assert "faults storage_put=fail" in shown
    assert "warn ␛[2Jslow" in shown


def test_what_was_saved_is_told_with_what_was_left_out_and_taken_out() -> None:
    saved = SavedRecording("r.jsonl", 2, {3: "of the plugin a, not b", 4: "of the budget x, not y"}, {"x-api-key": 2})
    assert history.saved_text(saved) == (
        "2 calls saved to r.jsonl\n2 left out: of the plugin a, not b, …\nsecrets taken out: x-api-key (2)"
    )
    assert history.saved_text(SavedRecording("r.jsonl", 1, replaced=3)) == "1 call saved to r.jsonl, in place of 3"
    assert history.saved_text(SavedRecording("r.jsonl", 0)).startswith("Nothing was saved")


# ---- the matrix


def test_what_needs_attention_stands_first_in_the_matrix() -> None:
    found = Matrix((1, 2), (MatrixRow(4, "shape", (SAME, SAME)), MatrixRow(5, "shape", (SAME, CHANGED))))
    assert cells(matrix.rows(found)) == [
        ["#5", "shape", "✓ same", "± 2 changed"],
        ["#4", "shape", "✓ same", "✓ same"],
    ]
    assert matrix.summary(found).plain == "2 calls on gen 2   ± 1 changed   ✓ 1 same"
    assert matrix.summary(replace(found, total=10, done=3)).plain == "◐ replaying  3 of 10 calls"
    assert matrix.summary(found, waiting=3).plain.endswith("◐ 3 builds to come")
    assert matrix.summary(Matrix()).plain == "this plugin has no such calls"
    assert "/url" in text(matrix.detail_lines(found, 5))


def test_many_builds_are_told_in_short_and_the_oldest_are_left_out_where_there_is_no_room() -> None:
    fails = CallComparison(ReplayVerdict.NEWLY_FAILING)
    every = (SAME, CHANGED, fails, CallComparison(ReplayVerdict.FIXED), None)
    found = Matrix((1, 2, 3, 4, 5), (MatrixRow(4, "normalize_error", every),))
    assert cells(matrix.rows(found)) == [
        ["#4", "normalize_error", "✓ same", "± 2", "✕ fails", "✓ fixed", "–"],
    ]
    widths = column_widths(matrix.columns(found), matrix.rows(found), 40)
    assert [bool(width) for width in widths] == [True, True, False, False, True, True, True]


# ---- trace and build output


def test_each_message_that_crossed_the_border_is_listed() -> None:
    state = states.ready()
    rows = cells(trace.rows(state.trace))
    assert [row[4] for row in rows[-4:]] == [
        "→ shape",
        "    cc_lb_storage_get(seen) = 0 bytes",
        "    cc_lb_log(info, shaped demo-1)",
        "← shape",
    ]
    assert {row[3] for row in rows[-4:]} == {"L5"}
    last = state.trace[-1].number
    assert '"url"' in text(trace.detail_lines(state.trace, last, as_bytes=False, width=80))
    assert "000000  7b" in text(trace.detail_lines(state.trace, last, as_bytes=True, width=80))
    asked = text(trace.detail_lines(state.trace, last - 2, as_bytes=False, width=80))
    assert asked.splitlines() == ["cc_lb_storage_get   in shape", "argument 1 seen", "result 0 bytes"]
    assert "z  shows all" in text(trace.detail_lines((), None, as_bytes=False, width=80, is_filtered=True))


def test_what_is_shown_of_a_trace_is_said_with_its_filter_and_what_came_since_it_was_paused() -> None:
    wanted = TraceFilter(Layer.DISPATCH, "shape", Direction.TO_HOST, "key\x1b")
    said = trace.view_line(trace.TraceView(wanted, 3, 1_200, 40)).plain
    assert said == (
        "3 of 1,200 messages   layer L5 dispatch   function shape   direction host functions   text key␛   "
        "paused, 40 newer"
    )
    assert trace.view_line(trace.TraceView(TraceFilter(), 7, 7, None)).plain == "7 messages"


@pytest.mark.parametrize(
    ("written", "shown", "styles"),
    [
        ("\x1b[1;31merror\x1b[0m: x", "error: x", ["bold $text-error"]),
        ("\x1b[38;5;196mred\x1b[39m", "red", ["rgb(255,0,0)"]),
        ("\x1b[38;2;1;2;3mown\x1b[m", "own", ["rgb(1,2,3)"]),
        ("\x1b[1mbold\x1b[22mplain", "boldplain", ["bold"]),
        ("\x1b[2Jclear\x07", "␛[2Jclear␇", []),
        ("\x1b[38mcut \x1b[48;5mrest", "cut rest", ["$foreground-muted", "$foreground-muted"]),
    ],
)
def test_colours_of_a_build_become_styles_and_nothing_else_passes(written: str, shown: str, styles: list[str]) -> None:
    content = build.coloured_line(written)
    assert content.plain == shown
    assert [span.style for span in content.spans] == styles


def test_a_build_says_how_it_stands() -> None:
    failed = BuildState("make", 2, lines=("oh",), sentence="failed with exit code 1 after 0.4 s", failed=True)
    state = replace(states.ready(), build=failed)
    assert build.headline(state).plain == "✕ failed with exit code 1 after 0.4 s   make"
    assert text(build.lines(state)) == "oh"
    running = replace(failed, running=True, causes=("src/lib.rs",), failed=False)
    assert build.headline(replace(state, build=running)).plain == "◐ building  src/lib.rs   make"
    assert "There is no build command" in text(build.lines(states.ready()))


# ---- the newest failure
