"""Layouts of entries: what is known of each, and how one is moved over."""

from __future__ import annotations

import pytest

from tests.protocol.debug_info.dwarf import (
    ADDR,
    BLOCK,
    BLOCK1,
    DATA1,
    DATA4,
    HIGH,
    LOW,
    NAME,
    RANGES,
    STRING,
    TAG_FUNCTION,
    TAG_INLINED,
    TAG_VARIABLE,
    UDATA,
    layout,
)
from workbench.protocol.debug_info import abbreviations
from workbench.protocol.debug_info.abbreviations import read_abbreviations
from workbench.protocol.debug_info.forms import DebugInfoError


def test_neighbours_of_fixed_size_are_moved_over_together() -> None:
    forms = (ADDR, DATA4, 0x19, STRING, 0x19, UDATA, DATA1, BLOCK, BLOCK1)
    found = read_abbreviations(layout(1, TAG_VARIABLE, *((NAME, form) for form in forms)) + b"\0", 0)[1]
    assert found.steps == ((0, 8), (3, 0), (1, 0), (0, 1), (2, 0), (4, 1))


def test_a_value_that_stands_in_the_layout_takes_no_bytes_of_the_entry() -> None:
    content = b"\1\x34\0" + b"\x3a\x21\x7e" + b"\0\0" + b"\0"
    found = read_abbreviations(content, 0)[1]
    assert (found.attributes, found.steps) == (((0x3A, 0x21, -2),), ())


def test_functions_and_inlined_calls_have_code_when_they_say_where() -> None:
    rows = [
        (TAG_FUNCTION, LOW, True),
        (TAG_INLINED, RANGES, True),
        (TAG_FUNCTION, HIGH, False),
        (TAG_VARIABLE, LOW, False),
    ]
    content = b"".join(layout(at, tag, (name, ADDR)) for at, (tag, name, _) in enumerate(rows, 1)) + b"\0"
    found = read_abbreviations(content, 0)
    assert [found[at].has_code for at in sorted(found)] == [has_code for _, _, has_code in rows]


def test_a_form_that_is_not_known_is_an_error() -> None:
    with pytest.raises(DebugInfoError, match="a value of form 0x7e"):
        read_abbreviations(layout(1, TAG_VARIABLE, (NAME, 0x7E)) + b"\0", 0)


def test_layouts_and_their_attributes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abbreviations, "ATTRIBUTES_MAX", 2)
    monkeypatch.setattr(abbreviations, "ABBREVIATIONS_MAX", 2)
    pair = [(NAME, DATA1)] * 2
    within = layout(1, TAG_VARIABLE, *pair) + layout(2, TAG_VARIABLE, *pair)
    assert len(read_abbreviations(within + b"\0", 0)) == 2
    with pytest.raises(DebugInfoError, match="more than 2 attributes"):
        read_abbreviations(layout(1, TAG_VARIABLE, *pair, (NAME, DATA1)) + b"\0", 0)
    with pytest.raises(DebugInfoError, match="more than 2 layouts"):
        read_abbreviations(within + layout(3, TAG_VARIABLE) + b"\0", 0)
