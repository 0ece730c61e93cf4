"""A text that is edited, and handed on when it was changed."""

from __future__ import annotations

from workbench.ui.payload.content_target import TextTarget


def test_a_text_is_handed_on_with_the_bytes_that_are_no_utf_8() -> None:
    taken: list[str] = []
    target = TextTarget("Input of sign", "a\udcff", taken.append)
    assert target.content == b"a\xff"
    assert target.write(b"b\xff")
    assert taken == ["b\udcff"]
    assert target.content == b"b\xff"
