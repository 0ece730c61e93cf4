"""The parts of a JSON text as nodes, read when they are asked for. Pure.

A node knows where it begins; its end is looked for only when what stands behind it is wanted. Values are never made:
what is written (repeated keys, huge integers, `1.0`) is what a node gives. A string whose key ends in `_base64` holds
nodes of its own where its bytes are JSON, and lines where they are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final

from textual.content import Content

from workbench.ui.drawing.base64_content import ContentForm, form_of, readable, standard_bytes
from workbench.visible import visible

LONG_FROM: Final = 24
"""Characters of a string from which it can be unfolded into lines: the narrowest tree cuts it."""
HELD_SHOWN_MAX: Final = 20_000
"""Characters of a text that are shown as lines."""
LINES_MAX: Final = 400

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_BLANKS: Final = " \t\n\r"
_BASE64_OF_JSON: Final = ("e", "W")
"""How base64 of what begins with `{` or `[` begins."""
_PLAIN: Final = re.compile(r"[^\s,:\[\]{}\"]+")


class NodeKind(Enum):
    """What a node is."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    PLAIN = "plain"
    """A number, `true`, `false`, `null`."""
    LINE = "line"
    """A line of what a string holds; no part of the JSON text."""
    BROKEN = "broken"
    """From here on the text is no JSON."""


_KINDS: Final = {"{": NodeKind.OBJECT, "[": NodeKind.ARRAY, '"': NodeKind.STRING}
_CLOSERS: Final = {NodeKind.OBJECT: "}", NodeKind.ARRAY: "]"}
CONTAINERS: Final = (NodeKind.OBJECT, NodeKind.ARRAY)

Place = tuple[int, ...]
"""Where a node stands, to be compared: characters from the start of the text; in what a string holds, first those up
to the end of that string."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a string holds."""

    text: str
    form: ContentForm
    size_bytes: int
    is_encoded: bool
    """True: the string is base64."""


@dataclass(slots=True, eq=False)
class Node:
    """One part of a JSON text."""

    source: str
    """The text that it stands in: the whole, or what a base64 value holds."""
    start: int
    kind: NodeKind
    parent: Node | None = None
    step: str | int | None = None
    """Key, index or number of the line; None: the whole."""
    key_start: int | None = None
    base: Place = ()
    """What stands before its own characters in its place."""
    depth: int = 0
    line: str = ""
    _end: int | None = field(default=None, repr=False)
    _held: Held | None = field(default=None, repr=False)

    @property
    def place(self) -> Place:
        """Where it stands, its key included."""
        return *self.base, self.start if self.key_start is None else self.key_start

    @property
    def end(self) -> int | None:
        """The character behind it; None: it does not end."""
        if self._end is None:
            self._end = _end_of(self.source, self.start, self.kind)
        return self._end

    def ends_at(self, end: int) -> None:
        """Take note of its end, which whoever reads its members comes to."""
        self._end = end

    @property
    def written(self) -> str:
        """The value as it stands in the text."""
        return self.source[self.start : self.end]

    @property
    def text(self) -> str:
        """The text of a string."""
        try:
            return str(scanstring(self.source, self.start + 1, False)[0])
        except ValueError:
            return self.written

    @property
    def is_base64(self) -> bool:
        """True: a string that is to hold base64, by its key."""
        return self.kind is NodeKind.STRING and isinstance(self.step, str) and self.step.endswith("_base64")

    @property
    def may_hold_json(self) -> bool:
        """False: what a base64 string holds begins neither an object nor an array."""
        return self.source.startswith(_BASE64_OF_JSON, self.start + 1)

    @property
    def held(self) -> Held | None:
        """What a string holds that is worth unfolding; None: nothing."""
        if self._held is None and self.kind is NodeKind.STRING:
            self._held = _held(self)
        return self._held

    @property
    def steps(self) -> tuple[str | int, ...]:
        """Keys and indices from the whole to it; those of a line are those of its string."""
        if self.kind is NodeKind.LINE and self.parent is not None:
            return self.parent.steps
        steps: list[str | int] = []
        node: Node | None = self
        while node is not None and node.parent is not None and node.step is not None:
            steps.append(node.step)
            node = node.parent
        return tuple(reversed(steps))

    @property
    def pointer(self) -> str:
        """Its JSON pointer, empty for the whole; that of a line is that of its string."""
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.steps)

    @property
    def can_unfold(self) -> bool:
        """True: there is something in it to be shown."""
        if self.kind in CONTAINERS:
            return _after_space(self.source, self.start + 1)[1] != _CLOSERS[self.kind]
        return self.held is not None


def root_of(text: str) -> Node:
    """Return the whole of a text as a node."""
    start, sign = _after_space(text, 0)
    kind = _KINDS.get(sign) or (NodeKind.PLAIN if _PLAIN.match(text, start) else NodeKind.BROKEN)
    return Node(text, start, kind)


