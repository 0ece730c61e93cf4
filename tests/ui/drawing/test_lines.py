"""Lines, and how they are broken into rows."""

from __future__ import annotations

from textual.content import Content

from workbench.ui.drawing.json_layout import LINES_MAX
from workbench.ui.drawing.lines import Line, facts, is_one_row, json_lines, rows_of, text_lines


def test_later_rows_hang_under_the_value() -> None:
    rows = rows_of(Line(Content("hint  look for a loop that does not end"), hang=6), 22)
    assert [row.plain for row in rows] == ["hint  look for a loop", "      that does not", "      end"]


def test_rows_are_counted_as_they_are_drawn() -> None:
    for text in ("", "short", "word " * 30, "x" * 100, "漢" * 40):
        line = Line(Content(text), hang=4)
        assert is_one_row(line, 20) == (len(rows_of(line, 20)) == 1)


def test_control_characters_of_a_text_become_visible() -> None:
    assert [line.content.plain for line in text_lines("a\x1b[2Jb\nc")] == ["a␛[2Jb", "c"]


def test_control_characters_in_json_become_visible() -> None:
    assert "\x1b" not in "".join(line.content.plain for line in json_lines('{"a": "\x1b[2J"}'))


def test_a_megabyte_is_cut_and_says_how_much_there_is() -> None:
    lines = json_lines("[" + ",".join(['"value"'] * 130_000) + "]")
    assert len(lines) <= LINES_MAX + 2
    assert "the whole is 1015.6 KiB" in lines[-1].content.plain


def test_text_that_is_no_json_is_shown_as_it_stands() -> None:
    assert [line.content.plain for line in json_lines("not json\nat all")] == ["not json", "at all"]


def test_labels_stand_in_one_column_and_empty_facts_are_left_out() -> None:
    lines = list(facts([("found", "1"), ("to do", ""), ("host", "refuses")]))
    assert [line.content.plain for line in lines] == ["found  1", "host   refuses"]
