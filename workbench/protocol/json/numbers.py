"""What a number of a JSON text is, as the reference reads it (PROTOCOL.md section 13).

The reference does not round long decimals correctly, and takes two odd forms of integers above 20 digits; both are
kept, since they change values and verdicts. Owns numbers only: where one stands in a text is the scanner's business.
"""

from __future__ import annotations

import math
import re
import struct
from typing import Final

_U64_MAX: Final = 2**64 - 1
_I64_MIN_MAGNITUDE: Final = 2**63
_I32_MAX: Final = 2**31 - 1
_COMMON_CHARACTERS: Final = 20
"""So many characters of a decimal, point included, hold at most 19 digits, which fit u64."""
_POWERS: Final = tuple(float(f"1e{exponent}") for exponent in range(309))
_F32: Final = struct.Struct("<f")
_F64_SIGNIFICANT_BITS: Final = 53

NUMBER: Final = re.compile(
    r"(-?)(0|[1-9][0-9]*)(?:(\.)([0-9]*))?(?:[eE]([+-]?)([0-9]+))?",
)
"""A number, and also `1.`, which `decimal_value` rejects."""


_SHORT_EXPONENT: Final = 6
"""Above so many characters an exponent is looked at more closely."""


class NumberError(ValueError):
    """A number of right form that the reference rejects. The text says what was expected."""


def integer_value(text: str) -> int | float:
    """Return the value of an integer as it is written; outside of u64 and i64 it becomes a float.

    `-0` is the float -0.0. Raises NumberError for a number beyond f64.
    """
    if len(text) < _COMMON_CHARACTERS and text != "-0":
        return int(text)
    digits = text.removeprefix("-")
    negative = len(digits) != len(text)
    significand, taken = _fitting(digits)
    if taken < len(digits):
        magnitude = _scaled(significand, len(digits) - taken)
    elif negative and not 0 < significand <= _I64_MIN_MAGNITUDE:
        magnitude = float(significand)
    else:
        return -significand if negative else significand
    return -magnitude if negative else magnitude


def decimal_value(text: str) -> float:
    """Return the value of a number with a fraction or an exponent, rounded as the reference does.

    Raises:
        NumberError: It is beyond f64, or has no digit after the point.
    """
    if len(text) <= _COMMON_CHARACTERS and not text.endswith("."):
        point_at = text.find(".")
        if point_at < 0:
            digits, letter, exponent_text = text.partition("e" if "e" in text else "E")
            if letter and len(exponent_text) < _SHORT_EXPONENT:
                magnitude = _scaled(abs(int(digits)), int(exponent_text))
                return -magnitude if text[0] == "-" else magnitude
        elif "e" not in text and "E" not in text:
            # One rounding, as the reference does it; -0.0 keeps its sign.
            fraction_digits = len(text) - point_at - 1
            return int(text.replace(".", "")) / _POWERS[fraction_digits] or (-0.0 if text[0] == "-" else 0.0)
    match = NUMBER.fullmatch(text)
    if match is None:
        raise NumberError("a number")
    minus, whole, point, fraction, exponent_sign, exponent_digits = match.groups()
    significand, taken = _fitting(whole)
    exponent = len(whole) - taken
    if point:
        significand, exponent = _with_fraction(significand, exponent, fraction)
    if exponent_digits:
        stripped = exponent_digits.lstrip("0")
        written = int(stripped[:11] or "0")
        if written > _I32_MAX:
            magnitude = _beyond_exponents(significand, exponent_sign)
        else:
            magnitude = _scaled(significand, exponent + (-written if exponent_sign == "-" else written))
    else:
        magnitude = _scaled(significand, exponent)
    return -magnitude if minus else magnitude


def narrowed(number: float) -> float:
    """Return the f32 nearest to a number, as a float; infinite beyond the range of f32.

    An integer is rounded once, not by way of f64.
    """
    if isinstance(number, int):
        number = _rounded_to_odd(number)
    try:
        (single,) = _F32.unpack(_F32.pack(number))
    except OverflowError:
        return math.copysign(math.inf, number)
    return float(single)


def _rounded_to_odd(number: int) -> float:
    """Return the f64 of an integer such that a second rounding to f32 gives what a single one would."""
    magnitude = abs(number)
    excess = magnitude.bit_length() - _F64_SIGNIFICANT_BITS
    if excess > 0:
        kept = magnitude >> excess
        if kept << excess != magnitude:
            kept |= 1
        magnitude = kept << excess
    return math.copysign(float(magnitude), number)


def _fitting(digits: str) -> tuple[int, int]:
    """Return the longest prefix of the digits that fits u64, and its length. They have no leading zero."""
    if len(digits) < 20:
        return int(digits), len(digits)
    whole = int(digits[:20])
    if whole <= _U64_MAX:
        return whole, 20
    return int(digits[:19]), 19


def _with_fraction(significand: int, exponent: int, fraction: str) -> tuple[int, int]:
    """Take in the digits after the point as far as they fit; return significand and exponent.

    The reference tests for a missing digit by the exponent alone. So `100000000000000000000.` passes, and
    `18446744073709551619.3`, whose exponent comes out as 0, does not.
    """
    taken = len(fraction) - len(fraction.lstrip("0")) if significand == 0 else 0
    overflow = False
    for digit in fraction[taken : taken + 20]:
        extended = significand * 10 + int(digit)
        overflow = extended > _U64_MAX
        if overflow:
            break
        significand = extended
        taken += 1
    else:
        overflow = taken < len(fraction)
    exponent -= taken
    if exponent == 0 and not overflow:
        raise NumberError("a digit after the decimal point")
    return significand, exponent


def _beyond_exponents(significand: int, exponent_sign: str) -> float:
    if significand and exponent_sign != "-":
        raise NumberError("a number within f64")
    return 0.0


def _scaled(significand: int, exponent: int) -> float:
    """Return significand times ten to the exponent, in the steps that the reference takes."""
    value = float(significand)
    while exponent < -308 and value:
        value /= 1e308
        exponent += 308
    if not value:
        return value
    if exponent < 0:
        return value / _POWERS[-exponent]
    if exponent > 308 or math.isinf(value := value * _POWERS[exponent]):
        raise NumberError("a number within f64")
    return value
