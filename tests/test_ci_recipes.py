"""The recipes of docs/ci.md are the files of the repository, and each of their commands does what the page says."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.action_run import ActionRun, action, inputs_used, project_at, stub
from tests.pages import ROOT, blocks_of
from workbench import __version__
from workbench.cli.main import main

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
RECIPES: Final = {
    "github.yml": ".github/workflows/plugins.yml",
    "gitlab.yml": ".gitlab-ci.yml",
    "pre-commit.yaml": ".pre-commit-config.yaml",
    "Containerfile": "Containerfile",
}
"""Each file of docs/ci, and where the page says that it goes."""
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def recipe(name: str) -> Any:
    return yaml.safe_load((ROOT / "docs/ci" / name).read_text(encoding="utf-8"))


# ---- the page -------------------------------------------------------------------------------------------------------


def test_the_recipes_are_the_files_of_their_folder() -> None:
    assert {path.name for path in (ROOT / "docs/ci").iterdir()} == set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_the_page_shows_a_recipe_as_it_is(name: str) -> None:
    shown = {block.before: block.text for block in blocks_of(PAGE)}
    assert shown[f"`{RECIPES[name]}`:"] == (ROOT / "docs/ci" / name).read_text(encoding="utf-8")


def test_the_page_lists_what_the_action_takes_and_gives() -> None:
    found = action()
    for table in ("inputs", "outputs"):
        rows = [
            f"| `{name}` | {one['description'].rstrip('.')} | "
            + (f"`{one['default']}` |" if one.get("default") else "|" if table == "inputs" else "")
            for name, one in found[table].items()
        ]
        assert [row for row in rows if row.rstrip() not in PAGE] == []


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_this_version(name: str) -> None:
    text = (ROOT / "docs/ci" / name).read_text(encoding="utf-8")
    named = re.findall(r"(?:cc-lb-workbench==|OWNER/workbench@v|rev: v)([\d.]+\d)", text)
    assert named == [__version__]


@pytest.mark.parametrize("name", ["gitlab.yml", "Containerfile"])
def test_a_recipe_has_a_python_that_runs_the_workbench(name: str) -> None:
    (version,) = re.findall(r"\bpython:(3\.\d+)-slim\b", (ROOT / "docs/ci" / name).read_text(encoding="utf-8"))
    assert f"Programming Language :: Python :: {version}" in PYPROJECT["project"]["classifiers"]


# ---- the commands of the recipes ------------------------------------------------------------------------------------


def commands_of(name: str) -> list[str]:
    """Return the lines of a recipe that are commands of the workbench."""
    found = recipe(name)
    lines = (
        found["plugins"]["script"]
        if "plugins" in found
        else [one.get("run", "") for one in found["jobs"]["check"]["steps"]]
    )
    return [line for line in lines if line.startswith("workbench ")]


@pytest.mark.parametrize(
    "words", [["run", "--plugin", "dist/plugin.wasm"], ["replay", "recordings/plugin.jsonl", "dist/plugin.wasm"]]
)
def test_a_line_for_what_a_project_does_not_have_is_an_error_of_the_command(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so, and to leave the line out."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist/plugin.wasm").write_bytes((ROOT / "sample_plugins/dialect/dialect.wasm").read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2


@pytest.mark.scenario
@pytest.mark.parametrize("name", ["github.yml", "gitlab.yml"])
def test_each_command_of_a_job_passes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project_at(tmp_path))
    commands = commands_of(name)
    assert len(commands) >= 2
    assert [(line, main(shlex.split(line)[1:])) for line in commands] == [(line, 0) for line in commands]


def test_the_reports_that_a_job_collects_are_those_that_it_writes() -> None:
    job = recipe("gitlab.yml")["plugins"]
    written = set(re.findall(r"=([\w.]+\.(?:xml|html))", " ".join(job["script"])))
    assert {*job["artifacts"]["paths"], *job["artifacts"]["reports"]["junit"]} == written


def test_the_hooks_take_the_files_that_concern_them() -> None:
    hooks = {
        hook["id"]: re.compile(hook["files"]) for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    }
    taken = {
        path: {name for name, pattern in hooks.items() if pattern.search(path)}
        for path in (
            "dist/plugin.wasm",
            "payloads/shape/a.json",
            "a/payloads/shape/a.expect.json",
            "src/a.zig",
            "a.json",
        )
    }
    assert taken == {
        "dist/plugin.wasm": {"cc-lb-check", "cc-lb-run"},
        "payloads/shape/a.json": {"cc-lb-run"},
        "a/payloads/shape/a.expect.json": {"cc-lb-run"},
        "src/a.zig": set(),
        "a.json": set(),
    }
    assert {hook["id"] for repo in recipe("pre-commit.yaml")["repos"] for hook in repo["hooks"]} == set(hooks)


def test_the_container_starts_the_command_that_is_installed() -> None:
    (entry,) = re.findall(r'^ENTRYPOINT \["(\w+)"\]$', (ROOT / "docs/ci/Containerfile").read_text(), re.M)
    assert entry in PYPROJECT["project"]["scripts"]


# ---- the action for GitHub ------------------------------------------------------------------------------------------


@pytest.fixture
def on_github(tmp_path: Path) -> ActionRun:
    return ActionRun(project_at(tmp_path / "project"), tmp_path / "runner")


def test_the_inputs_of_the_action_reach_its_steps_by_the_environment_alone() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step["run"]
    assert inputs_used() == set(action()["inputs"])


@pytest.mark.scenario
def test_a_rejected_plugin_fails_the_action_with_reports_notes_and_a_summary(on_github: ActionRun) -> None:
    shutil.copy(ROOT / "sample_plugins/broken_self_check/broken_self_check.wasm", on_github.project / "dist")
    on_github.has_workbench()
    ran = on_github.run("check", plugins="dist/broken_self_check.wasm")
    assert ran.returncode == 1
    assert "::error title=check" in ran.stderr
    assert "broken\\_self\\_check" in on_github.file("GITHUB_STEP_SUMMARY")
    assert on_github.file("GITHUB_OUTPUT") == "passed=false\n"
    assert {path.name for path in (on_github.project / "workbench-report").iterdir()} == {
        "report.html",
        "report.md",
        "junit.xml",
    }


def test_each_line_of_an_input_is_one_word_of_the_command_and_runs_nothing(on_github: ActionRun) -> None:
    stub(on_github.command, 'printf "%s\\n" "$@"')
    ran = on_github.run(
        "check", plugins="dist/a b.wasm\n$(touch made)\n`touch made`;*\n", options="--jobs=2\n", baseline="a b.json"
    )
    assert ran.returncode == 0
    words = ran.stdout.splitlines()
    assert words[-9:] == [
        "--jobs=2",
        "--baseline",
        "a b.json",
        "--max-growth",
        "10%",
        "--",
        "dist/a b.wasm",
        "$(touch made)",
        "`touch made`;*",
    ]
    assert not (on_github.project / "made").exists()


@pytest.mark.parametrize(
    ("code", "said"), [(0, "passed=true\n"), (1, "passed=false\n"), (2, ""), (3, "passed=false\n"), (4, "")]
)
def test_the_action_ends_as_the_command_and_says_what_that_means(on_github: ActionRun, code: int, said: str) -> None:
    stub(on_github.command, f"exit {code}")
    assert on_github.run("check").returncode == code
    assert on_github.file("GITHUB_OUTPUT") == said


@pytest.mark.scenario
def test_a_plugin_that_has_grown_above_its_baseline_fails_the_action(on_github: ActionRun) -> None:
    on_github.has_workbench()
    update = on_github.run("check", plugins="dist", options="--update\n--baseline=figures.json")
    assert update.returncode == 0, update.stderr
    figures = on_github.project / "figures.json"
    figures.write_text(re.sub(r'("size\w*": )\d+', r"\g<1>1000", figures.read_text()))
    ran = on_github.run("check", baseline="figures.json")
    assert ran.returncode == 1
    assert "--max-growth (size)" in ran.stdout


def test_a_python_that_is_too_old_is_named_with_what_to_do(on_github: ActionRun) -> None:
    stub(on_github.project / "old", '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    ran = on_github.run("install", python=str(on_github.project / "old"))
    assert ran.returncode == 4
    assert (
        "::error title=workbench::expected Python 3.11 or later, found Python 3.9.2: run actions/setup-python"
        in ran.stdout
    )


def test_a_runner_with_windows_is_named_with_what_to_do(on_github: ActionRun) -> None:
    ran = on_github.run("install", runner_os="Windows")
    assert ran.returncode == 4
    assert "expected a runner with Linux or macOS, found Windows: choose another runs-on" in ran.stdout


@pytest.mark.parametrize(("version", "installed"), [("", str(ROOT)), ("0.9.1", "cc-lb-workbench==0.9.1")])
def test_the_version_is_that_of_the_action_unless_one_is_named(
    on_github: ActionRun, version: str, installed: str
) -> None:
    stub(on_github.project / "pip", 'for last; do :; done; echo "pip: $last"')
    made = f'mkdir -p "$3/bin" && cp "{on_github.project}/pip" "$3/bin"'
    stub(on_github.project / "python", f'[ "$1" = -c ] || {{ {made}; }}')
    ran = on_github.run("install", python=str(on_github.project / "python"), version=version)
    assert (ran.returncode, ran.stdout) == (0, f"pip: {installed}\n")
    assert on_github.file("GITHUB_PATH") == f"{on_github.command.parent}\n"