def within(node: Node, after: Node | None = None, width: int = 80) -> Iterator[Node]:
    """Yield what stands directly in a node, in its order.

    Args:
        node: An object, an array, or a string that holds something.
        after: Begin behind this one; None: with the first.
        width: Cells of a line of text.
    """
    if node.kind in CONTAINERS:
        yield from _members(node.source, node.start, node, after)
        return
    held = node.held
    if held is None:
        return
    if held.is_encoded and held.form is ContentForm.JSON:
        start, sign = _after_space(held.text, 0)
        if sign in ("{", "["):
            yield from _members(held.text, start, node, after)
            return
    lines = _lines(held, width)
    first = after.step + 1 if after is not None and isinstance(after.step, int) else 0
    base = (*node.base, node.end or len(node.source))
    for number, line in enumerate(lines[first:], first):
        yield Node("", number, NodeKind.LINE, node, number, None, base, node.depth + 1, line)


def _members(text: str, at: int, parent: Node, after: Node | None) -> Iterator[Node]:
    is_object = text[at] == "{"
    closer = "}" if is_object else "]"
    base = parent.base if parent.source is text else (*parent.base, parent.end or len(parent.source))
    child = after
    index = 0 if after is None else after.step + 1 if isinstance(after.step, int) else 0
    at, sign = _after_space(text, at + 1)
    if after is None and sign == closer:
        return
    while True:
        if child is not None:
            end = child.end
            at, sign = _after_space(text, end if end is not None else len(text))
            if end is not None and sign == closer:
                if parent.source is text:
                    parent.ends_at(at + 1)
                return
            if end is None or sign != ",":
                break
            at, sign = _after_space(text, at + 1)
        child = _member(text, at, parent, base, None if is_object else index)
        if child is None:
            break
        yield child
        index += 1
    if child is None or child.kind is not NodeKind.BROKEN:
        yield Node(text, at, NodeKind.BROKEN, parent, None, None, base, parent.depth + 1)


def _member(text: str, at: int, parent: Node, base: Place, index: int | None) -> Node | None:
    """Return the member at a place; None: there is none."""
    step: str | int | None = index
    key_start = None
    if index is None:
        if text[at : at + 1] != '"':
            return None
        try:
            step, end = scanstring(text, at + 1, False)
        except ValueError:
            return None
        colon, sign = _after_space(text, end)
        if sign != ":":
            return None
        key_start, (at, sign) = at, _after_space(text, colon + 1)
    kind = _KINDS.get(text[at : at + 1]) or (NodeKind.PLAIN if _PLAIN.match(text, at) else None)
    return None if kind is None else Node(text, at, kind, parent, step, key_start, base, parent.depth + 1)


def _after_space(text: str, at: int) -> tuple[int, str]:
    """Return the first place from `at` on where no white space stands, and what stands there; empty: the end."""
    sign = text[at : at + 1]
    if sign not in _BLANKS or not sign:
        return at, sign
    match = _SPACE.match(text, at)
    at = match.end() if match is not None else at
    return at, text[at : at + 1]


def _skipped(_number: str) -> int:
    return 0


_skip_value = json.JSONDecoder(strict=False, parse_int=_skipped, parse_float=_skipped).scan_once  # type: ignore[attr-defined]


def _end_of(text: str, start: int, kind: NodeKind) -> int | None:
    if kind is NodeKind.PLAIN:
        match = _PLAIN.match(text, start)
        return match.end() if match is not None else None
    if kind in (NodeKind.LINE, NodeKind.BROKEN):
        return None
    try:
        end: int = _skip_value(text, start)[1]
    except (ValueError, StopIteration, RecursionError):
        return None
    return end


def _held(node: Node) -> Held | None:
    if node.is_base64:
        content = standard_bytes(node.text)
        if not content:
            return None
        form = form_of(content)
        text = content[: LINES_MAX * 16] if form is ContentForm.HEX else content
        return Held(
            readable(text, form) if form is ContentForm.HEX else content.decode(), form, len(content), is_encoded=True
        )
    written = node.written
    if len(written) < LONG_FROM and "\\n" not in written:
        return None
    text_of = node.text
    return Held(text_of, ContentForm.TEXT, len(text_of.encode(errors="replace")), is_encoded=False)


def _lines(held: Held, width: int) -> list[str]:
    shown = visible(held.text[:HELD_SHOWN_MAX], limit=HELD_SHOWN_MAX, multiline=True).expandtabs(4)
    lines: list[str] = []
    for line in shown.split("\n"):
        lines += [row.plain for row in Content(line).wrap(max(width, 8))] or [""]
        if len(lines) > LINES_MAX:
            break
    if len(lines) > LINES_MAX or len(held.text) > HELD_SHOWN_MAX:
        return [*lines[:LINES_MAX], "… shown in part; c copies all of it"]
    return lines
