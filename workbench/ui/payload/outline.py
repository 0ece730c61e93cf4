"""The parts of a payload or an answer by their paths, and where each stands.

Of a payload with an error, what is complete before it. Both go on into the JSON of base64 values: in a payload into
that of its own values, in an answer into all that those hold, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.protocol.payload_text.pointers import steps_of
from workbench.ui.drawing.base64_content import standard_bytes
from workbench.ui.drawing.json_nodes import Node, NodeKind
from workbench.ui.drawing.json_tree import JsonTree, lineage_of
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.protocol.json.parsing import Steps

PARTS_MAX = 5_000
"""Parts that are listed; any part is found by its path."""
_PREVIEW_MAX = 60
_HOLDING = "_base64"
"""How keys of base64 values end."""
_DOTTED = re.compile(r"\[(\d+)\]|\.?([^.\[\]/]+)")


class OutlinePart(NamedTuple):
    """One part of a payload."""

    steps: Steps
    pointer: str
    """As a JSON pointer: `/request/headers/0/name`; `/` for the whole."""
    preview: str
    """How the value begins, or how much is in it."""
    inside: Steps | None = None
    """The base64 value of the payload that it stands in; None: it stands in the text itself."""


class ListedParts:
    """Parts that are found by their paths."""

    parts: list[OutlinePart]
    """In the order of the text, at most `PARTS_MAX`."""

    def matching(self, wanted: str) -> list[OutlinePart]:
        """Return the parts whose path begins with what is wanted, then those that hold it; one by its exact path."""
        pointer = pointer_of(wanted)
        exact = self._at(pointer) if pointer else None
        words = wanted.casefold()
        beginning = [one for one in self.parts if pointer and one.pointer.startswith(pointer) and one != exact]
        known = {one.steps for one in beginning} | ({exact.steps} if exact is not None else set())
        holding = [one for one in self.parts if words in one.pointer.casefold() and one.steps not in known]
        return [*([exact] if exact is not None else []), *beginning, *holding]

    def nearest(self, wanted: str) -> str:
        """Return the longest beginning of a path that there is, as a JSON pointer; `/` for the whole."""
        pointer = pointer_of(wanted)
        while pointer.count("/") > 1:
            pointer = pointer.rpartition("/")[0]
            if self._at(pointer) is not None:
                return pointer
        return "/"

    def _at(self, pointer: str) -> OutlinePart | None:
        """Return the part at a JSON pointer; None: there is none."""
        raise NotImplementedError


class AnswerOutline(ListedParts):
    """The parts of an answer, valid or not, also of what its base64 values hold."""

    def __init__(self, text: str) -> None:
        """List the first parts; any is found by its path."""
        self._tree = JsonTree(text)
        self._tree.unfold_all(0)
        self._tree.grow(PARTS_MAX)
        skipped = NodeKind.LINE, NodeKind.BROKEN
        self.parts = [_listed(node) for node in self._tree.rows if node.kind not in skipped]

    def _at(self, pointer: str) -> OutlinePart | None:
        steps = steps_of(pointer) if pointer != "/" else []
        node, taken = self._tree.nearest(steps)
        return _listed(node) if taken == len(steps) else None


def _listed(node: Node) -> OutlinePart:
    steps = tuple(one.step for one in lineage_of(node) if one.step is not None)
    # Its end is looked for in what is shown alone: else a part of megabytes would be read for each that it stands in.
    shown = Node(node.source[node.start : node.start + _PREVIEW_MAX], 0, node.kind).written
    return OutlinePart(steps, node.pointer or "/", visible(shown, limit=_PREVIEW_MAX))


class Outline(ListedParts):
    """The parts of one payload."""

    def __init__(self, text: str) -> None:
        from workbench.protocol.json.parsing import JsonTextError, parse  # noqa: PLC0415 - few ask for it
        from workbench.protocol.json.prefix import complete_prefix  # noqa: PLC0415
        from workbench.protocol.wire.problem import offset_of  # noqa: PLC0415

        self._text = text
        try:
            self._value = parse(text)
        except JsonTextError as error:
            self._text = complete_prefix(text, offset_of(error, text)).text
            self._value = parse(self._text) if self._text else None
        self.parts = list(_parts(self._value)) if self._text else []

    def place(self, steps: Steps) -> tuple[int, int]:
        """Return line and column of a part of the text, from 0: of its key, or of the value where it has none."""
        from workbench.protocol.json.spans import spans  # noqa: PLC0415

        found = spans(self._text, [steps]).get(steps)
        if not found:
            return 0, 0
        at = found[-1].start if found[-1].key_start is None else found[-1].key_start
        return self._text.count("\n", 0, at), at - (self._text.rfind("\n", 0, at) + 1)

    def _at(self, pointer: str) -> OutlinePart | None:
        value: Any = self._value
        steps: list[str | int] = []
        inside: Steps | None = None
        for name in pointer.split("/")[1:] if pointer != "/" else []:
            key = name.replace("~1", "/").replace("~0", "~")
            held = _held(steps[-1] if steps else None, value) if inside is None else None
            if held is not None:
                value, inside = held, tuple(steps)
            if isinstance(value, dict) and key in value:
                value = value[key]
                steps.append(key)
            elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
                value = value[int(name)]
                steps.append(int(name))
            else:
                return None
        return OutlinePart(tuple(steps), pointer, _preview(value), inside) if pointer else None


def pointer_of(wanted: str) -> str:
    """Return a path as a JSON pointer, however it is written: `/a/0`, `a[0]`, `$.a[0]`. Empty for none."""
    if not wanted or wanted.startswith("/"):
        return wanted.rstrip("/") or wanted[:1]
    steps = [number or name for number, name in _DOTTED.findall(wanted.removeprefix("$"))]
    return "".join("/" + one.replace("~", "~0") for one in steps)


def _parts(value: Any) -> Iterator[OutlinePart]:
    """Yield the parts of a value, each before what is in it."""
    waiting: list[tuple[Steps, str, Any, Steps | None]] = [((), "", value, None)]
    count = 0
    while waiting and count < PARTS_MAX:
        steps, pointer, one, inside = waiting.pop()
        yield OutlinePart(steps, pointer or "/", _preview(one), inside)
        count += 1
        held = _held(steps[-1] if steps else None, one) if inside is None else None
        if held is not None:
            one, inside = held, steps
        children: Iterator[tuple[str | int, Any]] = iter(())
        if isinstance(one, dict):
            children = iter(one.items())
        elif isinstance(one, list):
            children = iter(enumerate(one[:PARTS_MAX]))
        inner = [((*steps, step), f"{pointer}/{_escaped(step)}", child, inside) for step, child in children]
        waiting += reversed(inner)


def _held(key: str | int | None, value: Any) -> Any:
    """Return the object or array that a base64 value holds as JSON; None: it holds none."""
    from workbench.protocol.json.parsing import JsonTextError, parse  # noqa: PLC0415 - as above

    if not isinstance(value, str) or not isinstance(key, str) or not key.endswith(_HOLDING):
        return None
    content = standard_bytes(value)
    if content is None or content[:1] not in (b"{", b"["):
        return None
    try:
        return parse(content.decode())
    except (UnicodeDecodeError, JsonTextError):
        return None


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _preview(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{len(value):,}}}"
    if isinstance(value, list):
        return f"[{len(value):,}]"
    if isinstance(value, str):
        return f'"{visible(value, limit=_PREVIEW_MAX)}"'
    return "null" if value is None else str(value).lower()
