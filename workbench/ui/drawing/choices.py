"""A line of words of which one is chosen, as a value. Pure; knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from textual.content import Content

from workbench.ui.drawing import styles

WORD_MIN: Final = 4
"""Characters that are left of a word that is shortened."""


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
    stays: bool = False
    """True: never left out; where there is no room it is shortened."""


def ribbon_line(choices: Sequence[Choice], chosen: str, width: int) -> tuple[Content, list[tuple[int, int, str]]]:
    """Return the line, and from where to where each choice stands.

    What does not fit is left out on both sides of the chosen word, and `‹` and `›` say so. Where some stay, the others
    but the chosen one are left out from the last on, and their number says so.
    """
    if any(choice.stays for choice in choices):
        return _staying_line(choices, chosen, width)
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


def _staying_line(choices: Sequence[Choice], chosen: str, width: int) -> tuple[Content, list[tuple[int, int, str]]]:
    kept, hidden = list(choices), 0
    while _length(kept, hidden) > width:
        spare = [choice for choice in kept if not choice.stays and choice.key != chosen]
        if not spare:
            kept = _shortened(kept, chosen, width, hidden)
            break
        kept.remove(spare[-1])
        hidden += 1
    gap = next((gap for gap in (3, 2) if _length(kept, hidden, gap) <= width), 1)
    line = Content()
    places: list[tuple[int, int, str]] = []
    for choice in kept:
        line += Content(" " * gap) if places else Content()
        start = line.cell_length
        line += _word(choice, chosen, noted=False)
        places.append((start, line.cell_length, choice.key))
    return line + Content.styled(f"{' ' * gap}+{hidden}" if hidden else "", styles.GREY), places


def _length(choices: Sequence[Choice], hidden: int, gap: int = 1) -> int:
    words = sum(_word(choice, "", noted=False).cell_length for choice in choices)
    return words + gap * (len(choices) - 1) + (gap + 2 if hidden else 0)


def _shortened(choices: list[Choice], chosen: str, width: int, hidden: int) -> list[Choice]:
    """Return the choices with the longest words cut, the chosen one last of all."""
    while (over := _length(choices, hidden) - width) > 0:
        longest = max(choices, key=lambda one: (one.key != chosen and len(one.word) > WORD_MIN, len(one.word)))
        if len(longest.word) <= WORD_MIN:
            break
        word = longest.word[: max(len(longest.word) - 1 - min(over, 2), WORD_MIN - 1)] + "…"
        choices = [replace(one, word=word) if one is longest else one for one in choices]
    return choices


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
