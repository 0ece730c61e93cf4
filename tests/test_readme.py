"""README and CONTRIBUTING are true: each command runs as it stands, each option, key and setting exists."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.command_words import COMMANDS
from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.cli.parsers import command_parser, screen_parser
from workbench.cli.plugin_opener import OF_ONE_PLUGIN
from workbench.cli.screen_parsers import SERVE_PORT
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.settings import SETTINGS, resolve
from workbench.ui import in_browser
from workbench.ui.actions.registry import MAIN
from workbench.ui.main.footer_keys import footer_keys
from workbench.ui.renderers import host_settings
from workbench.ui.sheets.lab import LabSheet
from workbench.ui.sheets.trace import TraceSheet
from workbench.ui.widgets.grid import Grid

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
PAGE_NAMES = ("README.md", "CONTRIBUTING.md", "docs/colours.md")
PAGES = [(name, (ROOT / name).read_text()) for name in PAGE_NAMES]
BLOCKS = [(name, body) for name, page in PAGES for body in re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S)]
COMMAND_LINES = [
    (name, line.partition("  #")[0].strip())
    for name, body in BLOCKS
    for line in body.splitlines()
    if line.strip() and not line.startswith("#")
]

INSTALLS = {
    "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/workbench",
    "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[dev,samples]'",
    ".venv/bin/pytest",
    "bash .ci/run",
}
"""What installs packages, or runs the whole suite: `.ci/run` does both on a clean clone."""

DIFFERS = {
    "workbench diff old.wasm new.wasm",
    "workbench diff old.wasm new.wasm --recording tests/shape.jsonl",
}
"""What exits 1, because the two builds differ."""


def test_commands_that_no_test_runs_are_the_known_ones() -> None:
    others = {line for _, line in COMMAND_LINES if not line.startswith("workbench ")}
    assert others == INSTALLS


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_every_command_runs_as_it_stands(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = asset_folder("sample_plugins")
    shutil.copy(samples / "dialect/dialect.wasm", tmp_path / "plugin.wasm")
    shutil.copy(samples / "dialect/dialect.wasm", tmp_path / "old.wasm")
    shutil.copy(samples / "filter/filter.wasm", tmp_path / "new.wasm")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    script = bin_folder / "workbench"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m workbench "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)

    def run(line: str) -> subprocess.CompletedProcess[str]:
        """Run a line as a shell would: by one where it means anything to a shell, else in this process."""
        if set("|<>&;$`") & set(line):
            return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        program, *words = shlex.split(line, comments=True)
        assert program == "workbench"
        return subprocess.CompletedProcess(line, main(words), *capsys.readouterr())

    (tmp_path / "request.json").write_text("{}")
    asked = run("workbench call plugin.wasm shape --format json")
    (tmp_path / "answer.json").write_text(run("workbench call plugin.wasm shape").stdout)
    sent = re.search(r'"request_text": "(.*)"', asked.stdout)
    assert sent is not None
    (tmp_path / "request.json").write_text(sent[1].encode().decode("unicode_escape").replace('"_v":1,', ""))
    _save_payloads(tmp_path)
    for name, line in COMMAND_LINES:
        if name == page and line.startswith("workbench "):
            ran = run(line)
            assert (line, ran.returncode) == (line, Exit.FAILED if line in DIFFERS else Exit.PASSED), ran.stderr


def _save_payloads(project: Path) -> None:
    """Make a project with a saved payload, and what can become another one."""
    (project / "workbench.toml").write_text('plugin = "plugin.wasm"\n')
    (project / "payloads/shape").mkdir(parents=True)
    shutil.copy(project / "request.json", project / "payloads/shape/messages.json")
    (project / "request.curl").write_text("curl https://h/v1/messages -d '{}'")
    entry = {"request": {"method": "POST", "url": "https://h/v1/messages", "headers": []}}
    (project / "trace.har").write_text(json.dumps({"log": {"entries": [entry] * 3}}))


def options() -> set[str]:
    """Return every option of every parser."""
    parsers = [screen_parser(), *map(command_parser, COMMANDS)]
    for parser in parsers:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
    return {option for parser in parsers for action in parser._actions for option in action.option_strings}


def test_every_option_that_is_named_exists() -> None:
    # Of `sample_plugins.build`, `.ci/run`, cargo and pytest.
    known = options() | {"--check", "--all", "--release", "--target", "--cc-lb-plugin"}
    named = {word for _, page in PAGES for word in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page)}
    assert named - known == set()


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
    readme = dict(PAGES)["README.md"]
    shown = re.search(r"\*Negotiation lab\* \(`(.)`.*?until `(.)` uses.*?`(.)` writes it", readme, re.S)
    assert shown is not None
    own = LabSheet.OWN
    assert shown.groups() == (*MAIN["lab"].keys, *own["lab-use"].keys, *own["lab-save"].keys)
    assert "lab" in [key.command_id for key in footer_keys(Grid(id="function-list"), {}, running=False)]


def test_what_belongs_to_the_plugin_of_the_command_line_alone_is_what_the_page_says() -> None:
    (sentence,) = re.findall(r"holds for both: (.*?) belong to the plugin of the command line alone", README, re.S)
    for_both, _, for_one = sentence.partition(". ")
    actions = {option: one.dest for one in screen_parser()._actions for option in one.option_strings}
    for option in re.findall(r"--[a-z-]+", for_one):
        assert actions[option] in OF_ONE_PLUGIN, option
    for option in re.findall(r"--[a-z-]+", for_both):
        assert actions[option] not in OF_ONE_PLUGIN, option


def test_the_settings_of_the_project_file_are_settings() -> None:
    readme = dict(PAGES)["README.md"]
    shown = tomllib.loads(re.findall(r"^```toml\n(.*?)^```", readme, re.M | re.S)[0])
    assert set(shown) <= set(SETTINGS)
    assert resolve([("file", shown)])["build"].value == shown["build"]


def test_the_python_example_runs(tmp_path: Path) -> None:
    shutil.copy(asset_folder("sample_plugins") / "dialect/dialect.wasm", tmp_path / "plugin.wasm")
    readme = dict(PAGES)["README.md"]
    (code,) = re.findall(r"^```python\n(.*?)^```", readme, re.M | re.S)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "dialect True None\n"


def test_every_key_of_the_table_is_bound() -> None:
    readme = dict(PAGES)["README.md"]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \| [^|]+ \|$", readme, re.M)
    keys = {key for row in rows for cell in row for key in re.split(r", | to ", cell.strip()) if key.strip(" -")}
    names = {"/": "slash", "?": "question_mark", "ctrl+pgdn": "ctrl+pagedown"}
    bound = {key for command in MAIN.values() for key in command.keys}
    assert {names.get(key, key) for key in keys} - bound - {"key"} == set()


def test_the_exit_codes_are_those_of_the_table() -> None:
    readme = dict(PAGES)["README.md"]
    listed = {int(code) for cell in re.findall(r"^\| ([\d, ]+) \|", readme, re.M) for code in cell.split(",")}
    assert set(map(int, Exit)) <= listed


def test_what_is_said_of_a_browser_holds() -> None:
    section = dict(PAGES)["README.md"].partition("## In a browser")[2].partition("\n## ")[0]
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
    said = " ".join(dict(PAGES)["README.md"].split())
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
