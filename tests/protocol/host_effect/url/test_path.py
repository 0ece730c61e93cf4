"""Paths lose their dots, however they are written."""

from __future__ import annotations

import pytest

from workbench.protocol.host_effect.url.path import hierarchical_path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "/"),
        ("a", "/a"),
        ("a/", "/a/"),
        ("a//b", "/a//b"),
        ("./a/.", "/a/"),
        ("a/b/..", "/a/"),
        ("a/../..", "/"),
        ("a/%2e%2E/b", "/b"),
        ("a/.%2e/%2E./b/%2e", "/b/"),
        ("a/...", "/a/..."),
        ("a/%2e%2e%2e", "/a/%2e%2e%2e"),
        ("/..", "/"),
        ("C:/..", "/C:/"),
        ("C|/../x", "/C|/x"),
        ("a b{}?", "/a%20b%7B%7D%3F"),
        ("a\\..\\b", "/b"),
    ],
)
def test_dots_lead_where_they_say(text: str, path: str) -> None:
    assert hierarchical_path(text, is_special=True) == path


def test_a_backslash_is_a_letter_where_the_scheme_is_not_special() -> None:
    assert hierarchical_path("a\\..\\b", is_special=False) == "/a\\..\\b"
