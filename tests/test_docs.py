"""README, CONTRIBUTING and docs are true: what a reader types works as it stands there, and each link leads somewhere.

How a page is written so that this can be seen: docs/README.md, last section.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import pages
from tests.page_exceptions import FOREIGN_OPTIONS, NOT_RUN, ONLY_SLOW
from tests.page_runner import OneEngine, PageRun, environment, is_among, lend, start_folder
from tests.pages import LINKED_PAGES, PAGES, ROOT, Command
from tests.ui.terminal.pty_run import PtyRun
from workbench.cli.command_words import COMMANDS
from workbench.cli.parsers import command_parser, screen_parser

COMMANDS_OF = {
    page: [step for step in pages.steps_of(page, pages.text_of(page)) if isinstance(step, Command)] for page in PAGES
}
WITH_COMMANDS = [page for page, commands in COMMANDS_OF.items() if commands]


# ---- what a reader types --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_engine() -> Iterator[OneEngine]:
    engine = OneEngine()
    yield engine
    engine.shutdown()


@pytest.fixture
def clone(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Enter a fresh copy of what a page starts with."""
    folder = start_folder(tmp_path)
    for name, value in environment(tmp_path, tmp_path_factory.getbasetemp() / "cache").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.scenario
@pytest.mark.parametrize("page", WITH_COMMANDS)
@pytest.mark.usefixtures("clone")
def test_every_command_of_a_page_does_what_the_page_says(
    page: str, one_engine: OneEngine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lend(monkeypatch, one_engine)
    steps = pages.steps_of(page, pages.text_of(page))
    assert "\n".join(PageRun(monkeypatch, capsys).run(steps, in_process=True)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_COMMANDS)
@pytest.mark.usefixtures("clone")
def test_every_command_of_a_page_does_it_in_a_shell(
    page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = pages.steps_of(page, pages.text_of(page))
    assert "\n".join(PageRun(monkeypatch, capsys).run(steps, in_process=False)) == ""


@pytest.mark.slow
def test_the_screen_opens_and_ends(clone: Path, tmp_path: Path) -> None:
    plugin = str(clone / "sample_plugins/dialect/dialect.wasm")
    with PtyRun("-m", "workbench", plugin, stderr=tmp_path / "stderr") as run:
        run.until(lambda: run.shows("ready"))
        run.send(b"\x11")
        assert run.wait() == 0


def test_each_exception_is_of_a_command_that_a_page_has() -> None:
    typed = {command.text for commands in COMMANDS_OF.values() for command in commands}
    assert [one for one in (*NOT_RUN, *ONLY_SLOW) if not any(is_among([one], text) for text in typed)] == []


@pytest.mark.parametrize("pattern", NOT_RUN)
def test_what_covers_a_command_that_is_not_run_is_there(pattern: str) -> None:
    named = re.findall(r"tests/[\w/]+(?:\.py)?|\.ci/\w+|test_\w+$", NOT_RUN[pattern])
    assert [one for one in named if not (ROOT / one).exists() and one not in globals()] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_command_has_a_gap_that_a_reader_must_fill(page: str) -> None:
    gaps = [command.text for command in COMMANDS_OF[page] if re.search(r"…|\{…|<[a-z ]+>|\.\.\.", command.text)]
    assert gaps == []


@pytest.mark.parametrize("page", PAGES)
def test_pip_is_asked_for_nothing_that_is_not_released(page: str) -> None:
    """The clone is what there is until the changelog names a release."""
    released = re.search(r"^## \[\d", pages.text_of("CHANGELOG.md"), re.M)
    typed = [command.text for command in COMMANDS_OF[page] if re.match(r"pip install .*cc-lb-workbench", command.text)]
    assert released or typed == []


@pytest.mark.parametrize("page", PAGES)
def test_no_unit_of_time_is_expected_of_a_machine(page: str) -> None:
    shown = [line for command in COMMANDS_OF[page] for line in (command.output or "").splitlines()]
    assert [line for line in shown if re.search(r"\.\.\. ?(?:µs|ms|s)(?!\w)", line)] == []


@pytest.mark.parametrize("page", LINKED_PAGES)
def test_commands_stand_in_blocks_that_are_run(page: str) -> None:
    others = [block for block in pages.blocks_of(pages.text_of(page)) if block.language in ("", "text")]
    hidden = [
        line
        for block in others
        for line in block.text.splitlines()
        if re.match(r"\$ |(?:workbench|pytest|pip|python3?|cargo|zig|git) ", line)
    ]
    assert hidden == []


@pytest.mark.parametrize("page", LINKED_PAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(page: str) -> None:
    prose = pages.prose_of(pages.text_of(page))
    uneven = []
    for table in re.findall(r"(?:^\|.*\n)+", prose, re.M):
        head, *rows = [len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()]
        uneven += [table.splitlines()[place + 1] for place, cells in enumerate(rows) if cells != head]
    assert uneven == []


# ---- where links lead -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", LINKED_PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    dead = []
    for link in pages.links_of(pages.text_of(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (anchor and anchor not in pages.anchors_of(target.read_text(encoding="utf-8"))):
            dead.append(link)
    assert dead == []


def test_every_page_stands_in_the_list_of_pages() -> None:
    listed = {link.partition("#")[0] for link in pages.links_of(pages.text_of("docs/README.md"))}
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"} - listed == set()


# ---- what is quoted -------------------------------------------------------------------------------------------------


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        found |= set(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                found |= options_of(verb)
    return found


OF_SCREEN = options_of(screen_parser())
OF_COMMAND = {command: options_of(command_parser(command)) for command in COMMANDS}
ALL_OPTIONS = OF_SCREEN.union(*OF_COMMAND.values())


def wrong_words(text: str) -> Iterator[str]:
    """Yield what is no command or option of ours in something that is quoted or typed."""
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    words = [word.partition("=")[0].rstrip(",:;") for word in words]
    if words[:1] == ["workbench"]:
        words = words[1:]
        if words and re.fullmatch(r"[a-z][a-z-]*", words[0]) and words[0] not in COMMANDS:
            yield words[0]
    known = OF_COMMAND.get(words[0], ALL_OPTIONS) if words else set()
    for word in words:
        if re.fullmatch(r"--[a-z][a-z-]*", word) and word not in known | set(FOREIGN_OPTIONS):
            yield word


@pytest.mark.parametrize("page", LINKED_PAGES)
def test_every_command_and_option_that_is_quoted_exists(page: str) -> None:
    text = pages.text_of(page)
    assert [f"{wrong} in {quoted}" for quoted in pages.quoted_in(text) for wrong in wrong_words(quoted)] == []


@pytest.mark.parametrize("page", LINKED_PAGES)
def test_every_file_of_the_project_that_is_quoted_is_there(page: str) -> None:
    quoted = [one.partition(":")[0] for one in pages.quoted_in(pages.text_of(page))]
    ours = [
        one
        for one in quoted
        if re.fullmatch(r"(?:workbench|tests|docs|demos|themes|sample_plugins|\.ci)/[\w/.-]*", one)
    ]
    assert [one for one in ours if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("option", FOREIGN_OPTIONS)
def test_an_option_of_another_program_is_named_somewhere(option: str) -> None:
    assert any(option in pages.text_of(page) for page in LINKED_PAGES)


def test_every_command_is_shown_on_some_page() -> None:
    typed = [command.text for commands in COMMANDS_OF.values() for command in commands]
    shown = " ".join([*typed, *(one for page in PAGES for one in pages.quoted_in(pages.text_of(page)))])
    assert [command for command in COMMANDS if not re.search(rf"workbench {command}\b", shown)] == []


# ---- the words ------------------------------------------------------------------------------------------------------

REPLACED = {
    "former": "previous",
    "can not": "cannot",
    "living instance": "long-lived instance",
    "torn": "interrupted",
    "struck": "triggered",
    "told": "notified, said",
    "on purpose": "injected",
    "trouble": "error, failure, problem or hazard",
    "refusal": "error",
    "obstacle": "error, failure, problem or hazard",
}


@pytest.mark.parametrize("page", LINKED_PAGES)
def test_a_page_uses_one_word_for_each_thing(page: str) -> None:
    prose = " ".join(pages.prose_of(pages.text_of(page)).split())
    assert [f"{word}: {better}" for word, better in REPLACED.items() if re.search(rf"\b{word}\b", prose, re.I)] == []


# ---- that the above can fail ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a\n...\nd", "a\nd", True),
        ("took ... ms", "took 12.5 ms", True),
        ("took ... ms", "took 12\n5 ms", False),
        ("a", "a\nb", False),
        ("a\n...", "b\na", False),
        ("a.c", "abc", False),
        ("107 µs of 200 ms, 9 B", "1.2 ms of 200 ms, 9 B", True),
        ("107 µs of 200 ms, 9 B", "1.2 ms of 300 ms, 9 B", False),
        ("107 µs of 200 ms, 9 B", "1.2 ms of 200 ms, 8 B", False),
        ("107 µs of 200 ms", " of 200 ms", False),
    ],
)
def test_output_is_compared_but_for_what_is_left_out(shown: str, printed: str, expected: bool) -> None:
    assert pages.matches(shown, printed) is expected


def test_a_page_is_read_as_commands_files_and_output() -> None:
    text = (
        "Write `a/b.json`:\n\n```json\n{}\n```\n\n```sh\n# a comment\nworkbench x \\\n  y  # exit code 3: bad\n```\n"
        "```console\n$ cat a/b.json\n{}\n$ true\n```\n"
    )
    assert pages.steps_of("p.md", text) == [
        pages.PageFile("a/b.json", "{}\n"),
        Command("workbench x y", 3, None, "p.md:9"),
        Command("cat a/b.json", 0, "{}", "p.md:13"),
        Command("true", 0, None, "p.md:15"),
    ]


def test_a_command_that_ends_otherwise_or_prints_something_else_is_found(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert clone.is_dir()
    steps = [
        Command("workbench explain DowngradeAttempt", 1, None, "p:1"),
        Command("workbench explain timeless", 0, None, "p:2"),
        Command("echo a", 0, "b", "p:3"),
        Command("echo a", 0, "a", "p:4"),
    ]
    found = PageRun(monkeypatch, capsys).run(steps, in_process=True)
    assert [one.partition(": ")[0] for one in found] == ["p:1", "p:2", "p:3"]


def test_an_unknown_option_or_command_in_a_text_is_found() -> None:
    quoted = ("workbench chekc x", "check --drit", "call --drift", "--no-such", "check --drift", "--report junit=F")
    assert [list(wrong_words(one)) for one in quoted] == [["chekc"], ["--drit"], ["--drift"], ["--no-such"], [], []]


def test_a_link_is_followed_to_its_heading() -> None:
    assert pages.anchors_of("# A plugin's `name`, and more\n") == {"a-plugins-name-and-more"}
    assert pages.links_of("see [a](b.md#c) and ![d](e.svg)\n```\n[no](link)\n```\n") == ["b.md#c", "e.svg"]
