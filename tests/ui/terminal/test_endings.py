"""However the screen ends, the terminal is as it was, what was typed is kept, and the cause is written down."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

from tests.ui.terminal.pty_run import LIMIT_S, PtyRun
from tests.ui.terminal.small_app import FAULTS, SECRET


def started(folder: Path, fault: str = "") -> PtyRun:
    """Return the screen with a fault in it, in a terminal of its own."""
    return PtyRun("-m", "tests.ui.terminal.small_app", str(folder), fault, stderr=folder / "stderr")


def typed_text_is_kept(folder: Path) -> bool:
    return (folder / "draft.json").read_text(encoding="utf-8").startswith("typed ")


OFTEN = {"handler", "output_thread"}
"""One on the loop, and the one that nobody can be shown; the others wait for the long run."""


@pytest.mark.parametrize(
    "fault", [fault if fault in OFTEN else pytest.param(fault, marks=pytest.mark.slow) for fault in sorted(FAULTS)]
)
def test_an_unforeseen_error_anywhere_gives_the_terminal_back_keeps_the_text_and_exits_4(
    fault: str, tmp_path: Path
) -> None:
    with started(tmp_path, fault) as run:
        if fault == "input_thread":
            run.until(lambda: run.shows("PLANTED"))
            run.send(b"x")
        assert run.wait() == 4
        assert run.modes_left_on == set()
        assert run.settings_are_back
    (report,) = (tmp_path / "crashes").glob("*-crash.txt")
    # On a busy machine a second line says that the screen had to be ended by force.
    first, *_ = (tmp_path / "stderr").read_text(encoding="utf-8").splitlines()
    assert str(report) in first
    assert typed_text_is_kept(tmp_path)


@pytest.mark.parametrize(
    ("fault", "number"),
    [
        ("", signal.SIGHUP),
        ("blocked", signal.SIGTERM),
        *(
            pytest.param(*one, marks=pytest.mark.slow)
            for one in (
                ("", signal.SIGTERM),
                ("", signal.SIGQUIT),
                ("", signal.SIGINT),
                ("blocked", signal.SIGHUP),
                ("blocked", signal.SIGQUIT),
                ("blocked", signal.SIGINT),
            )
        ),
    ],
)
def test_a_signal_gives_the_terminal_back_keeps_the_text_and_exits_by_its_number(
    fault: str, number: int, tmp_path: Path
) -> None:
    with started(tmp_path, fault) as run:
        run.until(lambda: run.shows("BLOCKED" if fault else "PLANTED"))
        run.signal(number)
        assert run.wait() == 128 + number
        assert run.modes_left_on == set()
        assert run.settings_are_back
    assert typed_text_is_kept(tmp_path)


@pytest.mark.scenario
def test_what_is_typed_right_before_a_signal_is_kept(tmp_path: Path) -> None:
    """Keys that stand in the terminal, or wait for their turn, belong to the text."""
    with started(tmp_path) as run:
        run.until(lambda: run.shows("PLANTED"))
        run.send(b"one two three four five six seven")
        run.signal(signal.SIGTERM)
        assert run.wait() == 128 + signal.SIGTERM
    kept = (tmp_path / "draft.json").read_text(encoding="utf-8")
    assert kept.startswith("typed one two three four five six seven")


@pytest.mark.scenario
def test_a_report_is_private_and_holds_neither_variables_nor_what_a_message_quotes(tmp_path: Path) -> None:
    with started(tmp_path, "handler") as run:
        run.wait()
    (report,) = (tmp_path / "crashes").iterdir()
    text = report.read_text(encoding="utf-8")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    assert "ZeroDivisionError" in text
    assert "small_app.py" in text
    assert SECRET not in text
    assert "secret-" not in text


@pytest.mark.scenario
def test_bytes_that_are_no_utf8_are_typed_as_a_sign(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        run.until(lambda: run.shows("PLANTED"))
        run.send(b"a\xffb\xc3")
        run.send(b"\xa4c")
        run.until(lambda: run.shows("a\ufffdb\u00e4c"))
        run.send(b"\x11")
        assert run.wait() == 0
    assert (tmp_path / "draft.json").read_text(encoding="utf-8").startswith("typed a\ufffdb\u00e4c")


@pytest.mark.scenario
def test_a_terminal_that_is_closed_ends_the_screen_as_a_hangup_does(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        run.until(lambda: run.shows("PLANTED"))
        os.dup2(os.open(os.devnull, os.O_RDWR), run._ours)
        os.dup2(run._ours, run._theirs)
        assert run.process.wait(LIMIT_S) == 128 + signal.SIGHUP
    assert typed_text_is_kept(tmp_path)


def editor(folder: Path, body: str) -> dict[str, str]:
    """Return an environment in which a shell script is the editor and temporary files stand in the test's folder."""
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    (folder / "tmp").mkdir()
    return {"EDITOR": str(path), "VISUAL": "", "TMPDIR": str(folder / "tmp")}


