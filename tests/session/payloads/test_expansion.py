"""What the variables of a payload become in a session, and what is wrong with those that become nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.session.payloads.expansion import expansion_of, problems_in, shown
from workbench.session.values.variable_values import KnownVariables, VariableValues

KNOWN = KnownVariables(
    VariableValues({"HOST": "api", "BOTH": "plain"}, {"KEY": "sk-1234567890", "BOTH": "secret-9876"}),
    {("sign", ""): {"state": {"n": 1}, "b": base64.b64encode(b'{"in": [7]}').decode()}, ("sign", "one"): {"state": 2}},
)


def problems(text: str, known: KnownVariables = KNOWN) -> list[str]:
    return [str(one.error) for one in problems_in(text, "a", known)]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('{"a": "https://${HOST}/"}', '{"a": "https://api/"}'),
        ('{"a": "${KEY}", "b": "${BOTH}"}', '{"a": "sk-1234567890", "b": "secret-9876"}'),
        ('{"a": "${response:sign:/state}"}', '{"a": {"n":1}}'),
        ('{"a": "${response:sign/one:/state}"}', '{"a": 2}'),
        ('{"a": "$${KEY}"}', '{"a": "${KEY}"}'),
        ('{"a": "${NONE} ${HOST}", "b": "${HOST}"}', '{"a": "${NONE} ${HOST}", "b": "api"}'),
        ('{"a": "${response:shape:/x}"}', '{"a": "${response:shape:/x}"}'),
        ('{"a": "${HOST}"', '{"a": "${HOST}"'),
    ],
)
def test_a_string_becomes_what_is_sent_or_stays_as_it_is(text: str, sent: str) -> None:
    assert expansion_of(text, KNOWN).text == sent


def test_what_has_no_value_is_a_problem_at_the_place_of_its_string() -> None:
    text = '{"a": ["${HOST}", "${HOSTS}"], "b": "${response:shape:/x}", "c": "${response:sign:/none}"}'
    found = list(problems_in(text, "a", KNOWN))
    assert [text[slice(*one.use.span)] for one in found] == [
        '"${HOSTS}"',
        '"${response:shape:/x}"',
        '"${response:sign:/none}"',
    ]
    assert problems(text) == [
        "a, /a/1: expected a value for HOSTS, found none in the payload folder's .env, under [variables], or in an "
        "environment that was opened; did you mean 'HOST'?",
        "a, /b: expected a value for ${response:shape:/x}, found no good answer yet: dispatch shape first",
        "a, /c: expected a value for ${response:sign:/none}, found nothing there in the last good answer",
    ]


def test_each_character_of_what_is_sent_has_a_place_in_what_was_typed() -> None:
    text = '{"a": "${KEY}", "b": 1, "c": "${HOST}", "d": 2}'
    expansion = expansion_of(text, KNOWN)
    for number in "12":
        assert (
            text[expansion.typed_at(expansion.text.index(f"{number}}}" if number == "2" else f"{number},"))] == number
        )
    inside = expansion.text.index("4567")
    assert expansion.typed_at(inside) == text.index('"${KEY}"')
    piece = expansion.piece_at(inside)
    assert piece is not None
    assert not piece.is_open


@given(st.dictionaries(st.text(max_size=8), st.sampled_from(["${HOST}", "${KEY}x", "${NO}", "plain", "$${A}"])))
def test_pieces_account_for_every_difference(value: dict[str, str]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    expansion = expansion_of(text, KNOWN)
    rebuilt, end = "", 0
    for piece in expansion.pieces:
        rebuilt += text[end : piece.typed[0]] + expansion.text[slice(*piece.sent)]
        end = piece.typed[1]
    assert rebuilt + text[end:] == expansion.text


@pytest.mark.parametrize("hidden", ["sk-1234567890", "secret-9876", base64.b64encode(b"sk-1234567890").decode()])
def test_what_is_shown_holds_no_secret_value_whatever_it_comes_from(hidden: str) -> None:
    answer: Any = {"key": "sk-1234567890", "b": base64.b64encode(b"sk-1234567890").decode()}
    known = KnownVariables(KNOWN.values, {("sign", ""): answer}, sent=(("KEY", "sk-1234567890"),))
    text = '{"a": "${BOTH}", "b": "${response:sign:}"}'
    assert hidden in expansion_of(text, known).text
    assert hidden not in shown(text, known)
