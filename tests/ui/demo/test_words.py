"""The words of demo scripts are those of the screen, and none of them reaches beyond it."""

from __future__ import annotations

import importlib
from typing import Any

from workbench.protocol.layers import Layer
from workbench.session.demo import words
from workbench.ui.actions.registry import MAIN
from workbench.ui.actions.sheet_commands import SHEETS
from workbench.ui.commands.command import Command
from workbench.ui.demo.player import KEYS
from workbench.ui.renderers import lab
from workbench.ui.sheets import sheet_class
from workbench.ui.widgets.json_tree_view import JsonTreeView
from workbench.ui.widgets.line_view import LineView

OWN: dict[str, Command[Any]] = {name: one for sheet in SHEETS for name, one in sheet_class(sheet.id).OWN.items()}
EVERY: dict[str, Command[Any]] = {**MAIN, **LineView.COMMANDS, **JsonTreeView.COMMANDS, **OWN}
BEYOND = {
    "build", "editor", "quit", "reload", "save", "save-as", "screenshot", "trust", "open-plugin", "palette",
    "lab-save", "lab-open", "lab-use", "journey-plugin", "payload-delete", "list-choose",
}  # fmt: skip
"""What writes a file, reads one, runs a program, or ends the screen. `list-choose` opens the person's editor."""


def test_every_pane_has_the_views_that_a_script_may_name() -> None:
    for pane, views in words.PANES.items():
        module = {"dispatch": "response"}.get(pane, pane.replace("-", "_"))
        assert views == importlib.import_module(f"workbench.ui.panes.{module}").VIEWS
    assert words.SHEETS["lab"] == lab.VIEWS


def test_every_place_is_there() -> None:
    assert set(words.SHEETS) <= set(MAIN)
    assert len(words.LAYERS) == len(Layer)


def test_every_key_is_one_of_the_commands_that_it_may_give() -> None:
    for key, commands in words.KEYS.items():
        for command in commands:
            assert key in EVERY[command].keys, (key, command)


def test_no_key_reads_or_writes_a_file_runs_a_program_or_ends_the_screen() -> None:
    assert not {command for commands in words.KEYS.values() for command in commands} & BEYOND


def test_the_keys_of_the_show_are_not_needed_by_what_it_shows() -> None:
    assert {"space", "right", "left", "escape"} <= set(KEYS)
