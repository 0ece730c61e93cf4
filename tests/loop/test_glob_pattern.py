"""A glob of `watch` means the same for every path, and no glob takes long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.loop.glob_pattern import GlobPattern


@pytest.mark.parametrize(
    ("glob", "matched", "others"),
    [
        ("src/**/*.rs", ["src/a.rs", "src/b/c/a.rs"], ["a.rs", "src/a.rsx", "src"]),
        ("**/x", ["x", "a/x", "a/b/x"], ["xx", "a/x/b"]),
        ("src/**", ["src/a", "src/a/b"], ["src", "a/src/b"]),
        ("./Cargo.toml", ["Cargo.toml"], ["a/Cargo.toml", "CargoXtoml"]),
        ("*a*b", ["ab", "xaxb", "aabb"], ["ba", "a/b", "abx"]),
        ("a?c", ["abc"], ["ac", "a/c", "abbc"]),
        ("src/**.rs", ["src/a.rs", "src/b/a.rs"], ["a.rs"]),
        ("[a]", ["[a]"], ["a"]),
        ("**", ["a", "a/b"], []),
        ("**/**/x", ["x", "a/b/x"], ["y"]),
    ],
)
def test_what_a_glob_means(glob: str, matched: list[str], others: list[str]) -> None:
    pattern = GlobPattern(glob)
    assert [path for path in [*matched, *others] if pattern.matches(path)] == matched


PARTS = st.sampled_from(["**", "a", "*", "a*", "*b", "?", "a*b*", "*a*b", "a?*"])
NAMES = st.text("ab", min_size=1, max_size=4)


@given(st.lists(PARTS, min_size=1, max_size=5), st.lists(NAMES, min_size=1, max_size=5))
def test_it_matches_what_a_regular_expression_for_the_whole_would(parts: list[str], names: list[str]) -> None:
    glob, path = "/".join(parts), "/".join(names)
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    whole = "".join(pieces.get(one, re.escape(one)) for one in re.split(r"(\*\*/|\*\*|\*|\?)", glob))
    assert GlobPattern(glob).matches(path) == (re.fullmatch(whole, path) is not None)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("**/" * 14 + "x", "a/" * 200 + "y"),
        ("**/a*/" * 100 + "x", "aa/" * 1_000 + "y"),
        ("*a" * 200 + "b", "a" * 255),
        ("a**" * 100 + "b", "a" * 255 + "/" + "a/" * 1_000),
    ],
)
def test_a_glob_of_many_stars_is_answered_at_once(glob: str, path: str) -> None:
    """Tried split by split, each of these would take longer than anybody lives."""
    assert not GlobPattern(glob).matches(path)
