"""From the keys that a person sets to the key map: unknown actions, reserved keys and conflicts are named. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Final

from workbench.errors import OperatorError
from workbench.errors.operator import SettingInvalid, SettingUnknown
from workbench.key_names import MODIFIERS, NAMED, key_from, reserved_for
from workbench.key_table import KeyAction, declared_actions
from workbench.naming import nearest
from workbench.quoting import quoted
from workbench.settings import SETTINGS, Resolved, SettingsLayer

Keys = Mapping[str, tuple[str, ...]]
"""By the id of the action."""
EVERYWHERE: Final = "Everywhere, also while typing"
OF_PANES: Final = (EVERYWHERE, "Outside the editor", "In lists and texts", "In the palette only")
"""Places whose keys work in every pane and on every sheet; an action of the palette works there once it has keys."""
OF_SHEETS: Final = "On the sheet "
OF_TREE: Final = "In the answer's tree"
OF_TEXT: Final = "While typing a payload"
_SHOWN_MAX: Final = 64
_KEY: Final = 'a key, such as "ctrl+j", "f5", "alt+down", "g" or "?"'


def keymap_of(given: Mapping[str, Resolved], *, in_browser: bool = False) -> tuple[Keys, list[OperatorError]]:
    """Return the keys that a person has set, as they arrive from a terminal, and what is wrong with the others.

    Args:
        given: Keys by the action's id as they were written, with the place where they are set.
        in_browser: A browser shows the screen, where some actions have other keys of their own.
    """
    actions = {one.id: one for one in declared_actions()}
    problems: list[OperatorError] = []
    keymap: dict[str, tuple[str, ...]] = {}
    for action_id, setting in given.items():
        if action_id not in actions:
            problems.append(_unknown(action_id, setting, actions))
            continue
        keys, wrong = _keys(actions[action_id], setting)
        problems += wrong
        if keys:
            keymap[action_id] = keys
    before = {one.id: (one.browser_keys if in_browser else ()) or one.keys for one in actions.values()}
    conflicts = list(_conflicts(keymap, {**before, **keymap}))
    problems += [_conflict(actions[one], key, actions[other], given) for one, key, other in conflicts]
    wrong_ones = {one for one, _, _ in conflicts}
    return {action_id: keys for action_id, keys in keymap.items() if action_id not in wrong_ones}, problems


def key_problems(file: SettingsLayer) -> list[OperatorError]:
    """Return what is wrong with the keys of a file, those of its profiles too, as far as each entry has its form."""
    own = _well_formed(file, file.values, ())
    tables = file.values.get("profiles")
    profiles = tables if isinstance(tables, Mapping) else {}
    each = [own, *({**own, **_well_formed(file, table, ("profiles", name))} for name, table in profiles.items())]
    return list({str(one): one for given in each for one in keymap_of(given)[1]}.values())


def _well_formed(file: SettingsLayer, table: object, within: tuple[str, ...]) -> dict[str, Resolved]:
    """Return the keys that a table of settings gives, by the id of the action."""
    keys = table.get("keys") if isinstance(table, Mapping) else None
    found: dict[str, Resolved] = {}
    for action_id, raw in keys.items() if isinstance(keys, Mapping) else ():
        try:
            value = SETTINGS["keys"].kind.read({action_id: raw})[str(action_id)]
        except ValueError:
            continue
        position = file.positions.get((*within, "keys", action_id))
        found[str(action_id)] = Resolved(value, file.source, position=position)
    return found


def _unknown(action_id: str, setting: Resolved, actions: Mapping[str, KeyAction]) -> SettingUnknown:
    meant = nearest(action_id, actions) if len(action_id) <= _SHOWN_MAX else None
    name = f"keys.{action_id[:_SHOWN_MAX]}"
    return SettingUnknown(name, setting.source, None if meant is None else f"keys.{meant}", *setting.key_at)


def _keys(action: KeyAction, setting: Resolved) -> tuple[tuple[str, ...], list[OperatorError]]:
    """Return the keys of an action as they arrive, and what is wrong with the others."""
    keys: list[str] = []
    problems: list[OperatorError] = []
    for written in setting.value:
        key = key_from(written)
        if key is None:
            _, plus, last = written.lower().rpartition("+")
            meant = nearest(last, [*NAMED, *MODIFIERS]) if plus or len(written) > 1 else None
            problems.append(_invalid(action, setting, _KEY, value=written, meant=meant))
            continue
        why = "" if key in action.keys else reserved_for(key, while_typing=action.place == EVERYWHERE)
        if why:
            problems.append(_invalid(action, setting, "a key that is free", found=f"{quoted(written)}, {why}"))
        else:
            keys.append(key)
    return tuple(dict.fromkeys(keys)), problems


def _shared_places() -> Iterator[tuple[KeyAction, ...]]:
    """Give the actions whose keys work in one place, so that each needs keys of its own."""
    by_place = {place: tuple(found) for place, found in groupby(declared_actions(), key=lambda one: one.place)}
    of_panes = tuple(one for place in OF_PANES for one in by_place[place])
    yield of_panes
    for place, own in by_place.items():
        if place == OF_TREE or place.startswith(OF_SHEETS):
            yield (*of_panes, *own)
        elif place == OF_TEXT:
            yield (*by_place[EVERYWHERE], *own)
        elif place not in OF_PANES:
            yield own


def _conflicts(keymap: Keys, effective: Keys) -> Iterator[tuple[str, str, str]]:
    """Give each action with a key that is set and is another one's in the same place, with that other one, once."""
    said: set[frozenset[str]] = set()
    for actions in _shared_places() if keymap else ():
        by_key: dict[str, list[str]] = {}
        for one in actions:
            for key in effective[one.id]:
                by_key.setdefault(key, []).append(one.id)
        for action_id in [one.id for one in actions if one.id in keymap]:
            for key in keymap[action_id]:
                for other in by_key[key]:
                    if other != action_id and frozenset((action_id, other)) not in said:
                        said.add(frozenset((action_id, other)))
                        yield action_id, key, other


def _conflict(action: KeyAction, key: str, other: KeyAction, given: Mapping[str, Resolved]) -> SettingInvalid:
    setting = given.get(other.id)
    line = None if setting is None else setting.key_at[0]
    found = f"{quoted(key)}, which is already the key of {other.id} ({other.title})"
    found += "" if line is None else f", set in line {line:,}"
    expected = f"a key for {action.id} ({action.title}) that does nothing else in the same place"
    return _invalid(action, given[action.id], expected, found=found)


def _invalid(
    action: KeyAction,
    setting: Resolved,
    expected: str,
    *,
    value: str | None = None,
    found: str = "",
    meant: str | None = None,
) -> SettingInvalid:
    name = f"keys.{action.id}"
    return SettingInvalid(name, value, expected, setting.source, *setting.value_at, found=found, nearest=meant)
