"""Which value of a setting holds, and what is refused."""

import datetime
from typing import Any

import pytest

from workbench.errors.operator import InvalidSettings, SettingInvalid, SettingUnknown
from workbench.settings import (
    GLOBS_MAX,
    PROBLEMS_MAX,
    SETTINGS,
    Position,
    Positions,
    SettingsLayer,
    from_environment,
    resolve,
    unknown_variables,
)


def test_the_strongest_layer_wins_and_is_named() -> None:
    found = resolve(
        [
            SettingsLayer("option", {"profile": None}),
            SettingsLayer("environment", {"profile": "0.3"}),
            SettingsLayer("file", {"profile": "0.1"}),
        ]
    )
    assert (found["profile"].value, found["profile"].source) == ("0.3", "environment")


def test_every_setting_has_a_default() -> None:
    found = resolve([])
    assert {name: setting.source for name, setting in found.items()} == dict.fromkeys(SETTINGS, "default")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([SettingsLayer("workbench.toml", {"profil": "0.1", "budget": "lavish"})])
    unknown, invalid = refused.value.problems
    assert isinstance(unknown, SettingUnknown)
    assert isinstance(invalid, SettingInvalid)
    assert str(refused.value) == (
        "workbench.toml: expected a known setting, found 'profil'; did you mean 'profile'?\n"
        "budget (workbench.toml): expected strict or serving, found 'lavish'"
    )


def test_the_environment_gives_lists_with_commas() -> None:
    environment = from_environment({"WORKBENCH_CAPABILITIES": "fs:read, observability:emit", "HOME": "x"})
    assert resolve([SettingsLayer("environment", environment)])["capabilities"].value == (
        "fs:read",
        "observability:emit",
    )


def test_a_config_value_that_is_no_string_is_passed_as_its_json_text() -> None:
    found = resolve([SettingsLayer("file", {"config": {"region": "eu", "limits": {"max": 3}}})])
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
        ("watch", ["a\0"], "watch", "a list of 1 whose entry 1 is a text with a NUL in it"),
        ("watch", ["a", 5], "watch", "a list of 2 whose entry 2 is 5"),
        ("watch", ["a", ["b"]], "watch", "a list of 2 whose entry 2 is a list of 1"),
        ("watch", ["x" * 2_000], "watch", "a list of 1 whose entry 1 is a text of 2,000 characters"),
        ("watch", ["a"] * (GLOBS_MAX + 1), "watch", f"a list of {GLOBS_MAX + 1}"),
        (
            "watch",
            [datetime.date(2020, 1, 2)],
            "watch",
            "a list of 1 whose entry 1 is 2020-01-02, a date or time without quotes",
        ),
        ("build_limit_s", 10**400, "build_limit_s", "1" + "0" * 199),
        ("build_limit_s", datetime.date(2020, 1, 2), "build_limit_s", "2020-01-02, a date or time without quotes"),
        ("build_limit_s", float("nan"), "build_limit_s", "nan, a number without quotes"),
        ("history", datetime.date(2020, 1, 2), "history", "2020-01-02, a date or time without quotes"),
        ("history", 1, "history", "1"),
        ("compile_limit_ms", 10**100, "compile_limit_ms", "1" + "0" * 100),
        ("compile_limit_ms", True, "compile_limit_ms", "true"),
        (
            "budgets",
            {"serving": {"fuel": datetime.date(2020, 1, 2)}},
            "budgets.serving.fuel",
            "2020-01-02, a date or time without quotes",
        ),
        ("budgets", {"serving": [1]}, "budgets.serving", "a list of 1"),
        ("budgets", {"serving": {"fuel": -1}}, "budgets.serving.fuel", "-1"),
        ("keys", {"send": 5}, "keys.send", "5"),
        ("keys", {"send": []}, "keys.send", "a list of 0"),
        ("keys", {"send": "a b"}, "keys.send", "a text"),
        ("keys", {"send": ["x"] * 17}, "keys.send", "a list of 17"),
        ("keys", "ctrl+j", "keys", "a value that is no table"),
    ],
)
def test_what_is_no_text_is_described_with_its_place_and_never_quoted(
    name: str, raw: Any, place: str, found: str
) -> None:
    problem = problem_of(name, raw)
    assert (problem.name, problem.value, problem.found, problem.line, problem.column) == (place, None, found, 7, 20)
    assert str(problem).endswith(f"found {found}")


@pytest.mark.parametrize(
    ("name", "raw", "shown"),
    [
        ("plugin", "a\0.wasm", "a\0.wasm"),
        ("payloads", "a\0b", "a\0b"),
        ("build", "make\0", "make\0"),
        ("build", "x" * 10_000, "x" * 200 + "…"),
        ("compile_limit_ms", "5 s", "5 s"),
        ("history", "no", "no"),
        ("theme", "", ""),
    ],
)
def test_a_text_of_a_file_is_quoted_and_cut_and_stands_for_nothing_else(name: str, raw: str, shown: str) -> None:
    problem = problem_of(name, raw)
    assert (problem.name, problem.value, problem.found) == (name, shown, "")


@pytest.mark.parametrize(("name", "raw"), [("compile_limit_ms", "500"), ("history", "False"), ("build_limit_s", "2.5")])
def test_a_value_in_quotes_is_said_to_stand_in_quotes(name: str, raw: str) -> None:
    assert problem_of(name, raw).found == f"'{raw}', which stands in quotes"


