"""Tables to which each source adds entries of its own: `config` and `budgets`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from workbench.settings.layers import SettingsLayer
from workbench.settings.resolving import Resolved, entries_of, resolve, resolved_from

MERGED: Final = ("config", "budgets")
"""All other tables are taken whole from the strongest source."""


def merged(layers: Sequence[SettingsLayer]) -> dict[str, Resolved]:
    """Return the value that holds for each setting, as `resolve` does, with all entries of the tables that are merged.

    Raises:
        InvalidSettings: As `resolve`.
    """
    resolved = resolve(layers)
    config: dict[str, str] = {}
    budgets: dict[str, dict[str, int]] = {"strict": {}, "serving": {}}
    for path, entry in merged_entries(layers).items():
        if path[0] == "config":
            config[path[1]] = entry.value
        else:
            budgets[path[1]][path[2]] = entry.value
    whole = {"config": config, "budgets": {name: limits for name, limits in budgets.items() if limits}}
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
