"""The commands as they are declared, and what is made of them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from textual.binding import Binding

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.actions.palette import offered
from workbench.ui.actions.registry import MAIN
from workbench.ui.actions.sheet_commands import SHEETS
from workbench.ui.commands.command import Command, Scope, declared_in
from workbench.ui.commands.keymap import bindings, key_of, keys_of
from workbench.ui.main.overlays import sheet_groups
from workbench.ui.renderers.help import key_lines
from workbench.ui.screens.help_screen import main_groups
from workbench.ui.sheets import sheet_class
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.tree_commands import TreeCommands

SHEET_CLASSES = [sheet_class(one.id) for one in SHEETS]
OWN_OF_SHEETS: list[Command[Any]] = [one for sheet in SHEET_CLASSES for one in sheet.OWN.values()]
OF_TREES: list[Command[Any]] = list(declared_in(TreeCommands))
EVERY: list[Command[Any]] = [*MAIN.values(), *LineView.COMMANDS.values(), *OF_TREES, *OWN_OF_SHEETS]


def test_each_id_is_declared_once() -> None:
    ids = [one.id for one in EVERY]
    assert sorted(set(ids)) == sorted(ids)


def test_every_binding_can_be_remapped_by_the_id_of_its_command() -> None:
    made = bindings(EVERY)
    ids = {one.id for one in EVERY}
    assert made
    assert all(isinstance(one, Binding) and one.id in ids for one in made)


def test_no_key_means_two_things_at_once() -> None:
    shared: list[Command[Any]] = [*MAIN.values(), *LineView.COMMANDS.values()]
    in_tree = [key for one in (*shared, *OF_TREES) for key in one.keys]
    assert len(in_tree) == len(set(in_tree)), [key for key in in_tree if in_tree.count(key) > 1]
    for sheet in SHEET_CLASSES:
        keys = [key for one in (*shared, *sheet.OWN.values()) for key in one.keys]
        assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]


def test_keys_that_work_while_typing_are_no_characters() -> None:
    keys = [key for one in MAIN.values() if one.scope is Scope.EVERYWHERE for key in one.keys]
    assert all("+" in key or key.startswith("f") for key in keys)


def test_no_key_is_bound_that_some_terminals_do_not_send() -> None:
    assert not [one.id for one in EVERY if "shift+f3" in one.keys], "tmux sends it as a cursor report"


def test_each_key_is_shown_as_people_write_it() -> None:
    shown = {name for one in EVERY for name in keys_of(one, {})}
    assert {"^j", "f5", "?", "/", "=", ":", "+", "-", "space", "enter", "esc", "^pgdn", "alt+down", "V"} <= shown
    assert not [name for name in shown if "_" in name]


def test_each_wire_function_can_be_asked_for() -> None:
    assert all(f"function-{name}" in MAIN for name in WIRE_FUNCTIONS)


def test_a_sheet_takes_over_commands_of_the_main_screen_only() -> None:
    taken = {command_id for sheet in SHEET_CLASSES for command_id in sheet.TAKEN_OVER}
    assert {"find", "find-here", "hex", "compare"} == taken
    assert taken <= MAIN.keys()


def test_a_sheet_is_opened_and_closed_by_the_command_of_its_name() -> None:
    assert [sheet.COMMAND for sheet in SHEET_CLASSES] == [one.id for one in SHEETS]


def test_a_remapped_key_is_the_one_that_is_shown() -> None:
    assert key_of(MAIN["send"], {}) == "^j"
    assert key_of(MAIN["send"], {"send": "f9"}) == "f9"


@pytest.mark.parametrize("width", [80, 120])
def test_help_names_every_command(width: int) -> None:
    text = "\n".join(line.content.plain for line in key_lines([*main_groups(), *sheet_groups()], {}, width))
    assert all(one.title in text and one.help in text for one in EVERY)


def test_the_palette_offers_each_command_once_those_of_the_sheet_first() -> None:
    sheet = sheet_class("generations")
    titles = [one.title for one in offered(sheet.OWN)]
    assert titles[: len(sheet.OWN)] == [one.title for one in sheet.OWN.values()]
    assert len(titles) == len(set(titles))


def test_a_help_text_is_one_sentence() -> None:
    for one in EVERY:
        assert one.help.endswith("."), one.id
        assert one.help.count(". ") == 0, one.id


def test_titles_tell_commands_apart_in_the_palette() -> None:
    for first, second in itertools.combinations(offered({}), 2):
        assert first.title != second.title, (first.id, second.id)
