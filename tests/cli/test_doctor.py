"""`doctor`: what this machine has of what the workbench needs."""

from __future__ import annotations

import json
import resource
from pathlib import Path

import pytest

from workbench.cli.doctor import facts
from workbench.cli.doctor.facts import folder_fact
from workbench.cli.main import main
from workbench.store.places import NOWHERE


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started: what it would say has tests of its own."""
    monkeypatch.setattr("workbench.compose.confinement_facts", lambda _: {"seccomp": "in force"})


def test_json_has_a_finding_for_each_topic(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    topics = {one["topic"] for one in found["findings"]}
    assert {"engine", "confinement", "limits", "files", "terminal", "clipboard", "editor"} <= topics
    assert found["passed"] is True
    assert all(one.keys() == {"topic", "name", "state", "found", "remedy"} for one in found["findings"])


def test_text_says_how_many_are_missing_and_done_without(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    assert ": 0 missing, " in capsys.readouterr().out.splitlines()[-1]


def test_without_what_the_engine_needs_it_exits_4(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(facts, "_limit", lambda what: 1 << 30 if what == resource.RLIMIT_AS else None)
    assert main(["doctor"]) == 4
    assert "ulimit -v unlimited" in capsys.readouterr().out


def test_a_folder_is_tried_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    fact = folder_fact(tmp_path / "ours")
    assert (fact.error, list((tmp_path / "ours").iterdir())) == (None, [])
    file = tmp_path / "file"
    file.touch()
    assert folder_fact(file / "ours").error == "Not a directory"
    assert folder_fact(NOWHERE / "state").error is not None
