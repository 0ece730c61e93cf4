"""One question to the person at the terminal, with no as its default."""

from __future__ import annotations

import sys
from typing import Final

from workbench.cli.output import narrate_error
from workbench.cli.streams import write_beside

_YES: Final = frozenset({"y", "yes"})


def confirmed(question: str, *, nobody: str) -> bool:
    """Ask a question, and say whether the answer is yes.

    Args:
        question: `Write it?`.
        nobody: What is said where nobody is there to answer, which is a no.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        narrate_error(f"workbench: nobody is here to answer{nobody}")
        return False
    write_beside(f"{question} [y/N] ")
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        # What follows begins a line of its own.
        write_beside("\n")
    return answer.strip().lower() in _YES
