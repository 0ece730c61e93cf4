"""The line of words of which one is chosen."""

from __future__ import annotations

from workbench.ui.drawing.choices import Choice, ribbon_line

CHOICES = [
    Choice("a", "alpha", "12"),
    Choice("b", "beta"),
    Choice("c", "gamma", "✕", "$text-error"),
    Choice("d", "delta"),
]


def plain(width: int, chosen: str = "a") -> str:
    return ribbon_line(CHOICES, chosen, width)[0].plain


def test_all_words_are_shown_where_there_is_room() -> None:
    assert plain(40) == "alpha 12   beta   gamma ✕   delta"


def test_gaps_then_quiet_notes_give_way_before_words() -> None:
    assert plain(32) == "alpha 12  beta  gamma ✕  delta"
    assert plain(28) == "alpha  beta  gamma ✕  delta"


def test_the_chosen_word_is_always_seen() -> None:
    for key, word in (("a", "alpha"), ("b", "beta"), ("c", "gamma"), ("d", "delta")):
        shown = plain(16, key)
        assert word in shown
        assert "‹" in shown or "›" in shown


def test_places_tell_what_was_clicked() -> None:
    line, places = ribbon_line(CHOICES, "a", 40)
    assert [(line.plain[start:end], key) for start, end, key in places][1] == ("beta", "b")


FUNCTIONS = [
    Choice("shape", "shape", stays=True),
    Choice("filter", "filter", stays=True),
    Choice("normalize_error", "normalize_error", quiet=True),
    Choice("observe", "observe", quiet=True),
]


def test_words_that_stay_are_seen_at_any_width_and_the_number_of_the_others_is_said() -> None:
    for width in range(14, 60):
        for chosen in ("shape", "normalize_error", "observe"):
            line, places = ribbon_line(FUNCTIONS, chosen, width)
            assert {"shape", "filter", chosen} <= {key for _, _, key in places}
            hidden = len(FUNCTIONS) - len(places)
            assert line.plain.endswith(f"+{hidden}") is bool(hidden)


def test_words_that_stay_are_shortened_before_the_chosen_one() -> None:
    line, _ = ribbon_line(FUNCTIONS, "normalize_error", 29)
    assert line.plain == "shape fil… normalize_error +1"
