"""TOML of a stranger costs little: what no settings need is refused before the parser sees it, with its line."""

from __future__ import annotations

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.settings.layers import position_of
from workbench.store import toml_text
from workbench.store.toml_text import TOKENS_MAX, TomlTextError, read_toml

MEBIBYTE = 1 << 20


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("x = 1\na = " + "[" * 100_000, "deep", "line 2"),
        ("a = " + "{a = " * 100_000, "deep", "line 1"),
        ("a." * 50_000 + "b = 1", "parts", "line 1"),
        ("\n[" + "a . " * 50_000 + "b]", "parts", "line 2"),
        ('"a".' * 50_000 + "b = 1", "parts", "line 1"),
        ("\n".join(f"a.b{i} = 1" for i in range(50_000)), "keys and elements", "line 5,001"),
        ("watch = [" + "'a'," * 50_000 + "]", "keys and elements", "line 1"),
        ("a = " + "9" * 5_000, "numbers", "5,000 in line 1"),
        ("a = 0x" + "f" * 900_000, "numbers", "line 1"),
        ("a = 0." + "9" * 5_000, "numbers", "line 1"),
        ("a " * (MEBIBYTE // 2), "words, signs", "line 1"),
        ("[[a]]\n" * 100_000, "words, signs", "line"),
        ("\n" * MEBIBYTE, "lines", "line"),
        ("#\n" * (MEBIBYTE // 2), "lines", "line"),
        ('a = "' + "\\n" * 400_000 + '"', "escapes", "line 1"),
        ("a = 1\nb", "TOML", "line 2"),
        ('a = "b\nc = 1', "TOML", "a line that ends within a text: a quote is missing (at line 1, column 7)"),
        ("a = 1\na = 2", "TOML", "overwrite"),
        ("a = 1979-13-45", "TOML", "line 1"),
        ("\0" * 1_000, "TOML", "line 1"),
    ],
)
def test_what_no_settings_need_is_refused_with_its_line(text: str, expected: str, found: str) -> None:
    with pytest.raises(TomlTextError) as refused:
        read_toml(text)
    assert expected in refused.value.expected
    assert found in refused.value.found


@pytest.mark.parametrize(
    "text",
    ["#" * MEBIBYTE, "a = '" + "x" * MEBIBYTE + "'", "\n" * 90_000, "a = '''" + "''a" * 300_000 + "'''"],
    ids=["comment", "text", "lines", "quotes"],
)
def test_what_is_only_long_is_read(text: str) -> None:
    assert set(read_toml(text)[0]) <= {"a"}


def test_each_key_and_its_value_have_line_and_column() -> None:
    text = (
        'a = "x"\n\n[t] # why\n  "b c".d = [\n  1,\n]\ne = """\n\n"""\nf = 1.5\n[[u.v]]\n'
        "g = {h = 1, 'i' = { j.k = [{n = 1}], l = 2 }}\n"
    )
    assert {key: tuple(at) for key, at in read_toml(text)[1].items()} == {
        ("a",): (1, 1, 1, 5),
        ("t",): (3, 2, 3, 2),
        ("t", "b c", "d"): (4, 3, 4, 13),
        ("t", "e"): (7, 1, 7, 5),
        ("t", "f"): (10, 1, 10, 5),
        ("u", "v"): (11, 3, 11, 3),
        ("u", "v", "0"): (11, 3, 11, 3),
        ("u", "v", "0", "g"): (12, 1, 12, 5),
        ("u", "v", "0", "g", "h"): (12, 6, 12, 10),
        ("u", "v", "0", "g", "i"): (12, 13, 12, 19),
        ("u", "v", "0", "g", "i", "j", "k"): (12, 21, 12, 27),
        ("u", "v", "0", "g", "i", "l"): (12, 38, 12, 42),
    }


def test_a_key_in_quotes_is_found_by_what_it_means() -> None:
    assert set(read_toml("\"a\\u0042\" = 1\n'c\\d' = 2\n")[1]) == {("aB",), ("c\\d",)}


@given(st.text(alphabet="ab.=[]{}\"'\\#\n ,1", max_size=60))
def test_each_key_outside_of_arrays_has_a_place(text: str) -> None:
    try:
        values, positions = read_toml(text)
    except TomlTextError:
        return
    for name, value in values.items():
        inner = value if isinstance(value, dict) else {}
        assert all(position_of((name, key), positions) is not None for key in inner)
        assert position_of((name,), positions) is not None or inner or isinstance(value, list)


def test_dots_in_texts_and_comments_are_no_parts_of_a_key() -> None:
    dots = "a." * 100
    text = f"x = '{dots}' # {dots}\ny = \"\"\"{dots}\n{dots}\"\"\"\nz = '''{dots}'''\n"
    assert read_toml(text)[0] == tomllib.loads(text)


@given(st.text(alphabet="ab.=[]{}\"'\\#\n ,1", max_size=60))
def test_what_is_small_is_read_as_the_parser_reads_it(text: str) -> None:
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(TomlTextError):
            read_toml(text)
    else:
        assert read_toml(text)[0] == expected


@given(st.text(alphabet=string.printable, max_size=200))
def test_every_sign_of_a_text_belongs_to_one_token(text: str) -> None:
    tokens = [token.group() for token in toml_text._TOKEN.finditer(text)]
    assert "".join(tokens) == text
    assert all(tokens)
    assert len(tokens) < TOKENS_MAX
