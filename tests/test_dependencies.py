"""What pyproject.toml declares is what is imported or started, and nothing else."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS: Final = {"workbench", "tests", "sample_plugins", "cc_lb_pytest"}
BY_EXTRA: Final = {"workbench/browser": "serve", "workbench/mcp_server": "mcp"}
"""Folders that only an extra lets run."""
NOT_IMPORTED: Final = {
    "extism": ("workbench/engine/client/versions.py", '"extism"'),
    "textual-serve": ("workbench/browser/client_files.py", "textual_serve"),
    "ziglang": ("sample_plugins/build.py", "ziglang"),
    "check-jsonschema": ("tests/test_ci_recipes_for_real.py", "check-jsonschema"),
    "pipx": ("tests/test_ci_recipes_for_real.py", "pipx"),
    "pre-commit": ("tests/test_ci_recipes_for_real.py", "pre-commit"),
    "uv": (".ci/all", "bin/uv"),
    "import-linter": (".ci/run", "lint-imports"),
    "mypy": (".ci/run", "mypy"),
    "ruff": (".ci/run", "ruff"),
    "pytest-asyncio": ("pyproject.toml", "asyncio_mode"),
    "pytest-cov": (".ci/all", "--cov"),
    "pytest-xdist": ("pyproject.toml", "-n auto"),
    "types-jsonschema": ("tests/cli/test_run.py", "jsonschema"),
    "types-pygments": ("workbench/ui/editor/highlight.py", "pygments"),
}
"""Distributions that no code imports, each with the file that uses it, and what stands there."""
BROUGHT: Final = {
    "pytest": "whoever loads the pytest plugin has it",
    "pydantic_core": "the SDK for agents makes its messages with it, and settles which version fits",
}
"""What is imported and not declared for those who run the workbench, and why."""


def named(requirement: str) -> str:
    return re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0].lower()


def declared(*extras: str) -> set[str]:
    groups = [PROJECT["dependencies"], *(PROJECT["optional-dependencies"].get(extra, ()) for extra in extras)]
    return {named(one) for group in groups for one in group} - {PROJECT["name"]}


def imported_by(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield the distribution and the file of each import of something that is neither ours nor Python's."""
    distributions = packages_distributions()
    for path in files:
        for top in tops(path) - OURS - set(sys.stdlib_module_names):
            yield distributions[top][0].lower(), path.relative_to(ROOT).as_posix()


@cache
def tops(path: Path) -> set[str]:
    """Return the first part of each module that a file imports by its whole name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def sources(*places: str) -> list[Path]:
    return [path for place in places for path in sorted((ROOT / place).rglob("*.py")) or [ROOT / place]]


def test_what_is_imported_is_declared() -> None:
    missing = {
        (name, file)
        for name, file in imported_by(sources("workbench", "cc_lb_pytest.py", "sample_plugins"))
        if name
        not in declared(*(extra for folder, extra in BY_EXTRA.items() if file.startswith(folder))) | BROUGHT.keys()
    }
    assert missing == set()


def test_what_tests_import_is_declared() -> None:
    declared_here = declared("dev", "serve", "mcp")
    assert {(name, file) for name, file in imported_by(sources("tests")) if name not in declared_here} == set()


def test_what_is_declared_is_imported_or_started() -> None:
    used = {name for name, _ in imported_by(sources("workbench", "cc_lb_pytest.py", "sample_plugins", "tests"))}
    assert declared(*PROJECT["optional-dependencies"]) - used - NOT_IMPORTED.keys() == set()


@pytest.mark.parametrize("name", NOT_IMPORTED)
def test_what_is_not_imported_is_used_where_it_is_said(name: str) -> None:
    file, text = NOT_IMPORTED[name]
    assert name in declared(*PROJECT["optional-dependencies"])
    assert text in (ROOT / file).read_text(encoding="utf-8")


def test_every_dependency_has_a_lowest_version_and_none_admits_an_unknown_major_one() -> None:
    loose = [one for one in PROJECT["dependencies"] if not re.search(r"==|>=[\d.]+(,<\d|; sys_platform)", one)]
    assert loose == []
