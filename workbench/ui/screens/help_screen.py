"""The help over the screen: what the place is for, all keys, the words, and what the terminal sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Command, Scope, declared_in
from workbench.ui.commands.keymap import Keymap, raw_keys_of
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import say
from workbench.ui.messages import ViewChosen, ViewTurned
from workbench.ui.renderers.help import HelpGroup, here_lines, key_lines, word_lines
from workbench.ui.screens.key_log import KeyLog
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.reader import Reader
from workbench.ui.widgets.ribbon import Ribbon
from workbench.ui.widgets.tree_commands import TreeCommands

HERE, KEYS, WORDS, SENT = PAGES = ("here", "keys", "words", "terminal")
_NAMES: Final = {HERE: "this place", KEYS: "all keys", WORDS: "words", SENT: "what the terminal sends"}


def main_groups() -> list[HelpGroup]:
    """Return the commands of the main screen, and of lists and texts, by where their keys work."""

    def of(scope: Scope) -> tuple[Command[Any], ...]:
        return tuple(one for one in MAIN.values() if one.scope is scope)

    return [
        HelpGroup("Everywhere, also while typing", of(Scope.EVERYWHERE)),
        HelpGroup("Outside the editor", of(Scope.OUTSIDE_EDITOR)),
        HelpGroup("In lists and texts", tuple(LineView.COMMANDS.values())),
        HelpGroup("In the answer's tree", tuple(declared_in(TreeCommands))),
        HelpGroup("In the palette only", of(Scope.PALETTE)),
    ]


class HelpScreen(ModalScreen[None]):
    """Shows the help over the screen; any of escape, q, f1 and ? closes it, tab turns the pages."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", show=False, id="help-close"),
        Binding("q,f1,question_mark", "dismiss", "Close", show=False, id="help-leave"),
        Binding("t", "tour", "Tour of the screen", show=False, id="help-tour"),
        Binding("tab", "turn(1)", "Next page", show=False, id="help-next-page"),
        Binding("shift+tab", "turn(-1)", "Previous page", show=False, id="help-previous-page"),
    ]

    def __init__(
        self,
        keymap: Keymap,
        groups: Sequence[HelpGroup],
        place: str,
        commands: Sequence[Command[Any]],
        begin_tour: Callable[[], object],
        note: str = "",
    ) -> None:
        """Show the page of a place first.

        Args:
            keymap: Remapped keys.
            groups: All commands, by where their keys work.
            place: The id of a pane, or of the command that opened the sheet.
            commands: Those that matter there.
            begin_tour: Begins the tour of the screen.
            note: What is other here than the page of keys says of a terminal; empty: nothing.
        """
        super().__init__(id="help")
        self._groups, self._keymap = groups, keymap
        self._place, self._commands = place, commands
        self._begin_tour, self._note = begin_tour, note
        self._page = HERE
        self._ribbon = Ribbon(id="help-pages")
        self._reader = Reader(id="help-reader")
        self._term = Input(placeholder="a word, or a part of one", id="help-term", compact=True)
        self._sent = KeyLog({key: one.title for one in MAIN.values() for key in raw_keys_of(one, keymap)})

    def compose(self) -> ComposeResult:
        """Make the parts."""
        with Vertical(id="help-text") as frame:
            frame.border_title = "Help"
            frame.border_subtitle = "tab next page · t tour · esc closes"
            yield self._ribbon
            yield self._term
            yield self._reader
            yield self._sent

    def on_mount(self) -> None:
        """Show the first page."""
        self.turn_to(HERE)

    def on_resize(self) -> None:
        """Fill in the text, as the width allows."""
        self._fill()

    def turn_to(self, page: str) -> None:
        """Show a page, and focus what is used on it."""
        self._page = page
        self._ribbon.show([Choice(one, _NAMES[one]) for one in PAGES], page)
        self._term.display = page == WORDS
        self._reader.display, self._sent.display = page != SENT, page == SENT
        self._fill()
        focused = {WORDS: self._term, SENT: self._sent}.get(page, self._reader)
        focused.focus()

    def action_turn(self, step: int) -> None:
        """Turn to the next (1) or previous (-1) page."""
        self.turn_to(self._ribbon.neighbour(step))

    def action_tour(self) -> None:
        """Leave the help, and begin the tour."""
        self.dismiss()
        self._begin_tour()

    def on_view_turned(self, message: ViewTurned) -> None:
        """Turn to the next or previous page."""
        message.stop()
        self.action_turn(message.step)

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Turn to the page that was clicked."""
        message.stop()
        self.turn_to(message.key)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the words that hold what is typed."""
        event.stop()
        self._fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the text, to read in it."""
        event.stop()
        self._reader.focus()

    def _fill(self) -> None:
        width = self._reader.layout_width if self.is_attached else 0
        if self._page == HERE:
            self._reader.show(here_lines(self._place, self._commands, self._keymap, width), topic=HERE)
        elif self._page == KEYS:
            note = [Line(say((self._note, styles.WARN))), BLANK] if self._note else []
            self._reader.show([*note, *key_lines(self._groups, self._keymap, width)], topic=KEYS)
        elif self._page == WORDS:
            self._reader.show(word_lines(self._term.value), topic=(WORDS, self._term.value))
