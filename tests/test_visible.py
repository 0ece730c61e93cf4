"""Untrusted text made harmless."""

import sys
import unicodedata

import pytest

from workbench.visible import duration, gated, size, visible, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü 한 😀", "plain ü 한 😀"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\nb\tc\x7f", "a␊b␉c␡"),
        ("\x9b2J", "⟨U+009B⟩2J"),
        ("abc\u202edef", "abc⟨U+202E⟩def"),
        ("\ud800", "⟨U+D800⟩"),
        ("soft\u00adhyphen", "soft⟨U+00AD⟩hyphen"),
        ("\u034f\u115f\u1160\u17b4\u180e\u3164\uffa0", "⟨U+034F⟩⟨U+115F⟩⟨U+1160⟩⟨U+17B4⟩⟨U+180E⟩⟨U+3164⟩⟨U+FFA0⟩"),
        ("a\U000e0041b", "a⟨U+E0041⟩b"),
        ("a\U000e0100b", "a⟨U+E0100⟩b"),
    ],
)
def test_control_and_direction_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_multiline_text_keeps_line_feeds_and_tabs_alone() -> None:
    assert visible("a\n\tb\r", multiline=True) == "a\n\tb␍"


def test_every_character_that_is_not_seen_becomes_visible_but_spaces_and_marks() -> None:
    unseen = (chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs"})
    # Signs that join numbers and letters of some scripts, and are seen as part of them.
    joining = {chr(code) for code in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
    joining |= {chr(code) for code in range(0x13430, 0x13440)}
    assert {character for character in unseen if visible(character) == character} <= joining


def test_the_gate_lets_our_own_sequences_pass_and_no_others() -> None:
    line = "\x1b[31mbad\x1b[0m \x1b[2J\x1b[8m\u202e\n\tnext"
    assert gated(line, ["\x1b[31m", "\x1b[0m"]) == "\x1b[31mbad\x1b[0m ␛[2J␛[8m⟨U+202E⟩\n\tnext"
    assert gated("plain") == "plain"
    assert gated("\x1b[31m") == "␛[31m"


def test_what_is_cut_is_counted() -> None:
    assert visible("x" * 1_010, limit=10) == "xxxxxxxxxx… (1,000 more characters)"


def test_width_counts_terminal_cells() -> None:
    assert (width("abc"), width("한글"), width("e\u0301")) == (3, 4, 1)


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [(0, "0 B"), (1_023, "1023 B"), (1_024, "1.0 KiB"), (49_050, "47.9 KiB"), (5 * 1024**3, "5.0 GiB")],
)
def test_sizes_read_well(size_bytes: int, shown: str) -> None:
    assert size(size_bytes) == shown


@pytest.mark.parametrize(("wall_us", "shown"), [(38, "38 µs"), (1_234, "1.2 ms"), (3_400_000, "3.4 s")])
def test_durations_read_well(wall_us: int, shown: str) -> None:
    assert duration(wall_us) == shown
