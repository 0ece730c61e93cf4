"""README's sentences on samples, versions and profiles are so. Its commands are typed by `test_docs.py`."""

from __future__ import annotations

import re
import tomllib

from tests import pages
from tests.pages import ROOT
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.settings import SETTINGS

SAID = " ".join(pages.text_of("README.md").split())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_samples_are_those_that_there_are_each_with_its_functions() -> None:
    samples = tomllib.loads((ROOT / "sample_plugins/samples.toml").read_text())["sample"]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", pages.text_of("README.md"), re.M))
    assert set(rows) == {sample["name"] for sample in samples}
    functions = {sample["name"]: set(sample["functions"]) for sample in samples}
    for name, shows in rows.items():
        assert set(re.findall(r"`(\w+)`", shows)) & set(WIRE_FUNCTIONS) <= functions[name], name


def test_the_samples_that_a_host_rejects_are_said_to_be() -> None:
    samples = tomllib.loads((ROOT / "sample_plugins/samples.toml").read_text())["sample"]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", pages.text_of("README.md"), re.M))
    rejected = {sample["name"] for sample in samples if not any(verdict["passed"] for verdict in sample["verdicts"])}
    assert {name for name, shows in rows.items() if "rejected" in shows or "fails" in shows} == rejected


def test_the_versions_are_those_that_are_declared() -> None:
    (python,) = re.findall(r"Python (3\.\d+) or later", SAID)
    assert PROJECT["requires-python"] == f">={python}"
    (engine,) = re.findall(r"The engine is libextism (\d+\.\d+)", SAID)
    assert any(one.startswith(f"extism-sys=={engine}.") for one in PROJECT["dependencies"])


def test_the_protocol_is_the_one_that_is_spoken() -> None:
    protocol = (ROOT / "workbench/protocol/PROTOCOL.md").read_text()
    assert "crates cc-lb-runtime-protocol 0.1.0, cc-lb-plugin-wire 0.1.x" in " ".join(protocol.split())
    assert "cc-lb-runtime-protocol 0.1.0, cc-lb-plugin-wire 0.1.x" in SAID
    assert re.findall(r"profile `([\d.]+)`", SAID) == [profile.value for profile in Profile]
    assert f"profile `{SETTINGS['profile'].default}` (the default)" in SAID


def test_the_licence_is_the_one_that_is_declared() -> None:
    assert f"Licensed under {PROJECT['license']}." in SAID
