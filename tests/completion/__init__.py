"""What a shell completes: facts of the parsers, filled into one template for each shell.

The templates are the scripts but for their tables. They are ours, since what shtab makes of argparse offers no file
where a command may stand, no option behind `workbench PLUGIN`, and no choice behind several plugins.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbench.cli.command_words import COMMANDS
from workbench.cli.pane_parsers import SHELLS as SHELLS
from workbench.cli.parsers import command_parser, screen_parser

FOLDER: Final = Path(__file__).parent

FLAG, ANY, WASM, FILE, DIRECTORY, REPORT, WORDS = "", "any", "wasm", "file", "folder", "report", "words"
"""What may stand behind an option, or as an argument; a flag takes nothing."""

_KINDS: Final = {
    **dict.fromkeys(("PLUGIN", "OLD", "NEW"), WASM),
    **dict.fromkeys(("FILE", "RECORDING", "SCRIPT", "BUNDLE", "PATH", "STEP=FILE"), FILE),
    **dict.fromkeys(("FOLDER", "DIR"), DIRECTORY),
    "FORMAT=FILE": REPORT,
}
"""By metavar; of all others nothing is known."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What an option or argument takes."""

    kind: str
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Context:
    """What may stand behind a command, a command and its verb, or `workbench` alone (an empty name)."""

    options: dict[str, Taken] = field(default_factory=dict)
    helps: dict[str, str] = field(default_factory=dict)
    arguments: list[tuple[Taken, bool]] = field(default_factory=list)
    """Each with whether it may be repeated."""


def contexts() -> dict[str, Context]:
    """Return every context by its name."""
    found = {"": _context("", screen_parser())}
    for command in COMMANDS:
        parser = command_parser(command)
        found[command] = _context(command, parser)
        for verbs in _verbs(parser):
            found[command].arguments = [(Taken(WORDS, tuple(verbs.choices)), False)]
            found |= {f"{command} {verb}": _context(command, one) for verb, one in verbs.choices.items()}
    return found


def script(shell: str) -> str:
    """Return the script for one of `SHELLS`."""
    from tests.completion import tables

    text = (FOLDER / f"template.{shell}").read_text(encoding="utf-8")
    for name, table in tables.OF[shell](contexts()).items():
        text = text.replace(f"@{name}@", table)
    return text


def _verbs(parser: argparse.ArgumentParser) -> Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]:
    yield from (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def _context(command: str, parser: argparse.ArgumentParser) -> Context:
    context = Context()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        taken = _taken(command, action)
        if not action.option_strings:
            context.arguments.append((taken, action.nargs in ("*", "+")))
        for option in action.option_strings:
            context.options[option] = taken
            context.helps[option] = _short(action.help or "")
    return context


def _taken(command: str, action: argparse.Action) -> Taken:
    if action.nargs == 0:
        return Taken(FLAG)
    if action.choices is not None:
        return Taken(WORDS, tuple(map(str, action.choices)))
    name = action.option_strings[-1] if action.option_strings else action.dest
    more = _MORE_WORDS.get((command, name)) or _MORE_WORDS.get(("", name))
    if more is not None:
        return Taken(WORDS, tuple(more()))
    if name == "--plugin":
        return Taken(WASM)
    return Taken(_KINDS.get(str(action.metavar), ANY))


def _short(text: str) -> str:
    """Return the first clause of a help text."""
    first = text.split("; ", maxsplit=1)[0].split(" (", maxsplit=1)[0]
    return first if len(first) <= 60 else f"{first[:59].rsplit(' ', 1)[0]} …"


def most_common(every: Mapping[str, Context], option: str) -> Taken:
    """Return what an option takes in most contexts."""
    found = Counter(
        (one.options[option].kind, one.options[option].words) for one in every.values() if option in one.options
    )
    return Taken(*found.most_common(1)[0][0])


def taken_by(every: Mapping[str, Context]) -> Iterator[tuple[str | None, str, Taken]]:
    """Give what each option takes: first where that is other than in most contexts, then for all others (None)."""
    names = sorted({option for one in every.values() for option in one.options})
    for option in names:
        usual = most_common(every, option)
        for name, context in every.items():
            if option in context.options and context.options[option] != usual:
                yield name, option, context.options[option]
        if usual.kind != FLAG:
            yield None, option, usual


def helps_by(every: Mapping[str, Context]) -> Iterator[tuple[str | None, str, str]]:
    """Give the short help of each option in the same way."""
    for option in sorted({option for one in every.values() for option in one.options}):
        usual = Counter(one.helps[option] for one in every.values() if option in one.options).most_common(1)[0][0]
        for name, context in every.items():
            if option in context.options and context.helps[option] != usual:
                yield name, option, context.helps[option]
        yield None, option, usual


def _types() -> list[str]:
    from workbench.protocol.wire.messages import TYPES_BY_NAME

    return list(TYPES_BY_NAME)


def _explained() -> list[str]:
    from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS

    # Names with a space would be two words in a shell.
    return sorted(name for name in {*EXPLANATIONS, *WORDS} if not set(name) & set(" '"))


def _actions() -> list[str]:
    from workbench.key_table import declared_actions

    return [action.id for action in declared_actions()]


def _stages() -> list[str]:
    from workbench.protocol.dispatch import Stage

    return [stage.value for stage in Stage]


_MORE_WORDS: Final[Mapping[tuple[str, str], Callable[[], list[str]]]] = {
    ("", "--profile"): lambda: ["0.1", "0.3"],
    ("decode", "type"): _types,
    ("schema", "type"): _types,
    ("explain", "kind"): _explained,
    ("keys", "word"): _actions,
    ("history", "--outcome"): lambda: ["ok", "fallback", *_stages()],
}
"""Words that may stand there although others may, too, by command (empty: any) and option or argument."""
