"""TOML that may be a stranger's: bounded before it is parsed, and each key with the line it stands in. Pure.

The parser of the standard library takes time that grows with the square of a key's parts, and nests as deep as a text
does. So one walk over the tokens, linear in the text, refuses what no file of settings needs.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

PARTS_MAX: Final = 32
"""Parts of one key, as in `a.b.c`."""
DEPTH_MAX: Final = 32
"""Arrays and tables within each other."""
ENTRIES_MAX: Final = 5_000
"""Keys, and elements of arrays and inline tables, together."""
WORD_MAX: Final = 128
"""Signs of a key without quotes, or of a number."""
TOKENS_MAX: Final = 100_000
"""Words, signs, escapes and lines."""

_TOKEN: Final = re.compile(
    r'(?P<quoted>"""(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\Z)?'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)?"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?)"
    r"|(?P<lines>(?:[ \t\r]*+(?:\#[^\n]*+)?\n)++)"
    r"|(?P<blank>[ \t\r]++|\#[^\n]*+)"
    r"|(?P<word>[A-Za-z0-9_+-]++)"
    r"|(?P<sign>[.=,\[\]{}])"
    r"|(?P<other>[^A-Za-z0-9_+\-.=,\[\]{}\"'\#\s]++|.)",
    re.DOTALL,
)


@dataclass(eq=False)
class TomlTextError(ValueError):
    """A text is no TOML, or none that a file of settings needs."""

    expected: str
    found: str


def read_toml(text: str) -> tuple[dict[str, Any], dict[tuple[str, ...], int]]:
    """Return what a text holds, and the line of each key outside inline tables, by its parts.

    Behind the name of an array of tables stands the number of the table, from 0: `("step", "1", "say")`.

    Raises:
        TomlTextError: It is no TOML, or exceeds a bound.
    """
    walk = _Walk()
    for token in _TOKEN.finditer(text):
        walk.take(token.lastgroup or "", token.group())
    try:
        return tomllib.loads(text), walk.lines
    except ValueError as error:
        found = str(error).replace("at end of document", f"at the end, line {walk.line:,}")
        raise TomlTextError("TOML", found) from error


@dataclass(slots=True)
class _Walk:
    """Counts what the tokens of a text make, and remembers where its keys stand."""

    line: int = 1
    depth: int = 0
    entries: int = 0
    tokens: int = 0
    chain: int = 0
    """Dots that the key or number so far has."""
    joins: bool = False
    """The last sign was a dot, or blank space behind one."""
    key: list[str] | None = field(default_factory=list)
    """The parts of the key that a statement begins with; None: it is over."""
    header: tuple[str, ...] = ()
    in_header: bool = False
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)
    tables: dict[tuple[str, ...], int] = field(default_factory=dict)
    """The number of the last table of each array of tables."""

    def take(self, kind: str, text: str) -> None:
        self.tokens += 1 + text.count("\n") + text.count("\\")
        if self.tokens > TOKENS_MAX:
            raise self.beyond(f"at most {TOKENS_MAX:,} words, signs, escapes and lines", "more")
        if kind == "lines":
            self.line += text.count("\n")
            if not self.depth or self.in_header:
                self.begin_statement()
        elif kind == "sign":
            self.take_sign(text)
        elif kind in ("word", "quoted"):
            self.take_part(kind, text)
        elif kind == "other":
            self.chain, self.joins = 0, False

    def take_part(self, kind: str, text: str) -> None:
        if kind == "word" and len(text) > WORD_MAX:
            raise self.beyond(f"names and numbers of at most {WORD_MAX} signs", f"one of {len(text):,}")
        if not self.joins:
            self.chain = 0
        self.joins = False
        if self.key is not None:
            self.key.append(text if kind == "word" else text[1:-1])
        self.line += text.count("\n")

    def take_sign(self, sign: str) -> None:
        if sign == ".":
            self.chain += 1
            self.joins = True
            if self.chain >= PARTS_MAX:
                raise self.beyond(f"keys of at most {PARTS_MAX} parts", "more")
            return
        self.joins, self.chain = False, 0
        if sign in "=,":
            self.entries += 1
            if self.entries > ENTRIES_MAX:
                raise self.beyond(f"at most {ENTRIES_MAX:,} keys and elements", "more")
            if sign == "=":
                self.end_key()
        elif sign in "[{":
            self.in_header = self.in_header or self.key == []
            self.depth += 1
            if self.depth > DEPTH_MAX:
                raise self.beyond(f"arrays and tables at most {DEPTH_MAX} deep", "deeper ones")
        else:
            self.depth = max(self.depth - 1, 0)
            if self.in_header and self.key:
                self.begin_table(tuple(self.key), of_array=self.depth > 0)

    def begin_table(self, header: tuple[str, ...], *, of_array: bool) -> None:
        self.lines.setdefault(header, self.line)
        if of_array:
            number = self.tables[header] = self.tables.get(header, -1) + 1
            header = (*header, str(number))
            self.lines.setdefault(header, self.line)
        self.header, self.key = header, None

    def end_key(self) -> None:
        if self.key and not self.in_header:
            self.lines.setdefault((*self.header, *self.key), self.line)
        self.key = None

    def begin_statement(self) -> None:
        self.key, self.in_header, self.depth, self.chain, self.joins = [], False, 0, 0, False

    def beyond(self, expected: str, found: str) -> TomlTextError:
        return TomlTextError(f"TOML with {expected}", f"{found} in line {self.line:,}")
