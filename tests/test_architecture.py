"""The walks in docs/architecture.md are true: what they name exists, and is entered in that order."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/architecture.md"
STEP = re.compile(r"(workbench/[\w/]+\.py):([\w.]+)")

TRACED = """
import sys
sys.path.insert(0, sys.argv[1])
from workbench.cli.main import main
entered = []
def note(frame, event, _):
    if event == "call":
        code = frame.f_code
        entered.append(code.co_filename.removeprefix(sys.argv[1] + "/") + ":" + code.co_qualname)
sys.setprofile(note)
main(sys.argv[2:])
sys.setprofile(None)
print(*dict.fromkeys(one for one in entered if one.startswith("workbench/")), sep="\\n")
"""


DISPATCHED = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.wire.samples import request_sample
from workbench.session.session import Session
from workbench.session.values.settings import Settings
engine = EngineClient()
session = Session(engine, Settings(), clock=time.time, on_change=lambda state: None, host=engine.host)
session.load("dialect.wasm", open(sys.argv[1] + "/sample_plugins/dialect/dialect.wasm", "rb").read())
payload = json.dumps(request_sample("shape"))
session.dispatch("shape", payload)
entered = []
def note(frame, event, argument):
    code = frame.f_code
    if event == "call":
        entered.append(code.co_filename.removeprefix(sys.argv[1] + "/") + ":" + code.co_qualname)
    if event == "c_call" and argument.__name__ == "send":
        entered.append("sent")
sys.setprofile(note)
record = session.dispatch("shape", payload)
sys.setprofile(None)
assert record.outcome.ok
session.close()
print(*entered, sep="\\n")
"""


RELOADED = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from tests.loops import ONE, TWO, Loop
from workbench.loop.watch import ArtifactWatch
loop = Loop()
path = Path(sys.argv[2]) / "plugin.wasm"
loop.load(ONE)
loop.send()
entered = []
def note(frame, event, _):
    if event == "call":
        code = frame.f_code
        entered.append(code.co_filename.removeprefix(sys.argv[1] + "/") + ":" + code.co_qualname)
class Listener:
    def artifact_changing(self, path): pass
    def artifact_noted(self, text): pass
    def artifact_read(self, path, module, *, forced=False):
        loop.session.load(path, module)
        watch._stopping.set()
watch = ArtifactWatch(path)
path.write_bytes(TWO)
sys.setprofile(note)
watch._run(Listener())
sys.setprofile(None)
assert loop.serving() == 2
print(*(one for one in entered if one.startswith("workbench/")), sep="\\n")
"""

KEPT = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from tests.loops import ONE, Loop
from workbench.store.history import HistoryFile
loop = Loop()
loop.session.history._history = HistoryFile(Path(sys.argv[2]) / "history.jsonl")
loop.load(ONE)
entered = []
def note(frame, event, _):
    if event == "call":
        code = frame.f_code
        entered.append(code.co_filename.removeprefix(sys.argv[1] + "/") + ":" + code.co_qualname)
sys.setprofile(note)
number = loop.send().entry
(row,) = loop.session.history.search(limit_s=60.0).rows
entry = loop.session.history.entry(row.number)
sys.setprofile(None)
assert number == entry.number
loop.session.close()
print(*(one for one in entered if one.startswith("workbench/")), sep="\\n")
"""


