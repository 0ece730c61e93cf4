"""TOML that may be a stranger's: bounded before it is parsed, and each key with the place it stands in. Pure.

The parser of the standard library takes time that grows with the square of a key's parts, and nests as deep as a text
does. So one walk over the tokens, linear in the text, refuses what no file of settings needs.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.settings import Position

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


def read_toml(text: str) -> tuple[dict[str, Any], dict[tuple[str, ...], Position]]:
    """Return what a text holds, and where each key and its value stand, by the key's parts.

    Behind the name of an array of tables stands the number of the table, from 0: `("step", "1", "say")`. Of tables
    within other arrays nothing is known.

    Raises:
        TomlTextError: It is no TOML, or exceeds a bound.
    """
    walk = _Walk()
    for token in _TOKEN.finditer(text):
        walk.take(token.lastgroup or "", token.group(), token.start())
    try:
        return tomllib.loads(text), walk.positions
    except ValueError as error:
        found = str(error).replace("at end of document", f"at the end, line {walk.line:,}")
        found = found.replace(r"Illegal character '\n'", "a line that ends within a text: a quote is missing")
        raise TomlTextError("TOML", found) from error


@dataclass(slots=True)
class _Walk:
    """Counts what the tokens of a text make, and remembers where its keys stand."""

    line: int = 1
    line_start: int = 0
    """Where the line begins in the text."""
    entries: int = 0
    tokens: int = 0
    chain: int = 0
    """Dots that the key or number so far has."""
    joins: bool = False
    """The last sign was a dot, or blank space behind one."""
    key: list[str] | None = field(default_factory=list)
    """The parts of the key that is being read; None: it is over."""
    key_at: tuple[int, int] = (0, 0)
    """Line and column of the first of them."""
    named: tuple[str, ...] = ()
    """The key whose value comes next; empty: none."""
    open: list[tuple[str, ...] | None] = field(default_factory=list)
    """What is open, the outermost first: the key of an inline table, None for anything else."""
    header: tuple[str, ...] = ()
    in_header: bool = False
    positions: dict[tuple[str, ...], Position] = field(default_factory=dict)
    tables: dict[tuple[str, ...], int] = field(default_factory=dict)
    """The number of the last table of each array of tables."""

    def take(self, kind: str, text: str, start: int) -> None:
        self.tokens += 1 + text.count("\n") + text.count("\\")
        if self.tokens > TOKENS_MAX:
            raise self.beyond(f"at most {TOKENS_MAX:,} words, signs, escapes and lines", "more")
        at = (self.line, start - self.line_start + 1)
        if self.named and kind not in ("blank", "lines"):
            self.value_begins(at)
        if kind == "sign":
            self.take_sign(text, at)
        elif kind in ("word", "quoted"):
            self.take_part(kind, text, at)
        elif kind == "other":
            self.chain, self.joins = 0, False
        if "\n" in text:
            self.line += text.count("\n")
            self.line_start = start + text.rindex("\n") + 1
            if kind == "lines" and (not self.open or self.in_header):
                self.begin_statement()

    def take_part(self, kind: str, text: str, at: tuple[int, int]) -> None:
        if kind == "word" and len(text) > WORD_MAX:
            raise self.beyond(f"names and numbers of at most {WORD_MAX} signs", f"one of {len(text):,}")
        if not self.joins:
            self.chain = 0
        self.joins = False
        if self.key is not None:
            self.key_at = self.key_at if self.key else at
            self.key.append(text if kind == "word" else _unquoted(text))

    def take_sign(self, sign: str, at: tuple[int, int]) -> None:
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
            elif self.open and self.open[-1] is not None:
                self.key = []
        elif sign in "[{":
            self.begin_bracket(sign)
        else:
            self.end_bracket()

    def begin_bracket(self, sign: str) -> None:
        self.in_header = self.in_header or (self.key == [] and not self.open)
        is_table = sign == "{" and not self.in_header and bool(self.named)
        self.open.append(self.named if is_table else None)
        if len(self.open) > DEPTH_MAX:
            raise self.beyond(f"arrays and tables at most {DEPTH_MAX} deep", "deeper ones")
        self.named = ()
        if is_table:
            self.key = []

    def end_bracket(self) -> None:
        if self.open:
            self.open.pop()
        if self.in_header and self.key:
            self.begin_table(tuple(self.key), of_array=bool(self.open))
        elif self.open:
            self.key = None

    def begin_table(self, header: tuple[str, ...], *, of_array: bool) -> None:
        position = Position(*self.key_at, *self.key_at)
        self.positions.setdefault(header, position)
        if of_array:
            number = self.tables[header] = self.tables.get(header, -1) + 1
            header = (*header, str(number))
            self.positions.setdefault(header, position)
        self.header, self.key = header, None

    def end_key(self) -> None:
        if self.key and not self.in_header:
            inner = self.open[-1] if self.open else None
            self.named = (*(self.header if inner is None else inner), *self.key)
            self.positions.setdefault(self.named, Position(*self.key_at, *self.key_at))
        self.key = None

    def value_begins(self, at: tuple[int, int]) -> None:
        """Note where the value of the key stands; it stays named, since it may be a table that now opens."""
        key = self.positions[self.named]
        if key[:2] == key[2:]:
            self.positions[self.named] = Position(key.line, key.column, *at)

    def begin_statement(self) -> None:
        self.key, self.named, self.in_header, self.chain, self.joins = [], (), False, 0, False
        self.open.clear()

    def beyond(self, expected: str, found: str) -> TomlTextError:
        return TomlTextError(f"TOML with {expected}", f"{found} in line {self.line:,}")


def _unquoted(text: str) -> str:
    """Return the key that stands in quotes."""
    if text[0] == "'" or "\\" not in text:
        return text[1:-1]
    try:
        return str(tomllib.loads(f"a = {text}")["a"])
    except ValueError:
        return text[1:-1]
