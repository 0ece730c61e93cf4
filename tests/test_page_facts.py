"""What the pages on screen, command line, browser and settings say of keys, options and exit codes is so."""

from __future__ import annotations

import argparse
import json
import re
import tomllib
from pathlib import Path

import pytest

from workbench.cli.output import Exit
from workbench.cli.parsers import command_parser, screen_parser
from workbench.cli.plugin_opener import OF_ONE_PLUGIN
from workbench.cli.screen_parsers import SERVE_PORT
from workbench.protocol.dispatch import Stage
from workbench.reports.bundle.manifest import FORMAT as BUNDLE_FORMAT
from workbench.reports.bundle.manifest import FORMAT_KEY
from workbench.session.history.entry_line import HISTORY_FORMAT
from workbench.session.recordings.text import RECORDING_FORMAT
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.store.registry import FORMAT_VERSION
from workbench.ui import in_browser
from workbench.ui.actions.registry import MAIN
from workbench.ui.main import arrangement
from workbench.ui.main.footer_keys import footer_keys
from workbench.ui.renderers import host_settings
from workbench.ui.sheets.lab import LabSheet
from workbench.ui.sheets.trace import TraceSheet
from workbench.ui.widgets.grid import Grid

ROOT = Path(__file__).parents[1]
SCREEN = (ROOT / "docs/screen.md").read_text()
CLI = (ROOT / "docs/cli.md").read_text()
BROWSER = (ROOT / "docs/browser.md").read_text()
REJECTIONS = (ROOT / "docs/rejections.md").read_text()
FORMATS = (ROOT / "docs/formats.md").read_text()


@pytest.mark.parametrize(
    "command",
    [
        "inspect",
        "check",
        "call",
        "bench",
        "replay",
        "diff",
        "registry",
        "run",
        "sweep",
        "handshake",
        "journey",
        "trace",
    ],
)
def test_the_options_of_commands_that_load_a_plugin_hold_for_each(command: str) -> None:
    parser = command_parser(command)
    verbs = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    known = {
        option for action in (verbs[0].choices["add"] if verbs else parser)._actions for option in action.option_strings
    }
    assert known >= {"--profile", "--capability", "--budget", "--imports", "--config"}


def test_what_the_screen_takes_of_the_host_is_what_the_page_says() -> None:
    known = {option for action in screen_parser()._actions for option in action.option_strings}
    assert known >= {"--profile", "--capability", "--budget", "--imports", "--config", "--offer", "--fault"}
    assert {row.key for row in host_settings.rows(SessionState(settings=Settings()))} >= {"capabilities", "offer"}


def test_the_keys_of_the_negotiation_lab_are_its_keys() -> None:
    shown = re.search(r"\*Negotiation lab\* \(`(.)`.*?until `(.)` uses.*?`(.)` writes it", SCREEN, re.S)
    assert shown is not None
    own = LabSheet.OWN
    assert shown.groups() == (*MAIN["lab"].keys, *own["lab-use"].keys, *own["lab-save"].keys)
    assert "lab" in [key.command_id for key in footer_keys(Grid(id="function-list"), {}, running=False)]


def test_what_belongs_to_the_plugin_of_the_command_line_alone_is_what_the_page_says() -> None:
    (sentence,) = re.findall(r"holds for both: (.*?) belong to the plugin of the command line alone", SCREEN, re.S)
    for_both, _, for_one = sentence.partition(". ")
    actions = {option: one.dest for one in screen_parser()._actions for option in one.option_strings}
    for option in re.findall(r"--[a-z-]+", for_one):
        assert actions[option] in OF_ONE_PLUGIN, option
    for option in re.findall(r"--[a-z-]+", for_both):
        assert actions[option] not in OF_ONE_PLUGIN, option


