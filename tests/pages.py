"""The pages of the project, read as a reader does: commands, the output that is shown, files, links, what is quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = tuple(
    path.relative_to(ROOT).as_posix()
    for path in (
        *(ROOT / "README.md", ROOT / "CONTRIBUTING.md"),
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "sample_plugins").rglob("*.md")),
    )
)
"""Pages whose commands are run."""
LINKED_PAGES: Final = (*PAGES, "SECURITY.md")
"""Pages whose links are followed, and whose words are looked at."""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_NAMED_FILE = re.compile(r"`([\w.@/-]+)`[^`]*:$")
_EXIT_CODE = re.compile(r" *exit code (\d+)")
_TIME = re.compile(r"[\d.,]+ (?:µs|ms|s)(?= of )")
"""What a call took, before what it may take."""
_LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Command:
    """A command line of a page."""

    text: str
    exit_code: int
    """0 unless the comment behind it names another."""
    output: str | None
    """What the page shows below it; None when it shows nothing."""
    place: str
    """Page and line, for people."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file that a page shows whole, and names in the paragraph before."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two fences."""

    language: str
    text: str
    before: str
    """The last line of the paragraph before it."""
    line: int


def text_of(page: str) -> str:
    """Return a page as it stands."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the blocks of a page, in their order."""
    for found in _FENCE.finditer(text):
        before = text[: found.start()].rstrip().rpartition("\n")[2]
        yield Block(found[1], found[2], before, text.count("\n", 0, found.start()) + 2)


def prose_of(text: str) -> str:
    """Return a page without its blocks."""
    return _FENCE.sub("", text)


def steps_of(page: str, text: str) -> list[Command | PageFile]:
    """Return what a reader of a page does, in the order of the page: commands that are run, and files that are made."""
    steps: list[Command | PageFile] = []
    for block in blocks_of(text):
        if block.language in ("sh", "console"):
            steps += _commands(page, block)
        elif block.language and (named := _NAMED_FILE.search(block.before)):
            steps.append(PageFile(named[1], block.text))
    return steps


def _commands(page: str, block: Block) -> Iterator[Command]:
    lines = block.text.splitlines()
    shown = block.language == "console"
    at = 0
    while at < len(lines):
        place, line = f"{page}:{block.line + at}", lines[at]
        at += 1
        if not line.strip() or line.startswith("#"):
            continue
        if shown:
            assert line.startswith("$ "), f"{place}: expected a command behind '$ ', found {line!r}"
            line = line.removeprefix("$ ")
        while line.endswith("\\"):
            line, at = line[:-1] + lines[at].strip(), at + 1
        output = []
        while shown and at < len(lines) and not lines[at].startswith("$ "):
            output.append(lines[at])
            at += 1
        text, _, comment = line.partition(" # ")
        code = _EXIT_CODE.match(comment)
        yield Command(text.strip(), int(code[1]) if code else 0, "\n".join(output) if output else None, place)


def matches(shown: str, printed: str) -> bool:
    """Say whether what a page shows is what a command prints.

    `...` stands for any lines, or for a part of a line; a time of a limit, as in `107 µs of 200 ms`, for any time.
    """
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else _line_pattern(line.rstrip()) + "\n"
        for line in shown.strip().splitlines()
    )
    lines = [line.rstrip() for line in printed.strip().splitlines()]
    return re.fullmatch(pattern, "\n".join(lines) + "\n") is not None


def _line_pattern(line: str) -> str:
    parts = _TIME.split(line)
    return r"[\d.,]+\ (?:µs|ms|s)".join(re.escape(part).replace(r"\.\.\.", "[^\n]*") for part in parts)


def links_of(text: str) -> list[str]:
    """Return where the links and pictures of a page lead."""
    return _LINK.findall(prose_of(text))


def anchors_of(text: str) -> set[str]:
    """Return the anchors that a forge gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", prose_of(text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def quoted_in(text: str) -> list[str]:
    """Return what stands in backticks outside of blocks."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose_of(text))
