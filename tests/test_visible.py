"""Untrusted text made harmless."""

import pytest

from workbench.visible import duration, size, visible, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü 한 😀", "plain ü 한 😀"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\nb\tc\x7f", "a␊b␉c␡"),
        ("\x9b2J", "⟨U+009B⟩2J"),
        ("abc\u202edef", "abc⟨U+202E⟩def"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_control_and_direction_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_multiline_text_keeps_line_feeds_and_tabs_alone() -> None:
    assert visible("a\n\tb\r", multiline=True) == "a\n\tb␍"


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
