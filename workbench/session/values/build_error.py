"""One error of a compiler, as its output tells it. All of it is untrusted text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuildError:
    """What a compiler could not build, and where."""

    message: str
    """On one line, with the compiler's own number for it if it has one: `E0308: mismatched types`."""
    file: str = ""
    """As the compiler names it, mostly from the folder in which it ran; empty: it names none."""
    line: int | None = None
    """From 1; None: it names none."""
    column: int | None = None
    """From 1, counted as the compiler counts; None: it names none."""
    source: str = ""
    """The line of the source, as the compiler shows it; empty: it shows none."""

    @property
    def place(self) -> str:
        """Where it is, in the form that editors know: `src/lib.rs:10:5`; empty: nowhere."""
        return ":".join([self.file, *(str(one) for one in (self.line, self.column) if one is not None)])


@dataclass(frozen=True, slots=True)
class BuildErrors:
    """Why a build failed, as far as its output tells."""

    folder: str
    """Where the command ran, which relative files are read from; absolute."""
    found: tuple[BuildError, ...] = ()
    """In the order in which they were written; empty: the output has no form that is known."""
    last_lines: tuple[str, ...] = ()
    """The last lines that say something; they stand in where nothing was found."""
