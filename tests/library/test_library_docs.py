"""docs/library.md is true: its examples run, and the public names are those that it lists."""

from __future__ import annotations

import ast
import doctest
import re
import shutil
from pathlib import Path

import pytest

import workbench
from workbench.assets import asset_folder
from workbench.library import opening

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/library.md").read_text()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("dialect", "observer", "signer"):
        shutil.copy(asset_folder("sample_plugins") / name / f"{name}.wasm", tmp_path)
    shutil.copy(ROOT / "tests/recordings/dialect.jsonl", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def failures_of(example: doctest.DocTest) -> str:
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    return "".join(said)


@pytest.mark.scenario
def test_the_examples_of_the_page_run(project: Path) -> None:
    text = re.sub(r"^```.*$", "", PAGE, flags=re.M)
    example = doctest.DocTestParser().get_doctest(text, {}, "library.md", None, None)
    assert len(example.examples) > 10
    assert failures_of(example) == ""


@pytest.mark.parametrize("function", [opening.open_plugin, opening.open_plugin_async])
def test_the_example_of_a_docstring_runs(project: Path, function: object) -> None:
    (example,) = doctest.DocTestFinder().find(function, name=str(function), globs={})
    assert example.examples
    assert failures_of(example) == ""


def test_the_page_lists_the_public_names_and_no_others() -> None:
    section = PAGE.partition("## What is public")[2].partition("They and their")[0]
    assert set(re.findall(r"`(\w+)`", section)) == set(workbench.__all__)


def test_type_checkers_see_the_public_names_and_no_others() -> None:
    stub = ast.parse((ROOT / "workbench/__init__.pyi").read_text())
    imported = {one.asname for node in ast.walk(stub) if isinstance(node, ast.ImportFrom) for one in node.names}
    assert imported | {"__version__"} == set(workbench.__all__)


@pytest.mark.parametrize("name", sorted(workbench.__all__))
def test_a_public_name_is_found(name: str) -> None:
    assert getattr(workbench, name) is not None
    assert name in dir(workbench)


def test_an_unknown_name_is_none_of_the_package() -> None:
    with pytest.raises(AttributeError, match="opening_plugin"):
        _ = workbench.opening_plugin  # type: ignore[attr-defined]
