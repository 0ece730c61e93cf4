"""The object of `keys`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.key_table import ChangedKeys, KeyAction, key_for_people, keys_under


def keys_json(actions: Sequence[KeyAction], changed: ChangedKeys) -> dict[str, Any]:
    """Return the actions in their order; `keys` are named as settings name them, `shown` as people do."""
    return {"actions": [_action_json(one, changed) for one in actions]}


def _action_json(action: KeyAction, changed: ChangedKeys) -> dict[str, Any]:
    keys = keys_under(action, changed)
    return {
        "id": action.id,
        "title": action.title,
        "help": action.help or None,
        "place": action.place,
        "keys": list(keys),
        "shown": [key_for_people(key) for key in keys],
        "default_keys": list(action.keys),
        "browser_keys": list(action.browser_keys or keys),
        "changed": action.id in changed,
    }
