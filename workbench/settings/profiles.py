"""Named profiles: settings that hold together, in `[profiles.NAME]` of a file of settings. Pure.

A profile is what a host is like. `0.1` and `0.3` are the protocol's; a named one is one of these, by its own `profile`,
with whatever else it sets. Of a file the chosen profile wins over what stands outside of it, and takes part wherever
that file does. A project file chooses among its own: a person's are chosen by that person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from workbench.errors.operator import SettingInvalid
from workbench.naming import nearest
from workbench.settings.kinds import in_words
from workbench.settings.layers import SettingsLayer, key_at, value_at
from workbench.settings.merging import MERGED, merged_entries
from workbench.settings.resolving import ENVIRONMENT, OPTION, Problems, Resolved, check, entries_of
from workbench.settings.table import LINES, SETTINGS

TABLE: Final = "profiles"
NAME_PATTERN: Final = "^[A-Za-z0-9_-]{1,64}$"
_KEY: Final = "profile"
_LISTED_MAX: Final = 8
_SHOWN_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class ChosenProfile:
    """The named profile that holds in this run."""

    name: str
    source: str
    """Who chose it: `option`, `environment`, a file's path."""
    files: tuple[str, ...] = ()
    """Files that have a profile of this name, the strongest first."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What each source sets."""

    stronger: tuple[SettingsLayer, ...]
    """Options and environment."""
    project: SettingsLayer | None
    """None: there is no project file, or none that holds."""
    user: SettingsLayer | None
    """None: there is no file of the person's own."""

    @property
    def layers(self) -> list[SettingsLayer]:
        """All of them, the strongest first."""
        return [*self.stronger, *(one for one in (self.project, self.user) if one is not None)]


def under_profile(given: Sources, problems: Problems) -> tuple[Sources, ChosenProfile | None]:
    """Return what each source sets once the profile is chosen, and the chosen one; None: no named one.

    Everything is checked, profiles that nobody chose too, and what is wrong is added to the problems.
    """
    own = {layer.source: _tables(layer, problems) for layer in (given.project, given.user) if layer is not None}
    chosen: ChosenProfile | None = None
    is_settled = False
    for layer in given.layers:
        wanted = layer.values.get(_KEY)
        if wanted is None:
            continue
        tables = [own[layer.source]] if layer.source in own else list(own.values())
        if not _is_known(wanted, layer, tables, problems) or is_settled:
            continue
        is_settled = True
        if wanted not in LINES:
            # A person's file may choose what a project has of that name, never the other way round.
            among = own if layer is not given.project else {layer.source: own[layer.source]}
            chosen = ChosenProfile(wanted, layer.source, tuple(file for file, has in among.items() if wanted in has))
    without = tuple(_without_name(layer, always=chosen is not None) for layer in given.stronger)
    project, user = (
        None if layer is None else _overlaid(layer, own[layer.source], chosen) for layer in (given.project, given.user)
    )
    for layer in (*without, *(_outside_profiles(one) for one in (given.project, given.user) if one is not None)):
        check(layer, problems)
    return Sources(without, project, user), chosen


def tables_of(layer: SettingsLayer) -> dict[str, Mapping[str, Any]]:
    """Return the profiles of a file by name, as far as they have their form."""
    found = layer.values.get(TABLE)
    return {} if not isinstance(found, Mapping) else {n: t for n, t in found.items() if isinstance(t, Mapping)}


def keys_by_profile(layer: SettingsLayer) -> dict[str, dict[str, Resolved]]:
    """Return the keys that a file would set under each of its profiles, by the id of the action.

    Raises:
        InvalidSettings: It has not been checked, and something is wrong with it.
    """
    found: dict[str, dict[str, Resolved]] = {}
    tables = tables_of(layer)
    for name in tables:
        under = _overlaid(layer, tables, ChosenProfile(name, layer.source, (layer.source,)))
        only_keys = replace(under, values={"keys": under.values.get("keys")})
        found[name] = {path[1]: one for path, one in merged_entries([only_keys]).items()}
    return found


