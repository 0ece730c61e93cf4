"""Whoever names a section of PROTOCOL.md names one that exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

import workbench
from workbench.protocol.explanations.explain import EXPLANATIONS

PACKAGE: Final = Path(workbench.__file__).parent
PROTOCOL: Final = (PACKAGE / "protocol" / "PROTOCOL.md").read_text()
SECTIONS: Final = set(re.findall(r"^## (\d+[a-z]?)\. ", PROTOCOL, re.MULTILINE))
_NAMED: Final = re.compile(r"PROTOCOL\.md,?\s+(sections?)\s+((?:\d+[a-z]?(?:,\s+|\s+and\s+|\s+to\s+)?)+)")


def named_sections(text: str) -> set[str]:
    """The sections of PROTOCOL.md that a text names; lines of one docstring count as one."""
    joined = re.sub(r"\s+", " ", text)
    return {number for _, numbers in _NAMED.findall(joined) for number in re.findall(r"\d+[a-z]?", numbers)}


def test_the_page_has_its_sections() -> None:
    assert {*map(str, range(1, 14)), "8a"} == SECTIONS


def test_each_module_names_sections_that_exist() -> None:
    unknown = {path: named_sections(path.read_text()) - SECTIONS for path in PACKAGE.rglob("*.py")}
    assert {path.name: sections for path, sections in unknown.items() if sections} == {}


def test_an_explanation_names_a_section_that_exists() -> None:
    named = {kind: str(entry.section) for kind, entry in EXPLANATIONS.items() if entry.section is not None}
    assert {kind: section for kind, section in named.items() if section not in SECTIONS} == {}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("(PROTOCOL.md section 99).", {"99"}),
        ("(PROTOCOL.md sections 7 and\n8b).", {"7", "8b"}),
        ("PROTOCOL.md sections 2, 3 and 14.", {"2", "3", "14"}),
        ("PROTOCOL.md sections 1 to 20", {"1", "20"}),
        ("PROTOCOL.md says 3", set()),
    ],
)
def test_sections_are_found_in_running_text(text: str, named: set[str]) -> None:
    assert named_sections(text) == named
