"""JSON as the reference writes it."""

from __future__ import annotations

import json
import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol.wire.encode import canonical, compact, number_text
from workbench.protocol.wire.layer_messages import OFFER
from workbench.protocol.wire.parts import CACHE_SCORE, REQUEST


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (100.0, "100.0"),
        (-12.5, "-12.5"),
        (0.00001, "0.00001"),
        (0.000001, "1e-6"),
        (0.0000123, "0.0000123"),
        (0.00000123, "1.23e-6"),
        (123456789012345680.0, "1.2345678901234568e17"),
        (1234567890123456.0, "1234567890123456.0"),
        (9007199254740993.0, "9007199254740992.0"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e16"),
        (1.5e300, "1.5e300"),
        (5e-324, "5e-324"),
        (0.10000000149011612, "0.10000000149011612"),
    ],
)
def test_a_float_is_printed_as_ryu_prints_it(number: float, text: str) -> None:
    assert number_text(number) == text
    assert compact([number]) == f"[{text}]"


@given(st.integers(0, 2**64 - 1).map(lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0]))
def test_a_printed_float_reads_back(number: float) -> None:
    if math.isfinite(number):
        assert float(number_text(number)) == number


def test_keys_are_sorted_by_code_point_and_nothing_is_escaped_without_need() -> None:
    value = {"é": 1, "b": {"z": None, "A": True}, "\U0001f600": "\x7f\u2028</", "a": '"\\\b\f\n\r\t\x00\x1f'}
    assert compact(value) == (
        '{"a":"\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f","b":{"A":true,"z":null},"é":1,"😀":"\x7f\u2028</"}'
    )
    assert compact({**value, "f": [1.5, [], {}, "\n"]}).endswith('"f":[1.5,[],{},"\\n"],"é":1,"😀":"\x7f\u2028</"}')


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": "\ud800", "a": 1}, '{"a":1,"b":"\ud800"}'),
        ({"b": 2**64, "a": -(2**63) - 1}, f'{{"a":{-(2**63) - 1},"b":{2**64}}}'),
        ({"b": "é\x7f", "a": ("x", [])}, '{"a":["x",[]],"b":"é\x7f"}'),
    ],
)
def test_what_no_message_may_hold_is_written_all_the_same(value: object, text: str) -> None:
    """A payload that was typed by hand is shown and sent as it is."""
    assert compact(value) == text


def test_127_levels_are_written() -> None:
    text = '{"b":' * 127 + "1" + "}" * 127
    assert compact(json.loads(text)) == text


def test_infinite_floats_become_null() -> None:
    assert compact({"confidence": math.inf, "x": -math.inf}) == '{"confidence":null,"x":null}'


def test_layer_messages_keep_field_order_with_maps_and_sets_sorted() -> None:
    offer = {
        "host_capabilities": {"b", "a"},
        "function_versions": {"shape": [2, 1], "filter": [1]},
        "envelope_version": 1,
        "handshake_schema_version": 1,
    }
    assert canonical(OFFER, offer) == (
        '{"handshake_schema_version":1,"envelope_version":1,"function_versions":{"filter":[1],"shape":[2,1]},'
        '"host_capabilities":["a","b"]}'
    )


def test_wire_messages_have_all_keys_sorted() -> None:
    assert next(iter(REQUEST.by_name)) == "request_id"
    assert canonical(REQUEST, {"request_id": "", "headers": [], "body_base64": ""}).startswith('{"body_base64"')
    assert canonical(CACHE_SCORE, {"confidence": 1.0}) == '{"confidence":1.0}'


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.0, "0.0"), (-0.0, "-0.0"), (1e16, "1e16"), (1.5e300, "1.5e300"), (-2.5e-7, "-2.5e-7"), (1e-5, "0.00001"),
     (123456789012345680.0, "1.2345678901234568e17")],
)  # fmt: skip
def test_floats_are_printed_as_the_reference_does(number: float, written: str) -> None:
    assert number_text(number) == written
