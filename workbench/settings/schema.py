"""The JSON Schema of both files of settings, made of the table that they are read by. Pure.

What no schema can say is left to the reading: that a profile that is named stands in the file, that a key means one
thing only, and where a path leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from workbench.key_table import declared_actions
from workbench.settings.kinds import ValueKind
from workbench.settings.profiles import NAME_PATTERN, TABLE
from workbench.settings.project_rules import NEVER_IN_PROJECT
from workbench.settings.table import LINES, SETTINGS, Setting

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def settings_schema(*, of_project: bool) -> dict[str, Any]:
    """Return the schema of `workbench.toml`, where `of_project`, or of a person's own file."""
    what = "workbench.toml, the settings of a project" if of_project else "config.toml, a person's own settings"
    within = _properties(of_project=of_project, in_profile=True)
    profile = {"type": "object", "properties": within, "additionalProperties": False}
    profiles = {
        "description": "Settings that hold together where --profile NAME, WORKBENCH_PROFILE or `profile` names them.",
        "type": "object",
        "patternProperties": {NAME_PATTERN: profile},
        "additionalProperties": False,
    }
    outside = _properties(of_project=of_project, in_profile=False)
    return {
        "$schema": _DIALECT,
        "title": f"cc-lb workbench: {what}",
        "type": "object",
        "properties": {**outside, TABLE: profiles},
        "additionalProperties": False,
        **({} if of_project else {"$defs": _keys(SETTINGS["keys"].kind)}),
    }


def _properties(*, of_project: bool, in_profile: bool) -> dict[str, Any]:
    return {
        setting.name: _property(setting, of_project=of_project, in_profile=in_profile)
        for setting in SETTINGS.values()
        if not (of_project and setting.own_only)
    }


def _property(setting: Setting, *, of_project: bool, in_profile: bool) -> dict[str, Any]:
    never = [value for name, value, _ in NEVER_IN_PROJECT if of_project and name == setting.name]
    found: dict[str, Any] = {"description": setting.doc, **_values(setting, in_profile=in_profile)}
    if never:
        found["not"] = {"enum": never}
    if setting.default is not None:
        found["default"] = list(setting.default) if isinstance(setting.default, tuple) else setting.default
    return found


def _values(setting: Setting, *, in_profile: bool) -> dict[str, Any]:
    if setting.name == "keys":
        return {"$ref": "#/$defs/keys"}
    if setting.name == "profile" and not in_profile:
        return {"anyOf": [{"enum": list(LINES)}, {"type": "string", "pattern": NAME_PATTERN}]}
    return dict(setting.kind.schema)


def _keys(kind: ValueKind) -> dict[str, Any]:
    """Return what the table of keys can hold, once: it stands outside of profiles and within."""
    actions = {action: {"description": doc, "$ref": "#/$defs/key"} for action, doc in _actions()}
    keys = {"type": "object", "properties": actions, "additionalProperties": False}
    return {"key": kind.schema["additionalProperties"], "keys": keys}


def _actions() -> Iterator[tuple[str, str]]:
    for one in declared_actions():
        keys = f" By default {', '.join(one.keys)}." if one.keys else ""
        yield one.id, f"{one.title}: {one.help or one.place}{keys}"
