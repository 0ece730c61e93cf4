"""The words of a POSIX shell command: three kinds of quotes, escapes, lines that go on. Expands nothing. Pure."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors.documents import ImportUnreadable

_WHAT: Final = "curl command"
_GAP: Final = re.compile(r"(?:[ \t\r\n]|\\\r?\n)+")
_PLAIN: Final = re.compile(r"[^ \t\r\n'\"\\$;|&<>()]+")
_SINGLE: Final = re.compile(r"'([^']*)'")
_DOUBLE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ANSI: Final = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_IN_DOUBLE: Final = re.compile(r'\\([$`"\\]|\r?\n)')
_IN_ANSI: Final = re.compile(
    r"\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL
)
_C_ESCAPES: Final = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "0": "\0",
}
_ENDS: Final = ";|&<>()"


def shell_words(text: str) -> list[str]:
    """Return the words of the first command of a text; what a `;`, a pipe or a redirection begins is left out.

    Raises:
        ImportUnreadable: A quote is not closed.
    """
    words: list[str] = []
    at = 0
    while at < len(text):
        gap = _GAP.match(text, at)
        if gap is not None:
            at = gap.end()
            continue
        if text[at] in _ENDS:
            break
        word, at = _word(text, at)
        words.append(word)
    return words


def _word(text: str, at: int) -> tuple[str, int]:
    parts = []
    while at < len(text) and text[at] not in _ENDS and _GAP.match(text, at) is None:
        part, at = _part(text, at)
        parts.append(part)
    return "".join(parts), at


def _part(text: str, at: int) -> tuple[str, int]:
    if match := _PLAIN.match(text, at):
        return match.group(), match.end()
    if match := _SINGLE.match(text, at):
        return match[1], match.end()
    if match := _DOUBLE.match(text, at):
        return _IN_DOUBLE.sub(lambda escape: "" if escape[1].endswith("\n") else escape[1], match[1]), match.end()
    if match := _ANSI.match(text, at):
        return _ansi(match[1]), match.end()
    if match := _ESCAPED.match(text, at):
        return match[1], match.end()
    if text[at] in "'\"":
        raise ImportUnreadable(_WHAT, f"a closing {text[at]}", "the end of the text")
    return text[at], at + 1


def _ansi(text: str) -> str:
    """Return what `$'…'` says. Bytes above 0x7f that form UTF-8 become their characters."""

    def said(match: re.Match[str]) -> str:
        wide, wider, byte, octal, sign = match.groups()
        if sign is not None:
            return _C_ESCAPES.get(sign, sign)
        code = int(octal, 8) & 0xFF if octal is not None else int(wide or wider or byte, 16)
        if (byte or octal) and code > 0x7F:
            return chr(0xDC00 + code)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"

    return _joined_surrogates(_IN_ANSI.sub(said, _pairs(text)))


_PAIR: Final = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _pairs(text: str) -> str:
    """Write each pair of UTF-16 escapes, as browsers copy them, as the one character that it is."""

    def one(match: re.Match[str]) -> str:
        code = 0x10000 + ((int(match[1], 16) - 0xD800) << 10) + int(match[2], 16) - 0xDC00
        return f"\\U{code:08x}"

    return _PAIR.sub(one, text)


def _joined_surrogates(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
