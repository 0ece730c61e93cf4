"""Named profiles: who chooses one, what it wins over, and what is wrong with those of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.compose import session_settings
from workbench.errors.operator import InvalidSettings
from workbench.project import read_settings
from workbench.settings import SETTINGS, Position, Problems, SettingsLayer
from workbench.settings.merging import merged, merged_entries
from workbench.settings.profiles import ChosenProfile, Sources, under_profile

PROJECT, USER = "/p/workbench.toml", "/u/config.toml"


def sources(
    project: dict[str, Any] | None = None,
    user: dict[str, Any] | None = None,
    option: str | None = None,
    environment: str | None = None,
) -> Sources:
    return Sources(
        (SettingsLayer("option", {"profile": option}), SettingsLayer("environment", {"profile": environment})),
        None if project is None else SettingsLayer(PROJECT, project),
        None if user is None else SettingsLayer(USER, user),
    )


def values(given: Sources) -> tuple[dict[str, Any], ChosenProfile | None]:
    problems = Problems()
    found, chosen = under_profile(given, problems)
    problems.check()
    return {name: one.value for name, one in merged(found.layers).items()}, chosen


PROD = {"profile": "0.3", "budget": "strict"}
BOTH: dict[str, Any] = {"budget": "serving", "fuel": False, "profiles": {"prod": PROD, "ci": {"fuel": True}}}


@pytest.mark.parametrize("by", ["option", "environment", "project", "user"])
def test_whoever_has_the_word_chooses_a_profile_of_its_files(by: str) -> None:
    given = sources(
        {**BOTH, **({"profile": "prod"} if by == "project" else {})},
        {"profile": "prod", "profiles": {"prod": {}}} if by == "user" else {},
        option="prod" if by == "option" else None,
        environment="prod" if by == "environment" else None,
    )
    found, chosen = values(given)
    assert (found["profile"], found["budget"], found["fuel"]) == ("0.3", "strict", False)
    assert chosen is not None
    assert (chosen.name, chosen.source) == ("prod", {"project": PROJECT, "user": USER}.get(by, by))


def test_a_profile_of_the_protocol_that_a_stronger_source_names_means_none_of_the_files() -> None:
    found, chosen = values(sources({**BOTH, "profile": "prod"}, option="0.3"))
    assert (found["profile"], found["budget"], chosen) == ("0.3", "serving", None)


def test_a_chosen_profile_overrules_the_profile_of_the_protocol_in_weaker_sources() -> None:
    found, _ = values(sources({**BOTH, "profile": "0.1"}, option="prod", environment="0.1"))
    assert found["profile"] == "0.3"
    found, _ = values(sources({**BOTH, "profile": "0.3"}, option="ci", environment="0.1"))
    assert found["profile"] == "0.3", "ci names none, so that of its file holds"


def test_a_profile_takes_part_where_its_file_does() -> None:
    project = {"budget": "strict", "profiles": {"prod": {"fuel": False}}}
    user = {"profiles": {"prod": {"budget": "serving", "fuel": True, "history": False}}}
    found, chosen = values(sources(project, user, option="prod"))
    assert (found["budget"], found["fuel"], found["history"]) == ("strict", False, False)
    assert chosen == ChosenProfile("prod", "option", (PROJECT, USER))


def test_a_project_file_chooses_no_profile_of_the_person() -> None:
    """A stranger's file must not switch on what a person keeps for other days."""
    user = {"profiles": {"lax": {"confinement": "off"}, "prod": {"history": False}}}
    with pytest.raises(InvalidSettings, match="'lax'"):
        values(sources({"profile": "lax"}, user))
    found, chosen = values(sources({**BOTH, "profile": "prod"}, user))
    assert (found["budget"], found["history"]) == ("strict", True)
    assert chosen == ChosenProfile("prod", PROJECT, (PROJECT,))


def test_tables_of_a_profile_add_entries_and_each_says_where_it_came_from() -> None:
    project = {
        "config": {"region": "eu", "tier": "1"},
        "budgets": {"serving": {"fuel": 5, "wall_ms": 9}},
        "profiles": {"prod": {"config": {"tier": "2"}, "budgets": {"serving": {"fuel": 7}}, "variables": {"a": "b"}}},
    }
    user = {"config": {"who": "me"}}
    given = sources(project, user, option="prod")
    found, _ = values(given)
    assert found["config"] == {"region": "eu", "tier": "2", "who": "me"}
    assert found["budgets"] == {"serving": {"fuel": 7, "wall_ms": 9}}
    entries = merged_entries(under_profile(given, Problems())[0].layers)
    assert {path: (one.source, one.profile) for path, one in entries.items()} == {
        ("config", "region"): (PROJECT, ""),
        ("config", "tier"): (PROJECT, "prod"),
        ("config", "who"): (USER, ""),
        ("budgets", "serving", "fuel"): (PROJECT, "prod"),
        ("budgets", "serving", "wall_ms"): (PROJECT, ""),
    }


