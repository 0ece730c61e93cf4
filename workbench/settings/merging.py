"""Tables to which each source adds entries of its own: `config`, `budgets` and `keys`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from workbench.settings.layers import SettingsLayer
from workbench.settings.resolving import Resolved, entries_of, resolve, resolved_from

MERGED: Final = ("config", "budgets", "keys")
"""All other tables are taken whole from the strongest source."""


def merged(layers: Sequence[SettingsLayer]) -> dict[str, Resolved]:
    """Return the value that holds for each setting, as `resolve` does, with all entries of the tables that are merged.

    Raises:
        InvalidSettings: As `resolve`.
    """
    resolved = resolve(layers)
    whole: dict[str, dict[str, Any]] = {name: {} for name in MERGED}
    for path, entry in merged_entries(layers).items():
        table = whole[path[0]]
        for key in path[1:-1]:
            table = table.setdefault(key, {})
        table[path[-1]] = entry.value
    return resolved | {name: replace(resolved[name], value=value) for name, value in whole.items()}


def merged_entries(layers: Sequence[SettingsLayer]) -> dict[tuple[str, ...], Resolved]:
    """Return each entry of those tables by its keys, as in `("config", "region")`, with the source that it comes from.

    Raises:
        InvalidSettings: As `resolve`.
    """
    found: dict[tuple[str, ...], Resolved] = {}
    for layer in reversed(layers):
        tables = resolve([replace(layer, values={name: layer.values.get(name) for name in MERGED})])
        for name in MERGED:
            entries = entries_of(tables[name].value, (name,))
            found |= {path: resolved_from(layer, path, value) for path, value in entries}
    return found
