"""The pages of the help: the place, the keys, the words, what the terminal sends."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

import workbench.ui.sheets
from workbench.protocol.explanations.words import WORDS
from workbench.session.values.loop_phase import LoopPhase
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.ui.actions.registry import MAIN
from workbench.ui.drawing.lines import Line
from workbench.ui.renderers.help import SentKey, here_lines, sent_lines, word_lines
from workbench.ui.renderers.place_words import PLACES
from workbench.ui.renderers.tour import STEPS, step_keys, step_title
from workbench.ui.screens.sheet import Sheet

PANES = ("sections", "handshake", "self-check", "dispatch", "response")


def sheets() -> Iterator[type[Sheet]]:
    for found in pkgutil.walk_packages(workbench.ui.sheets.__path__, "workbench.ui.sheets."):
        for one in vars(importlib.import_module(found.name)).values():
            if inspect.isclass(one) and issubclass(one, Sheet) and one.COMMAND:
                yield one


def text(lines: list[Line]) -> str:
    return "\n".join(line.content.plain for line in lines)


def test_each_pane_and_each_sheet_says_what_it_is_for() -> None:
    assert {one.COMMAND for one in sheets()} | set(PANES) == PLACES.keys()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [70, 110])
def test_a_place_names_its_signs_its_keys_and_the_words_of_the_loop(place: str, width: int) -> None:
    shown = text(here_lines(place, [MAIN["send"]], {}, width))
    assert PLACES[place].shows in shown
    assert all(word in shown and meaning in shown for word, meaning in PLACES[place].states)
    assert MAIN["send"].title in shown
    assert all(phase.value in shown for phase in LoopPhase)


def test_every_verdict_of_a_replay_is_explained() -> None:
    assert [word for word, _ in PLACES["matrix"].states] == [verdict.value for verdict in ReplayVerdict]


@pytest.mark.parametrize("word", ["slot", "gen", "@1", "profile", "envelope"])
def test_the_words_of_the_screen_are_in_the_glossary(word: str) -> None:
    assert text(word_lines(word)).splitlines()[0].split("  ")[0] == word


@pytest.mark.scenario
def test_all_words_stand_in_the_glossary_and_a_word_that_is_named_so_comes_first() -> None:
    assert all(name in text(word_lines("")) for name in WORDS)
    assert text(word_lines("handshake")).startswith("handshake")
    assert "No word holds 'qqq'" in text(word_lines(" qqq "))


def test_a_word_says_of_whom_it_speaks() -> None:
    assert "never calls it" in text(word_lines("_start"))
    assert "The host never calls it" in text(word_lines("_start"))


def test_a_key_is_shown_with_what_was_sent_for_it_and_what_it_does() -> None:
    keys = (SentKey("f5", "\x1b[15~", "Dispatch"), SentKey("q", "", ""))
    shown = text(sent_lines(keys, 10)).splitlines()
    assert [line.split() for line in shown[-2:]] == [["q", "–", "no", "command"], ["f5", "\\x1b[15~", "Dispatch"]]


def test_the_tour_says_how_far_it_is_and_how_to_go_on() -> None:
    last = len(STEPS) - 1
    assert step_title(0) == "Tour 1 of 5: The module"
    assert (step_keys(0), step_keys(last)) == (
        "enter next · esc leaves",
        "enter ends the tour · ← back · esc leaves",
    )
