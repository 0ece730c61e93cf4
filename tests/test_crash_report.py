"""What is written down of a crash helps to find it, and gives nothing away."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from workbench.crash_report import report, summary, without_data, write_private
from workbench.ui.terminal.crash import Crash


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("'NoneType' object has no attribute 'text'", "'NoneType' object has no attribute 'text'"),
        ("list index out of range", "list index out of range"),
        ("No nodes match '#sheet-list' on Screen()", "No nodes match '(11 characters)' on Screen()"),
        ("bad value 'hello world'", "bad value '(11 characters)'"),
        ("header Authorization: Bearer abcdef", "header Authorization: (left out)"),
        ("api_key=hush, then", "(left out) then"),
        ("sk-ant-api03-abc", "(left out)"),
        ("got QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo", "got (35 characters)"),
        ("a\x1b[2Jb", "a\u241b[2Jb"),
    ],
)
def test_a_message_tells_what_failed_but_not_on_what(message: str, told: str) -> None:
    assert without_data(message) == told


def raised(error: Exception) -> Exception:
    try:
        hidden = "local value"
        raise error from ValueError(f"{hidden!r}")
    except Exception as found:  # noqa: BLE001
        return found


def test_a_report_has_the_stack_of_each_cause_without_variables() -> None:
    text = report(raised(KeyError("person@example.com")), "session")
    assert "test_crash_report.py" in text
    assert "builtins.ValueError: '(11 characters)'" in text
    assert "builtins.KeyError: a key was missing" in text
    assert "thread: session" in text
    assert "person@example.com" not in text
    assert "local value" not in text


def test_an_error_that_cannot_be_named_is_reported_all_the_same() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "(no message)" in report(Mute(), "main")
    assert summary(Mute()) == "Mute"


def test_a_text_goes_to_a_new_private_file_with_a_name_that_nobody_can_guess(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "crashes"
    first, second = (write_private("x\ud800", folder, "payload.json") for _ in range(2))
    assert first is not None
    assert second is not None
    assert first != second
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_where_the_folder_cannot_be_written_a_temporary_one_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = write_private("x", tmp_path / "file" / "crashes", "crash.txt")
    assert path is not None
    assert path.read_text() == "x"
    path.unlink()
    path.parent.rmdir()


def test_only_the_first_error_ends_the_screen(tmp_path: Path) -> None:
    crash = Crash(tmp_path)
    ended: list[int] = []
    crash.watcher = lambda: ended.append(1)
    assert crash.take(ValueError("first"))
    assert not crash.take(ValueError("second"))
    assert ended == [1]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_said_at_the_end_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr("sys.__stderr__", said)
    crash = Crash(tmp_path)
    crash.take(ValueError("x"))
    crash.keep("typed")
    crash.tell()
    crash.tell()
    (text,) = tmp_path.glob("*-payload.json")
    (written,) = tmp_path.glob("*-crash.txt")
    first, second = said.getvalue().splitlines()
    assert str(written) in first
    assert str(text) in second
