"""The palette finds commands by plain words, and says of a switch how it stands."""

from __future__ import annotations

import pytest
from textual.command import Hit

from tests.ui import states
from tests.ui.shown import Shown, shown
from workbench.ui.actions.palette import CommandPalette


async def found(app: Shown, query: str) -> list[str]:
    """Return the titles of what the palette finds, the best first."""
    hits = [hit async for hit in CommandPalette(app.screen).search(query)]
    ranked = sorted((hit for hit in hits if isinstance(hit, Hit)), key=lambda hit: -hit.score)
    return [str(hit.text) for hit in ranked]


WORDS = {
    "save": "Save the payload",
    "payload": "Save the payload",
    "capability": "Host",
    "colour": "Theme",
    "change colours": "Theme",
    "dark": "Theme",
    "send": "Dispatch",
    "stop watching": "Pause or resume watching",
    "quit": "Quit",
    "exit": "Quit",
    "why": "Explain",
    "shortcuts": "Help",
    "glossary": "Help",
    "tutorial": "Tour",
    "search": "Find",
    "limits": "Budget",
    "picture": "Screenshot",
    "speed": "Benchmark",
    "builds": "Generations",
    "fuel": "Measure fuel",
    "compiler": "Build output",
    "zoom": "Maximise",
    "flaky": "Hidden state",
}


@pytest.mark.scenario
async def test_plain_words_find_the_command_among_the_first_five() -> None:
    async with shown(states.ready()) as app:
        missed = {}
        for query, title in WORDS.items():
            titles = await found(app, query)
            if not any(one.startswith(title) for one in titles[:5]):
                missed[query] = titles[:5]
        assert missed == {}


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("pause", "Pause or resume watching, now watching  (w)"),
        ("line numbers", "Line numbers, now hidden"),
        ("serving", "Budget serving, now in use"),
        ("0.1", "Profile 0.1, now in use"),
        ("resend", "Dispatch again after a reload, now on"),
    ],
)
async def test_a_switch_says_how_it_stands(query: str, title: str) -> None:
    async with shown(states.ready()) as app:
        assert title in await found(app, query)
