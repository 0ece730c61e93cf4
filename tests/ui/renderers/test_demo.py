"""What a demo says at the foot of the screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.ui.renderers.demo import PROBLEM_ROWS_MAX, ROWS_MAX, Said, rows

SAID = Said("A show", "One sentence.", 2, 9)


def texts(said: Said, width: int = 80) -> list[str]:
    return [row.plain for row in rows(said, width)]


def test_the_last_row_says_where_the_show_stands_and_which_keys_lead_on() -> None:
    text, foot = texts(SAID)
    assert text == "  One sentence."
    assert foot.startswith("  A show  2/9")
    assert foot.endswith("space next · ← back · esc leaves")


def test_by_itself_it_says_so_and_while_it_waits_it_says_that_too() -> None:
    assert texts(replace(SAID, waits=False))[-1].endswith("goes on by itself · esc leaves")
    assert "◐ space next" in texts(replace(SAID, busy=True))[-1]


def test_the_keys_that_were_pressed_stand_in_the_last_row() -> None:
    assert "keys  ^j   l " in texts(replace(SAID, keys=("^j", "l")))[-1]


@pytest.mark.parametrize("width", [20, 40, 80, 120])
@pytest.mark.parametrize("keys", [(), ("^j", "l", "space")])
def test_every_row_fits(width: int, keys: tuple[str, ...]) -> None:
    said = replace(SAID, text="word " * 300, keys=keys, problem="expected ready, found rejected " * 9)
    drawn = rows(said, width)
    assert len(drawn) == ROWS_MAX + PROBLEM_ROWS_MAX + 1
    assert all(row.cell_length <= max(width, 24) for row in drawn[:-1])


def test_nothing_in_it_is_obeyed_by_a_terminal() -> None:
    said = replace(SAID, title="a\x1b[2Jb", text="c\x1b]0;d", problem="e\x07f", keys=("\x9b",))
    assert not {"\x1b", "\x07", "\x9b"} & set("".join(texts(said)))


def test_before_a_text_there_is_a_row_for_it() -> None:
    assert texts(replace(SAID, text=""))[0] == ""