def test_problems_are_said_source_by_source_each_from_its_first_line_on() -> None:
    places: Positions = {
        ("profil",): Position(9, 1, 9, 5),
        ("budget",): Position(2, 1, 2, 8),
        ("fuel",): Position(2, 1, 2, 4),
    }
    layers = [
        SettingsLayer("b.toml", {"profil": "", "budget": "x", "fuel": 5}, places),
        SettingsLayer("a.toml", {"budget": "x"}, places),
    ]
    with pytest.raises(InvalidSettings) as refused:
        resolve(layers)
    found = [(one.source, one.line, one.column) for one in refused.value.problems]  # type: ignore[attr-defined]
    assert found == [("b.toml", 2, 4), ("b.toml", 2, 8), ("b.toml", 9, 1), ("a.toml", 2, 8)]


def problem_of(name: str, raw: Any) -> SettingInvalid:
    with pytest.raises(InvalidSettings) as refused:
        resolve([SettingsLayer("workbench.toml", {name: raw}, {(name,): Position(7, 1, 7, 20)})])
    (problem,) = refused.value.problems
    assert isinstance(problem, SettingInvalid)
    return problem


@pytest.mark.parametrize(
    ("name", "raw", "meant"),
    [
        ("budget", "servin", "serving"),
        ("confinement", "Off", "off"),
        ("imports", "something", None),
    ],
)
def test_of_few_values_the_nearest_is_named(name: str, raw: Any, meant: str | None) -> None:
    assert problem_of(name, raw).nearest == meant


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"servin": {}}, "line 7, column 1: expected a known setting, found 'budgets.servin'; did you mean 'serving'?"),
        (
            {"serving": {"wal_ms": 5}},
            "a known setting, found 'budgets.serving.wal_ms'; did you mean 'wall_ms'?",
        ),
        ({"x" * 5_000: {}}, "expected a known setting, found 'budgets.xxx"),
    ],
)
def test_an_unknown_name_within_a_table_is_one_as_elsewhere(value: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([SettingsLayer("workbench.toml", {"budgets": value}, {("budgets",): Position(7, 1, 7, 20)})])
    assert said in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_key_that_is_not_known_by_itself_stands_where_the_first_one_in_it_does() -> None:
    at = Position(3, 1, 3, 9)
    with pytest.raises(InvalidSettings, match="line 3, column 1"):
        resolve([SettingsLayer("workbench.toml", {"a": {"b": {"c": 1}}}, {("x",): at, ("a", "b", "c"): at})])


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("HISTORY", "False", False),
        ("FUEL", "0", False),
        ("COMPILE_LIMIT_MS", "500", 500),
        ("BUILD_LIMIT_S", "2.5", 2.5),
        ("WATCH", "a, b", ("a", "b")),
        ("CONFIG", '{"a": 1}', {"a": "1"}),
        ("BUDGETS", '{"strict": {"fuel": 5}}', {"strict": {"fuel": 5}}),
    ],
)
def test_a_text_of_the_environment_stands_for_a_value_of_its_kind(variable: str, text: str, value: object) -> None:
    found = resolve([SettingsLayer("environment", from_environment({f"WORKBENCH_{variable}": text}))])
    assert found[variable.lower()].value == value


def test_a_wrong_variable_is_named_as_it_stands_in_the_environment() -> None:
    with pytest.raises(
        InvalidSettings, match=r"WORKBENCH_FUEL \(environment\): expected true, false, 1 or 0, found 'on'"
    ):
        resolve([SettingsLayer("environment", from_environment({"WORKBENCH_FUEL": "on"}))])


def test_a_variable_that_is_nearly_named_as_a_setting_is_a_slip_and_any_other_is_not_ours() -> None:
    names = ("PROFIL", "BUDGTE", "TRSUT", "PROFILE", "TRUST", "PORTABLE", "HOME", "X" * 5_000, "")
    assert unknown_variables({f"WORKBENCH_{name}": "1" for name in names} | {"PROFIL": "1"}) == {
        "WORKBENCH_PROFIL": "WORKBENCH_PROFILE",
        "WORKBENCH_BUDGTE": "WORKBENCH_BUDGET",
        "WORKBENCH_TRSUT": "WORKBENCH_TRUST",
    }


def test_no_variable_sets_keys() -> None:
    assert from_environment({"WORKBENCH_KEYS": '{"send": "f9"}'}) == {}


def test_of_many_problems_the_first_are_named_and_the_others_counted() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([SettingsLayer("workbench.toml", {f"key{number}": 1 for number in range(20_000)})])
    assert len(refused.value.problems) == PROBLEMS_MAX
    assert str(refused.value).endswith("and 19,980 more like these")


def test_an_unknown_name_of_any_length_is_cut() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([SettingsLayer("workbench.toml", {"k" * 1_000_000: 1})])
    assert len(str(refused.value)) < 400


def test_what_has_no_near_name_says_where_the_names_are_listed_once() -> None:
    with pytest.raises(InvalidSettings) as refused:
        resolve([SettingsLayer("workbench.toml", {"zzz": 1, "yyy": 2, "profil": "0.1"})])
    assert refused.value.hint == "`workbench schema settings` describes every setting."
