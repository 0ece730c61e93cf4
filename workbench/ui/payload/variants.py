"""Broken variants of a payload, one after the other, and what is to be expected of each. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.drawing.json_layout import readable
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.protocol.json.parsing import JsonValue, Steps

TEXT_MAX = 262_144
"""Characters of the largest payload of which variants are made."""
_LABEL_MAX = 160


@dataclass(frozen=True, slots=True)
class Variant:
    """A payload with one thing changed."""

    function: str
    base: str
    """The payload that it is a variant of, as it was typed."""
    text: str
    number: int
    """From 1."""
    total: int
    label: str
    """What was done, and where: `missing field at $.request.method`."""
    expected: str
    """Who says what of it."""
    place: tuple[int, int]
    """Line and column of what was changed, from 0."""

    @property
    def sentence(self) -> str:
        """What is said of it."""
        return f"{self.number:,} of {self.total:,}: {self.label}. {self.expected}"


def next_variant(function: str, text: str, previous: Variant | None, width: int = 0) -> Variant | None:
    """Return the next variant of a payload; behind the last one the first.

    Args:
        function: The wire function.
        text: What stands in the editor: a variant is followed by the next one of the same payload.
        previous: The variant that was made last; None: there is none.
        width: Cells of a line in the editor; 0 means any.

    Returns:
        None when the text is no request of the function, or too large: there is nothing to be broken.
    """
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415 - the first frame does not need it
    from workbench.protocol.wire.mutation import count_mutations, mutations  # noqa: PLC0415

    goes_on = previous is not None and (previous.function, previous.text) == (function, text)
    base, number = (previous.base, previous.number) if previous is not None and goes_on else (text, 0)
    value = _request(function, base)
    if value is None:
        return None
    wire_type = request_type(function)
    total = count_mutations(wire_type, value)
    mutation = next(mutations(wire_type, value, [number]))
    laid_out = _text_of(mutation.value, width)
    return Variant(
        function,
        base,
        laid_out,
        number % total + 1,
        total,
        visible(mutation.label, limit=_LABEL_MAX),
        _expected(function, mutation.value),
        _place(laid_out, mutation.steps),
    )


def _request(function: str, text: str) -> JsonValue:
    """Return the request that a text is; None: it is none."""
    from workbench.protocol.dispatch import VERSION_FIELD  # noqa: PLC0415
    from workbench.protocol.json import parsing  # noqa: PLC0415
    from workbench.protocol.wire.decode import DecodeError, from_value  # noqa: PLC0415
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415

    if len(text) > TEXT_MAX:
        return None
    try:
        value = parsing.parse(text)
        if not isinstance(value, dict):
            return None
        value.pop(VERSION_FIELD, None)
        return from_value(request_type(function), value)
    except (parsing.JsonTextError, DecodeError):
        return None


def _expected(function: str, value: JsonValue) -> str:
    from workbench.protocol.wire.decode import DecodeError, from_value  # noqa: PLC0415
    from workbench.protocol.wire.messages import request_type  # noqa: PLC0415

    if not isinstance(value, dict):
        return "It is not sent: stage request_envelope requires a JSON object."
    try:
        from_value(request_type(function), value)
    except DecodeError as fault:
        policy = WIRE_FUNCTIONS[function].policy.value
        found = visible(f"{fault.path}: expected {fault.expected}, found {fault.found}", limit=_LABEL_MAX)
        return f"No host sends it ({found}). The plugin should refuse it: plugin_call, {policy}."
    return "A host may send it: the plugin should answer."


def _text_of(value: JsonValue, width: int) -> str:
    return readable(json.dumps(value, ensure_ascii=False), width)


def _place(text: str, steps: Steps) -> tuple[int, int]:
    """Return line and column of a part; of one that was taken away those of what held it."""
    from workbench.protocol.json.spans import Span, spans  # noqa: PLC0415

    found = spans(text, [steps, steps[:-1]])
    occurrences = found.get(steps) or found.get(steps[:-1]) or [Span(0, len(text))]
    span = occurrences[-1]
    at = span.start if span.key_start is None else span.key_start
    return text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1)
