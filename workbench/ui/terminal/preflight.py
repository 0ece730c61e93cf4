"""Whether a terminal can show the screen at all. Pure: environment and facts in, one line out."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final

INSTEAD: Final = "without the screen, use: workbench check PLUGIN"


def unfit(
    environment: Mapping[str, str], *, locale_encoding: str, utf8_mode: bool, input_tty: bool, output_tty: bool
) -> str | None:
    """Return one line on why the screen cannot be shown, and what to do; None when it can.

    Args:
        environment: The process environment.
        locale_encoding: The character encoding of the locale, as `locale.getencoding` names it.
        utf8_mode: Python takes UTF-8 whatever the locale says.
        input_tty: Standard input is a terminal.
        output_tty: Standard output is a terminal.
    """
    if not (input_tty and output_tty):
        missing = "standard output" if input_tty else "standard input"
        return f"the screen needs a terminal, and {missing} is none; {INSTEAD}"
    if environment.get("TERM") == "dumb":
        return f"the screen needs a terminal that can move its cursor, and TERM is `dumb`; {INSTEAD}"
    source, encoding = _encoding(environment, locale_encoding, utf8_mode=utf8_mode)
    if not _is_utf8(encoding):
        return (
            f"the screen needs UTF-8, and {source} says {encoding}; "
            f"if the terminal shows UTF-8, set LC_ALL=C.UTF-8; {INSTEAD}"
        )
    return None


def _encoding(environment: Mapping[str, str], locale_encoding: str, *, utf8_mode: bool) -> tuple[str, str]:
    """Return what decides on the encoding, and the encoding."""
    wanted = environment.get("PYTHONIOENCODING", "").partition(":")[0]
    if wanted:
        return "PYTHONIOENCODING", wanted
    name = next((name for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "")
    # A locale that is not installed falls back to the one of C: what the person wrote says more than what is in force.
    charset = environment.get(name, "").partition(".")[2].partition("@")[0]
    if charset:
        return f"{name}={environment[name]}", charset
    if utf8_mode:
        return "Python", "UTF-8"
    return f"{name}={environment[name]}" if name else "the locale", locale_encoding


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False