def test_a_value_of_a_profile_is_found_where_it_stands() -> None:
    at = Position(9, 1, 9, 10)
    layer = SettingsLayer(PROJECT, BOTH, {("budget",): Position(1, 1, 1, 10), ("profiles", "prod", "budget"): at})
    found, _ = under_profile(Sources((SettingsLayer("option", {"profile": "prod"}),), layer, None), Problems())
    one = merged(found.layers)["budget"]
    assert (one.value, one.source, one.profile, one.position) == ("strict", PROJECT, "prod", at)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            sources(BOTH, option="prdo"),
            "profile (option): expected a profile, 0.1, 0.3, ci, prod, found 'prdo'; did you mean 'prod'?",
        ),
        (sources(option="0.2"), "profile (option): expected 0.1 or 0.3 (no settings file has a [profiles.NAME])"),
        (sources({}, environment="prod"), "WORKBENCH_PROFILE (environment): expected 0.1 or 0.3 (no settings file"),
        (sources({"profile": "prdo", **BOTH}), f"profile ({PROJECT}): expected a profile, 0.1, 0.3, ci, prod, found"),
        (sources({"profile": 0.3}), f"profile ({PROJECT}): expected 0.1, 0.3 or the name of a profile, found 0.3"),
        (sources({"profiles": 5}), f"profiles ({PROJECT}): expected tables [profiles.NAME], found 5"),
        (sources({"profiles": {"prod": []}}), f"profiles.prod ({PROJECT}): expected a table of settings"),
        (sources({"profiles": {"0": {"3": {}}}}), f"{PROJECT}: expected a known setting, found 'profiles.0.3'"),
        (sources({"profiles": {"a b": {}}}), "expected a name of at most 64 letters, digits, - and _, found 'a b'"),
        (sources({"profiles": {"\x1b[2J": {}}}), r"found '\x1b[2J'"),
        (sources({"profiles": {"x": {"profile": "x"}}}), f"profiles.x.profile ({PROJECT}): expected 0.1, 0.3"),
        (sources({"profiles": {"x": {"profiles": {}}}}), "found 'profiles.x.profiles'; did you mean 'profile'?"),
        (sources({"profiles": {"x": {"budgte": "strict"}}}), "found 'profiles.x.budgte'; did you mean 'budget'?"),
        (sources({"profiles": {"x": {"budget": "lavish"}}}), f"profiles.x.budget ({PROJECT}): expected strict or"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_chosen_or_not(given: Sources, said: str) -> None:
    with pytest.raises(InvalidSettings) as refused:
        values(given)
    assert said in str(refused.value)
    assert len(refused.value.problems) == 1


def test_of_many_profiles_some_are_listed() -> None:
    given = sources({"profiles": {f"p{number}": {} for number in range(3_000)}}, option="q")
    with pytest.raises(InvalidSettings, match=r"0\.1, 0\.3, (p\d+, ){8}…, found 'q'"):
        values(given)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
NAMES = st.sampled_from([*SETTINGS, "profiles", "prod", "serving", "fuel", "0.1"]) | st.text(max_size=6)
VALUES = st.recursive(SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(NAMES, one, max_size=3))


@pytest.mark.scenario
@given(st.dictionaries(NAMES, VALUES, max_size=4), st.dictionaries(NAMES, VALUES, max_size=4), st.text(max_size=4))
def test_whatever_stands_in_the_files_is_taken_or_refused(
    project: dict[str, Any], user: dict[str, Any], option: str
) -> None:
    given_files = sources(project, user, option=option or "prod")
    problems = Problems()
    try:
        found, _ = under_profile(given_files, problems)
        problems.check()
        merged(found.layers)
    except InvalidSettings as refused:
        assert len(str(refused)) < 20_000


def test_the_session_knows_the_profile_that_its_settings_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workbench.toml").write_text('[profiles.prod]\nprofile = "0.3"\n')
    monkeypatch.chdir(tmp_path)
    made = session_settings(read_settings({"profile": "prod"}))
    assert (made.profile.value, made.named_profile) == ("0.3", "prod")
    assert session_settings(read_settings({})).named_profile == ""