@pytest.mark.parametrize("page", ["docs/screen.md", "docs/payloads.md"])
def test_every_key_of_a_table_is_bound(page: str) -> None:
    rows = [
        row
        for table in re.findall(r"^\| key \|.*\n(?:\|.*\n)+", (ROOT / page).read_text(), re.M)
        for row in table.split("\n")
    ]
    cells = [cell for row in rows[2:] for cell in row.split("|")[1:4:2]]
    keys = {key for cell in cells for key in re.split(r", | to ", cell.strip()) if re.fullmatch(r"(\w+\+)?\S+", key)}
    assert len(keys) > 10
    names = {"/": "slash", "?": "question_mark", "ctrl+pgdn": "ctrl+pagedown"}
    bound = {key for command in MAIN.values() for key in command.keys}
    assert {names.get(key, key) for key in keys} - bound == set()


def test_the_exit_codes_are_those_of_the_table() -> None:
    listed = {int(code) for cell in re.findall(r"^\| ([\d, ]+) \|", CLI, re.M) for code in cell.split(",")}
    assert set(map(int, Exit)) <= listed


def test_what_is_said_of_a_browser_holds() -> None:
    section = BROWSER
    screens = {
        option
        for action in screen_parser()._actions
        for option in action.option_strings
        if action.help != "==SUPPRESS=="
    }
    serve = {option for action in command_parser("serve")._actions for option in action.option_strings}
    assert set(re.findall(r"`(--[a-z-]+)`", section)) == serve - screens
    assert screens - serve == {"--version"}
    assert f"| `--port` | {SERVE_PORT} by default" in section
    assert command_parser("serve").get_default("host") in section
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["serve"]
    assert any(one.startswith("textual-serve") for one in extra)
    keys = {MAIN[name].title: key for name, key in in_browser.KEYS.items()}
    assert (keys["New payload"], keys["Mutate the payload"]) == ("alt+m", "alt+t")
    assert (keys["Next open payload"], keys["Previous open payload"]) == ("alt+full_stop", "alt+comma")
    assert "alt+m begins a new payload, alt+t breaks the payload" in section
    assert "alt+. and alt+, turn through" in section


def test_the_keys_of_the_trace_are_its_keys() -> None:
    said = " ".join(SCREEN.split())
    keys = {one.id: one.keys[0] for one in TraceSheet.OWN.values()}
    assert keys == {
        "trace-pause": "space",
        "trace-layer": "a",
        "trace-function": "u",
        "trace-direction": "o",
        "trace-find": "f",
        "trace-all": "z",
        "trace-save": "s",
    }
    assert MAIN["trace"].keys == ("t",)
    assert "*Trace* (t)" in said
    assert "layer (`a`), function (`u`), direction (`o`) and text (`f`); `z` shows all, space stops" in said
    assert "`s` saves what is listed" in said


def test_the_stages_of_the_page_on_rejections_are_those_of_a_dispatch() -> None:
    table = REJECTIONS.partition("| stage | look at |")[2].partition("\n\n")[0]
    stages = [word for row in table.splitlines() for word in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")]
    assert stages == [stage.value for stage in Stage if stage is not Stage.PANIC]


@pytest.mark.parametrize(
    ("row", "version"),
    [
        ("`workbench_recording`", RECORDING_FORMAT),
        ("`workbench_history`", HISTORY_FORMAT),
        ("SQLite `user_version`", FORMAT_VERSION),
        (f"`{FORMAT_KEY}`", BUNDLE_FORMAT),
    ],
)
def test_the_versions_of_the_page_on_formats_are_those_that_are_written(row: str, version: int) -> None:
    assert f"{row} {version} " in FORMATS


def test_every_key_of_a_recording_stands_on_the_page_on_formats() -> None:
    section = FORMATS.partition("## Recordings")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    used = {
        key
        for path in (ROOT / "tests/recordings").glob("*.jsonl")
        for line in path.read_text().splitlines()
        for key in json.loads(line)
    }
    assert used - named == set()


def test_what_opens_over_the_panes_has_the_keys_of_the_page() -> None:
    table = SCREEN.partition("| sheet | key | |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([\w ]+) \| (\w+) \|", table, re.M)
    assert len(rows) > 10
    declared = {(command.title, key) for command in MAIN.values() for key in command.keys}
    assert set(rows) - declared == set()


def test_the_panes_stand_side_by_side_from_the_size_that_the_page_says() -> None:
    assert f"From {arrangement.WIDE} columns and {arrangement.TALL} rows up" in SCREEN
