"""Members that are read many at a time are those that the exact scanner would have read one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.protocol.json import decoders, scanner
from workbench.protocol.json.decoders import RepeatedKeys, members_ahead
from workbench.protocol.json.scanner import DEPTH_MAX, JsonTextError, scan

MEMBERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text('ab,]}"\\é', max_size=4),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text('ab",', max_size=2), inner, max_size=5),
    max_leaves=20,
)
PIECES = st.sampled_from(
    ["{", "}", "[", "]", ",", ":", '"', '"a":', '"b":1,', "1,", "-0,", "1e400,", '"x",', "{},", "[[]],", "null,", " "]
)
TEXTS = (
    MEMBERS.map(json.dumps)
    | st.lists(PIECES, max_size=40).map("".join)
    | st.lists(PIECES).map(lambda pieces: f"[1,{''.join(pieces)}2,3]")
)


@contextmanager
def window(characters: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        for module in (scanner, decoders):
            patched.setattr(module, "WINDOW_CHARACTERS", characters)
        patched.setattr(scanner, "_PAUSE_CHARACTERS", 1)
        yield


def whole(value: Any) -> Any:
    """Return a value in which two that differ in repeated keys differ too."""
    if isinstance(value, RepeatedKeys):
        return [(key, whole(one)) for key, one in value.pairs]
    if isinstance(value, dict):
        return {key: whole(one) for key, one in value.items()}
    return [whole(one) for one in value] if isinstance(value, list) else repr(value)


def said_of(text: str, keep_repeated: bool) -> Any:
    try:
        return whole(scan(text, keep_repeated=keep_repeated))
    except JsonTextError as error:
        return error.offset, error.line, error.column, error.expected, error.found, error.path


@given(TEXTS, st.sampled_from([2, 3, 5, 8, 20]), st.booleans())
@example('{"b":1,"a":2,"b":3,{', 12, False)
@example('{"b":1,"a":2,"b":3,{', 12, True)
@example("[1, ,2,3,4,5,6]", 3, False)
@example('[1,[2],[3],"],",[4]x,5,6,7]', 8, False)
@example('[0,"\\u005d,",1,2,3,4,5,6,7]', 8, False)
@example("[0,1.,2,3,4,5,6,7,8,9]", 5, False)
@example('{"a":0,"b":{"c":1,"c":2,"d":"\\ud800"},"e":3}', 5, True)
@example('[0,{"a":1,"a":2}]', 20, True)
@example('{"a":1,"b":2,"c":3,"d":4,"e":{"f":5', 8, False)
@example('[0,[1,[2,"\\u",3],4,5],6,7,8,9]', 3, False)
def test_it_makes_no_difference_how_far_is_looked_ahead(text: str, characters: int, keep_repeated: bool) -> None:
    with window(10_000):
        exact = said_of(text, keep_repeated)
    with window(characters):
        assert said_of(text, keep_repeated) == exact


@pytest.mark.parametrize("extra", [0, 1])
def test_members_nest_no_deeper_than_there_is_room(extra: int) -> None:
    inner = DEPTH_MAX - 1 + extra
    text = "[0," + "[" * inner + "]" * inner + ",1" * 300 + "]"
    with window(300):
        assert (said_of(text, False)[-1] == "1") is (extra == 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,2,3", ([1, 2], "", 4)),
        (" 1 , [2] ,3", ([1, [2]], "", 10)),
        ('"\\n",2,', None),
        (",1,", None),
        (" ,1", None),
        ("1],2,", None),
        ("NaN,1", None),
        ("1e999,1", None),
        ("12", None),
    ],
)
def test_what_is_not_plain_is_left_alone(text: str, found: Any) -> None:
    assert members_ahead(text, 0, in_object=False, room=9, keep_repeated=False) == found


def test_members_of_objects_bring_the_last_key() -> None:
    text = '"b":1,"a":2,"b":3,'
    members, key, end = members_ahead(text, 0, in_object=True, room=9, keep_repeated=False) or ({}, "", 0)
    assert (members, key, end) == ({"b": 3, "a": 2}, "b", len(text))


@pytest.mark.parametrize("member", ["1", "-0", '{"a":1}', '"text"', '{"a":[1,{"b":[]}]}'])
def test_an_error_behind_many_members_is_found_without_reading_each(
    member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = 0
    begin = scanner._Scanner._begin

    def counting(scanner: Any, expected: str) -> Any:
        nonlocal begun
        begun += 1
        return begin(scanner, expected)

    monkeypatch.setattr(scanner._Scanner, "_begin", counting)
    count = 200_000 // len(member)
    with pytest.raises(JsonTextError) as raised:
        scan("[" + f"{member}," * count)
    assert raised.value.path == f"$[{count}]"
    assert begun < count / 5


def test_after_a_failed_attempt_only_a_few_further_out_are_made_until_the_pause_ends() -> None:
    ahead, made, depth = scanner._Ahead(), 0, 99
    while ahead.is_worth_it(made, depth):
        ahead.failed(made, depth)
        assert not ahead.is_worth_it(made + 1, depth)
        made, depth = made + 1, depth - 1
    assert made == scanner._ATTEMPTS_IN_PAUSE
    assert ahead.is_worth_it(scanner._PAUSE_CHARACTERS, 99)
