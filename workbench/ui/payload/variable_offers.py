"""What can be typed behind `${` in a payload: the names that are known, and parts of answers. No widgets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.payload_text.variables import OPENING
from workbench.ui.editor.offers import CompletionOffer, Offers
from workbench.ui.editor.typing_rules import in_string
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.variable_values import KnownVariables

_LINE_MAX: Final = 4_000
"""Characters of a line before the cursor that are looked at."""
_REST: Final = re.compile(r'[^"}\n]*\}?')
_SECRET: Final = "secret: of the environment; shown and kept as its name"
_SHOWN_MAX: Final = 60
_PARTS_MAX: Final = 100
"""Members of an answer that are offered."""


def variable_offers(text: str, cursor: int, known: KnownVariables | None) -> Offers | None:
    """Return what can stand in the variable at a cursor; None: there is none.

    Args:
        text: What stands in the editor.
        cursor: Characters before the cursor.
        known: What variables can become; None: nothing is known yet.
    """
    first = max(text.rfind("\n", 0, cursor) + 1, cursor - _LINE_MAX)
    before = text[first:cursor]
    at = before.rfind(OPENING)
    if at < 0 or "}" in before[at:] or before[:at].endswith("$") or not in_string(before[:at]):
        return None
    rest = _REST.match(text, cursor)
    end = rest.end() if rest is not None else cursor
    offers = tuple(_offers(known)) if known is not None else ()
    return Offers(first + at, end, offers, before[at + len(OPENING) :], "a variable")


def _offers(known: KnownVariables) -> Iterator[CompletionOffer]:
    secret = known.values.secret
    for name, value in sorted(known.values.known.items()):
        meaning = _SECRET if name in secret else f"{visible(value, limit=_SHOWN_MAX)}: of [variables]"
        yield _whole(name, meaning)
    for (function, document), answer in known.answers.items():
        of = f"{function}/{document}" if document else function
        for pointer in _pointers(answer):
            yield _whole(f"response:{of}:{pointer}", "of the last good answer in this run")
    for function in WIRE_FUNCTIONS:
        if (function, "") not in known.answers:
            yield _begun(f"response:{function}:/", "a part of its answer, once there is a good one")


def _pointers(answer: Any) -> Iterator[str]:
    yield ""
    if isinstance(answer, dict):
        for key in islice(answer, _PARTS_MAX):
            if '"' not in key and "\\" not in key and "}" not in key and key.isprintable():
                yield "/" + key.replace("~", "~0").replace("/", "~1")


def _whole(label: str, meaning: str) -> CompletionOffer:
    written = json.dumps(f"{OPENING}{label}}}", ensure_ascii=False)[1:-1]
    return CompletionOffer(label, written, len(written), meaning=meaning)


def _begun(label: str, meaning: str) -> CompletionOffer:
    written = f"{OPENING}{label}}}"
    return CompletionOffer(label, written, len(written) - 1, meaning=meaning)