def walks() -> dict[str, list[str]]:
    """Return the steps of each walk by its title."""
    found: dict[str, list[str]] = {}
    for title, body in re.findall(r"^## Walk: (.*?)$(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S):
        found[title] = [f"{file}:{name}" for file, name in STEP.findall(body)]
    return found


def names_in(tree: ast.AST, prefix: str = "") -> set[str]:
    """Return the dotted names of all functions and classes."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found |= {prefix + node.name} | names_in(node, f"{prefix}{node.name}.")
        else:
            found |= names_in(node, prefix)
    return found


@pytest.mark.parametrize("title", walks())
def test_every_step_of_a_walk_exists(title: str) -> None:
    steps = [step.split(":") for step in walks()[title]]
    assert steps
    missing = [(file, name) for file, name in steps if name not in names_in(ast.parse((ROOT / file).read_text()))]
    assert missing == []


def test_check_enters_the_functions_of_its_walk_in_their_order() -> None:
    steps = walks()["`check` from argv to output"]
    command = [sys.executable, "-c", TRACED, str(ROOT), "check", "sample_plugins/dialect/dialect.wasm", "--format=json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    entered = [line for line in ran.stdout.splitlines() if line in steps]
    assert entered == steps


def test_a_dispatch_enters_the_functions_of_its_walk_and_crosses_the_border_once() -> None:
    steps = walks()["One dispatch, from the payload to its answer"]
    ours = [step for step in steps if not step.startswith(("workbench/ui/", "workbench/engine/child/"))]
    command = [sys.executable, "-c", DISPATCHED, str(ROOT)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    entered = ran.stdout.splitlines()
    assert list(dict.fromkeys(line for line in entered if line in ours)) == ours
    assert entered.count("sent") == 1


@pytest.mark.parametrize(
    ("title", "program"),
    [
        ("A changed module, from the file to its verdict", RELOADED),
        ("A history entry, to the disk and back", KEPT),
    ],
)
def test_what_runs_without_a_screen_enters_the_functions_of_its_walk_in_their_order(
    title: str, program: str, tmp_path: Path
) -> None:
    steps = [step for step in walks()[title] if not step.startswith("workbench/ui/")]
    command = [sys.executable, "-c", program, str(ROOT), str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    entered = iter(ran.stdout.splitlines())
    assert [step for step in steps if step not in entered] == [], "a step that comes too early hides those behind it"


def test_the_threads_of_the_picture_are_those_that_are_started() -> None:
    started = set()
    for path in (*(ROOT / "workbench/ui/bridge").glob("*.py"), *(ROOT / "workbench/loop").glob("*.py")):
        started |= set(re.findall(r'(?:Runner\(|IdleJob\(|name=)"([\w-]+)"', path.read_text()))
    picture = PAGE.read_text().partition("## Processes and threads")[2].partition("```\n")[0]
    drawn = set(re.findall(r"^│ ([a-z-]+) {2}", picture, re.M)) - {"main"}
    assert drawn == started


def table_of_folders() -> list[tuple[list[str], str]]:
    """Return each row of the table: the names in it, and what they may import in words."""
    table = PAGE.read_text().partition("| folder | is |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in row.split("|")] for row in table.splitlines() if row.startswith("| `")]
    return [([re.sub(r"/$|\.py$", "", name) for name in re.findall(r"`([^`]+)`", row[1])], row[3]) for row in cells]


def test_the_table_of_folders_has_what_the_import_rules_have_in_their_order() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == "Dependencies point inward")
    level = {name.strip(): place for place, names in enumerate(layers) for name in names.split("|")}
    listed = [name for names, _ in table_of_folders() for name in names]
    assert {f"workbench.{name}" for name in listed} == level.keys() - {"workbench.__main__"}
    places = [level[f"workbench.{name}"] for name in listed]
    assert places == sorted(places)


def test_nothing_is_imported_that_the_table_does_not_say() -> None:
    rows = table_of_folders()
    listed = [name for names, _ in rows for name in names]
    free = set(listed[listed.index("errors") :])
    wrong = []
    for names, may in rows:
        for name in names:
            if may.startswith("everything") or name in free:
                continue
            path = ROOT / "workbench" / name
            files = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
            text = "\n".join(file.read_text() for file in files)
            used = set(re.findall(r"^ *(?:from|import) workbench\.(\w+)", text, re.M)) & set(listed)
            wrong += [f"{name}: {one}" for one in used - free - {name} if one not in re.findall(r"\w+", may)]
    assert wrong == []


def test_every_folder_is_named_on_the_page() -> None:
    listed = {name for names, _ in table_of_folders() for name in names}
    folders = {path.parent.name for path in (ROOT / "workbench").glob("*/__init__.py")}
    assert folders - listed == set()
