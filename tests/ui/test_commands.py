"""The table of commands, and what is made of it."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.commands import COMMANDS, Scope, bindings, key_of
from workbench.ui.panes.footer import footer_line
from workbench.ui.screens.help_screen import help_lines


def test_every_binding_can_be_remapped_by_its_id() -> None:
    made = bindings(*Scope)
    assert all(isinstance(one, Binding) and one.id in COMMANDS for one in made)


def test_no_key_means_two_things_at_once() -> None:
    shared = (Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR, Scope.LIST)
    for sheet in set(Scope) - {*shared, Scope.PALETTE}:
        keys = [key for one in COMMANDS.values() if one.scope in (*shared, sheet) for key in one.keys]
        assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]


def test_keys_that_work_while_typing_are_no_characters() -> None:
    keys = [key for one in COMMANDS.values() if one.scope is Scope.EVERYWHERE for key in one.keys]
    assert all("+" in key or key.startswith("f") for key in keys)


def test_each_wire_function_can_be_asked_for() -> None:
    assert all(f"function-{name}" in COMMANDS for name in WIRE_FUNCTIONS)


def test_a_remapped_key_is_the_one_that_is_shown() -> None:
    assert key_of("send", {}) == "^j"
    assert key_of("send", {"send": "f9"}) == "f9"


@pytest.mark.parametrize("width", [80, 120])
def test_help_names_every_command(width: int) -> None:
    text = "\n".join(line.content.plain for line in help_lines({}, width))
    assert all(one.title in text for one in COMMANDS.values())


def test_the_footer_fits_and_keeps_the_palette() -> None:
    for width in (40, 80, 120):
        line, _ = footer_line({}, width, running=False)
        assert line.cell_length <= width
        assert "palette" in line.plain


def test_cancelling_comes_first_while_a_call_runs() -> None:
    assert footer_line({}, 80, running=True)[0].plain.startswith(" esc cancel")
