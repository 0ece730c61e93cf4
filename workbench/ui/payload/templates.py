"""Payloads to begin with: of each function the smallest one, what a running host sends, and one with every field.

Functions whose request holds what others answered have one more, made of variables.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final

from workbench.protocol.functions import WIRE_FUNCTIONS

if TYPE_CHECKING:
    from workbench.protocol.wire.types import Struct


def _minimal(function: str) -> str:
    from workbench.protocol.completion.snippets import value_snippet  # noqa: PLC0415 - few begin with one

    return value_snippet(_type(function)).text


def _typical(function: str) -> str:
    from workbench.protocol.wire.typical import typical_request  # noqa: PLC0415 - as above

    return json.dumps(typical_request(function), indent=2, ensure_ascii=False)


def _every_field(function: str) -> str:
    from workbench.protocol.completion.snippets import object_snippet  # noqa: PLC0415 - as above

    return object_snippet(_type(function), whole=True).text


def _answers(function: str) -> str:
    from workbench.protocol.wire.typical import typical_request  # noqa: PLC0415 - as above

    return json.dumps({**typical_request(function), **_TAKEN[function]}, indent=2, ensure_ascii=False)


def _type(function: str) -> Struct:
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415 - as above

    return request_type(function)


MEANINGS: Final = {
    "minimal": "the required fields, to be filled in",
    "typical": "what a running host sends",
    "every field": "the optional fields too, each null",
    "answers": "what the functions before it answered last, here or in the plugin beside this one",
}
"""What each template is, by its name."""
_MADE: Final[dict[str, Callable[[str], str]]] = {
    "minimal": _minimal,
    "typical": _typical,
    "every field": _every_field,
    "answers": _answers,
}
_TAKEN: Final = {
    "sign": {"shaped": "${response:shape:}", "signer_state": "${response:build_signer:/signer_state}"},
    "on_unauthorized": {"signer_state": "${response:build_signer:/signer_state}"},
}
"""Fields that a host fills with answers, by function."""


def names_of(function: str) -> tuple[str, ...]:
    """Return the names of a function's templates."""
    return tuple(name for name in MEANINGS if name != "answers" or function in _TAKEN)


@cache
def template(function: str, name: str) -> str:
    """Return the text of a template of a function."""
    return _MADE[name](function)


def templates(function: str, text: str) -> list[tuple[str, str]]:
    """Return function and name of the templates that hold each word of a text; without words those of the function.

    Those of a function that begins with the first word come first.
    """
    words = text.casefold().split()
    functions = tuple(WIRE_FUNCTIONS) if words else (function,)
    every = [(one, name) for one in functions if one in WIRE_FUNCTIONS for name in names_of(one)]
    found = [one for one in every if all(word in f"{one[0]}/{one[1]} template" for word in words)]
    return sorted(found, key=lambda one: bool(words) and not one[0].startswith(words[0]))
