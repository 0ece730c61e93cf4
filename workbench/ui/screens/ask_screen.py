"""One line or one key is asked for, at the foot of the screen; what is asked about stays in sight above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from workbench.ui.drawing import styles
from workbench.ui.prompt import Prompt
from workbench.visible import visible


class Reply(NamedTuple):
    """One answer to a question."""

    word: str
    """What it does."""
    run: Callable[[], object]


class QuestionScreen(ModalScreen[None]):
    """Asks for one of some keys; any other leaves everything as it is."""

    def __init__(self, question: str, choices: Mapping[str, Reply]) -> None:
        """Ask a question, with an answer for each key."""
        super().__init__(classes="asking")
        self._question, self._choices = question, choices

    def compose(self) -> ComposeResult:
        """Say the question, and the keys below it."""
        keys = [*((key, choice.word) for key, choice in self._choices.items()), ("esc", "neither")]
        words = [styles.say((key, f"bold {styles.WARN}"), (f" {word}", styles.GREY)) for key, word in keys]
        with Vertical(classes="asking-box"):
            yield Static(visible(self._question, limit=2_000, multiline=True), markup=False)
            yield Static(styles.joined(words, "  "), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Do what the key says, or nothing."""
        event.stop()
        self.dismiss(None)
        choice = self._choices.get(event.key)
        if choice is not None:
            choice.run()


class LineScreen(ModalScreen[None]):
    """Asks for one line."""

    def __init__(self, what: str, text: str, then: Callable[[str], object]) -> None:
        """Ask for a line; `then` gets it, unless it is empty."""
        super().__init__(classes="asking")
        self._what, self._text, self._then = what, text, then

    def compose(self) -> ComposeResult:
        """Say what is asked for, and the line below it."""
        with Vertical(classes="asking-box"):
            yield Static(f"{visible(self._what, limit=400)}  (enter accepts, esc cancels)", markup=False)
            yield Prompt()

    def on_mount(self) -> None:
        """Let the line be typed."""
        self.query_one(Prompt).ask("", self._text, self._given, back=lambda: None)

    def on_key(self, event: events.Key) -> None:
        """Leave."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)

    def _given(self, text: str) -> None:
        self.dismiss(None)
        if text.strip():
            self._then(text.strip())
