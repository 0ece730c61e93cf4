"""A row of a JSON tree as it is drawn: sign, key, value, and what base64 holds in short. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from textual.content import Content

from workbench.ui.drawing import styles
from workbench.ui.drawing.base64_content import ContentForm, summary_of
from workbench.ui.drawing.json_nodes import Held, Node, NodeKind
from workbench.ui.drawing.styles import grey, say
from workbench.ui.editor.highlight import STYLES, Ink
from workbench.visible import size, visible

FOLDED: Final = "▸"
OPEN: Final = "▾"
_KEY_MAX: Final = 200
_LOOKED_AT: Final = 400
"""Characters of a value that are looked at for one row."""
_COUNTED_MAX: Final = 4_096
"""Characters of an object or array up to which its beginning tells more than its size."""
BASE64_BEGUN: Final = 7
"""Characters of base64 that are shown, quotes included, beside what it holds: that is what is read."""
LITTLE: Final = 25
"""Bytes of a text below which it says more than its size."""
_SPACE: Final = re.compile(r"\s+")

FaultOf = Callable[[str], str | None]
"""Gives why a text is no base64, in words; None: it is."""


def row_content(node: Node, width: int, *, is_unfolded: bool, fault_of: FaultOf) -> Content:
    """Return a row of at most `width` cells; deep ones are indented no further than to a third of it."""
    indent, deepest = node.depth * 2, max(width // 3, 2)
    lead = " " * indent if indent <= deepest else f"{node.depth} ".rjust(deepest)
    sign = (OPEN if is_unfolded else FOLDED) if node.can_unfold else " "
    return say((lead, styles.GREY), (f"{sign} ", styles.GREY), _key(node), _value(node, is_unfolded, fault_of))


def node_summary(node: Node) -> str:
    """Return what a node is, in words: `string, 12 B`."""
    if node.kind in (NodeKind.LINE, NodeKind.BROKEN):
        return "" if node.parent is None else node_summary(node.parent)
    if node.kind is NodeKind.PLAIN:
        return "null" if node.written == "null" else "boolean" if node.written in ("true", "false") else "number"
    text = node.text if node.kind is NodeKind.STRING else node.written
    return f"{node.kind.value}, {size(len(text.encode(errors='replace')))}"


def _key(node: Node) -> Content:
    if node.kind in (NodeKind.LINE, NodeKind.BROKEN) or node.step is None:
        return Content()
    if isinstance(node.step, int):
        return grey(f"{node.step}: ")
    return say((f'"{visible(node.step, limit=_KEY_MAX)}"', STYLES[Ink.KEY]), (": ", STYLES[Ink.PUNCTUATION]))


def _value(node: Node, is_unfolded: bool, fault_of: FaultOf) -> Content:
    match node.kind:
        case NodeKind.LINE:
            return Content(node.line)
        case NodeKind.BROKEN:
            return say(("! no JSON from here on; raw shows what was written", styles.WARN))
        case NodeKind.STRING:
            return _string(node, is_unfolded, fault_of)
        case NodeKind.PLAIN:
            style = STYLES[Ink.CONSTANT if node.written in ("true", "false", "null") else Ink.NUMBER]
            return say((visible(node.written[:_LOOKED_AT]), style))
    return _container(node, is_unfolded)


def _container(node: Node, is_unfolded: bool) -> Content:
    if is_unfolded:
        return grey("{" if node.kind is NodeKind.OBJECT else "[")
    written = node.written
    if len(written) > _COUNTED_MAX:
        return grey(f"{'{…}' if node.kind is NodeKind.OBJECT else '[…]'}  {size(len(written.encode()))}")
    return grey(visible(_SPACE.sub(" ", written[:_LOOKED_AT])))


def _string(node: Node, is_unfolded: bool, fault_of: FaultOf) -> Content:
    string = STYLES[Ink.STRING]
    held = node.held
    if node.is_base64:
        fault = fault_of(node.text)
        if fault is not None:
            return say((_shown(node.written, 40), string), (f"  ! base64: {visible(fault)}", styles.WARN))
        if held is not None:
            return say(
                (_shown(node.written, BASE64_BEGUN), string),
                (f"  {styles.HINT} ", styles.GREY),
                _told(held, is_unfolded),
            )
    if is_unfolded and held is not None:
        return say((_shown(node.written, 40), string), (f"  {size(held.size_bytes)}", styles.GREY))
    return say((_shown(node.written, _LOOKED_AT), string))


def _told(held: Held, is_unfolded: bool) -> Content:
    about = grey(summary_of(held.form, held.size_bytes))
    if is_unfolded:
        return about
    short = visible(_SPACE.sub(" ", held.text[:_LOOKED_AT].strip()))
    if held.form is ContentForm.TEXT and held.size_bytes < LITTLE:
        return Content(short)
    return say(about, "  ", short)


def _shown(written: str, limit: int) -> str:
    """Return a string as it is written, quotes included; a long one without its end."""
    if len(written) <= limit:
        return visible(written, limit=limit)
    return f'{visible(written[: limit - 2])}…"'
