"""What is typed comes out as JSON wants it, and never differently from what was meant."""

from __future__ import annotations

import json
import random

import pytest

from workbench.ui.editor.typing_rules import RULED_MAX, Typed, entered, in_string, indented, is_empty_pair, typed


def after_typing(keys: str, text: str = "") -> str:
    """Return a line with `|` for the cursor, after characters were typed into it."""
    before, _, after = (text or "|").partition("|")
    for key in keys:
        done = entered(before, after) if key == "\n" else typed(key, before.rpartition("\n")[2], after)
        whole, place = before + done.text + after, len(before) + len(done.text) + done.move
        before, after = whole[:place], whole[place:]
    return f"{before}|{after}"


@pytest.mark.parametrize(
    ("keys", "text", "found"),
    [
        ("{", "", "{|}"),
        ("[", "", "[|]"),
        ('"', "", '"|"'),
        ('{"a": [1]}', "", '{"a": [1]}|'),
        ('"a"', "", '"a"|'),
        ('"\\""', "", '"\\""|'),
        ("{", "|1", "{|1"),
        ('"', "|x", '"|x'),
        ("{", '"|"', '"{|"'),
        ("}", '"|}"', '"}|}"'),
        ("}", "|", "}|"),
        ("]", "[1|]", "[1]|"),
        ('"', '"a|', '"a"|'),
        ("{", "|, 1", "{|}, 1"),
        ("(", "|", "(|"),
        ("\n", "{|}", "{\n  |\n}"),
        ("\n", "  [|]", "  [\n    |\n  ]"),
        ("\n", "  {|", "  {\n    |"),
        ("\n", "  1,|", "  1,\n  |"),
        ("\n", '  "{|"', '  "{\n  |"'),
    ],
)
def test_a_key_in_a_line(keys: str, text: str, found: str) -> None:
    assert after_typing(keys, text) == found


def sample(chance: random.Random, depth: int = 0) -> object:
    if depth > 3 or chance.random() < 0.3:
        return chance.choice([1, -2.5, True, None, "x", 'a"b\\', "{}[]", ""])
    if chance.random() < 0.5:
        return [sample(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {chance.choice(["a", 'k"', "{", ""]) + str(number): sample(chance, depth + 1) for number in range(3)}


@pytest.mark.parametrize("seed", range(30))
def test_json_that_is_typed_in_one_line_comes_out_as_it_was_typed(seed: int) -> None:
    text = json.dumps(sample(random.Random(seed)))
    assert after_typing(text) == f"{text}|"


def test_a_quote_in_a_string_counts_when_it_is_not_escaped() -> None:
    assert not in_string("")
    assert in_string('{"a')
    assert in_string('"a\\"')
    assert not in_string('"a\\\\"')


def test_in_a_long_line_characters_are_just_inserted() -> None:
    long = "x" * (RULED_MAX + 1)
    assert typed("{", long, "") == Typed("{")
    assert not is_empty_pair(long + "{", "}")


def test_an_empty_pair_is_one() -> None:
    assert is_empty_pair("[{", "}]")
    assert is_empty_pair('"', '"')
    assert not is_empty_pair("{", "]")
    assert not is_empty_pair('"a"', '"b"'), "the end of one string and the start of another"
    assert not is_empty_pair("", "")


def test_lines_are_indented_and_back_as_far_as_they_go() -> None:
    assert indented(["a", "", " b"], back=False) == ["  a", "", "   b"]
    assert indented(["  a", " b", "c", "\td"], back=True) == ["a", "b", "c", "\td"]
