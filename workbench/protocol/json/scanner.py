"""The exact scanner of JSON texts, and what it says of a text that is none (PROTOCOL.md section 13).

The authority on what is JSON: whatever `parsing` cannot clear at the speed of C is read here again. It takes a
linear number of steps and never recurses; of a long text it lets plain members be read many at a time, since an error
may stand behind megabytes of them. Knows nothing of types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final, NoReturn

from workbench.protocol.json.decoders import WINDOW_CHARACTERS, RepeatedKeys, members_ahead
from workbench.protocol.json.numbers import NUMBER, NumberError, decimal_value, integer_value

DEPTH_MAX: Final = 127
"""Arrays and objects that may stand in each other."""

JsonValue = Any
"""None, bool, int, float, str, list or dict, and so on within. mypy cannot say it without noise at each use."""

Steps = tuple[str | int, ...]
"""The way from the whole message to a part: keys and indices."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_SPACE = re.compile(r"[ \t\n\r]*")
_UNESCAPED = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_HIGH = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}")
_LOW = re.compile(r"\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_LITERALS: Final = {"true": True, "false": False, "null": None}
_OPENED: Final = object()
_SHOWN_KEY_CHARACTERS: Final = 60
_SHOWN_STEPS_MAX: Final = 32
"""Steps of a path that is shown whole."""
_SHOWN_STEPS_FIRST: Final = 8
_SHOWN_STEPS_LAST: Final = 4
_PAUSE_CHARACTERS: Final = WINDOW_CHARACTERS // 4
"""How far the text is read sign by sign after an attempt to read many members at once has failed."""
_ATTEMPTS_IN_PAUSE: Final = 8


@dataclass(eq=False)
class JsonTextError(Exception):
    """The text is not JSON as the reference reads it."""

    offset: int
    """Bytes from the start of the text."""
    line: int
    """From 1."""
    column: int
    """Characters from the start of the line, from 1."""
    expected: str
    found: str
    path: str = "$"
    """The value in which the error stands."""

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: expected {self.expected}, found {self.found}"


class InvalidUtf8(JsonTextError):
    """The bytes are not UTF-8, so they are no text at all. Line and column count what could be read."""


def path_of(steps: Sequence[str | int]) -> str:
    """Return the steps as a JSON path, `$.headers[2].name`. Odd keys are quoted, long ones cut.

    Of a path that nobody reads to its end the middle is left out, `$[0][0]…(90 steps)…[0]`.
    """
    if len(steps) > _SHOWN_STEPS_MAX:
        first, last = path_of(steps[:_SHOWN_STEPS_FIRST]), path_of(steps[-_SHOWN_STEPS_LAST:])
        left = len(steps) - _SHOWN_STEPS_FIRST - _SHOWN_STEPS_LAST
        return f"{first}…({left} steps)…{last.removeprefix('$')}"
    parts = ["$"]
    for step in steps:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_NAME.fullmatch(step):
            parts.append(f".{step[:_SHOWN_KEY_CHARACTERS]}")
        else:
            parts.append(f"[{json.dumps(step[:_SHOWN_KEY_CHARACTERS])}]")
    return "".join(parts)


def scan(text: str, *, keep_repeated: bool = False) -> JsonValue:
    """Read a text that holds no unpaired surrogate character.

    Args:
        text: The text.
        keep_repeated: Whether an object with repeated keys becomes RepeatedKeys; else the last one wins.

    Raises:
        JsonTextError: At the first error.
    """
    return _Scanner(text, keep_repeated).run()


@dataclass(slots=True)
class _Open:
    """A container whose end has not been reached."""

    items: list[Any] | None
    """None for an object."""
    pairs: list[tuple[str, Any]]
    key: str = ""

    @property
    def closer(self) -> str:
        return "}" if self.items is None else "]"


@dataclass(slots=True)
class _Ahead:
    """Decides where members are read many at a time.

    What fails costs time, so that a pause follows, but for attempts further out: where the members of the members end
    soon, those of the outer container are still worth it.
    """

    pause_end: int = 0
    depth_failed: int = 0
    attempts_left: int = 0

    def is_worth_it(self, at: int, depth: int) -> bool:
        """Say whether to try at a place, in so many containers."""
        return at >= self.pause_end or (depth < self.depth_failed and self.attempts_left > 0)

    def failed(self, at: int, depth: int) -> None:
        """Learn that an attempt gave nothing."""
        if at >= self.pause_end:
            self.pause_end, self.attempts_left = at + _PAUSE_CHARACTERS, _ATTEMPTS_IN_PAUSE
        self.depth_failed, self.attempts_left = depth, self.attempts_left - 1


class _Scanner:
    def __init__(self, text: str, keep_repeated: bool) -> None:
        self._text = text
        self._keep_repeated = keep_repeated
        self._at = 0
        self._open: list[_Open] = []
        self._ahead = _Ahead()

    def run(self) -> JsonValue:
        value = self._begin("a JSON value")
        while self._open:
            value = self._first() if value is _OPENED else self._next(value)
        if self._peek():
            self._reject("the end of the text")
        return value

    def _peek(self) -> str:
        """Skip white space; return the next character, empty at the end."""
        match = _SPACE.match(self._text, self._at)
        assert match is not None  # An empty match is one.
        self._at = match.end()
        return self._text[self._at : self._at + 1]

    def _begin(self, expected: str) -> JsonValue:
        """Read a scalar, or enter a container and return `_OPENED`."""
        sign = self._peek()
        if sign == '"':
            return self._string()
        if sign and sign in "{[":
            if len(self._open) == DEPTH_MAX:
                self._reject(f"at most {DEPTH_MAX} arrays and objects in each other", "one more")
            self._at += 1
            self._open.append(_Open(None if sign == "{" else [], []))
            return _OPENED
        if sign and sign in "-0123456789":
            return self._number()
        for word, value in _LITERALS.items():
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return value
        return self._reject(expected)

    def _first(self) -> JsonValue:
        """Read what follows an opening bracket."""
        top = self._open[-1]
        if self._peek() == top.closer:
            return self._close()
        if top.items is None:
            self._key('a key in quotes or "}"')
            return self._begin("a value")
        return self._begin('a value or "]"')

    def _next(self, value: JsonValue) -> JsonValue:
        """Put a finished value where it belongs, and read what follows it."""
        top = self._open[-1]
        if top.items is None:
            top.pairs.append((top.key, value))
        else:
            top.items.append(value)
        sign = self._peek()
        if sign == top.closer:
            return self._close()
        if sign != ",":
            self._reject(f'"," or "{top.closer}"')
        self._at += 1
        if self._at < len(self._text) - WINDOW_CHARACTERS and self._ahead.is_worth_it(self._at, len(self._open)):
            self._take_ahead(top)
        if top.items is None:
            self._key("a key in quotes")
        return self._begin("a value")

    def _take_ahead(self, top: _Open) -> None:
        """Put plain members that stand here where they belong, and move behind the comma that follows them."""
        found = members_ahead(
            self._text,
            self._at,
            in_object=top.items is None,
            room=DEPTH_MAX - len(self._open),
            keep_repeated=self._keep_repeated,
        )
        if found is None:
            self._ahead.failed(self._at, len(self._open))
            return
        members, top.key, self._at = found
        if top.items is not None:
            top.items.extend(members)
        else:
            top.pairs.extend(members.pairs if isinstance(members, RepeatedKeys) else members.items())

    def _key(self, expected: str) -> None:
        if self._peek() != '"':
            self._reject(expected)
        top = self._open[-1]
        top.key = self._string()
        if self._peek() != ":":
            self._reject('":"')
        self._at += 1

    def _close(self) -> JsonValue:
        self._at += 1
        top = self._open.pop()
        if top.items is not None:
            return top.items
        value = dict(top.pairs)
        if self._keep_repeated and len(value) != len(top.pairs):
            return RepeatedKeys(top.pairs)
        return value

    def _number(self) -> int | float:
        match = NUMBER.match(self._text, self._at)
        if match is None:
            self._at += 1
            return self._reject("a digit")
        following = self._text[match.end() : match.end() + 1]
        if following and following in "0123456789eE":
            self._at = match.end() + (following in "eE")
            self._reject("a digit of the exponent" if following in "eE" else "no digit after a leading 0")
        number = match.group()
        try:
            value = integer_value(number) if number.isdigit() or number[1:].isdigit() else decimal_value(number)
        except NumberError as error:
            if number.endswith("."):
                self._at = match.end()
                self._reject(str(error))
            self._reject(str(error), f"the number {number[:40]}")
        self._at = match.end()
        return value

    def _string(self) -> str:
        start = self._at
        value: str
        try:
            value, end = scanstring(self._text, start + 1, True)
        except ValueError:
            self._check_string(start)
            raise AssertionError("the C scanner rejects what this one takes") from None
        if not value.isascii() and "\\" in self._text[start:end]:
            self._check_string(start)
        self._at = end
        return value

    def _check_string(self, start: int) -> None:
        """Walk through a string and reject its first error."""
        self._at = start + 1
        while True:
            match = _UNESCAPED.match(self._text, self._at)
            assert match is not None  # An empty match is one.
            self._at = match.end()
            sign = self._text[self._at : self._at + 1]
            if sign == '"':
                return
            if not sign:
                self._reject("a closing quote")
            if sign != "\\":
                self._reject("an escape for a control character")
            self._check_escape()

    def _check_escape(self) -> None:
        match = _ESCAPE.match(self._text, self._at)
        if match is None:
            self._reject("an escape that JSON knows", _shown(self._text[self._at : self._at + 2]))
        elif _HIGH.match(self._text, self._at):
            if not _LOW.match(self._text, match.end()):
                self._reject("a pair of surrogate escapes", f"{match.group()} alone")
            self._at = match.end() + 6
        elif _LOW.match(self._text, self._at):
            self._reject("a pair of surrogate escapes", f"{match.group()} alone")
        else:
            self._at = match.end()

    def _reject(self, expected: str, found: str | None = None) -> NoReturn:
        before = self._text[: self._at]
        steps: list[str | int] = []
        for container in self._open:
            if container.items is not None:
                steps.append(len(container.items))
            elif container.key:
                steps.append(container.key)
        raise JsonTextError(
            offset=len(before.encode()),
            line=before.count("\n") + 1,
            column=self._at - before.rfind("\n"),
            expected=expected,
            found=_shown(self._text[self._at : self._at + 1]) if found is None else found,
            path=path_of(steps),
        )


def _shown(sign: str) -> str:
    if not sign:
        return "the end of the text"
    if sign.isprintable():
        return f"'{sign}'" if '"' in sign else f'"{sign}"'
    return " ".join("U+0000 (NUL)" if one == "\0" else f"U+{ord(one):04X}" for one in sign)
