"""Progress: one line on a terminal's stderr, which gives way to all else and is gone at the end."""

from __future__ import annotations

import argparse
import io
import sys
import threading

import pytest

from tests.processes import PATIENCE_S
from workbench.cli.progress import Progress, shown_progress
from workbench.cli.streams import clear_line, show_line, write_beside, write_out

ERASE = "\r\x1b[K"


class Screen(io.StringIO):
    """A terminal that keeps what is written to it, and says when something was."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = threading.Event()

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        self.drawn.set()


def watched(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """Put a terminal in place of stderr. No fixture: pytest puts its own stream there before the test begins."""
    terminal = Screen()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((0,), "workbench: fuzz of a.wasm: 3 s"),
        ((7,), "workbench: fuzz of a.wasm: 7, 3 s"),
        ((1_200, 5_000, "shape"), "workbench: fuzz of a.wasm: shape, 1,200 of 5,000 (24 %), 3 s"),
        ((0, 0), "workbench: fuzz of a.wasm: 3 s"),
        ((0, 2, "\x1b[2J\n"), "workbench: fuzz of a.wasm: ␛[2J␊, 0 of 2 (0 %), 3 s"),
    ],
)
def test_the_line_says_what_is_done_how_much_of_it_and_for_how_long(steps: tuple[int, int, str], said: str) -> None:
    progress = Progress("fuzz of a.wasm")
    progress.step(*steps)
    assert progress.line(3.4) == said


def test_work_that_goes_on_shows_the_line_and_takes_it_away_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    with shown_progress(argparse.Namespace(), "check", after_s=0):
        assert screen.drawn.wait(PATIENCE_S)
    first, *_, last = screen.getvalue().split(ERASE)[1:]
    assert (first.startswith("workbench: check: "), last) == (True, "")


def test_short_work_shows_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    with shown_progress(argparse.Namespace(quiet=False), "check", after_s=PATIENCE_S):
        pass
    assert screen.getvalue() == ""


@pytest.mark.parametrize("why", ["quiet", "no terminal", "dumb terminal"])
def test_nobody_who_does_not_watch_gets_a_line(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    if why == "no terminal":
        monkeypatch.setattr(screen, "isatty", lambda: False)
    if why == "dumb terminal":
        monkeypatch.setenv("TERM", "dumb")
    before = threading.active_count()
    with shown_progress(argparse.Namespace(quiet=why == "quiet"), "check", after_s=0):
        assert threading.active_count() == before
    assert screen.getvalue() == ""


def test_the_line_gives_way_to_what_is_written_to_either_stream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was drawn is erased first, once; what is written then is not."""
    screen = watched(monkeypatch)
    show_line("one")
    write_beside("note\n")
    show_line("two")
    write_out("data\n")
    clear_line()
    assert screen.getvalue() == f"{ERASE}one{ERASE}note\n{ERASE}two{ERASE}"
    assert capsys.readouterr().out == "data\n"


@pytest.mark.parametrize("sign", ["x", "한"])
def test_the_line_never_wraps(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = watched(monkeypatch)
    show_line(sign * 200)
    clear_line()
    shown = screen.getvalue().split(ERASE)[1]
    assert shown.endswith("…")
    assert 76 <= len(shown) * (2 if sign == "한" else 1) <= 80
