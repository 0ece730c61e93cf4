"""The pictures of the docs: each is there, is shown somewhere, and loads nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from tests.pictures import FOLDER, NAMES, SCRIPT, THEMES
from workbench.cli.demo_scripts import read_demo_file

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = {
    (page.parent / target).resolve()
    for page in PAGES
    for target in re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text())
}


def test_each_picture_that_a_page_shows_is_there_and_each_that_is_there_is_shown() -> None:
    assert {path.resolve() for path in FOLDER.glob("*.svg")} == SHOWN


def test_there_is_one_of_the_screen_in_each_theme() -> None:
    names = {path.stem for path in SHOWN}
    assert {f"screen-{theme.removeprefix('workbench-')}" for theme in THEMES} <= names


def test_a_picture_is_xml_that_loads_nothing() -> None:
    for path in SHOWN:
        text = path.read_text(encoding="utf-8")
        ElementTree.fromstring(text)
        assert "@font-face" not in text, path
        assert not re.search(r"(?:href|src)=|url\((?!#)", text), path


def test_the_script_has_a_step_for_each_name() -> None:
    assert len(read_demo_file(str(SCRIPT)).steps) == len(NAMES)
