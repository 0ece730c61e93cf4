"""What no project file may set, trusted or not: it may be a stranger's. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workbench.errors.operator import SettingInvalid
from workbench.settings.kinds import in_words
from workbench.settings.layers import SettingsLayer, key_at
from workbench.settings.profiles import TABLE, tables_of
from workbench.settings.resolving import Problems
from workbench.settings.table import SETTINGS

NEVER_IN_PROJECT: Final = (
    ("confinement", "off", "available or required in a project file: only your own settings switch it off"),
    (
        "expand_environment",
        True,
        "false in a project file: only your own settings open your environment to payloads",
    ),
)
"""Settings with the value that no project file may set, trusted or not, and what is expected instead."""
_OWN_ONLY: Final = {name: setting.own_only for name, setting in SETTINGS.items() if setting.own_only}
"""Settings that no project file may set, and what is expected instead."""


def check_project(file: SettingsLayer) -> None:
    """Refuse what no project file may set, in none of its profiles either. Raises InvalidSettings."""
    problems = Problems()
    places: list[tuple[tuple[str, ...], Mapping[str, Any]]] = [((), file.values)]
    places += [((TABLE, name), table) for name, table in tables_of(file).items()]
    for within, values in places:
        for name, refused, expected in NEVER_IN_PROJECT:
            if values.get(name) == refused:
                problems.add(_never(file, (*within, name), str(refused).lower(), expected))
        for name in values.keys() & _OWN_ONLY.keys():
            problems.add(_never(file, (*within, name), in_words(values[name]), _OWN_ONLY[name]))
    problems.check()


def _never(file: SettingsLayer, path: tuple[str, ...], found: str, expected: str) -> SettingInvalid:
    at = key_at(path, file.positions)
    return SettingInvalid(".".join(path), None, expected, file.source, *at, found=found)
