"""Pastes are taken as a whole, whatever way they arrive; all else is Textual's parser."""

from __future__ import annotations

import pytest
from textual import events
from textual.message import Message

from workbench.ui.terminal.paste_parser import PasteParser

START, END = "\x1b[200~", "\x1b[201~"


def parsed(*pieces: str) -> list[str]:
    parser = PasteParser()
    return [told(message) for piece in pieces for message in parser.feed(piece)]


def told(message: Message) -> str:
    if isinstance(message, events.Paste):
        return f"paste {message.text!r}"
    assert isinstance(message, events.Key)
    return message.key


def test_keys_around_a_paste_keep_their_places() -> None:
    assert parsed(f"a{START}x\ry{END}b\x1b[A") == ["a", "paste 'x\\ry'", "b", "up"]


@pytest.mark.parametrize("cut", range(1, len(f"a{START}xyz{END}b")))
def test_a_paste_may_be_cut_anywhere(cut: int) -> None:
    text = f"a{START}xyz{END}b"
    assert parsed(text[:cut], text[cut:]) == ["a", "paste 'xyz'", "b"]


def test_a_paste_may_come_in_single_characters() -> None:
    assert parsed(*f"a{START}xyz{END}b") == ["a", "paste 'xyz'", "b"]


def test_a_sequence_within_a_paste_is_text() -> None:
    assert parsed(f"{START}x\x1b[Ay", f"z{END}") == ["paste 'x\\x1b[Ayz'"]


def test_two_pastes_in_one_piece() -> None:
    assert parsed(f"{START}1{END}{START}2{END}") == ["paste '1'", "paste '2'"]


def test_an_empty_paste_and_a_null_character_are_nothing() -> None:
    assert parsed(f"{START}{END}{START}a\x00b{END}") == ["paste ''", "paste 'ab'"]


def test_a_paste_behind_a_lone_escape_comes_after_it() -> None:
    found = parsed("\x1b", f"{START}x{END}b")
    assert found[-2:] == ["paste 'x'", "b"]
    assert found[0] in ("escape", "circumflex_accent")


def test_the_end_of_the_input_ends_the_parser() -> None:
    parser = PasteParser()
    assert list(parser.feed("")) == []
    assert parser.is_eof


@pytest.mark.parametrize("sign", "b1234567890")
def test_a_key_with_alt_is_what_it_says(sign: str) -> None:
    """Textual reads some of them as what a terminal of macOS means by them."""
    parser = PasteParser()
    found = [one for one in parser.feed(f"\x1b{sign}") if isinstance(one, events.Key)]
    assert [one.key for one in found] == [f"alt+{sign}"]


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b\x10", ["escape", "ctrl+p"]),
        ("\x1b\n", ["escape", "ctrl+j"]),
        ("\x1b\x1b\x10", ["escape", "escape", "ctrl+p"]),
        ("\x1b\x00", ["escape", "ctrl+@"]),
        ("\x1b\x7f", ["ctrl+w"]),
        ("\x1bc", ["alt+c"]),
    ],
)
def test_an_escape_that_comes_with_a_key_of_ctrl_is_not_lost(sent: str, keys: list[str]) -> None:
    """Over a slow line, and on a busy machine, both are read at once."""
    parser = PasteParser()
    assert [one.key for one in [*parser.feed(sent), *parser.feed("")] if isinstance(one, events.Key)] == keys


@pytest.mark.parametrize(
    ("sign", "key"), [(",", "alt+comma"), ("/", "alt+slash"), ("Z", "alt+shift+z"), ("q", "alt+q"), (" ", "alt+space")]
)
def test_a_sign_with_alt_is_none_without_it(sign: str, key: str) -> None:
    """Textual forgets of signs that alt was held, and the editor would insert them."""
    assert [one.key for one in PasteParser()._sequence_to_key_events(sign, alt=True)] == [key]
    assert all("alt" not in one.key for one in PasteParser()._sequence_to_key_events(sign))
