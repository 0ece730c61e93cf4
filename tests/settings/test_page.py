"""The examples of docs/settings.md can be used as they stand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from workbench.errors.operator import InvalidSettings
from workbench.key_map import keymap_of
from workbench.settings import Problems, SettingsLayer
from workbench.settings.merging import merged_entries
from workbench.settings.profiles import Sources, under_profile
from workbench.settings.project_rules import check_project

PAGE = (Path(__file__).parents[2] / "docs/settings.md").read_text()
PROJECT, OWN, MISTAKES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.M | re.S)


def test_the_project_file_holds() -> None:
    layer, problems = SettingsLayer("workbench.toml", tomllib.loads(PROJECT)), Problems()
    under_profile(Sources((), layer, None), problems)
    problems.check()
    check_project(layer)


def test_the_file_of_a_person_holds_with_its_keys() -> None:
    layer, problems = SettingsLayer("config.toml", tomllib.loads(OWN)), Problems()
    found, _ = under_profile(Sources((), None, layer), problems)
    problems.check()
    keymap, wrong = keymap_of({path[1]: one for path, one in merged_entries(found.layers).items()})
    assert not wrong
    assert keymap == {
        "send": ("alt+s", "f5"),
        "reload": ("ctrl+l",),
        "payloads": ("ctrl+r",),
        "theme": ("alt+t",),
    }
    with pytest.raises(InvalidSettings, match="no theme in a project file"):
        check_project(layer)


def test_the_mistakes_are_some() -> None:
    problems = Problems()
    under_profile(Sources((), SettingsLayer("workbench.toml", tomllib.loads(MISTAKES)), None), problems)
    with pytest.raises(InvalidSettings):
        problems.check()