def _tables(layer: SettingsLayer, problems: Problems) -> dict[str, Mapping[str, Any]]:
    """Return the profiles of a file by name; what is wrong with them is added to the problems."""
    found = layer.values.get(TABLE, {})
    if not isinstance(found, Mapping):
        problems.add(_not_a_table((TABLE,), found, layer, "tables [profiles.NAME]"))
        return {}
    for name, table in found.items():
        if re.search(NAME_PATTERN, name) is None or name.endswith("\n"):
            expected = "a name of at most 64 letters, digits, - and _"
            at = key_at((TABLE, name), layer.positions)
            problems.add(SettingInvalid(TABLE, name[:_SHOWN_MAX], expected, layer.source, *at))
        elif not isinstance(table, Mapping):
            problems.add(_not_a_table((TABLE, name), table, layer, "a table of settings"))
        else:
            check(replace(layer, values=table), problems, (TABLE, name))
    return tables_of(layer)


def _not_a_table(path: Sequence[str], raw: Any, layer: SettingsLayer, expected: str) -> SettingInvalid:
    at = value_at(path, layer.positions)
    return SettingInvalid(".".join(path)[:_SHOWN_MAX], None, expected, layer.source, *at, found=in_words(raw))


def _is_known(wanted: Any, layer: SettingsLayer, tables: Sequence[Mapping[str, Any]], problems: Problems) -> bool:
    """Say whether a layer names a profile that there is; if not, it is added to the problems."""
    names = sorted({name for table in tables for name in table})
    if isinstance(wanted, str) and (wanted in LINES or wanted in names):
        return True
    # The protocol's are looked at as every setting is.
    if isinstance(wanted, str):
        listed = ", ".join([*LINES, *names[:_LISTED_MAX]]) + (", …" if len(names) > _LISTED_MAX else "")
        is_file = layer.source not in (OPTION, ENVIRONMENT)
        whose = "this file has no [profiles.NAME]" if is_file else "no settings file has a [profiles.NAME]"
        expected = f"a profile, {listed}" if names else f"{' or '.join(LINES)} ({whose})"
        at = value_at((_KEY,), layer.positions)
        meant = nearest(wanted, [*LINES, *names]) if len(wanted) <= _SHOWN_MAX else None
        name = SETTINGS[_KEY].variable if layer.source == ENVIRONMENT else _KEY
        problems.add(SettingInvalid(name, wanted[:_SHOWN_MAX], expected, layer.source, *at, nearest=meant))
    return False


def _without_name(layer: SettingsLayer, *, always: bool = False) -> SettingsLayer:
    """Return a layer without what only chooses a named profile; `always`: nor what another choice has overruled."""
    wanted = layer.values.get(_KEY)
    if not always and (wanted in LINES or not isinstance(wanted, str)):
        return layer
    return replace(layer, values={**layer.values, _KEY: None})


def _outside_profiles(layer: SettingsLayer) -> SettingsLayer:
    return _without_name(replace(layer, values={name: v for name, v in layer.values.items() if name != TABLE}))


def _overlaid(
    layer: SettingsLayer, tables: Mapping[str, Mapping[str, Any]], chosen: ChosenProfile | None
) -> SettingsLayer:
    """Return what a file sets under the chosen profile."""
    outside = _outside_profiles(layer)
    table = tables.get(chosen.name) if chosen is not None and layer.source in chosen.files else None
    if chosen is None or table is None:
        return outside
    within = {path[2:]: at for path, at in layer.positions.items() if path[:2] == (TABLE, chosen.name) and path[2:]}
    values = {**outside.values, **table}
    for name in MERGED:
        if isinstance(table.get(name), Mapping) and isinstance(outside.values.get(name), Mapping):
            values[name] = _merged(outside.values[name], table[name])
    return replace(
        outside,
        values=values,
        positions={**layer.positions, **within},
        profile=chosen.name,
        of_profile=frozenset((name,) for name in table) | _entries(table),
    )


def _entries(table: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    """Return the entries of the tables that are merged, by their keys."""
    return frozenset(path for name in MERGED for path, _ in entries_of(table.get(name), (name,)))


def _merged(weaker: Mapping[str, Any], stronger: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table with the entries of both; of tables within, too."""
    both = {key: weaker[key] for key in weaker.keys() & stronger.keys()}
    inner = {
        key: _merged(value, stronger[key])
        for key, value in both.items()
        if isinstance(value, Mapping) and isinstance(stronger[key], Mapping)
    }
    return {**weaker, **stronger, **inner}
