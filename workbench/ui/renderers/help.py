"""The pages of the help as lines: the place, all keys, the words, what the terminal sends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from workbench.ui.commands.command import Command
from workbench.ui.commands.keymap import Keymap, keys_of
from workbench.ui.drawing import styles
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import grey, say
from workbench.ui.renderers.header import PHASES
from workbench.ui.renderers.place_words import LOOP, PLACES

if TYPE_CHECKING:
    from workbench.protocol.explanations.word import Word

KEYS_WIDTH: Final = 14
TITLE_WIDTH: Final = 30
WIDE: Final = 100
"""From this width on, in cells, what a command does stands beside its title; else below it."""


@dataclass(frozen=True, slots=True)
class HelpGroup:
    """Commands whose keys work in the same place."""

    title: str
    commands: tuple[Command[Any], ...]


@dataclass(frozen=True, slots=True)
class SentKey:
    """One key as it came from the terminal."""

    name: str
    """What settings call it."""
    sent: str
    """What the terminal sent; empty: not known."""
    does: str
    """The title of the command that it stands for outside of the help; empty: none."""


def here_lines(place: str, commands: Sequence[Command[Any]], keymap: Keymap, width: int) -> list[Line]:
    """Return what a pane or sheet is for, what its signs mean, and the keys that work in it."""
    words = PLACES[place]
    lines = [_title(words.title), Line(say(f"  {with_keys(words.shows)}"), hang=2), BLANK]
    if words.states:
        lines += [
            _title("What its signs and words mean"),
            *_indented([(word, with_keys(meaning)) for word, meaning in words.states]),
            BLANK,
        ]
    lines.append(_title("Keys that matter here"))
    for one in commands:
        if keys_of(one, keymap):
            lines += command_lines(one, keymap, is_wide=width >= WIDE)
    states = [(f"{PHASES[phase][0]} {phase.value}", meaning) for phase, meaning in LOOP.items()]
    lines += [BLANK, _title("The word at the right end of the first line"), *_indented(states), BLANK]
    lines.append(Line(grey("  All keys, the words of the protocol, and what your terminal sends: tab goes on.")))
    return lines


def key_lines(groups: Sequence[HelpGroup], keymap: Keymap, width: int) -> list[Line]:
    """Return all commands by where their keys work, for a screen of that width."""
    lines: list[Line] = []
    for group in groups:
        lines.append(_title(group.title))
        for command in group.commands:
            lines += command_lines(command, keymap, is_wide=width >= WIDE)
        lines.append(BLANK)
    lines.append(Line(grey("ctrl+c copies in the editor. The mouse works everywhere, and is never needed.")))
    return lines


def command_lines(command: Command[Any], keymap: Keymap, *, is_wide: bool) -> list[Line]:
    """Return a command's keys, its title and what it does."""
    shown = "  ".join(keys_of(command, keymap))
    head = f"  {shown:<{KEYS_WIDTH}}" if shown else "  "
    indent = len(head)
    if is_wide:
        parts = (head, styles.WARN), f"{command.title:<{TITLE_WIDTH}}", (f" {command.help}", styles.GREY)
        return [Line(say(*parts), hang=indent + TITLE_WIDTH + 1)]
    return [
        Line(say((head, styles.WARN), command.title), hang=indent),
        Line(say((" " * indent + command.help, styles.GREY)), hang=indent),
    ]


def word_lines(term: str) -> list[Line]:
    """Return the words whose name or meaning holds a term, in alphabetical order; all for an empty one."""
    from workbench.protocol.explanations.words import WORDS  # noqa: PLC0415 - the catalogue is large

    wanted = term.strip().casefold()

    def nearness(word: Word) -> int:
        name = word.name.casefold()
        return 0 if name.startswith(wanted) else 1 if wanted in name else 2 if wanted in word.what.casefold() else 3

    found = [word for word in WORDS.values() if nearness(word) < 3]
    lines: list[Line] = []
    for word in sorted(found, key=lambda one: (nearness(one), one.name.casefold())):
        where = f"  PROTOCOL.md section {word.section}" if word.section is not None else ""
        lines += [
            Line(say((word.name, f"bold {styles.ACCENT}"), (where, styles.GREY)), hang=2),
            Line(say(f"  {word.what} {word.host_sentence}"), hang=2),
            BLANK,
        ]
    return lines or [Line(grey(f"No word holds {term.strip()!r}. workbench explain WORD names the nearest one."))]


def sent_lines(keys: Sequence[SentKey], limit: int) -> list[Line]:
    """Return the keys that were pressed, the newest first, at most `limit` of them."""
    lines = [
        Line(grey("Press any key to see its name in settings, what the terminal sends for it, and what it does.")),
        Line(grey("A key that shows nothing never reaches the workbench: the terminal, tmux or the desktop keeps it.")),
        BLANK,
    ]
    for one in list(reversed(keys))[:limit]:
        sent = repr(one.sent.encode())[2:-1] if one.sent else styles.NOTHING
        name = say((f"  {one.name:<22}", styles.WARN), f"{sent:<16}", (one.does or "no command", styles.GREY))
        lines.append(Line(name, hang=24))
    return lines


def _title(text: str) -> Line:
    return Line(say((text, f"bold {styles.ACCENT}")))


def _indented(states: Sequence[tuple[str, str]]) -> list[Line]:

    return list(facts([(f"  {word}", meaning) for word, meaning in states]))
