"""What the footer says: only what matters and works where the focus is."""

from __future__ import annotations

import pytest

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Scope
from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.in_browser import KEYS
from workbench.ui.main.footer_keys import LAST, build_strip_keys, footer_keys
from workbench.ui.panes.footer import footer_line
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.reader import Reader

LISTS = [Grid(id="section-list"), Reader(id="section-text"), Grid(id="problem-list"), Reader(id="response-text")]


def test_in_the_editor_no_key_is_offered_that_would_be_typed() -> None:
    offered = [MAIN[key.command_id] for key in footer_keys(None, {}, running=False)]
    assert {one.scope for one in offered if one.id != "leave"} == {Scope.EVERYWHERE}


def test_in_the_editor_is_said_how_to_leave_it() -> None:
    assert ("leave", "esc", "leaves") in footer_keys(None, {}, running=False)


@pytest.mark.parametrize("focused", LISTS, ids=lambda one: str(one.id))
def test_in_a_list_or_text_what_it_can_do_is_offered(focused: LineView) -> None:
    ids = [key.command_id for key in footer_keys(focused, {}, running=False)]
    assert "list-copy" in ids
    assert ("hex" in ids) == (focused.id or "").startswith("section")
    assert ("list-choose" in ids) == (focused.id == "problem-list")


@pytest.mark.parametrize("focused", [None, *LISTS], ids=lambda one: str(one and one.id))
def test_each_key_has_a_word_and_the_palette_stands_last(focused: LineView | None) -> None:
    keys = footer_keys(focused, {}, running=True)
    assert all(key.key and key.word for key in keys)
    assert keys[-1].command_id == LAST
    assert keys[0][1:] == ("esc", "cancel")


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("running", [False, True])
def test_the_footer_fits_and_keeps_the_palette(width: int, running: bool) -> None:
    line, places = footer_line(footer_keys(None, {}, running=running), width)
    assert line.cell_length <= width
    assert line.plain.endswith("palette")
    assert places[-1][2] == LAST


def test_at_80_cells_six_keys_or_more_are_offered() -> None:
    for focused in (None, *LISTS):
        assert len(footer_line(footer_keys(focused, {}, running=False), 80)[1]) >= 6


def test_the_gaps_of_a_snippet_have_keys_of_their_own() -> None:
    editor = JsonEditor(id="editor")
    assert ("tab", "next gap") not in [(one.key, one.word) for one in footer_keys(editor, {}, running=False)]
    editor.document.gaps.begin([((0, 0), (0, 0)), ((0, 0), (0, 0))], ((0, 0), (0, 0)))
    shown = [(one.key, one.word) for one in footer_keys(editor, {}, running=False)]
    assert shown[:2] == [("tab", "next gap"), ("esc", "ends")]


def test_in_a_browser_no_editor_is_offered_that_nobody_would_see() -> None:
    ids = {key.command_id for key in footer_keys(None, KEYS, running=False, in_browser=True)}
    assert "editor" not in ids
    assert "save" in ids


def test_no_line_is_offered_for_a_build_error_that_names_none() -> None:
    assert "opens the line" in build_strip_keys({}, None)
    assert build_strip_keys({}, None, has_place=False) == "^p build output"
