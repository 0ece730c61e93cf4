"""The schemas of the files of settings say what the reading says, since both are made of one table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest

from workbench.errors.operator import InvalidSettings
from workbench.key_map import keymap_of
from workbench.settings import SETTINGS, Problems, SettingsLayer
from workbench.settings.merging import merged_entries
from workbench.settings.profiles import Sources, under_profile
from workbench.settings.project_rules import check_project
from workbench.settings.schema import settings_schema

OF_PROJECT = settings_schema(of_project=True)
OF_PERSON = settings_schema(of_project=False)
VALUES: tuple[Any, ...] = (
    *("", "x", "0.1", "0.3", "strict", "reference", "available", "off", "required", "true", "500", "a\0b", "a,b"),
    *("x" * 70, "x" * 2_000, "x" * 9_000, True, False, 0, 1, 5, -1, 100, 128, 600_001, 2**40, 10**30),
    *(0.1, 2.5, -0.5, 1e6, 999_999),
    *([], ["a"], ["a\0"], ["a", 5], [["a"]], ["x" * 2_000], ["a"] * 257, ["a"] * 256, ["a"] * 17),
    *({}, {"a": "b"}, {"a": 1}, {"a": {"b": [1]}}, {"strict": {}}, {"serving": {"fuel": 5}}),
    *({"serving": {"fuel": -1}}, {"serving": {"wall_ms": 1}}, {"strict": 5}, {"lavish": {}}),
    *({"serving": {"fules": 1}}, {"strict": {"fuel": True}}, {"send": "alt+s"}, {"send": ["alt+s", "f5"]}),
    *({"send": []}, {"send": 5}, {"send": " alt+s , f5 "}, {"send": "a b"}, {"snd": "alt+s"}, {"send": ["a,b"]}),
    *({"send": ["alt+s"] * 17}, {"send": "x" * 65}, {"send": ["alt+s", 5]}),
)
"""Values of every form that TOML has."""


def is_read(values: Mapping[str, Any], *, of_project: bool) -> bool:
    layer = SettingsLayer("file", values)
    problems = Problems()
    profiles = values.get("profiles")
    is_chosen = isinstance(profiles, dict) and "prod" in profiles
    chosen = SettingsLayer("option", {"profile": "prod" if is_chosen else None})
    try:
        given, _ = under_profile(Sources((chosen,), *((layer, None) if of_project else (None, layer))), problems)
        problems.check()
        if of_project:
            check_project(layer)
        entries = merged_entries(given.layers)
        wrong = keymap_of({path[1]: one for path, one in entries.items() if path[0] == "keys"})[1]
    except InvalidSettings:
        return False
    return not [one for one in wrong if one.kind == "SettingUnknown"]


def disagreements(schema: Mapping[str, Any], *, of_project: bool) -> Iterator[tuple[str, Any]]:
    validator = jsonschema.Draft202012Validator(schema)
    for name in (*SETTINGS, "profil", "profiles"):
        for value in VALUES:
            # That a named profile stands in the file is nothing that a schema can say.
            is_name = name == "profile" and value not in ("0.1", "0.3")
            for values in ({name: value}, {"profiles": {"prod": {name: value}}}):
                expected = is_read(values, of_project=of_project)
                if validator.is_valid(values) != expected and not (is_name and name in values):
                    yield name, value


@pytest.mark.scenario
@pytest.mark.parametrize(("schema", "of_project"), [(OF_PROJECT, True), (OF_PERSON, False)])
def test_a_file_that_is_read_is_valid_and_one_that_is_refused_is_not(schema: dict[str, Any], of_project: bool) -> None:
    assert list(disagreements(schema, of_project=of_project)) == []


@pytest.mark.parametrize("schema", [OF_PROJECT, OF_PERSON])
def test_the_schema_is_one_and_says_of_each_setting_what_it_is(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert all(one["description"] for one in schema["properties"].values())


def test_a_project_file_has_all_settings_but_those_that_are_a_persons_own() -> None:
    own = {name for name, setting in SETTINGS.items() if setting.own_only}
    assert OF_PERSON["properties"].keys() - OF_PROJECT["properties"].keys() == own == {"config_env", "keys", "theme"}


@pytest.mark.parametrize("schema", [OF_PROJECT, OF_PERSON])
def test_defaults_are_valid_themselves(schema: dict[str, Any]) -> None:
    for name, one in schema["properties"].items():
        if "default" in one:
            assert jsonschema.Draft202012Validator(schema).is_valid({name: one["default"]}), name


def test_what_is_wrong_with_a_profile_by_its_name_is_so_for_both() -> None:
    for name in ("a b", "", "x" * 65, "0.1"):
        assert not jsonschema.Draft202012Validator(OF_PROJECT).is_valid({"profiles": {name: {}}})
        assert not is_read({"profiles": {name: {}}}, of_project=True)
