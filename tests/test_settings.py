"""Which value of a setting holds, and what is refused."""

import pytest

from workbench.errors.operator import InvalidSettings, SettingInvalid, SettingUnknown
from workbench.settings import SETTINGS, from_environment, resolve


def test_the_strongest_layer_wins_and_is_named() -> None:
    found = resolve([("option", {"profile": None}), ("environment", {"profile": "0.3"}), ("file", {"profile": "0.1"})])
    assert (found["profile"].value, found["profile"].source) == ("0.3", "environment")


def test_every_setting_has_a_default() -> None:
    found = resolve([])
    assert {name: setting.source for name, setting in found.items()} == dict.fromkeys(SETTINGS, "default")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([("workbench.toml", {"profil": "0.1", "budget": "lavish"})])
    unknown, invalid = refused.value.problems
    assert isinstance(unknown, SettingUnknown)
    assert isinstance(invalid, SettingInvalid)
    assert str(refused.value) == (
        "workbench.toml: expected a known setting, found 'profil'; did you mean 'profile'?\n"
        "budget (workbench.toml): expected strict or serving, found 'lavish'"
    )


def test_the_environment_gives_lists_with_commas() -> None:
    environment = from_environment({"WORKBENCH_CAPABILITIES": "fs:read, observability:emit", "HOME": "x"})
    assert resolve([("environment", environment)])["capabilities"].value == ("fs:read", "observability:emit")


def test_a_config_value_that_is_no_string_is_passed_as_its_json_text() -> None:
    found = resolve([("file", {"config": {"region": "eu", "limits": {"max": 3}}})])
    assert found["config"].value == {"region": "eu", "limits": '{"max": 3}'}
