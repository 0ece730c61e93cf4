"""What import-linter cannot tell: renderers use Textual for texts and styles only, never for widgets."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import workbench.ui

ROOT = Path(workbench.ui.__file__).parent
PURE = sorted(path for folder in ("renderers", "drawing") for path in (ROOT / folder).glob("*.py"))
ALLOWED = {"textual.content", "textual.style", "textual.color"}


@pytest.mark.parametrize("path", PURE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_drawn_is_made_without_widgets(path: Path) -> None:
    found = {
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("textual", "rich"))
    }
    assert found <= ALLOWED


@pytest.mark.scenario
def test_no_part_of_the_screen_is_larger_than_it_should_be() -> None:
    too_large = []
    for path in ROOT.rglob("*.py"):
        text = path.read_text()
        if len(text.splitlines()) > 400:
            too_large.append(f"{path.name}: a file of {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
                if len(methods) > 20:
                    too_large.append(f"{path.name}: {node.name} has {len(methods)} methods")
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                docstring = len((ast.get_docstring(node, clean=False) or "").splitlines())
                lines = (node.end_lineno or 0) - node.lineno + 1 - docstring
                if lines > 40:
                    too_large.append(f"{path.name}: {node.name} has {lines} lines")
    assert not too_large
