"""Where the characters of a line stand on the screen. Nothing here looks at more of a plain line than it must.

A tab ends at the next multiple of the tab width; what a terminal would obey is drawn as a sign of one cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len, get_character_cell_size

from workbench.visible import HIDDEN

TAB_CELLS: Final = 4

_OBEYED: Final = re.compile(f"[\x00-\x08\x0a-\x1f{HIDDEN}]")
_PICTURES: Final = {chr(code): chr(0x2400 + code) for code in range(0x20)} | {"\x7f": "\u2421"}


def pictured(text: str) -> str:
    """Return a text with signs in the place of what a terminal obeys or hides, each as long as what it stands for."""
    return text if text.isprintable() else _OBEYED.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    character = match.group()
    return character if character.isprintable() else _PICTURES.get(character, "\ufffd")


def is_plain(line: str) -> bool:
    """Say whether each character of a line takes one cell."""
    return line.isascii() and "\t" not in line


def cells(line: str) -> int:
    """Return how many cells a line takes."""
    if is_plain(line):
        return len(line)
    total = 0
    *tabbed, last = pictured(line).split("\t")
    for part in tabbed:
        total += cell_len(part)
        total += TAB_CELLS - total % TAB_CELLS
    return total + cell_len(last)


def column_at(line: str, cell: int) -> int:
    """Return the character that covers a cell; the length of the line behind its end."""
    if is_plain(line):
        return min(cell, len(line))
    return _walk(line, cell)[0]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a line that is seen through a window."""

    text: str
    """One sign per cell or wide character; tabs are spaces."""
    first: int
    """The character of the line that `text` begins with."""
    places: tuple[int, ...] | None
    """Where each character of the line from `first` on begins in `text`, and the end; None: each is one further."""

    def place(self, column: int) -> int:
        """Return where a character of the line stands in `text`, or the nearest place."""
        if self.places is None:
            return min(max(column - self.first, 0), len(self.text))
        return self.places[min(max(column - self.first, 0), len(self.places) - 1)]


def window(line: str, left: int, width: int) -> Window:
    """Return what is seen of a line in `width` cells from the cell `left` on."""
    if is_plain(line):
        return Window(pictured(line[left : left + width]), min(left, len(line)), None)
    first, reached = _walk(line, left)
    # What the left edge cuts in two is not drawn, but takes its place.
    signs: list[str] = [" " * max(reached - left, 0)]
    places: list[int] = []
    length, cell = len(signs[0]), max(reached, left)
    for character in line[first : first + width + 1]:
        places.append(length)
        if cell >= left + width:
            break
        sign = " " * (TAB_CELLS - cell % TAB_CELLS) if character == "\t" else pictured(character)
        signs.append(sign)
        length += len(sign)
        cell += len(sign) if character == "\t" else get_character_cell_size(sign)
    else:
        places.append(length)
    return Window("".join(signs), first, tuple(places))


def _walk(line: str, cell: int) -> tuple[int, int]:
    """Return the first character that begins at a cell or behind it, and the cell at which it begins."""
    reached = 0
    for column, character in enumerate(line):
        if reached >= cell:
            return column, reached
        if character == "\t":
            reached += TAB_CELLS - reached % TAB_CELLS
        else:
            reached += get_character_cell_size(pictured(character))
    return len(line), reached
