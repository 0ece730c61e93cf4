"""Nothing of a stranger reaches the terminal raw: who writes to it is known, and what goes through is gated."""

from __future__ import annotations

import ast
import contextlib
import json
import re
from functools import cache
from pathlib import Path

import pytest

import workbench
from workbench.cli.main import main
from workbench.reports.json.json_text import json_text
from workbench.reports.text.page import Page

PACKAGE = Path(workbench.__file__).parent
STREAMS = "cli/streams.py"
WRITERS = {
    "ui/terminal/driver.py": "the screen, drawn by Textual from cells",
    "ui/terminal/running.py": "asks whether there is a terminal",
    "crash_report.py": "our own words, after the screen",
    "ui/terminal/last_words.py": "our own words, after the screen",
    "cli/output.py": "pages, and asks whether there is a terminal",
    "cli/ending.py": "asks whether there is a terminal",
    "cli/command_parser.py": "asks where a page of help goes",
    "cli/doctor/facts.py": "asks whether there is a terminal, and how large it is",
    STREAMS: "the only one that writes",
}
"""Parts that name a standard stream, and what for."""
CALLERS = {
    "cli/output.py": "pages, which are gated, and JSON, which is escaped",
    "cli/many_results.py": "JSON, which is escaped",
    "cli/batch.py": "JSON lines for programs",
    "cli/commands/offer.py": "a hash",
    "cli/commands/run.py": "JSON lines for programs",
    "cli/commands/serve.py": "the address",
    "cli/commands/completion.py": "a script for a shell, made of our own parsers",
    "cli/commands/keys.py": "our own keys, as Markdown",
    "cli/commands/version.py": "versions, which are ours",
    "cli/command_parser.py": "pages of help, which are gated",
}
"""Parts that write to stdout."""
LOOKED_FOR = re.compile(r"\b(?:print|std\w+|__std\w+|displayhook|write_out|from_markup)\b")
"""What has none of these words need not be read as code."""
OBEYED = {"\x1b", "\x9b", "\u202e", "\u00ad", "\U000e0041"}
HOSTILE = "\x1b[2J\x9b2J\u202e\u00ad\U000e0041"


@cache
def parts() -> list[tuple[str, list[ast.Name | ast.Attribute]]]:
    """Return the name of each part that may matter, and what it names: read once for all tests."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not LOOKED_FOR.search(text):
            continue
        tree = ast.parse(text)
        names: list[ast.Name | ast.Attribute] = [
            node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)
        ]
        found.append((str(path.relative_to(PACKAGE)), names))
    return found


def names_stream(node: ast.AST) -> bool:
    """Say whether a piece of code names a standard stream, or prints."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
        return node.attr in {"stdout", "stderr", "__stdout__", "__stderr__", "displayhook"}
    return isinstance(node, ast.Name) and node.id == "print"


@pytest.mark.scenario
def test_only_known_parts_name_a_standard_stream() -> None:
    found = {name for name, nodes in parts() if any(map(names_stream, nodes))}
    assert found <= set(WRITERS)
    assert STREAMS in found


def test_only_known_parts_write_to_stdout() -> None:
    found = {
        name
        for name, nodes in parts()
        for node in nodes
        if isinstance(node, ast.Name) and node.id == "write_out" and isinstance(node.ctx, ast.Load)
    }
    assert found - {STREAMS} <= set(CALLERS)


def test_the_screen_takes_no_markup_from_anybody() -> None:
    calls = [
        (name, node)
        for name, nodes in parts()
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr == "from_markup"
    ]
    assert calls == []


@pytest.mark.parametrize("write", ["line", "note", "title"])
def test_a_page_lets_nothing_pass_but_its_own_colours(write: str) -> None:
    for coloured in (False, True):
        page = Page(coloured=coloured)
        getattr(page, write)(page.paint("good", "good") + HOSTILE)
        written = page.lines[0][1].replace("\x1b[32m", "").replace("\x1b[1m", "").replace("\x1b[0m", "")
        assert written == "good␛[2J⟨U+009B⟩2J⟨U+202E⟩⟨U+00AD⟩⟨U+E0041⟩"


def test_json_means_the_same_and_holds_nothing_that_a_terminal_obeys() -> None:
    text = json_text({HOSTILE: HOSTILE})
    assert json.loads(text) == {HOSTILE: HOSTILE}
    assert text.isascii()


@pytest.mark.parametrize(
    "words",
    [
        ["check", f"{HOSTILE}.wasm"],
        ["check", "x.wasm", "--no-such-option" + HOSTILE],
        ["check", "--format", HOSTILE],
        ["nosuch" + HOSTILE],
        ["info", f"/nosuch{HOSTILE}/x.wasm"],
        ["registry", HOSTILE],
        ["decode", HOSTILE],
        ["explain", HOSTILE],
        ["schema", HOSTILE],
        ["replay", f"/nosuch{HOSTILE}", f"/nosuch{HOSTILE}"],
    ],
)
def test_what_was_typed_is_never_quoted_raw(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with contextlib.suppress(SystemExit):
        main(words)
    said = "".join(capsys.readouterr())
    assert said
    assert not set(said) & OBEYED


PROJECT = 'profile = "0.3"\nbuild = "x\\u001b[8m\\u202e"\nplugin = "../\\u009b"\ncompile_limit_ms = 300_000\n'


@pytest.mark.parametrize(
    "words", [["trust"], ["trust", "--yes"], ["trust", "--list"], ["trust", "--remove"], ["run"], ["registry", "list"]]
)
def test_what_a_project_file_says_and_where_it_stands_are_shown_and_not_obeyed(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / f"evil{HOSTILE}"
    folder.mkdir()
    (folder / "workbench.toml").write_text(PROJECT)
    monkeypatch.chdir(folder)
    if "--remove" in words:
        main(["trust", "--yes"])
    main(words)
    said = "".join(capsys.readouterr())
    assert said
    assert not set(said) & OBEYED


def test_the_name_of_a_project_folder_is_shown_and_not_obeyed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / f"evil{HOSTILE}"
    folder.mkdir()
    (folder / "workbench.toml").write_text('profile = "0.3"\n')
    monkeypatch.chdir(folder)
    assert main(["info", "--color", "always"]) == 0
    said = capsys.readouterr().out
    assert "evil␛[2J" in said
    assert not set(said) & (OBEYED - {"\x1b"})
