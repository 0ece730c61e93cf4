"""The ways from a text to Markdown as forges read it: CommonMark with tables and HTML, then links and mentions.

What means something to Markdown is escaped or becomes a reference, which is text to it. What forges look for
afterwards, in the text of the finished page (mentions, numbers of issues, hashes of commits, names of emoji), is
interrupted by a comment, which shows nothing; in `code` they look for nothing but addresses.
"""

from __future__ import annotations

import html
import re
from typing import Final

from workbench.visible import visible

TEXT_MAX_CHARACTERS: Final = 600
LISTING_MAX_CHARACTERS: Final = 3_000
_INTERRUPTION: Final = "<!-- -->"
_SIGNS: Final = (
    {sign: f"\\{sign}" for sign in "`*_[]~"}
    | {sign: f"&#{ord(sign)};" for sign in "\\|$"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": f"@{_INTERRUPTION}"}
)
_ADDRESS: Final = re.compile(r"(?i:(?<=www)\.)|:(?=//)")
_IN_CODE: Final = re.compile(rf"[{re.escape(''.join(_SIGNS))}]|{_ADDRESS.pattern}")
_HASH_SHOWN: Final = 6
"""Digits that are no hash of a commit yet."""
_IN_TEXT: Final = re.compile(
    rf"{_IN_CODE.pattern}|#|:(?=[\w+-]+:)|(?i:\bGH(?=-))|(?i:(?<![0-9a-z])[0-9a-f]{{{_HASH_SHOWN + 1},}}(?![0-9a-z]))"
)
_STARTS_A_BLOCK: Final = re.compile(r"\A(?:(?P<sign>[^\w`*_\[\]~\\|$<>&@])|(?P<number>\d+)(?P<end>[.)]))")


def inline(text: str) -> str:
    """Return a text within a line, or at its start: a cell, a heading, a sentence."""
    shown = visible(text, limit=TEXT_MAX_CHARACTERS)
    start = _STARTS_A_BLOCK.match(shown)
    if start is None:
        return _IN_TEXT.sub(_interrupted, shown)
    return _start(start) + _IN_TEXT.sub(_interrupted, shown[start.end() :])


def code(text: str) -> str:
    """Return a text within a line that is shown letter by letter; empty for an empty one."""
    return f"<code>{_IN_CODE.sub(_escaped, visible(text, limit=TEXT_MAX_CHARACTERS))}</code>" if text else ""


def within_html(text: str) -> str:
    """Return a text within an HTML block, where Markdown means nothing, but forges look for what they link."""
    return _IN_TEXT.sub(_html_interrupted, visible(text, limit=TEXT_MAX_CHARACTERS))


def listing(text: str) -> str:
    """Return a text over several lines for an HTML element `pre`, in which Markdown means nothing."""
    return html.escape(visible(text, limit=LISTING_MAX_CHARACTERS, multiline=True), quote=False)


def _start(start: re.Match[str]) -> str:
    """Return what would begin a list, a heading, a quotation or a rule as text."""
    if start["sign"] is not None:
        return _reference(start["sign"]) + (_INTERRUPTION if start["sign"] in "#:" else "")
    return start["number"] + _reference(start["end"])


def _escaped(found: re.Match[str]) -> str:
    sign = found.group()
    return _SIGNS.get(sign) or _reference(sign)


def _interrupted(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _SIGNS:
        return _SIGNS[sign]
    if len(sign) > _HASH_SHOWN:
        return _INTERRUPTION.join(sign[start : start + _HASH_SHOWN] for start in range(0, len(sign), _HASH_SHOWN))
    return (_reference(sign) if sign in ".:" else sign) + _INTERRUPTION


def _html_interrupted(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _SIGNS:
        return _reference(sign) + (_INTERRUPTION if sign == "@" else "")
    return _interrupted(found)


def _reference(sign: str) -> str:
    return f"&#{ord(sign)};"