F4, CTRL_Q = b"\x1bOS", b"\x11"


def editing(folder: Path, environment: dict[str, str]) -> PtyRun:
    return PtyRun("-m", "tests.ui.terminal.small_app", str(folder), environment=environment, stderr=folder / "stderr")


@pytest.mark.scenario
def test_a_signal_while_an_editor_has_the_terminal_ends_both_and_keeps_what_was_saved(tmp_path: Path) -> None:
    environment = editor(tmp_path, 'echo saved > "$1"; echo EDITING; exec sleep 3600')
    with editing(tmp_path, environment) as run:
        run.until(lambda: run.shows("PLANTED"))
        run.send(F4)
        run.until(lambda: run.shows("EDITING"))
        run.signal(signal.SIGTERM)
        assert run.wait() == 128 + signal.SIGTERM
        assert run.modes_left_on == set()
        assert run.settings_are_back
    assert (tmp_path / "draft.json").read_text(encoding="utf-8") == "saved"
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.scenario
def test_the_keys_that_interrupt_an_editor_leave_the_screen_alone(tmp_path: Path) -> None:
    environment = editor(
        tmp_path, 'trap "echo INTERRUPTED" INT; echo EDITING; while ! read line; do :; done; echo "$line" > "$1"'
    )
    with editing(tmp_path, environment) as run:
        run.until(lambda: run.shows("PLANTED"))
        run.send(F4)
        run.until(lambda: run.shows("EDITING"))
        # Again until it is seen: a shell that is about to read does not look at its traps before the next line.
        while not run.shows("INTERRUPTED"):
            run.send(b"\x03")
        run.send(b"by hand\r")
        run.until(lambda: run.shows("by hand") and run.modes_left_on)
        run.send(CTRL_Q)
        assert run.wait() == 0
    assert (tmp_path / "draft.json").read_text(encoding="utf-8") == "by hand"


@pytest.mark.scenario
def test_an_editor_that_is_missing_is_told_and_the_screen_stays(tmp_path: Path) -> None:
    with editing(tmp_path, {"EDITOR": "no-such-editor", "VISUAL": ""}) as run:
        run.until(lambda: run.shows("PLANTED"))
        run.send(F4)
        run.until(lambda: run.shows("no-such-editor"))
        run.send(b"more")
        run.until(lambda: run.shows("more"))
        run.send(CTRL_Q)
        assert run.wait() == 0
        assert run.modes_left_on == set()
    assert (tmp_path / "draft.json").read_text(encoding="utf-8").startswith("typed more")


@pytest.mark.scenario
def test_a_screen_that_was_stopped_and_goes_on_is_drawn_as_a_whole(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        run.until(lambda: run.shows("PLANTED") and run.shows("4 Dispatch"))
        run.signal(signal.SIGTSTP)
        run.until(lambda: os.waitid(os.P_PID, run.process.pid, os.WSTOPPED | os.WNOHANG))
        assert run.modes_left_on == set()
        run.output = b""
        run.signal(signal.SIGCONT)
        run.until(lambda: run.shows("4 Dispatch"))
        run.send(b"\x11")
        assert run.wait() == 0
