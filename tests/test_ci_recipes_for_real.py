"""The recipes of docs/ci.md with the programs that they are for: pip, pre-commit, uv and pipx install the workbench."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.action_run import ActionRun, project_at
from tests.pages import ROOT

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
Ran = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)], check=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return project_at(tmp_path / "project")


def tool(name: str) -> str:
    found = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    assert found, f"expected {name}, found none: pip install -e '.[recipes]'"
    return found


def shell(line: str, folder: Path, **environment: str) -> Ran:
    given = {**os.environ, **environment}
    return subprocess.run(["bash", "-ec", line], cwd=folder, env=given, capture_output=True, text=True, check=False)


def test_the_source_distribution_has_what_the_repository_has(tmp_path: Path) -> None:
    built = shell(f"{tool('uv')} build -q --sdist -o '{tmp_path}' .", ROOT)
    assert built.returncode == 0, built.stderr
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as files:
        there = {one.name.partition("/")[2] for one in files}
    tracked = set(shell("git ls-files -z", ROOT).stdout.split("\0")) - {""}
    assert tracked
    assert tracked - there == {".gitattributes"}


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("action.yml", "vendor.github-actions"),
        ("docs/ci/github.yml", "vendor.github-workflows"),
        ("docs/ci/gitlab.yml", "vendor.gitlab-ci"),
    ],
)
def test_a_recipe_has_the_form_that_its_server_reads(file: str, schema: str) -> None:
    ran = shell(f"{tool('check-jsonschema')} --builtin-schema {schema} {file}", ROOT)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("command", "file"), [("manifest", ".pre-commit-hooks.yaml"), ("config", "docs/ci/pre-commit.yaml")]
)
def test_hooks_have_the_form_that_pre_commit_reads(command: str, file: str) -> None:
    ran = shell(f"{tool('pre-commit')} validate-{command} {file}", ROOT)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_action_installs_itself_and_gives_later_steps_the_command(project: Path, tmp_path: Path) -> None:
    on_github = ActionRun(project, tmp_path / "runner")
    installed = on_github.run("install", python=sys.executable)
    assert installed.returncode == 0, installed.stderr
    checked = on_github.run("check")
    assert checked.returncode == 0, checked.stderr
    (path,) = on_github.file("GITHUB_PATH").splitlines()
    assert os.listdir(path) == ["workbench"]  # noqa: PTH208 - names
    (line,) = [
        line
        for line in (ROOT / "docs/ci/github.yml").read_text().splitlines()
        if line.lstrip().startswith("- run: workbench run")
    ]
    ran = shell(line.partition("run: ")[2], project, PATH=f"{path}{os.pathsep}{os.environ['PATH']}")
    assert (ran.returncode, ran.stderr) == (0, ran.stderr)


def test_the_script_for_gitlab_passes_and_writes_its_reports(project: Path, tmp_path: Path, wheel: Path) -> None:
    job = yaml.safe_load((ROOT / "docs/ci/gitlab.yml").read_text())["plugins"]
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "image")], check=True)
    path = f"{tmp_path / 'image/bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    for line in job["script"]:
        ran = shell(line, project, PATH=path, WORKBENCH=str(wheel))
        assert ran.returncode == 0, (line, ran.stdout, ran.stderr)
    reports = [*job["artifacts"]["paths"], *job["artifacts"]["reports"]["junit"]]
    assert [name for name in reports if not (project / name).is_file()] == []


def test_the_hooks_judge_what_is_committed(project: Path, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PRE_COMMIT_HOME": str(tmp_path / "hooks"), "GIT_CONFIG_NOSYSTEM": "1"}
    git = "git -c user.name=a -c user.email=a@b"
    # As it stands here, which may be ahead of the last commit.
    clone = tmp_path / "workbench"
    shutil.copytree(
        ROOT, clone, ignore=shutil.ignore_patterns(".*cache", ".venv", ".git", "tests", "docs", "__pycache__")
    )
    assert shell(f"git init -q && git add -A && {git} commit -qm all && git tag v0", clone, **home).returncode == 0
    text = (ROOT / "docs/ci/pre-commit.yaml").read_text()
    text = re.sub(r"repo: .*", f"repo: {clone}", re.sub(r"rev: .*", "rev: v0", text))
    (project / ".pre-commit-config.yaml").write_text(text)
    hooks = f"git add -A && {tool('pre-commit')} run --color never"
    passed = shell(f"git init -q && {hooks}", project, **home)
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert passed.stdout.count("Passed") == 2
    shutil.copy(ROOT / "sample_plugins/broken_self_check/broken_self_check.wasm", project / "dist/plugin.wasm")
    failed = shell(hooks, project, **home)
    assert failed.returncode == 1
    assert "FailureStatus" in failed.stdout


def uvx(line: str, wheel: Path, home: Path) -> tuple[str, dict[str, str]]:
    return line.replace("uvx ", f"{tool('uvx')} --python {sys.executable} "), {"UV_CACHE_DIR": str(home / "uv")}


def pipx(line: str, wheel: Path, home: Path) -> tuple[str, dict[str, str]]:
    made = {"PIPX_HOME": str(home / "pipx"), "PIPX_DEFAULT_PYTHON": sys.executable}
    return line.replace("pipx ", f"{tool('pipx')} "), made


@pytest.mark.parametrize("runs", [uvx, pipx])
def test_a_plugin_is_checked_without_installing(
    runs: Callable[[str, Path, Path], tuple[str, dict[str, str]]], project: Path, tmp_path: Path, wheel: Path
) -> None:
    (typed,) = re.findall(rf"^{runs.__name__} .*$", (ROOT / "docs/ci.md").read_text(), re.M)
    line, environment = runs(typed.replace("cc-lb-workbench", str(wheel), 1), wheel, tmp_path)
    ran = shell(line, project, **environment)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.endswith("passed\n")
