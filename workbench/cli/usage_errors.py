"""What is said of arguments that cannot be, in the words of all our errors: what was expected, what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from workbench.naming import nearest

_REWRITTEN: Final = (
    (re.compile(r"^argument "), ""),
    (re.compile(r"ignored explicit argument (.*)$", re.S), r"expected no value, found \1"),
    (re.compile(r"expected (?:one argument|at least one argument)$"), "expected a value, found none"),
    (re.compile(r"invalid int value: (.*)$", re.S), r"expected a whole number, found \1"),
    (re.compile(r"^(\S+): not allowed with argument (\S+)$"), r"expected \2 or \1, found both"),
)
"""What argparse says, and what we say. It has no errors that carry data."""
_MISSING: Final = re.compile(r"^the following arguments are required: (.+)$")


def not_among(value: str, choices: Sequence[str]) -> str:
    """Return what is said of a value that is none of those that can be."""
    said = f"expected {_listed(choices)}, found {value!r}"
    meant = nearest(value, choices)
    return said if meant is None else f"{said}; did you mean {meant!r}?"


def usage_error(command: str, message: str, choices: Mapping[str, Iterable[object] | None]) -> str:
    """Return the lines that are said in place of a message of argparse.

    Args:
        command: As it was typed, such as `workbench call`.
        message: The message.
        choices: What arguments can be, by their names; None: anything.
    """
    said = _in_our_words(message, choices)
    order = "; PLUGIN stands before FUNCTION" if said.startswith("FUNCTION: ") and ".wasm'" in said else ""
    is_mended = order or said.endswith("?")
    hint = "" if is_mended else f"workbench: hint: `{command} --help` lists what it takes.\n"
    return f"{command}: {said}{order}\n{hint}"


def _in_our_words(message: str, choices: Mapping[str, Iterable[object] | None]) -> str:
    missing = _MISSING.match(message)
    if missing is not None:
        named = [_named(name, choices.get(name)) for name in missing[1].split(", ")]
        return f"expected {' and '.join(named)}, found none"
    for pattern, ours in _REWRITTEN:
        message = pattern.sub(ours, message)
    return message


def _named(name: str, choices: Iterable[object] | None) -> str:
    known = tuple(map(str, choices or ()))
    return f"{name} ({_listed(known)})" if len(known) > 1 else name


def _listed(choices: Sequence[str]) -> str:
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last
