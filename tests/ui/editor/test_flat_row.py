"""A row of a text whose lines are not wrapped."""

from __future__ import annotations

from rich.console import Console
from rich.style import Style
from textual._text_area_theme import TextAreaTheme

from workbench.ui.editor.flat_row import FlatRow


def test_an_empty_line_within_a_selection_has_a_sign_in_its_colour() -> None:
    row = FlatRow("", 0, 10, 0, None, (0, 0), has_cursor=False, cursor=None, brackets=(), suggestion="", marks=())
    theme = TextAreaTheme("any", selection_style=Style(bgcolor="red"))
    sign = next(iter(row.draw(Console(), theme, Style())))
    assert (sign.text, sign.style) == ("▌", Style(color="red"))
