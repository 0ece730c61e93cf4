"""Keys as people write them, and as they arrive."""

from __future__ import annotations

import pytest
from textual.keys import _character_to_key

from workbench.key_names import NAMED, RESERVED, key_from, reserved_for
from workbench.key_table import declared_actions, key_for_people
from workbench.ui.commands.keymap import key_name


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ctrl+j", "ctrl+j"),
        ("Ctrl+J", "ctrl+j"),
        ("^j", "ctrl+j"),
        ("F5", "f5"),
        ("?", "question_mark"),
        ("question_mark", "question_mark"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("alt+.", "alt+full_stop"),
        ("alt+full_stop", "alt+full_stop"),
        ("g", "g"),
        ("G", "G"),
        ("shift+g", "G"),
        ("shift+alt+g", "alt+shift+g"),
        ("esc", "escape"),
        ("ctrl+pgdn", "ctrl+pagedown"),
        ("é", "é"),
        ("^", "circumflex_accent"),
        ("shift+f5", "shift+f5"),
        ("ctrl+@", "ctrl+@"),
    ],
)
def test_a_key_is_read_as_people_write_it(written: str, key: str) -> None:
    assert key_from(written) == key


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ctrl",
        "ctrl+",
        "cntrl+j",
        "ctrl+ctrl+j",
        "f25",
        "ctrl+jj",
        "jj",
        "\x1b",
        "\x00",
        "a b",
        "+ctrl",
        "ctrl+\n",
        "x" * 64,
    ],
)
def test_what_is_no_key_is_none(written: str) -> None:
    assert key_from(written) is None


def test_every_key_of_ours_can_be_written_as_it_is_shown_and_as_it_arrives() -> None:
    keys = {key for one in declared_actions() for key in (*one.keys, *one.browser_keys)}
    for written in (str, key_for_people, key_name):
        assert {key: key_from(written(key)) for key in keys} == {key: key for key in keys}


def test_every_character_is_called_as_textual_calls_it() -> None:
    signs = [chr(code) for code in range(33, 0x3FF) if chr(code).isprintable()]
    assert {sign: key_from(sign) for sign in signs} == {sign: _character_to_key(sign) for sign in signs}


@pytest.mark.parametrize("key", ["g", "space", "question_mark", "enter", "up", "ctrl+z", "ctrl+left", "shift+end"])
def test_keys_of_a_text_are_free_only_outside_of_it(key: str) -> None:
    assert reserved_for(key, while_typing=True)
    assert not reserved_for(key, while_typing=False)


@pytest.mark.parametrize("key", RESERVED)
def test_reserved_keys_say_what_they_are_for(key: str) -> None:
    assert reserved_for(key, while_typing=False).startswith("which ")
    assert key == "ctrl+left_square_bracket" or key_from(key) == key


@pytest.mark.parametrize("key", ["f5", "ctrl+j", "alt+down", "ctrl+pagedown", "shift+f5", *NAMED[15:17]])
def test_other_keys_are_free_everywhere(key: str) -> None:
    assert not reserved_for(key, while_typing=True)
