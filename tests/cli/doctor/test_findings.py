"""What the facts of a machine mean: what is missing, what is done without, and the remedy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from workbench.cli.doctor.findings import FolderFact, MachineFacts, State, findings

GOOD = MachineFacts(
    environment={"COLORTERM": "truecolor"},
    engine=None,
    engine_ms=70,
    confinement={"seccomp": "in force", "compile cache": "/cache"},
    unfit=None,
    screen=(120, 40),
    folders={name: FolderFact(f"/{name}", None, 1 << 40) for name in ("config", "state", "cache")},
    watches_max=65_536,
    instances_max=128,
    descriptors_max=1_024,
    address_space_bytes=None,
    editor="vi",
    editor_error=None,
    clipboard_tool="xclip",
    tmux_set_clipboard=None,
)


def test_on_a_good_machine_nothing_need_be_done() -> None:
    found = findings(GOOD)
    assert {one.state for one in found} == {State.GOOD}
    assert not [one for one in found if one.remedy]
    assert len({(one.topic, one.name) for one in found}) == len(found)


def test_what_cannot_be_found_out_is_not_spoken_of() -> None:
    unknown = replace(GOOD, watches_max=None, instances_max=None, descriptors_max=None, screen=None)
    names = {one.name for one in findings(unknown)}
    assert not names & {"watches", "watchers", "open files", "screen"}


@pytest.mark.parametrize(
    ("change", "name", "state", "remedy"),
    [
        ({"engine": "libextism is not there"}, "engine", State.MISSING, "pip install"),
        ({"address_space_bytes": 4 << 30}, "address space", State.MISSING, "ulimit -v unlimited"),
        ({"confinement": {"seccomp": "not in force: no kernel"}}, "seccomp", State.LIMITED, "newer kernel"),
        ({"confinement": {"compile cache": "none: others may write"}}, "compile cache", State.LIMITED, "chmod 700"),
        ({"descriptors_max": 64}, "open files", State.LIMITED, "ulimit -n"),
        ({"watches_max": 100}, "watches", State.LIMITED, "max_user_watches"),
        ({"instances_max": 1}, "watchers", State.LIMITED, "max_user_instances"),
        ({"unfit": "the screen needs UTF-8"}, "screen", State.LIMITED, "needs UTF-8"),
        ({"screen": (79, 24)}, "screen", State.LIMITED, "80x24"),
        ({"environment": {}}, "colours", State.LIMITED, "COLORTERM"),
        ({"editor_error": "$EDITOR is x: no such file"}, "editor", State.LIMITED, "Set EDITOR"),
        ({"clipboard_tool": None, "tmux_set_clipboard": "off"}, "copies", State.LIMITED, "set-clipboard on"),
        ({"clipboard_tool": None, "environment": {"STY": "1"}}, "copies", State.LIMITED, "screen keeps"),
    ],
)
def test_what_a_machine_lacks_has_a_remedy(change: dict[str, Any], name: str, state: State, remedy: str) -> None:
    (found,) = (one for one in findings(replace(GOOD, **change)) if one.name == name)
    assert found.state is state
    assert remedy in (found.remedy or "")


@pytest.mark.parametrize("name", ["config", "state", "cache"])
@pytest.mark.parametrize(
    ("fact", "remedy"),
    [(FolderFact("/x", "Permission denied", None), "XDG_"), (FolderFact("/x", None, 1), "Free some room")],
)
def test_a_folder_that_cannot_be_used_says_what_is_lost(name: str, fact: FolderFact, remedy: str) -> None:
    (found,) = (one for one in findings(replace(GOOD, folders={name: fact})) if one.topic == "files")
    assert found.state is State.LIMITED
    assert remedy in (found.remedy or "")


def test_colours_that_are_not_wanted_are_not_missed() -> None:
    (found,) = (one for one in findings(replace(GOOD, environment={"NO_COLOR": ""})) if one.name == "colours")
    assert found.state is State.GOOD
