"""Numbers as serde_json reads them, its inexact decimals included."""

from __future__ import annotations

import math

import pytest

from workbench.protocol.json.numbers import NumberError, decimal_value, integer_value, narrowed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("18446744073709551616", 18446744073709552000.0),
        ("-9223372036854775809", -9223372036854775808.0),
        ("9" * 400 + "0" * 0, None),
    ],
)
def test_an_integer_outside_of_u64_and_i64_is_a_float(text: str, value: float | None) -> None:
    if value is None:
        with pytest.raises(NumberError):
            integer_value(text)
    else:
        read = integer_value(text)
        assert (read, type(read)) == (value, type(value))


def test_minus_zero_is_a_float() -> None:
    assert math.copysign(1, integer_value("-0")) == -1.0
    assert math.copysign(1, decimal_value("-0.00")) == -1.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.602176634e-19", 1.6021766340000001e-19),
        ("2.4703282292062327e-324", 0.0),
        ("9.5e-323", 9.4e-323),
        ("0e99999999999", 0.0),
        ("1e-99999999999", 0.0),
        ("0.1e309", 1e308),
        ("100000000000000000000.", 1e20),
        ("0.30000000000000004", 0.30000000000000004),
    ],
)
def test_a_decimal_is_rounded_as_the_reference_rounds_it(text: str, value: float) -> None:
    assert decimal_value(text) == value


@pytest.mark.parametrize(
    "text", ["1e309", "1e400", "10e308", "1e99999999999", "1.", "18446744073709551619.3", "", "1.e5", "a" * 30]
)
def test_a_decimal_that_the_reference_rejects_is_rejected(text: str) -> None:
    with pytest.raises(NumberError):
        decimal_value(text)


@pytest.mark.parametrize(
    ("number", "single"),
    [
        (0.1, 0.10000000149011612),
        (1e39, math.inf),
        (-1e39, -math.inf),
        (2**60, 2.0**60),
        (2**60 + 2**36 + 1, 2.0**60 + 2**37),
    ],
)
def test_narrowing_rounds_once_and_overflows_to_infinity(number: float, single: float) -> None:
    assert narrowed(number) == single
