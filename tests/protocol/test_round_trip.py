"""Of a round trip that did not give back what went in, both texts are found, and where they differ first."""

from __future__ import annotations

import pytest

from workbench.protocol.round_trip import round_trip


@pytest.mark.parametrize(
    ("message", "first", "second", "offset", "heads"),
    [
        (
            'shape request: not the same after a round trip: {"a":1,"b":2} became {"a":1,"b":3}',
            '{"a":1,"b":2}',
            '{"a":1,"b":3}',
            11,
            ("2}", "3}"),
        ),
        (
            'assertion `left == right` failed\n  left: "{\\"a\\":\\"é\\"}"\n right: "{\\"a\\":\\"è\\"}"',
            '{"a":"é"}',
            '{"a":"è"}',
            7,
            ("\ufffd" + '"}', "\ufffd" + '"}'),
        ),
        ("wrote [1,2], read [1,2,3]", "[1,2]", "[1,2,3]", 4, ("]", ",3]")),
        ('in {"a":1}, out {"a":1,"b":null} {', '{"a":1}', '{"a":1,"b":null}', 6, ("}", ',"b":null}')),
    ],
)
def test_both_texts_and_their_first_difference_are_found(
    message: str, first: str, second: str, offset: int, heads: tuple[str, str]
) -> None:
    found = round_trip(message)
    assert found is not None
    assert (found.first, found.second, found.offset, found.heads) == (first, second, offset, heads)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "shape: it does not round-trip",
        'one text {"a":1}',
        'the same twice {"a":1} and {"a":1}',
        'three {"a":1} {"a":2} {"a":3}',
        'the field "url" is not "uri"',
        "[" * 8_000,
        '{"cut off": ',
    ],
)
def test_a_message_without_two_texts_has_none(message: str) -> None:
    assert round_trip(message) is None


def test_half_a_character_is_no_reason_to_fail() -> None:
    found = round_trip('["\ud800"] ["b"]')
    assert found is not None
    assert found.first == '["?"]'
