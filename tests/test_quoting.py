"""A byte that is no text is shown as that byte, wherever something is quoted."""

from __future__ import annotations

import pytest

from workbench.quoting import quoted, with_bytes
from workbench.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fs:\udcff", r"'fs:\xff'"),
        ("\udcff\udc80", r"'\xff\x80'"),
        (r"\udcff", r"'\\udcff'"),
        ("\\\udcff", r"'\\\xff'"),
        ("it's é", '"it\'s é"'),
        ("\ud800", r"'\ud800'"),
    ],
)
def test_a_bad_byte_is_told_from_a_text_that_looks_like_one(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_quotes_that_others_made_and_what_is_printed_show_it_alike() -> None:
    assert with_bytes("invalid choice: " + repr("x\udcff")) == r"invalid choice: 'x\xff'"
    assert visible("/tmp/\udcff") == r"/tmp/\xff"
