"""What a fresh interpreter loads: a screen and an engine only where they are needed."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import workbench

HEAVY = ("textual", "rich", "pygments", "extism", "extism_sys", "watchfiles", "mcp", "pydantic", "pydantic_core")


def loaded_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    "statement",
    [
        "import workbench",
        "import workbench.protocol.dispatch, workbench.protocol.conformance, workbench.protocol.verdicts",
        "import workbench.session.session",
        "from workbench.cli.main import main; main(['locate'])",
        "from workbench.cli.main import main; main(['offer'])",
        "from workbench.cli.main import main; main(['decode', 'header', '-i', '[]'])",
    ],
)
def test_the_core_and_headless_commands_load_nothing_heavy(statement: str) -> None:
    assert loaded_after(statement) == set()


def test_the_package_and_the_entry_point_of_pytest_load_nothing_else_of_ours() -> None:
    code = (
        "import pytest, sys, workbench, cc_lb_pytest\n"
        "print(*(name for name in sys.modules if name.startswith('workbench')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["workbench"]


def test_a_short_command_loads_little() -> None:
    """`--help`, `--version` and `decode` of a small text take little longer than Python itself."""
    code = (
        "import sys; from workbench.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "main(['--version']); before = {*sys.modules}\n"
        "main(['decode', 'header', '-i', '{\"name\":\"a\",\"value_base64\":\"\"}'])\n"
        "print(*before); print(*{*sys.modules} - before)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, decode = ({*line.split()} for line in ran.stdout.splitlines()[-2:])
    ours = {name for name in before if name.startswith(("workbench.errors", "workbench.protocol", "workbench.reports"))}
    ours |= before & {"dataclasses", "inspect", "pathlib", "json", "importlib.metadata", "email"}
    # From 3.14 on argparse itself loads them for a help.
    assert ours - ({"dataclasses", "inspect"} if sys.version_info >= (3, 14) else set()) == set()
    slow = {"orjson", "pathlib", "ctypes", "difflib", "datetime", "workbench.settings", "workbench.errors.operator"}
    slow |= {"workbench.protocol.handshake", "workbench.protocol.dispatch", "workbench.protocol.json.spans"}
    assert decode & slow == set()


def test_check_loads_no_screen_and_leaves_the_engine_to_its_child() -> None:
    statement = (
        "from workbench.assets import sample_plugins; from workbench.cli.main import main; "
        "main(['check', str(sample_plugins()[0].path)])"
    )
    assert loaded_after(statement) == set()


def test_inspect_loads_what_reads_a_module_and_no_more() -> None:
    code = (
        "import sys; from workbench.assets import sample_plugins; path = str(sample_plugins()[0].path)\n"
        "from workbench.cli.main import main; main(['inspect', path])\n"
        "print(*(name for name in sys.modules if name.startswith('workbench.')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.splitlines()[-1].split())
    assert "workbench.protocol.wasm.walker" in loaded
    unwanted = ("workbench.session.", "workbench.engine", "workbench.protocol.handshake", "workbench.protocol.dispatch")
    assert {name for name in loaded if name.startswith(unwanted)} == {"workbench.session.inspection"}


def test_what_reads_a_module_is_loaded_while_its_bytes_are_hashed() -> None:
    """Before, nothing of it is; and what only messages of wire functions need is not loaded at all."""
    code = (
        "import sys, hashlib; from workbench.assets import sample_plugins; path = str(sample_plugins()[0].path)\n"
        "from workbench.loop import artifact; looked, early = artifact._looked, []\n"
        "artifact._looked = lambda *those: early.extend(sys.modules) or looked(*those)\n"
        "from workbench.cli.main import main; main(['inspect', path])\n"
        "print(*(name for name in early if name.startswith('workbench.protocol.')), *{'orjson'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == ""


def test_use_cases_reports_and_composition_load_no_argument_parser() -> None:
    code = (
        "import sys, workbench.compose, workbench.session.check, workbench.session.call, workbench.session.diff\n"
        "import workbench.session.bench, workbench.session.replay.replay_build, workbench.session.inspection\n"
        "import workbench.reports.text.check, workbench.reports.json.check, workbench.reports.junit\n"
        "print('argparse' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


AREAS = ("cli", "engine", "errors", "loop", "protocol", "reports", "session", "store")


@pytest.mark.parametrize("area", AREAS)
def test_no_modules_import_each_other_in_a_circle_not_even_for_types(area: str) -> None:
    imported = _imports(area)
    while leaves := {name for name, imports in imported.items() if not imports}:
        imported = {name: imports - leaves for name, imports in imported.items() if name not in leaves}
    assert imported == {}, "each of these imports another one of them"


def _imports(area: str) -> dict[str, set[str]]:
    """Return which modules of its own area each module of an area imports, wherever in it the import stands."""
    root = Path(workbench.__file__).parent
    files = {
        ".".join(file.relative_to(root.parent).with_suffix("").parts).removesuffix(".__init__"): file
        for file in (root / area).rglob("*.py")
    }
    return {
        name: {
            f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in files else str(node.module)
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        & (files.keys() - {name})
        for name, file in files.items()
    }


def test_check_loads_nothing_that_only_a_screen_shows() -> None:
    code = (
        "import sys; from workbench.assets import sample_plugins; from workbench.cli.main import main\n"
        "main(['check', str(sample_plugins()[0].path), '--format', 'json'])\n"
        "print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.splitlines()[-1].split())
    values = {name.removeprefix("workbench.session.values.") for name in loaded if ".session.values." in name}
    assert values.isdisjoint({"state", "history", "recording", "replay_verdict", "matrix", "benchmark", "payload"})
    assert loaded.isdisjoint({"workbench.reports.text.check", "workbench.store.history", "difflib"})
