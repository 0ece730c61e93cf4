"""What a build writes is kept within bounds, and nothing of it drives the terminal but its colours."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.loop.build_output import LINE_MAX_BYTES, OutputKeeper, plain, tame

ESC = "\x1b"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        (f"{ESC}[31merror{ESC}[0m: x", f"{ESC}[31merror{ESC}[0m: x"),
        (f"{ESC}[1;38;5;9mred", f"{ESC}[1;38;5;9mred{ESC}[0m"),
        (f"{ESC}[38;2;8;5;6mrgb{ESC}[m", f"{ESC}[38;2;8;5;6mrgb{ESC}[m"),
        (f"{ESC}[4:3mcurly{ESC}[0m", f"{ESC}[4:3mcurly{ESC}[0m"),
        (f"{ESC}[5;31;8mblink", f"{ESC}[31mblink{ESC}[0m"),
        (f"{ESC}[8mhidden", "hidden"),
        (f"{ESC}[2J{ESC}[H{ESC}[?1049h{ESC}[10;20Hat", "at"),
        (f"{ESC}[31", ""),
        (f"{ESC}]0;title\x07text", "text"),
        (f"{ESC}]52;c;c2VjcmV0{ESC}\\text", "text"),
        (f"{ESC}]8;;https://example.org{ESC}\\link{ESC}]8;;{ESC}\\", "link"),
        (f"{ESC}Pq#0;2;0;0;0{ESC}\\text", "text"),
        (f"{ESC}]0;never ended", ""),
        (f"{ESC}c{ESC}7{ESC}(0text", "text"),
        ("\x9b2Jtext\x9d0;t\x07", "text"),
        ("bell\x07 back\x08 nul\0", "bell␇ back␈ nul␀"),
        ("a\tb", "a       b"),
        ("10%\r50%\r100%", "100%"),
        ("done\r", "done"),
        ("right\u202eleft", "right⟨U+202E⟩left"),
        (f"{ESC}[{'1;' * 40}m{ESC}[>4;2m{ESC}[31 mtext", "text"),
        (ESC, ""),
        ("", ""),
    ],
)
def test_only_colours_are_left(text: str, shown: str) -> None:
    assert tame(text) == shown


@given(st.text(alphabet=st.sampled_from("\x1b\x9b\x9d[]();:?m0138HJ\x07\\P \r\n\t\0é\u202e")))
def test_whatever_comes_a_terminal_obeys_nothing_else(text: str) -> None:
    left = re.sub(f"{ESC}\\[[0-9;:]*m", "", tame(text))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", left)
    assert plain(text) == left


@given(st.lists(st.binary(max_size=40)), st.integers(1, 7))
def test_pieces_give_the_same_as_the_whole(blocks: list[bytes], size_bytes: int) -> None:
    content = b"".join(blocks)
    whole, pieces = OutputKeeper(head_lines_max=3, tail_lines_max=2), OutputKeeper(head_lines_max=3, tail_lines_max=2)
    whole.feed(content)
    for start in range(0, len(content), size_bytes):
        pieces.feed(content[start : start + size_bytes])
    assert whole.output() == pieces.output()


def test_beginning_and_end_are_kept_and_the_rest_is_counted() -> None:
    keeper = OutputKeeper(head_lines_max=2, tail_lines_max=3)
    keeper.feed(b"".join(b"line %d\n" % number for number in range(100)) + b"unfinished")
    output = keeper.output()
    assert output.head == ("line 0", "line 1")
    assert output.tail == ("line 97", "line 98", "line 99", "unfinished")
    assert output.lines[2] == "… 95 lines left out …"
    assert output.size_bytes == 790 + 10


def test_a_line_without_end_is_cut() -> None:
    keeper = OutputKeeper()
    for _ in range(100):
        keeper.feed(b"x" * 10_000)
    (line,) = keeper.output().lines
    assert line.startswith("x" * LINE_MAX_BYTES)
    assert len(line) < LINE_MAX_BYTES + 100
    keeper.feed(b"\nnext\n")
    assert keeper.output().lines[1] == "next"


def test_a_progress_bar_takes_the_room_of_one_line() -> None:
    keeper = OutputKeeper()
    for percent in range(100):
        keeper.feed(b"%d%%\r" % percent)
    keeper.feed(b"done\n")
    assert keeper.output().lines == ("done",)


def test_bytes_that_are_no_text_are_shown() -> None:
    keeper = OutputKeeper()
    keeper.feed(b"\xff\xfe ok\n")
    assert keeper.output().lines == ("\ufffd\ufffd ok",)


@pytest.mark.scenario
def test_a_flood_is_taken_in_faster_than_a_compiler_writes() -> None:
    keeper = OutputKeeper()
    block = b"warning: something or other that is as long as a line\n" * 1_200
    started = time.thread_time()
    for _ in range(100 * 1024 * 1024 // len(block)):
        keeper.feed(block)
    assert time.thread_time() - started < 60
    output = keeper.output()
    assert len(output.lines) == 2_001
    assert output.size_bytes > 100_000_000
