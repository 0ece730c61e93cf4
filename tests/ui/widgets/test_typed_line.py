"""Lines that are typed in."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App, ComposeResult

from workbench.ui.widgets.typed_line import TypedLine


class OneLine(App[None]):
    """A line, and nothing else."""

    def compose(self) -> ComposeResult:
        yield TypedLine()


@pytest.mark.parametrize(("key", "text"), [("q", "q"), ("alt+q", ""), ("ctrl+q", "")])
async def test_only_a_letter_alone_is_text(key: str, text: str) -> None:
    async with OneLine().run_test() as pilot:
        line = pilot.app.query_one(TypedLine)
        line.post_message(events.Key(key, "q"))
        await pilot.pause()
        assert line.value == text
