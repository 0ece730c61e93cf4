"""The tables of the templates, as the lines of `case` and `switch` that a shell reads."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.completion import Context, Taken, helps_by, taken_by
from workbench.cli.command_words import COMMANDS


def _posix(every: Mapping[str, Context]) -> dict[str, str]:
    """Return the tables of bash and zsh, which read the same `case`."""
    options = [f"  {_pattern(name)}) names={shlex.quote(' '.join(one.options))} ;;" for name, one in every.items()]
    values = [f"  {_pair(name, option)}) {_assigned(taken)} ;;" for name, option, taken in taken_by(every)]
    arguments = [
        f"  {pattern}) {_assigned(taken)} ;;" for pattern, taken in _arguments(every, lambda n, at: f'"{n} "{at}')
    ]
    helps = [f"  {_pair(name, option)}) REPLY={shlex.quote(text)} ;;" for name, option, text in helps_by(every)]
    commands = [f"  {name}) REPLY={shlex.quote(text)} ;;" for name, text in COMMANDS.items()]
    return {
        "COMMANDS": " ".join(COMMANDS),
        "OPTIONS": "\n".join(options),
        "VALUES": "\n".join(values),
        "ARGUMENTS": "\n".join(arguments),
        "HELPS": "\n".join(helps),
        "SUMMARIES": "\n".join(commands),
    }


def _pattern(name: str) -> str:
    return f'"{name}"'


def _pair(name: str | None, option: str) -> str:
    return f'*" {option}"' if name is None else f'"{name} {option}"'


def _assigned(taken: Taken) -> str:
    words = f" choices={shlex.quote(' '.join(taken.words))}" if taken.words else ""
    return f"kind={taken.kind}{words}"


def _arguments(every: Mapping[str, Context], pattern: Callable[[str, str], str]) -> Iterator[tuple[str, Taken]]:
    """Give what stands at each place behind a command, counted from 0; what may be repeated has all places behind."""
    for name, context in every.items():
        for at, (taken, repeats) in enumerate(context.arguments):
            yield pattern(name, "*" if repeats else str(at)), taken


def _fish(every: Mapping[str, Context]) -> dict[str, str]:
    options = [f"    case {_q(name)}\n      set options {' '.join(one.options)}" for name, one in every.items()]
    values = [
        f"    case {_q('* ' + option if name is None else f'{name} {option}')}\n      {_set(taken)}"
        for name, option, taken in taken_by(every)
    ]
    arguments = [
        f"    case {pattern}\n      {_set(taken)}"
        for pattern, taken in _arguments(every, lambda n, at: _q(f"{n} {at}"))
    ]
    helps = [
        f"    case {_q('* ' + option if name is None else f'{name} {option}')}\n      echo {_q(text)}"
        for name, option, text in helps_by(every)
    ]
    commands = [f"    case {name}\n      echo {_q(text)}" for name, text in COMMANDS.items()]
    return {
        "COMMANDS": " ".join(COMMANDS),
        "OPTIONS": "\n".join(options),
        "VALUES": "\n".join(values),
        "ARGUMENTS": "\n".join(arguments),
        "HELPS": "\n".join(helps),
        "SUMMARIES": "\n".join(commands),
    }


EMPTY: Final = "''"


def _set(taken: Taken) -> str:
    words = f"; set words {' '.join(map(_q, taken.words))}" if taken.words else ""
    return f"set kind {taken.kind or EMPTY}{words}"


def _q(text: str) -> str:
    """Return a text as fish reads it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


OF: Final[Mapping[str, Callable[[Mapping[str, Context]], dict[str, str]]]] = {
    "bash": _posix,
    "zsh": _posix,
    "fish": _fish,
}
"""What makes the tables for each shell."""
