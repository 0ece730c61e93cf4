"""The whole screen, driven by keys."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from textual.widgets import Static

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.protocol.profiles import Profile
from workbench.session.values.payload import OtherDraft
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.panes.rail import PANE_OF_LAYER
from workbench.ui.screens.jump_screen import JumpScreen


async def test_four_panes_are_seen_at_once_and_the_editor_has_the_focus() -> None:
    async with shown(states.ready()) as app:
        assert app.seen == ["sections", "self-check", "handshake", "dispatch"]
        assert app.focused == "editor"


@pytest.mark.scenario
async def test_a_small_screen_shows_one_pane_at_a_time_with_tabs() -> None:
    async with shown(states.ready(), (80, 24)) as app:
        assert app.seen == ["dispatch"]
        assert app.screen.parts.tabs.display
        await app.press("escape", "2")
        assert app.seen == ["handshake"]
        await app.press("f6")
        assert app.seen == ["self-check"]


@pytest.mark.scenario
async def test_a_small_screen_opens_on_the_failed_layer_of_the_first_build() -> None:
    async with shown(states.rejected_at_self_check(), (80, 24)) as app:
        assert app.seen == ["self-check"]
        assert f"3 Self-check {styles.FAILED}" in str(app.screen.parts.tabs.render())
        await app.press("4")
        await app.become(states.rejected_at_handshake())
        assert app.seen == ["dispatch"]
        assert "No build answers: handshake failed with" in app.text("#response-text")


def _number(state: SessionState) -> int:
    return state.newest.number if state.newest else 0


@pytest.mark.scenario
async def test_every_state_is_shown_on_a_tiny_screen() -> None:
    first, *others = sorted((make() for make in states.ALL.values()), key=_number)
    async with shown(first, (40, 10)) as app:
        for state in others:
            await app.become(state)
        assert app.bench.app.is_running
        assert app.screen.parts.footer.region.bottom == 10


@pytest.mark.scenario
async def test_sending_gives_the_payload_to_the_session_as_it_was_typed() -> None:
    async with shown(states.ready()) as app:
        await app.press("1", "ctrl+j")
        await app.until(lambda: app.asked("dispatch"))
        _, function, payload, fresh = app.asked("dispatch")[0]
        assert (function, payload[:2], fresh) == ("shape", "1{", False)


@pytest.mark.scenario
async def test_digits_are_typed_in_the_editor_and_go_to_panes_elsewhere() -> None:
    async with shown(states.ready()) as app:
        await app.press("1")
        assert app.screen.payload.text.startswith("1{")
        await app.press("escape", "1")
        assert app.focused == "section-list"


@pytest.mark.scenario
async def test_a_reload_keeps_payload_cursor_and_focus() -> None:
    async with shown(states.ready()) as app:
        await app.press("down", "down", "end", "x")
        before = app.screen.payload.text, app.screen.payload.editor.cursor_location
        await app.become(states.reloaded())
        assert (app.screen.payload.text, app.screen.payload.editor.cursor_location) == before
        assert app.focused == "editor"


@pytest.mark.scenario
async def test_a_reload_keeps_the_row_and_the_scroll_position() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "1", "up", "up", "tab", "j")
        grid = app.screen.sections.query_one("#section-list")
        row = grid.key  # type: ignore[attr-defined]
        await app.become(states.reloaded())
        assert grid.key == row == "export#1"  # type: ignore[attr-defined]


@pytest.mark.scenario
async def test_a_broken_build_moves_the_cursor_to_its_fault() -> None:
    async with shown(states.ready()) as app:
        await app.become(states.rejected_at_identity(states.DAMAGED))
        await app.until(lambda: "WasmParseError" in app.text("#section-text"))


@pytest.mark.scenario
@pytest.mark.drawn
async def test_problems_are_marked_while_typing_and_enter_goes_to_their_place() -> None:
    async with shown(states.ready()) as app:
        payload = app.screen.payload
        payload.editor.put('{\n  "request": 1\n}')
        await app.until(lambda: any(one.path == "request" for one in payload.problems))
        (await app.part("#problem-list")).focus()
        index = next(i for i, one in enumerate(payload.problems) if one.path == "request")
        await app.press("g", *["j"] * index, "enter")
        assert payload.editor.cursor_location == (1, 13)
        marks = payload.editor._highlights
        await app.until(lambda: any(name == "problem" for spans in marks.values() for *_, name in spans))


@pytest.mark.scenario
async def test_each_function_keeps_its_own_payload() -> None:
    async with shown(states.ready()) as app:
        await app.press("x", "f7")
        assert app.screen.payload.function == "normalize_error"
        assert '"status": 500' in app.screen.payload.text
        await app.press("shift+f7")
        assert app.screen.payload.text.startswith("x{")


@pytest.mark.scenario
async def test_what_was_typed_stays_when_functions_were_turned_and_a_build_has_another_plugin_name() -> None:
    async with shown(states.ready()) as app:
        await app.press("z", "f7", "shift+f7")
        typed = app.screen.payload.text
        assert typed.startswith("z")
        state = states.reloaded()
        assert state.newest is not None
        assert state.newest.identity is not None
        renamed = replace(state.newest, identity=replace(state.newest.identity, plugin_name="renamed"))
        await app.become(replace(state, newest=renamed, serving=renamed))
        await app.until(lambda: app.bench.preferences.drafts.get(("renamed", "shape")))
        assert app.screen.payload.text == typed


@pytest.mark.scenario
async def test_the_draft_of_another_window_is_fetched_and_put_back() -> None:
    async with shown(states.ready()) as app:
        mine = app.screen.payload.text
        app.bench.preferences.others["dialect", "shape"] = (OtherDraft("theirs", 1.0),)
        await app.screen.action_run("other-draft")
        assert app.screen.payload.text == "theirs"
        await app.press("ctrl+z")
        assert app.screen.payload.text == mine


@pytest.mark.scenario
async def test_formatting_can_be_undone() -> None:
    async with shown(states.ready()) as app:
        app.screen.payload.editor.put('{"a":1,"b":2}')
        await app.press("f3")
        assert app.screen.payload.text == '{\n  "a": 1,\n  "b": 2\n}'
        await app.press("ctrl+z")
        assert app.screen.payload.text == '{"a":1,"b":2}'


@pytest.mark.scenario
async def test_what_was_typed_is_remembered() -> None:
    async with shown(states.ready()) as app:
        await app.press("z")
        await app.until(lambda: app.bench.preferences.drafts)
        assert app.bench.preferences.drafts["dialect", "shape"].startswith("z{")


@pytest.mark.scenario
async def test_a_payload_is_broken_step_by_step_and_what_was_typed_comes_back_and_is_remembered() -> None:
    async with shown(states.ready()) as app:
        typed = " " + app.screen.payload.text
        await app.press("space", "ctrl+t", "ctrl+t")
        assert app.screen.payload.text == "[\n  {}\n]", "the second variant is of another type"
        await app.until(lambda: app.bench.preferences.drafts)
        assert app.bench.preferences.drafts["dialect", "shape"] == typed
        await app.press("ctrl+z", "ctrl+z")
        assert app.screen.payload.text == typed


@pytest.mark.scenario
async def test_a_running_call_is_cancelled_by_escape() -> None:
    async with shown(states.running()) as app:
        await app.press("escape")
        await app.until(lambda: app.asked("cancel"))


@pytest.mark.scenario
async def test_a_pane_gets_the_whole_screen_and_gives_it_back() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "3", "f10")
        assert app.seen == ["self-check"]
        await app.press("f10")
        assert len(app.seen) == 4


@pytest.mark.scenario
async def test_views_are_turned_by_h_and_l() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "l", "l", "l", "l", "l")
        assert '"_v":1' in app.text("#response-text")
        await app.press("h", "h", "h", "h", "h")
        assert app.text("#response-text").startswith('{"body_base64"')


@pytest.mark.scenario
async def test_a_term_is_found_in_the_text_that_had_the_focus() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "slash", *"method")
        assert app.screen.finder.bar is not None
        await app.until(lambda: app.screen.finder.bar and app.screen.finder.bar.term.border_subtitle == "1 found")
        await app.press("enter")
        assert app.focused == "response-text"


@pytest.mark.scenario
async def test_copying_puts_the_whole_text_on_the_clipboard() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "y")
        await app.until(lambda: '"url":' in app.bench.app.clipboard)


@pytest.mark.scenario
async def test_a_reload_is_asked_of_the_source() -> None:
    async with shown(states.ready()) as app:
        await app.press("ctrl+r")
        await app.until(lambda: app.bench.source.rereads)


@pytest.mark.scenario
async def test_the_profile_is_switched_from_the_palette() -> None:
    async with shown(states.ready()) as app:
        await app.press("ctrl+p", *"profile 0.3")
        await app.until(lambda: app.first_option.startswith("Profile 0.3"))
        await app.press("enter", "enter")
        await app.until(lambda: app.asked("reconfigure"))
        assert app.asked("reconfigure")[0][1].profile is Profile.V0_3


@pytest.mark.scenario
async def test_a_key_can_be_remapped_by_the_id_of_its_command() -> None:
    async with shown(states.ready(), keymap={"send": "f9"}) as app:
        await app.press("f9")
        await app.until(lambda: app.asked("dispatch"))


@pytest.mark.scenario
async def test_a_set_key_works_where_its_command_had_none_and_its_own_is_given_up() -> None:
    """Also the keys that Textual gives every application."""
    keymap = {"theme": "ctrl+b", "palette": "alt+x", "quit": "alt+q", "reload": "ctrl+l", "payloads": "ctrl+r"}
    async with shown(states.ready(), keymap=keymap) as app:
        await app.press("ctrl+l")
        await app.until(lambda: app.bench.source.rereads)
        assert len(app.bench.app.screen_stack) == 1
        await app.press("ctrl+r")
        assert app.bench.app.screen.COMMAND == "payloads"  # type: ignore[attr-defined]
        await app.press("escape")
        await app.press("ctrl+p", "ctrl+q")
        assert len(app.bench.app.screen_stack) == 1
        await app.press("alt+x")
        assert len(app.bench.app.screen_stack) == 2
        await app.press("escape", "ctrl+b")
        assert len(app.bench.app.screen_stack) == 2
        await app.press("alt+q")
        assert not app.bench.app.is_running


@pytest.mark.scenario
async def test_a_set_key_that_is_a_character_is_typed_where_one_types() -> None:
    async with shown(states.ready(), keymap={"host": "Z", "theme": "X"}) as app:
        await app.press("Z", "X")
        assert "ZX" in app.screen.payload.text
        assert len(app.bench.app.screen_stack) == 1
        await app.press("escape", "Z")
        assert len(app.bench.app.screen_stack) == 2
        await app.press("escape", "X")
        assert len(app.bench.app.screen_stack) == 2


@pytest.mark.scenario
async def test_a_letter_goes_to_a_part_of_the_screen() -> None:
    async with shown(states.ready()) as app:
        await app.press("ctrl+o")
        assert isinstance(app.bench.app.screen, JumpScreen)
        await app.press("a")
        assert app.focused == "section-list"


@pytest.mark.scenario
async def test_the_theme_that_was_chosen_is_kept() -> None:
    async with shown(states.ready(), theme="workbench-light") as app:
        assert app.bench.app.theme == "workbench-light"
        app.bench.app.theme = "nord"
        await app.until(lambda: app.bench.preferences.chosen == "nord")


@pytest.mark.scenario
async def test_a_flood_of_states_shows_the_newest() -> None:
    async with shown(states.ready()) as app:
        last = replace(states.ready(), dispatched_ok=500)
        for count in range(500):
            app.session.become(replace(last, dispatched_ok=count))
        await app.become(last)
        assert app.screen.parts.rail._boxes[-1].detail == "500 ok"


@pytest.mark.scenario
async def test_leaving_ends_the_session_and_keeps_the_draft() -> None:
    async with shown(states.ready()) as app:
        await app.press("q", "ctrl+q")
        session, preferences = app.session, app.bench.preferences
    assert ("close",) in session.asked
    assert preferences.drafts["dialect", "shape"].startswith("q{")


@pytest.mark.scenario
async def test_the_answer_follows_the_function_and_says_when_the_payload_was_edited() -> None:
    async with shown(states.ready()) as app:
        outcome = app.screen.query_one("#outcome", Static)
        payload = app.screen.payload
        assert app.screen.state is not None
        last = app.screen.state.last
        assert last is not None
        payload.editor.put(last.payload)
        await app.until(lambda: "edited" not in str(outcome.render()))
        await app.press("x")
        await app.until(lambda: "payload edited since" in str(outcome.render()))
        await app.press("f7")
        assert "not dispatched yet" in str(outcome.render())
        await app.press("shift+f7")
        assert "ok" in str(outcome.render())


@pytest.mark.scenario
async def test_a_new_answer_is_shown_from_its_top() -> None:
    async with shown(states.ready(), (120, 40)) as app:
        last = states.ready().last
        assert last is not None
        text = "[" + ", ".join(f'"a line of its own, number {number}"' for number in range(80)) + "]"
        long = replace(last, number=2, outcome=replace(last.outcome, response_text=text))
        await app.become(replace(states.ready(), last=long))
        await app.press("escape", "G")
        reader = app.screen.response.reader
        assert reader.scroll_offset.y
        await app.become(replace(states.ready(), last=replace(long, number=3)))
        await app.until(lambda: not reader.scroll_offset.y)


@pytest.mark.scenario
async def test_the_text_that_has_the_focus_is_marked_and_its_lines_keep_their_width() -> None:
    async with shown(states.ready()) as app:
        reader = app.screen.response.reader
        width = reader.line_width
        assert not reader.styles.border_left[0]
        await app.press("escape")
        assert app.focused == "response-text"
        assert reader.styles.border_left[0]
        assert reader.line_width == width


@pytest.mark.scenario
async def test_the_lit_tab_is_the_pane_that_is_shown_after_the_screen_became_small() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "3")
        await app.pilot.resize_terminal(80, 24)
        await app.pilot.pause()
        assert app.seen == ["self-check"]
        assert app.screen.parts.tabs._chosen == "self-check"


def is_active(app: Shown, pane_id: str) -> bool:
    return app.screen.parts.arrangement.active.id == pane_id


@pytest.mark.scenario
async def test_a_click_on_a_layer_leads_to_the_pane_that_it_belongs_to() -> None:
    async with shown(states.ready()) as app:
        rail = await app.part("#rail")
        for index, pane in enumerate(PANE_OF_LAYER):
            before = sum(app.screen.parts.rail._widths[:index])
            await app.pilot.click(rail, offset=(before + 4, 1))
            await app.until(partial(is_active, app, pane))
