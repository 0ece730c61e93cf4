"""Which value of a setting holds, and what is refused."""

import datetime
from typing import Any

import pytest

from workbench.errors.operator import InvalidSettings, SettingInvalid, SettingUnknown
from workbench.settings import GLOBS_MAX, PROBLEMS_MAX, SETTINGS, from_environment, resolve


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


@pytest.mark.parametrize(
    ("name", "raw", "place", "found"),
    [
        ("profile", 0.1, "profile", "0.1, a number without quotes"),
        ("profile", datetime.date(2020, 1, 2), "profile", "2020-01-02, a date or time without quotes"),
        ("config", {"since": datetime.time(1, 2)}, "config.since", "a date or time"),
        (
            "config",
            {"deep": [{"at": datetime.datetime(2020, 1, 2)}]},
            "config.deep",
            "a value with a part that JSON does not have",
        ),
        ("config", {"limit": float("nan")}, "config.limit", "a number that JSON does not have"),
        ("config", {"half": "\ud800"}, "config.half", "a text with half of a surrogate pair"),
        ("variables", {"limit": float("-inf")}, "variables.limit", "a number that JSON does not have"),
        ("plugin", "a\0.wasm", "plugin", "a\0.wasm"),
        ("payloads", "a\0b", "payloads", "a\0b"),
        ("build", "make\0", "build", "make\0"),
        ("build", "x" * 10_000, "build", "x" * 200),
        ("watch", ["a\0"], "watch", "a list of 1"),
        ("watch", ["x" * 2_000], "watch", "a list of 1"),
        ("watch", ["a"] * (GLOBS_MAX + 1), "watch", f"a list of {GLOBS_MAX + 1}"),
        ("watch", [datetime.date(2020, 1, 2)], "watch", "a list of 1"),
        ("build_limit_s", 10**400, "build_limit_s", "1" + "0" * 199),
        ("build_limit_s", datetime.date(2020, 1, 2), "build_limit_s", "2020-01-02, a date or time without quotes"),
        ("build_limit_s", float("nan"), "build_limit_s", "nan, a number without quotes"),
        ("history", datetime.date(2020, 1, 2), "history", "2020-01-02, a date or time without quotes"),
        ("compile_limit_ms", 10**100, "compile_limit_ms", "1" + "0" * 100),
        ("budgets", {"serving": {"fuel": datetime.date(2020, 1, 2)}}, "budgets.serving.fuel", "a table"),
        ("budgets", {"serving": [1]}, "budgets.serving", "a table"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_place_and_cut(name: str, raw: Any, place: str, found: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([("workbench.toml", {name: raw})], {"workbench.toml": {(name,): 7}})
    (problem,) = refused.value.problems
    assert isinstance(problem, SettingInvalid)
    assert (problem.name, problem.value, problem.line) == (place, found, 7)


def test_of_many_problems_the_first_are_named_and_the_others_counted() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([("workbench.toml", {f"key{number}": 1 for number in range(20_000)})])
    assert len(refused.value.problems) == PROBLEMS_MAX
    assert str(refused.value).endswith("and 19,980 more like these")


def test_an_unknown_name_of_any_length_is_cut() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([("workbench.toml", {"k" * 1_000_000: 1})])
    assert len(str(refused.value)) < 400
