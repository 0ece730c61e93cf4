"""Where a cursor stands in JSON text that is being typed: cut off, or wrong anywhere. Pure, and linear in the text.

Gives no verdict: `parsing` says whether a text is JSON. This scan goes on behind every error, in the way in which a
person would read what was meant. Knows no type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

Step = str | int
"""A key, or the index of an item."""


class Awaited(Enum):
    """What may stand at a place."""

    VALUE = "a value"
    KEY = "a key"
    COLON = "a colon"
    SEPARATOR = "a comma or the end of what is open"
    NOTHING = "nothing more"
    """The outermost value is complete."""


@dataclass(slots=True)
class Container:
    """An object or array around the cursor, as far as it has been typed, before and behind the cursor."""

    is_object: bool
    step: Step | None
    """What leads to it from the container around it; None: it is the outermost value."""
    members: dict[str, str | None] = field(default_factory=dict)
    """Of an object: each key with its value where that is a string, else None. The last one of a name holds."""


@dataclass(frozen=True, slots=True)
class CursorPlace:
    """What stands at the cursor, and around it."""

    awaited: Awaited
    containers: tuple[Container, ...]
    """The outermost first; empty outside of everything."""
    step: Step | None
    """What leads from the innermost container to the value at the cursor; None where a key is awaited or nothing is
    open."""
    start: int
    """Where the token at the cursor begins, its quote included, in characters; the cursor where there is none."""
    end: int
    """Where it ends, its closing quote included; of a string that is not closed, the cursor."""
    typed: str
    """The token up to the cursor, without its quote; escapes as they were typed."""
    is_quoted: bool
    """The token begins with a quote."""
    has_colon: bool = False
    """A colon follows the token."""
    needs_comma: bool = False
    """A value stands before it in the innermost container, and no comma behind that."""

    @property
    def path(self) -> tuple[Step, ...]:
        """The steps from the outermost value to what is awaited; for a key, to its object."""
        steps = tuple(one.step for one in self.containers if one.step is not None)
        return steps if self.step is None else (*steps, self.step)


_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[^\s"{}\[\],:]+|[{}\[\],:]')
_MEMBER: Final = re.compile(r'\s*"((?:[^"\\\n]|\\.)*)"\s*:\s*("(?:[^"\\\n]|\\.)*"|[^\s"{}\[\],:]+)\s*(?:(,)|(?=[}\]]))')
"""A key with a value without parts, and what ends it. Most of a text is such members; each is taken at once."""
_PLAIN_VALUE: Final = r'(?:"(?:[^"\\\n]|\\.)*+"|[^\s"{}\[\],:]++)'
_FLAT_MEMBER: Final = rf'\s*"(?:[^"\\\n]|\\.)*+"\s*:\s*{_PLAIN_VALUE}\s*'
_FLAT_OBJECT: Final = rf"\{{(?:\s*|{_FLAT_MEMBER}(?:,{_FLAT_MEMBER})*+)\}}"
_ITEM: Final = re.compile(rf"\s*(?:{_PLAIN_VALUE}|{_FLAT_OBJECT})\s*,")
"""An item without parts, or an object whose members have none, and the comma behind it: what lists mostly hold."""
_ITEMS: Final = re.compile(rf"(?:{_ITEM.pattern})++")
_COLON: Final = re.compile(r"\s*:")
_BEHIND_MAX_CHARACTERS: Final = 64 * 1024
"""How far behind the cursor is looked for the other keys of the objects around it."""


def cursor_place(text: str, cursor: int) -> CursorPlace:
    """Say where a cursor stands.

    Args:
        text: Anything that was typed.
        cursor: Characters before it; beyond either end of the text the nearest end counts.
    """
    return _Scan(text, min(max(cursor, 0), len(text))).run()


class _Scan:
    """One way through a text. A token that cannot stand where it stands is read as what it would be elsewhere."""

    def __init__(self, text: str, cursor: int) -> None:
        self._text = text
        self._cursor = cursor
        self._open: list[Container] = []
        self._awaited: list[Awaited] = [Awaited.VALUE]
        """Of each container that is open; below them what is awaited outside of everything."""
        self._key: list[Step | None] = [None]
        """The step to the value that comes next, of each container that is open."""
        self._place: CursorPlace | None = None

    def run(self) -> CursorPlace:
        signs = {
            "{": self._take_opening,
            "[": self._take_opening,
            "}": self._take_closing,
            "]": self._take_closing,
            ",": self._take_comma,
            ":": self._take_colon,
        }
        last = self._cursor + _BEHIND_MAX_CHARACTERS
        end = 0
        while (match := _TOKEN.search(self._text, self._behind_plain_parts(end))) is not None:
            token, end = match[0], match.end()
            if end >= self._cursor and self._place is None:
                self._meet_cursor(token, match.start(), end)
            if end > last:
                break
            signs.get(token[0], self._take_word)(token)
        if self._place is None:
            self._place = self._between()
        return self._place

    def _behind_plain_parts(self, at: int) -> int:
        """Take the members and items without parts that follow each other from a place on; return where they end."""
        limit = self._cursor if self._place is None else len(self._text)
        if not self._open:
            return at
        if not self._open[-1].is_object:
            if self._awaited[-1] is Awaited.VALUE and (items := _ITEMS.match(self._text, at, limit)) is not None:
                index = self._key[-1]
                taken = sum(1 for _ in _ITEM.finditer(self._text, at, items.end()))
                self._key[-1] = index + taken if isinstance(index, int) else taken
                return items.end()
            return at
        members = self._open[-1].members
        while self._awaited[-1] is Awaited.KEY and (member := _MEMBER.match(self._text, at, limit)) is not None:
            key, value, comma = member.groups()
            self._key[-1] = key = _unquoted(f'"{key}"') if "\\" in key else key
            members[key] = _unquoted(value) if value[0] == '"' else None
            self._awaited[-1] = Awaited.KEY if comma else Awaited.SEPARATOR
            at = member.end()
        return at

    # ---- the cursor -----------------------------------------------------------------------------------------------

    def _meet_cursor(self, token: str, start: int, end: int) -> None:
        is_word = token[0] not in "{}[],:"
        is_closed = len(token) > 1 and token[0] == '"' and token[-1] == '"' and not _ends_escaped(token)
        if self._cursor <= start:
            self._place = self._between()
        elif is_word and (self._cursor < end or not is_closed):
            # A string that is not closed may have swallowed what stood behind the cursor.
            self._place = self._within(token, start, end if token[0] != '"' or is_closed else self._cursor)

    def _between(self) -> CursorPlace:
        """Return the place of a cursor that touches no token."""
        return self._at(self._awaited[-1], self._cursor, self._cursor, "", is_quoted=False)

    def _within(self, token: str, start: int, end: int) -> CursorPlace:
        quoted = token[0] == '"'
        typed = self._text[start + quoted : self._cursor]
        return self._at(self._meant(token), start, end, typed, is_quoted=quoted)

    def _at(self, awaited: Awaited, start: int, end: int, typed: str, *, is_quoted: bool) -> CursorPlace:
        step = self._key[-1]
        if awaited is Awaited.KEY or not self._open:
            step = None
        elif awaited is Awaited.VALUE and self._awaited[-1] is Awaited.SEPARATOR and isinstance(step, int):
            step += 1
        has_colon = _COLON.match(self._text, end) is not None if awaited is Awaited.KEY else False
        needs_comma = bool(self._open) and self._awaited[-1] is Awaited.SEPARATOR
        return CursorPlace(awaited, tuple(self._open), step, start, end, typed, is_quoted, has_colon, needs_comma)

    def _meant(self, token: str) -> Awaited:
        """Return as what a string or word is read where it stands."""
        awaited = self._awaited[-1]
        if awaited is Awaited.SEPARATOR and self._open:
            # The comma was forgotten.
            return Awaited.KEY if self._open[-1].is_object else Awaited.VALUE
        return Awaited.VALUE if awaited is Awaited.COLON else awaited

    # ---- tokens ---------------------------------------------------------------------------------------------------

    def _take_word(self, token: str) -> None:
        if self._meant(token) is Awaited.KEY:
            self._take_key(token)
        else:
            self._take_value(_unquoted(token) if token[0] == '"' else None)

    def _take_colon(self, _: str) -> None:
        if self._awaited[-1] is Awaited.COLON:
            self._awaited[-1] = Awaited.VALUE

    def _take_opening(self, token: str) -> None:
        self._take_value(None)
        self._open.append(Container(token == "{", self._key[-1]))
        self._awaited.append(Awaited.KEY if token == "{" else Awaited.VALUE)
        self._key.append(None if token == "{" else 0)

    def _take_closing(self, token: str) -> None:
        """Close the innermost container of this kind, and all within it; of none, pass the sign over."""
        is_object = token == "}"
        if not any(one.is_object is is_object for one in self._open):
            return
        while True:
            closed = self._open.pop()
            self._awaited.pop()
            self._key.pop()
            if closed.is_object is is_object:
                return

    def _take_comma(self, _: str) -> None:
        if not self._open:
            return
        if self._open[-1].is_object:
            self._awaited[-1] = Awaited.KEY
            return
        # A comma where an item is awaited stands for an item that is not typed yet.
        self._key[-1] = _after(self._key[-1])
        self._awaited[-1] = Awaited.VALUE

    def _take_key(self, token: str) -> None:
        key = _unquoted(token)
        self._key[-1] = key
        self._open[-1].members.setdefault(key, None)
        self._awaited[-1] = Awaited.COLON

    def _take_value(self, text: str | None) -> None:
        """Take a value as it begins; `text` is what a string says, None for other values."""
        if not self._open:
            self._awaited[-1] = Awaited.NOTHING
            return
        if self._open[-1].is_object:
            key = self._key[-1]
            if isinstance(key, str):
                self._open[-1].members[key] = text
        elif self._awaited[-1] is Awaited.SEPARATOR:
            self._key[-1] = _after(self._key[-1])
        self._awaited[-1] = Awaited.SEPARATOR


def _after(index: Step | None) -> int:
    return index + 1 if isinstance(index, int) else 0


def _ends_escaped(token: str) -> bool:
    """Say whether the last quote of a token is escaped, so that it does not close the string."""
    backslashes = len(token) - 1 - len(token[:-1].rstrip("\\"))
    return backslashes % 2 == 1


_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_ESCAPED: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _unquoted(token: str) -> str:
    """Return what a string or word says; escapes that are none stand for themselves."""
    if token[0] != '"':
        return token
    inner = token[1:-1] if len(token) > 1 and token[-1] == '"' and not _ends_escaped(token) else token[1:]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2]), inner)
