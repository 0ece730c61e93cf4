"""A line of words of which one is chosen, as a value. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from workbench.ui.drawing import styles


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a ribbon."""

    key: str
    word: str
    note: str = ""
    """A count or sign behind the word, in the style of `note_style`."""
    note_style: str = styles.GREY
    quiet: bool = False
    """True: of less use than the others, so shown grey."""


def ribbon_line(choices: Sequence[Choice], chosen: str, width: int) -> tuple[Content, list[tuple[int, int, str]]]:
    """Return the line, and from where to where each choice stands.

    What does not fit is left out on both sides of the chosen word, and `‹` and `›` say so.
    """
    for gap, noted in ((3, True), (2, True), (2, False)):
        words = [_word(choice, chosen, noted=noted) for choice in choices]
        lengths = [word.cell_length for word in words]
        if sum(lengths) + gap * (len(lengths) - 1) <= width:
            break
    else:
        gap = 3
    first, last = _window(lengths, [choice.key for choice in choices], chosen, width, gap)
    line = Content.styled("‹ " if first else "", styles.GREY)
    places = []
    for index in range(first, last):
        start = line.cell_length
        line += words[index]
        places.append((start, line.cell_length, choices[index].key))
        if index + 1 < last:
            line += Content(" " * gap)
    return line + Content.styled(" ›" if last < len(words) else "", styles.GREY), places


def _word(choice: Choice, chosen: str, *, noted: bool) -> Content:
    style = "bold $text-primary" if choice.key == chosen else styles.GREY if choice.quiet else styles.PLAIN
    note = f" {choice.note}" if choice.note and (noted or choice.note_style != styles.GREY) else ""
    return styles.say((choice.word, style), (note, choice.note_style))


def _window(lengths: Sequence[int], keys: Sequence[str], chosen: str, width: int, gap: int) -> tuple[int, int]:
    """Return the first choice that is shown and the one behind the last."""
    if sum(lengths) + gap * (len(lengths) - 1) <= width:
        return 0, len(lengths)
    first = keys.index(chosen) if chosen in keys else 0
    last, room = first + 1, width - 4 - lengths[first] if lengths else 0
    while last < len(lengths) and lengths[last] + gap <= room:
        room -= lengths[last] + gap
        last += 1
    while first > 0 and lengths[first - 1] + gap <= room:
        first -= 1
        room -= lengths[first] + gap
    return first, last
