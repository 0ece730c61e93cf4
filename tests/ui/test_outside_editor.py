"""The person's own editor: whatever is wrong with it is named in one line, and nothing is lost."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from tests.processes import until
from workbench.ui import outside_editor
from workbench.ui.app import WorkbenchApp
from workbench.ui.other_programs import EditorUnusable, editor_command
from workbench.ui.outside_editor import edit, open_place, place_command


class LentApp:
    """An app that can lend its terminal."""

    in_browser = False

    def __init__(self) -> None:
        self.signals = None
        self.at_end: list[Any] = []
        self.lent = 0

    @contextmanager
    def suspend(self) -> Iterator[None]:
        self.lent += 1
        try:
            yield
        finally:
            self.lent -= 1


@pytest.fixture
def app() -> LentApp:
    return LentApp()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which temporary files are made."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def script(folder: Path, body: str, name: str = "my editor") -> str:
    """Return an editor's path, quoted for $EDITOR. `$1` is the file."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"'{path}'"


def edited(app: LentApp, text: str, editor: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    return edit(cast(WorkbenchApp, app), text)


def told(app: LentApp, text: str, editor: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said instead of an edited text; the terminal is ours again."""
    with pytest.raises(EditorUnusable) as raised:
        edited(app, text, editor, monkeypatch)
    assert app.lent == 0
    assert "\n" not in str(raised.value)
    return str(raised.value)


def test_visual_comes_before_editor_and_quotes_are_heeded() -> None:
    assert editor_command({"VISUAL": "'sh' -c 'a b'", "EDITOR": "false", "PATH": "/bin:/usr/bin"}) == [
        "sh",
        "-c",
        "a b",
    ]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"EDITOR": "no-such-editor -w"}, "$EDITOR is no-such-editor -w: there is no such program on PATH"),
        ({"EDITOR": "/no/such/editor"}, "there is no such file"),
        ({"EDITOR": "/"}, "that is a folder"),
        ({"EDITOR": __file__}, "that file is not executable"),
        ({"EDITOR": "vi 'x"}, "$EDITOR has a quote without its partner: vi 'x"),
        ({"VISUAL": "''", "EDITOR": "sh"}, "$VISUAL is ''"),
        ({"EDITOR": "  "}, "$EDITOR is not set, and there is no vi"),
        ({}, "$EDITOR is not set, and there is no vi"),
        ({"EDITOR": "a\x1b[2Jb"}, "a\u241b[2Jb"),
    ],
)
def test_an_editor_that_cannot_be_run_is_named_before_the_terminal_is_lent(
    environment: dict[str, str], says: str
) -> None:
    with pytest.raises(EditorUnusable) as raised:
        editor_command({"PATH": "/nowhere", **environment})
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_what_was_saved_comes_back_and_leaves_nothing(
    app: LentApp, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = script(tmp_path, 'printf "new\\n" > "$1"')
    assert edited(app, "old", editor, monkeypatch) == "new"
    assert edited(app, "old\n", editor, monkeypatch) == "new\n"
    assert list(temporary.iterdir()) == []


def test_the_file_is_private(app: LentApp, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = script(tmp_path, 'stat -c %a "$1" "$(dirname "$1")" > "$1.new"; mv "$1.new" "$1"')
    assert edited(app, "old", editor, monkeypatch) == "600\n700"


def test_an_editor_that_returns_at_once_keeps_its_file_and_is_told_to_wait(
    app: LentApp, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = told(app, "text", "true", monkeypatch)
    (folder,) = temporary.iterdir()
    path = folder / "payload.json"
    assert "--wait" in says
    assert str(path) in says
    assert path.read_text(encoding="utf-8") == "text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_kept_file_goes_at_the_end_unless_somebody_saved_it(
    app: LentApp, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(app, "text", "true", monkeypatch)
    (folder,) = temporary.iterdir()
    told(app, "text", "true", monkeypatch)
    (other,) = set(temporary.iterdir()) - {folder}
    (other / "payload.json").write_text("saved later", encoding="utf-8")
    for remove in app.at_end:
        remove()
    assert list(temporary.iterdir()) == [other]


def test_a_text_left_alone_for_long_enough_is_simply_unchanged(
    app: LentApp, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside_editor, "AT_ONCE_S", 0.0)
    assert edited(app, "text", "true", monkeypatch) == "text"
    assert list(temporary.iterdir()) == []


def test_an_editor_that_fails_leaves_the_text_and_what_it_saved(
    app: LentApp, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ended with 3" in told(app, "text", script(tmp_path, "exit 3"), monkeypatch)
    assert "removed the file; the payload is as it was" in told(app, "text", script(tmp_path, 'rm "$1"'), monkeypatch)
    assert list(temporary.iterdir()) == []
    says = told(app, "text", script(tmp_path, 'echo half > "$1"; exit 3'), monkeypatch)
    (folder,) = temporary.iterdir()
    assert str(folder / "payload.json") in says


@pytest.mark.parametrize("body", ['rm "$1"', "printf '\\377' > \"$1\""])
def test_a_file_that_is_gone_or_no_utf8_changes_nothing(
    body: str, app: LentApp, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = told(app, "text", script(tmp_path, body), monkeypatch)
    assert "the payload is as it was" in says
    for folder in temporary.iterdir():
        assert str(folder) in says


def test_a_program_that_is_no_program_is_named(
    app: LentApp, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "editor"
    path.write_bytes(b"\x7fELF nonsense")
    path.chmod(0o755)
    assert "exec format error" in told(app, "text", str(path), monkeypatch)
    assert list(temporary.iterdir()) == []


def test_no_room_for_the_file_is_named(app: LentApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert "No file for the editor could be made" in told(app, "text", "true", monkeypatch)


# ---- at a line ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("vi", ["+7", "/src/a b.rs"]),
        ("/usr/bin/vim", ["+call cursor(7,3)", "/src/a b.rs"]),
        ("nvim", ["+call cursor(7,3)", "/src/a b.rs"]),
        ("emacs", ["+7:3", "/src/a b.rs"]),
        ("helix", ["/src/a b.rs:7:3"]),
        ("hx", ["/src/a b.rs:7:3"]),
        ("nano", ["+7,3", "/src/a b.rs"]),
        ("code", ["--goto", "/src/a b.rs:7:3"]),
        ("zed", ["/src/a b.rs:7:3"]),
        ("kate", ["--line", "7", "--column", "3", "/src/a b.rs"]),
        ("ed", ["/src/a b.rs"]),
    ],
)
def test_each_editor_is_told_the_line_in_its_own_way(editor: str, arguments: list[str]) -> None:
    """One that is not known is given the file alone."""
    assert place_command([editor, "--wait"], Path("/src/a b.rs"), 7, 3) == [editor, "--wait", *arguments]


def test_a_line_without_a_column_is_opened_at_its_start() -> None:
    assert place_command(["nano"], Path("/a"), 7) == ["nano", "+7,1", "/a"]


def test_a_file_is_opened_at_a_line_while_the_terminal_is_lent(
    app: LentApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, noted = tmp_path / "lib.rs", tmp_path / "noted"
    source.write_text("fn main() {}\n", encoding="utf-8")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", script(tmp_path, f'printf "%s|" "$@" >"{noted}"', "nano"))
    open_place(cast(WorkbenchApp, app), str(source), 7, 3)
    assert noted.read_text(encoding="utf-8") == f"+7,3|{source}|"
    assert app.lent == 0


@pytest.mark.parametrize(
    ("path", "reason"),
    [("gone.rs", "No such file"), (".", "no regular file"), ("/dev/null", "no regular file"), ("a\0b", "null")],
)
def test_what_cannot_be_opened_is_named_and_no_editor_started(
    app: LentApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, reason: str
) -> None:
    """The path may be one that a plugin made up."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", script(tmp_path, "exit 9", "nano"))
    with pytest.raises(EditorUnusable, match=reason):
        open_place(cast(WorkbenchApp, app), path if path == "/dev/null" else f"{tmp_path}/{path}", 1)


def test_an_editor_that_fails_at_a_line_is_named(app: LentApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "lib.rs"
    source.touch()
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", script(tmp_path, "exit 9", "nano"))
    with pytest.raises(EditorUnusable, match="ended with 9"):
        open_place(cast(WorkbenchApp, app), str(source), 1)


@pytest.mark.parametrize(("body", "left"), [("exec sleep 600", False), ('echo saved > "$1"; exec sleep 600', True)])
def test_an_end_that_leaves_no_time_ends_the_editor_and_removes_what_nobody_saved(
    body: str, left: bool, app: LentApp, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clear_away() -> None:
        until(lambda: len(app.at_end) == 2 and (not left or any(_texts(temporary, "saved"))))
        while app.at_end:
            app.at_end.pop()()

    ending = threading.Thread(target=clear_away)
    ending.start()
    assert "was ended by SIGKILL" in told(app, "text", script(tmp_path, body), monkeypatch)
    ending.join()
    assert (list(temporary.iterdir()) != []) is left


def _texts(folder: Path, text: str) -> list[Path]:
    return [path for path in folder.rglob("*.json") if path.read_text().strip() == text]


def test_in_a_browser_no_editor_is_started_and_why_is_said(app: LentApp, monkeypatch: pytest.MonkeyPatch) -> None:
    app.in_browser = True
    monkeypatch.setenv("EDITOR", "true")
    with pytest.raises(EditorUnusable, match="off in a browser"):
        edit(cast(Any, app), "{}")
    with pytest.raises(EditorUnusable, match="off in a browser"):
        open_place(cast(Any, app), __file__, 1)
    assert app.lent == 0
