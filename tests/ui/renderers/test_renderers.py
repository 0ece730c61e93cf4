"""What stands in the panes, state by state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.ui import states
from workbench.protocol.layers import Layer
from workbench.session.values.generation import Generation
from workbench.session.values.state import SessionState
from workbench.ui.drawing.lines import Line
from workbench.ui.renderers import dispatch, handshake, response, sections, self_check
from workbench.ui.renderers.answers import compare, difference_lines
from workbench.ui.renderers.module_tables import FAILURE_KEY, export_rows, failure_section, import_rows, section_rows


def text(lines: Iterable[Line]) -> str:
    return "\n".join(line.content.plain for line in lines)


def newest(state: SessionState) -> Generation:
    assert state.newest is not None
    return state.newest


# ---- sections


def test_sections_stand_with_offset_and_size_in_their_order() -> None:
    rows = [[cell.plain for cell in row.cells] for row in section_rows(newest(states.ready()))]
    assert [row[1] for row in rows] == ["type", "function", "export", "code", "cc_lb.plugin.v1", "producers"]
    assert rows[4] == ["0", "cc_lb.plugin.v1", "0x0079", "115 B", "✓ identity"]


def test_the_identity_is_shown_as_json() -> None:
    lines = sections.section_lines(newest(states.ready()), "cc_lb.plugin.v1#1", as_bytes=False, width=80)
    assert '"plugin_name": "dialect"' in text(lines)


def test_any_section_can_be_shown_as_bytes() -> None:
    lines = sections.section_lines(newest(states.ready()), "cc_lb.plugin.v1#1", as_bytes=True, width=80)
    assert lines[1].content.plain == '000089  7b 22 6d 61 67 69 63 22  3a 5b 32 30 34 2c 32 37  {"magic":[204,27'


def test_known_custom_sections_are_told_in_words() -> None:
    lines = sections.section_lines(newest(states.ready()), "producers#1", as_bytes=False, width=80)
    assert "zig" in text(lines)


def test_damage_has_a_row_and_shows_its_bytes() -> None:
    generation = newest(states.rejected_at_identity(states.DAMAGED))
    assert failure_section(generation) == FAILURE_KEY
    shown = text(sections.section_lines(generation, FAILURE_KEY, as_bytes=False, width=80))
    for part in (
        "✕ WasmParseError",
        "where     at byte",
        "expected  36 bytes of section 0",
        "to do",
        "host",
        "0000e0  ",
    ):
        assert part in shown


def test_a_wrong_magic_is_told_at_its_section() -> None:
    generation = newest(states.rejected_at_identity())
    assert failure_section(generation) == "cc_lb.plugin.v1#1"
    shown = text(sections.section_lines(generation, "cc_lb.plugin.v1#1", as_bytes=False, width=80))
    assert "found     cc 1b 70 10 00 02 00 00" in shown
    assert '"magic"' in shown


def test_a_missing_identity_has_a_row_of_its_own() -> None:
    generation = newest(states.rejected_at_identity(states.WITHOUT_IDENTITY))
    assert [cell.plain for cell in section_rows(generation)[-1].cells][1] == "✕ cc_lb.plugin.v1 is missing"


def test_exports_say_what_they_are_to_a_host() -> None:
    rows = [[cell.plain for cell in row.cells] for row in export_rows(newest(states.ready()).module_map)]
    assert ["cc_lb_handshake", "() -> i32", "handshake"] in rows
    assert ["shape", "() -> i32", "wire"] in rows


def test_long_lists_say_how_many_are_not_listed() -> None:
    few = newest(states.ready()).module_map
    many = replace(few, exports=few.exports * 1_000, exports_total=9_000, imports_total=7)
    assert [cell.plain for cell in export_rows(many)[-1].cells] == ["7,000 more are not listed", "", ""]
    assert [cell.plain for cell in import_rows(many)[-1].cells] == ["7 more are not listed", "", ""]
    assert "more" not in [row.key for row in export_rows(few)]


def test_the_facts_of_the_file_are_cut_to_the_border() -> None:
    generation = newest(states.ready())
    assert sections.summary(generation, "sections", 80) == "6 sections · 274 B · 0 imports · 4 exports"
    assert sections.summary(generation, "sections", 20) == "6 sections · 274 B"


# ---- handshake


def test_the_table_shows_both_sides_of_each_function() -> None:
    rows = [
        [cell.plain for cell in row.cells] for row in handshake.function_rows(newest(states.ready()).function_table)
    ]
    assert rows[0] == ["shape", "1", "1", "1", "✓", "✓", "shape", "✓ negotiated"]
    assert rows[2] == ["build_signer", "1", "–", "–", "–", "–", "–", "– not implemented"]


def test_a_refused_accept_says_what_was_expected_and_what_the_host_does() -> None:
    shown = text(handshake.detail_lines(newest(states.rejected_at_handshake()), "shape"))
    for part in (
        "✕ RequiredCapabilityUnavailable",
        "found     'observability:emit'",
        "to do",
        "host      refuses the plugin",
        "accept 273 B of 32 KiB",
        "30.1 ms of 200 ms",
    ):
        assert part in shown


def test_the_function_at_fault_stands_out_from_the_others() -> None:
    table = newest(states.stale()).function_table
    verdicts = [row.cells[-1].plain for row in handshake.function_rows(table)]
    assert verdicts[:2] == ["✕ ChosenVersionNotOffered", "– handshake rejected"]


def test_a_layer_that_was_not_reached_names_the_one_that_failed() -> None:
    shown = text(handshake.detail_lines(newest(states.rejected_at_identity()), None))
    assert "not run: identity failed with MagicMismatch" in shown
    assert "See pane 1 Sections" in shown


# ---- self-check


def test_every_failure_of_a_self_check_is_shown_in_full() -> None:
    shown = text(self_check.lines(newest(states.rejected_at_self_check()), "result"))
    for part in (
        "✕ failure",
        "1 wire_function_test",
        "field status: expected u16, found 70000",
        "2 capability_verification",
    ):
        assert part in shown
    assert "\x1b" not in shown
    assert "✕ FailureStatus" in shown


def test_sizes_and_times_stand_beside_their_limits() -> None:
    shown = text(self_check.lines(newest(states.ready()), "result"))
    assert "answer  65 B of 8 KiB" in shown
    assert "time    1.2 ms of 200 ms" in shown


def test_the_record_of_a_good_build_can_be_read() -> None:
    assert '"expires_at"' in (self_check.message_text(newest(states.ready()), "record") or "")


# ---- dispatch


def test_a_good_dispatch_is_one_line() -> None:
    assert response.outcome_line(states.ready()).plain == "✓ ok  38 µs  235 B"


@pytest.mark.parametrize("serving", [1, 3])
def test_an_answer_of_another_build_says_so_also_where_there_is_little_room(serving: int) -> None:
    """A person goes back to a build, and the answer of the one before is still shown."""
    state = states.fallback()
    assert state.last is not None
    assert state.serving is not None
    other = replace(state, last=replace(state.last, generation=2), serving=replace(state.serving, number=serving))
    assert response.outcome_line(other, 37).plain == "✕ fallback  ! of gen 2  fail_request"
    assert "of gen" not in response.outcome_line(state).plain


def test_a_fallback_names_policy_stage_cause_and_consequence() -> None:
    state = states.fallback()
    assert response.outcome_line(state).plain.startswith("✕ fallback  fail_request  52 µs")
    lines, _ = response.content(state, "response", None, width=80)
    shown = text(lines)
    for part in (
        "✕ integer division by zero",
        "stage     4 of 8, plugin_call",
        "cause     wasm trap: integer divide by zero",
        "host      fail_request: the host fails the downstream request",
    ):
        assert part in shown


def test_a_round_trip_that_changed_a_message_shows_both_texts_and_where_they_differ() -> None:
    state = states.rejected_at_self_check()
    assert state.newest is not None
    checked = state.newest.self_check
    assert checked is not None
    assert checked.response is not None
    long = "x" * 100
    message = f'not the same: {{"a":"{long}","b":2}} became {{"a":"{long}","b":3}}'
    failure = replace(checked.response.failures[0], message=message)
    response_of = replace(checked.response, failures=(failure,))
    generation = replace(state.newest, self_check=replace(checked, response=response_of))
    shown = text(self_check.result_lines(generation))
    assert f'first   …{"x" * 34}","b":2}}' in shown
    assert f'second  …{"x" * 34}","b":3}}' in shown
    assert "they differ from byte 112 on" in shown


def test_a_running_call_says_how_to_end_it() -> None:
    assert response.outcome_line(states.running()).plain == "◐ running  shape   esc cancels"


def test_logs_and_host_calls_of_the_dispatch_are_listed() -> None:
    lines, _ = response.content(states.ready(), "log", None, width=80)
    shown = text(lines)
    for part in (
        "info  shaped demo-1 for team-a",
        "no query ␇given",
        "shaped_total  +1",
        "cc_lb_storage_get(seen) → 0 bytes",
    ):
        assert part in shown


def test_the_whole_response_is_copied_even_where_it_is_shown_in_part() -> None:
    _, whole = response.content(states.ready(), "response", None, width=20)
    assert whole is not None
    assert '"url":"https://api.anthropic.com/v1/messages"' in whole


def test_the_answer_of_the_build_before_is_compared() -> None:
    state = states.reloaded()
    difference = compare(state.previous, state.last)
    assert difference is not None
    assert (difference.removed, difference.added) == (2, 2)
    assert '+ "method": "PUT",' in text(difference_lines(difference))


def test_nothing_to_compare_with_is_said() -> None:
    assert "Nothing to compare with" in text(difference_lines(compare(None, states.ready().last)))


def test_a_function_that_was_not_negotiated_says_why() -> None:
    assert "not implemented" in dispatch.function_line(states.ready(), "sign").plain
    assert dispatch.function_line(states.ready(), "shape").plain == "@1   on failure fail_request   slot shape"


@pytest.mark.parametrize("name", states.ALL)
def test_no_state_lets_a_control_character_through(name: str) -> None:
    state = states.ALL[name]()
    shown: list[Line] = []
    if state.newest is not None:
        for view in ("sections", "checks", "imports", "exports"):
            _, rows = sections.table(state.newest, view)
            shown += [Line(cell) for row in rows for cell in row.cells]
            for row in rows:
                shown += sections.detail_lines(state.newest, view, row.key, as_bytes=False, width=60)
        shown += handshake.detail_lines(state.newest, "shape")
        shown += self_check.lines(state.newest, "result")
        assert len(list(Layer)) == len(state.newest.layers)
    for view in ("response", "raw", "sent", "log", "diff"):
        shown += response.content(state, view, None, width=60)[0]
    drawn = "".join(line.drawn().plain for line in shown)
    assert all(sign.isprintable() for sign in drawn)


# ---- what is beside what


def test_the_border_counts_what_the_view_shows() -> None:
    generation = newest(states.ready())
    shown = {view: sections.summary(generation, view, 80) for view in ("checks", "imports", "exports")}
    checks = generation.static_checks
    assert shown["checks"].startswith(f"{sum(one.passed is True for one in checks)} of {len(checks)} passed")
    assert (shown["imports"], shown["exports"]) == ("0 imports", "4 exports")


def test_whose_answer_it_is_gives_way_after_the_numbers() -> None:
    state = states.ready()
    owner = response.owner("answers shape")
    assert "! answers shape" in response.outcome_line(state, 30, owner=owner).plain


def test_the_answer_is_shown_in_the_plugin_s_own_order_and_byte_by_byte() -> None:
    state = states.ready()
    assert state.last is not None
    assert state.last.outcome.call is not None
    call = replace(state.last.outcome.call, output=b'{"z":1,"a":[2]}')
    state = replace(state, last=replace(state.last, outcome=replace(state.last.outcome, call=call)))
    own, whole = response.content(state, "own", None, width=40)
    assert [line.content.plain.strip() for line in own][1:3] == ['"z": 1,', '"a": [2]']
    assert whole == '{"z":1,"a":[2]}'
    digits, copied = response.content(state, "hex", None, width=80)
    assert "7b 22 7a" in digits[0].content.plain
    assert copied == call.output.hex()


def test_of_a_large_output_the_start_is_shown_as_bytes_and_all_is_copied() -> None:
    state = states.ready()
    assert state.last is not None
    assert state.last.outcome.call is not None
    call = replace(state.last.outcome.call, output=b"x" * 5_000_000)
    lines, whole = response.output_hex_lines(call, 80)
    assert len(lines) < 1_000
    assert "shown in part" in lines[-1].content.plain
    assert len(whole) == 10_000_000
