"""Small files, functions and classes: a stranger reads one at a time."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "workbench"
LINES_MAX = 400
FUNCTION_LINES_MAX = 40
METHODS_MAX = 20
FILES = sorted(PACKAGE.rglob("*.py"))


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function's body, its docstring left out."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1


@cache
def definitions(path: Path) -> list[ast.AST]:
    """Return the functions and classes of a file, those inside of others too."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def too_large(path: Path) -> Iterator[str]:
    if (lines := path.read_text().count("\n")) > LINES_MAX:
        yield f"{lines} lines"
    for node in definitions(path):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (lines := code_lines(node)) > FUNCTION_LINES_MAX
        ):
            yield f"{node.name}: {lines} lines"
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) for one in node.body)
            if methods > METHODS_MAX:
                yield f"class {node.name}: {methods} methods"


def test_every_file_function_and_class_is_small() -> None:
    assert [f"{path.relative_to(PACKAGE)}: {what}" for path in FILES for what in too_large(path)] == []


def test_every_class_name_names_one_thing() -> None:
    names = Counter(
        node.name
        for path in FILES
        for node in definitions(path)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []
