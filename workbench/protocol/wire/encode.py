"""Wire values to compact JSON, byte for byte as the reference writes it (PROTOCOL.md sections 5, 8 and 13).

Owns order of keys, escapes and the printing of numbers. Expects values as `decode` gives them; checks nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any, Final

from workbench.protocol.json.quick_json import quick_json
from workbench.protocol.wire.types import (
    ArrayOf,
    KeyOrder,
    ListOf,
    MapOf,
    Presence,
    Scalar,
    SetOf,
    Struct,
    TaggedUnion,
    WireType,
)

_LITERALS: Final = {None: "null", True: "true", False: "false"}
_FIXED_EXPONENTS: Final = range(-4, 17)
"""Where the decimal point may stand, counted from the first digit, in a number without an exponent."""

_write_in_order: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode
_write_any_sorted: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode


def _write_sorted(value: Any) -> str:
    """Write a value without floats, the keys of every object sorted."""
    quick = quick_json()
    if quick is None:
        return _write_any_sorted(value)
    try:
        text: str = quick.dumps(value, option=quick.OPT_SORT_KEYS).decode()
        return text
    except TypeError:
        # Surrogates, deep nesting, integers beyond 64 bits: payloads typed by hand may hold them.
        return _write_any_sorted(value)


def canonical(wire_type: WireType, value: Any) -> str:
    """Return the JSON that the reference writes for a decoded value.

    Identity, offer, accept, self-check and metadata keep the order of their fields, with maps and sets sorted; in
    all other types the keys of every object are sorted. Sets may be any iterable of strings.
    """
    if isinstance(wire_type, Struct) and wire_type.key_order is KeyOrder.DECLARED:
        return _write_in_order(_ordered(wire_type, value))
    return compact(value) if _may_hold_float(wire_type) else _write_sorted(value)


def compact(value: Any) -> str:
    """Return the compact JSON of a plain value, the keys of every object sorted. Infinite numbers become null."""
    if _holds_float(value):
        parts: list[str] = []
        _write(value, parts.append)
        return "".join(parts)
    return _write_sorted(value)


def number_text(number: float) -> str:
    """Return a finite float as the reference prints it: `1e16`, `0.00001`, `1.0`, `-0.0`."""
    written = repr(number)
    if "e" not in written:
        return written
    mantissa, _, exponent = written.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    digits, point = whole + fraction, 1 + int(exponent)
    if point not in _FIXED_EXPONENTS:
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{tail}e{point - 1}"
    # Larger numbers within the range `repr` writes without an exponent.
    return f"{sign}0.{'0' * -point}{digits}"


def _ordered(wire_type: WireType, value: Any) -> Any:
    """Return the value with fields in declaration order, maps and sets sorted."""
    match wire_type:
        case Struct(_, fields):
            return {
                field.name: None if value.get(field.name) is None else _ordered(field.type, value[field.name])
                for field in fields
                if field.presence is not Presence.OMITTABLE or value.get(field.name) is not None
            }
        case MapOf(item):
            return {key: _ordered(item, value[key]) for key in sorted(value)}
        case SetOf():
            return sorted(set(value))
        case ListOf(item):
            return [_ordered(item, one) for one in value]
        case _:
            return value


def _may_hold_float(wire_type: WireType) -> bool:
    """Say whether a value of a type may hold a float, so that one has to look for it."""
    # By identity, as decoders are known.
    known = _FLOATS.get(id(wire_type))
    if known is None:
        known = _FLOATS[id(wire_type)] = (wire_type, _looks_for_float(wire_type))
    return known[1]


_FLOATS: Final[dict[int, tuple[WireType, bool]]] = {}
"""By identity of the type, which is kept beside the answer: as long as it lives no other one has its identity."""


def _looks_for_float(wire_type: WireType) -> bool:
    match wire_type:
        case Struct():
            return any(_looks_for_float(field.type) for field in wire_type.fields)
        case TaggedUnion():
            return any(_looks_for_float(variant) for variant in wire_type.by_tag.values())
        case ListOf(item) | SetOf(item) | ArrayOf(item) | MapOf(item):
            return _looks_for_float(item)
    return wire_type in (Scalar.F32, Scalar.F64, Scalar.JSON)


def _holds_float(value: Any) -> bool:
    level = [value]
    while level:
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(item.values())
            elif isinstance(item, (list, tuple)):
                deeper.extend(item)
            elif isinstance(item, float):
                return True
        level = deeper
    return False


def _write(value: Any, put: Callable[[str], None]) -> None:
    if isinstance(value, str):
        put(encode_basestring(value))
    elif value is None or isinstance(value, bool):
        put(_LITERALS[value])
    elif isinstance(value, float):
        put(number_text(value) if math.isfinite(value) else "null")
    elif isinstance(value, int):
        put(str(value))
    elif isinstance(value, dict):
        separator = "{"
        for key in sorted(value):
            put(f"{separator}{encode_basestring(key)}:")
            _write(value[key], put)
            separator = ","
        put("}" if value else "{}")
    else:
        separator = "["
        for item in value:
            put(separator)
            _write(item, put)
            separator = ","
        put("]" if value else "[]")
