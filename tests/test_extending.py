"""docs/extending.md is true: each file that it names is there, has the name, and lists that claim it are complete."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import pages
from tests.pages import ROOT

TEXT = pages.text_of("docs/extending.md")
_FILE = re.compile(r"^(?:workbench|tests|themes|sample_plugins)[\w/.-]*$")


@cache
def sources() -> dict[str, str]:
    """Return the text of every module by its path."""
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted((ROOT / "workbench").rglob("*.py"))}


def acts_on(name: str, text: str) -> bool:
    """Say whether a module has a name as a word of its own, not only in a sentence."""
    if name not in text:
        return False
    nodes = ast.walk(ast.parse(text))
    return any(
        name in (getattr(node, "id", ""), getattr(node, "name", ""), getattr(node, "value", "")) for node in nodes
    )


def with_table(paragraphs: list[str]) -> Iterator[str]:
    """Yield the sentence that names an example, and the table behind it."""
    yield paragraphs[0]
    if len(paragraphs) > 1 and paragraphs[1].startswith("|"):
        yield paragraphs[1]


def examples() -> list[tuple[str, list[str], bool]]:
    """Return each name that is followed, the files in which it stands, and whether the page says that it is all."""
    found = []
    for section in re.split(r"^## ", TEXT, flags=re.M)[1:]:
        for name, part in re.findall(r"[Aa]s\s`([\w-]+)`(.*?)(?=[Aa]s\s`[\w-]+`|\Z)", section, re.S):
            told = list(with_table(part.split("\n\n")))
            files = [one for text in told for one in re.findall(r"`([^`\s]+)`", text) if _FILE.match(one)]
            found.append((name, files, "no other file" in " ".join(told[0].split())))
    return found


EXAMPLES = examples()


def spelled(name: str, text: str) -> bool:
    """Say whether a text has a name, written as in code or as on the command line."""
    return re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![a-z])|(?<![a-z]){name.replace('-', '_')}", text) is not None


def test_every_file_that_is_named_is_there() -> None:
    named = [one for one in pages.quoted_in(TEXT) if _FILE.match(one)]
    assert len(named) > 40
    assert [one for one in named if not (ROOT / one).exists()] == []


@pytest.mark.parametrize(("name", "files", "is_all"), EXAMPLES, ids=[name for name, *_ in EXAMPLES])
def test_each_file_has_the_name_and_a_list_that_says_so_is_complete(name: str, files: list[str], is_all: bool) -> None:
    assert files
    assert [one for one in files if not spelled(name, Path(ROOT / one).read_text())] == []
    if is_all:
        assert {path for path, text in sources().items() if acts_on(name, text)} - set(files) == set()


def test_the_page_follows_one_of_each_kind() -> None:
    assert {name for name, *_ in EXAMPLES} == {
        "sweep",
        "SelfCheckPane",
        "generations",
        "send",
        "NoWasiImports",
        "HostFunctionImported",
        "normalize_error",
        "cc_lb_now_unix_ms",
        "DowngradeAttempt",
        "build_limit_s",
    }
