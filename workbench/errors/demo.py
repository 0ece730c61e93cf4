"""Errors of demo scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from workbench.errors.base import OperatorError
from workbench.quoting import quoted


@dataclass(eq=False)
class DemoScriptInvalid(OperatorError):
    """A demo script holds what no demo can do. Nothing of it is played."""

    path: str
    line: int | None
    """From 1; None: it is a fault of the file as a whole."""
    place: str
    """`step 3, press`; empty: the head of the script."""
    expected: str
    found: str
    nearest: str | None = None
    """The known word that is most alike; None when none is."""

    hint: ClassVar[str] = "docs/demo.md lists the steps of a script; `workbench demo` alone plays the one that ships."

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line:,}"
        at = f" ({self.place})" if self.place else ""
        meant = f"; did you mean {quoted(self.nearest)}?" if self.nearest else ""
        return f"{self.path}{line}{at}: expected {self.expected}, found {self.found}{meant}"
