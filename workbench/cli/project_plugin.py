"""The plugin of the project, where a command leaves it out. Reads the settings only then."""

from __future__ import annotations

import argparse
import os
from typing import Final

from workbench.errors.operator import NameUnknown, SettingInvalid
from workbench.naming import nearest

WITH_FUNCTION: Final = frozenset({"call", "fuzz", "trace", "bench"})
"""Behind their plugin stands a wire function, which no plugin is called."""


def take_project_plugin(command: str, arguments: argparse.Namespace) -> None:
    """Fill in the plugin that the settings name where none is named, and set what stands in its place right.

    Raises:
        SettingInvalid: Neither the arguments nor the settings name a plugin, or `call` has no function.
        NameUnknown: A function is mistyped.
        ProjectFileRefused, ProjectPathOutside, InvalidSettings, FileDamaged: As `project_plugin`.
    """
    if command in WITH_FUNCTION:
        _move_function(command, arguments)
    elif command == "history":
        _move_entry(arguments)
    if command == "journey":
        arguments.plugins = arguments.plugins or [project_plugin(arguments)]
    elif arguments.plugin is None:
        arguments.plugin = project_plugin(arguments)


def project_plugin(arguments: argparse.Namespace) -> str:
    """Return the plugin that the settings name.

    Raises:
        SettingInvalid: They name none.
        ProjectFileRefused, ProjectPathOutside, InvalidSettings, FileDamaged: The settings cannot hold.
    """
    from workbench.project import TRUST_OPTION, named_plugin, read_settings  # noqa: PLC0415 - a named plugin does without

    settings = read_settings({}, None, trusted_by=TRUST_OPTION if arguments.trust_project else "")
    plugin = named_plugin(None, settings)
    if plugin is None:
        expected = "a .wasm file: PLUGIN, or plugin in the project file"
        raise SettingInvalid("plugin", None, expected, "default", found="none")
    return plugin


def _move_function(command: str, arguments: argparse.Namespace) -> None:
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - the parsers of these commands have it

    word = arguments.plugin
    if arguments.function is None and word in WIRE_FUNCTIONS:
        arguments.plugin, arguments.function = None, word
    elif command == "call" and arguments.function is None:
        meant = None if word is None else nearest(word, WIRE_FUNCTIONS)
        if meant is not None and not os.path.lexists(word):
            raise NameUnknown("wire function", word, meant)
        raise SettingInvalid("FUNCTION", None, f"one of {', '.join(WIRE_FUNCTIONS)}", "argument", found="none")


def _move_entry(arguments: argparse.Namespace) -> None:
    """Take a number for that of an entry: no plugin is called so."""
    from workbench.cli.pane_parsers import ENTRY_MAX  # noqa: PLC0415 - is loaded by then

    word = arguments.plugin
    if arguments.entry is None and word is not None and word.isascii() and word.isdigit() and not os.path.lexists(word):
        number = int(word[:20])
        if 1 <= number <= ENTRY_MAX:
            arguments.plugin, arguments.entry = None, number
