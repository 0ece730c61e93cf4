"""What all sheets share: a frame over the panes, below the first line, that closes by the key that opened it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from workbench.ui.actions.registry import MAIN
from workbench.ui.commands.command import Command, Scope, declared_in, taken_over_in, takes_over
from workbench.ui.commands.keymap import Keymap, bind_keyless, bindings, key_of
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.messages import (
    CommandRequested,
    CopyRequested,
    ExplanationRequested,
    SourceRequested,
    ViewChosen,
    ViewTurned,
)
from workbench.ui.prompt import Prompt
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.screens.sheet_prompt import SheetPrompt
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.grid import Grid
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.reader import Reader
from workbench.ui.widgets.ribbon import Ribbon

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState

STAYING = (
    "send",
    "send-fresh",
    "reload",
    "build",
    "pause",
    "palette",
    "quit",
    "theme",
    "screenshot",
    "help",
    "swap-plugin",
)
"""Commands that leave a sheet open; any other acts on the panes, and closes it first."""
LAST_KEYS = ("^p all", "esc closes")


class Sheet(ModalScreen[None]):
    """Shows one part of the state in full. Its own commands are declared on the methods that do them."""

    COMMAND = ""
    """The id of the command that opens and closes it."""
    TITLE = ""
    LEAVES_OUT_FAULTS = False
    """True: what it runs is judged without the injected faults that dispatches have."""
    CSS_PATH: ClassVar[str] = str(Path(__file__).with_name("sheet.tcss"))
    BINDINGS: ClassVar[list[BindingType]] = bindings(
        one for one in MAIN.values() if one.scope in (Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR)
    )
    OWN: ClassVar[dict[str, Command[Any]]] = {}
    """The commands that only this sheet has, by id."""
    TAKEN_OVER: ClassVar[dict[str, str]] = {}
    """Commands of the main screen that it does in its own way: the method's name by the command's id."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Collect the declared commands, and bind their keys."""
        for base in reversed(cls.__mro__):
            cls.OWN = {**cls.OWN, **{one.id: one for one in declared_in(base)}}
            cls.TAKEN_OVER = {**cls.TAKEN_OVER, **taken_over_in(base)}
        cls.BINDINGS = bindings(declared_in(cls))
        super().__init_subclass__(**options)

    def __init__(self, context: SheetContext) -> None:
        super().__init__(classes="sheet")
        self.context = context
        self.own_commands: Mapping[str, Command[Any]] = self.OWN
        self.keymap: Keymap = context.keymap
        bind_keyless(self, MAIN.values(), self.keymap)
        self.ribbon = Ribbon(id="sheet-views")
        self.view = ""
        self.names: tuple[str, ...] = ()
        """What stands under the cursor and may have an explanation, where the state does not tell."""
        self.frame = Vertical(classes="sheet-frame")
        self._prompt = SheetPrompt(self)
        self._title_viewer = partial(_say_title, self)

    def compose(self) -> ComposeResult:
        """Make the frame, and the parts in it."""
        self.frame.border_title = self.TITLE
        with self.frame:
            yield from self.parts()

    def parts(self) -> ComposeResult:
        """Make what stands in the frame."""
        yield self.ribbon

    def on_mount(self) -> None:
        """Show the newest state, from now on each."""
        self.context.viewers.append(self.show)
        if self.LEAVES_OUT_FAULTS:
            self.context.viewers.append(self._title_viewer)
            if self.state is not None:
                self._title_viewer(self.state)
        self.show_again()

    def on_unmount(self) -> None:
        """Show no more states."""
        self.context.viewers.remove(self.show)
        if self.LEAVES_OUT_FAULTS:
            self.context.viewers.remove(self._title_viewer)

    def now(self, command_id: str) -> str:
        """Return how a switch stands; empty for what is no switch."""
        own = self.OWN.get(command_id)
        if own is None:
            return self.context.now(command_id)
        return own.now(self) if own.now is not None else ""

    @property
    def state(self) -> SessionState | None:
        """The state that is drawn; None before the first."""
        return self.context.state()

    @property
    def has_build(self) -> bool:
        """Whether there is a build that answers."""
        return self.state is not None and self.state.serving is not None

    def show(self, state: SessionState) -> None:
        """Show another state."""

    def show_again(self) -> None:
        """Show the state that is drawn once more: for another width, view or filter."""
        if self.state is not None:
            self.show(self.state)

    def keys(self) -> list[str]:
        """Return the keys that matter here with what they do, the most important first."""
        return [self.key_text(one) for one in self.OWN.values() if one.keys and one.footer]

    def key_text(self, command: Command[Any]) -> str:
        """Return the key of a command with its word."""
        return f"{key_of(command, self.keymap)} {command.footer}"

    def on_resize(self) -> None:
        """Say the keys anew."""
        self.say_keys()

    def say_keys(self) -> None:
        """Say as many keys as there is room for, all of them are in the palette; or what is to be typed."""
        if words := self._prompt.words:
            escape = " · esc cancels"
            has_room = Content(words + escape).cell_length <= self.size.width - 8
            self.frame.border_subtitle = Content(words + escape if has_room else words)
            return
        keys = self.keys()
        last = [
            with_keys(one) for one in LAST_KEYS if not any(key.startswith("esc ") for key in keys) or one[:3] != "esc"
        ]
        while keys and len(" · ".join([*keys, *last])) > self.size.width - 8:
            keys.pop()
        self.frame.border_subtitle = " · ".join([*keys, *last])

    async def action_run(self, command_id: str) -> None:
        """Do what a command says; what acts on the panes closes the sheet first."""
        if command_id in self.OWN:
            self.OWN[command_id].run(self)
        elif command_id in self.TAKEN_OVER:
            getattr(self, self.TAKEN_OVER[command_id])()
        elif command_id.removesuffix("-short") in ("leave", self.COMMAND):
            self.leave()
        elif command_id.removesuffix("-short") == "explain":
            key = self.grid.key if isinstance(self, ListSheet) else None
            self.context.post(ExplanationRequested(self.COMMAND, self.view, key, self.names))
        else:
            if command_id not in STAYING:
                while isinstance(self.app.screen, Sheet):
                    self.app.pop_screen()
            self.context.post(CommandRequested(command_id))

    def leave(self) -> None:
        """Leave the line that is typed in, else close."""
        if isinstance(self.focused, Prompt):
            self.focused.action_drop()
        else:
            self.dismiss()

    def prompt(
        self,
        what: str,
        text: str,
        then: Callable[[str], object],
        *,
        live: bool = False,
        files: Sequence[str] | None = None,
    ) -> None:
        """Let a line be typed at the foot; a ValueError of `then` is shown, and the line stands there again.

        Args:
            what: What is typed; of one that is asked for again, what was wrong with it.
            text: What stands there at first.
            then: Gets what was typed.
            live: Hand the line on while it is typed, too.
            files: The line is a path, to a file whose name ends in one of these; None: it is none.
        """
        if not self.is_attached:
            # What was typed is answered after the sheet was left.
            self.notify(what, severity="warning", markup=False)
            return
        self._prompt.ask(what, text, then, live=live, files=files)

    @takes_over("find", "find-here")
    def find(self) -> None:
        """Search in the list or text that has the focus."""
        searched = self.focused if isinstance(self.focused, LineView) else None
        if searched is not None:
            self.prompt("find", "", searched.find, live=True)

    @on(CopyRequested)
    @on(SourceRequested)
    def hand_on(self, message: CopyRequested | SourceRequested) -> None:
        """Hand on what a list or text offers to copy, or leads to."""
        message.stop()
        self.context.post(replace(message))


def _say_title(sheet: Sheet, state: SessionState) -> None:
    """Say in the title that the injected faults, which the first line counts, play no part here."""
    without = ", without the injected faults" if state.settings.faults.specs else ""
    sheet.frame.border_title = f"{sheet.TITLE}{without}"


class ListSheet(Sheet):
    """A list, and below it what stands behind the row under its cursor."""

    ENTER = ""
    """What enter does with a row; empty: nothing."""

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self.grid = Grid(id="sheet-list")
        self.detail = Reader(id="sheet-detail")

    def parts(self) -> ComposeResult:
        """Make list and detail."""
        yield self.grid
        yield self.detail

    @property
    def number(self) -> int | None:
        """The number of the row under the cursor, where rows are numbered; None when there is no row."""
        return None if self.grid.key is None else int(self.grid.key)

    def keys(self) -> list[str]:
        """Return the keys that matter here."""
        return [*([f"enter {self.ENTER}"] if self.ENTER else []), *super().keys()]

    def show_detail(self) -> None:
        """Show what stands behind the row under the cursor."""

    def on_row_shown(self) -> None:
        """Show what stands behind the row that was gone to."""
        self.show_detail()

    def turn_to(self, view: str) -> None:
        """Show another view."""
        self.view = view
        self.say_keys()
        self.show_again()

    def on_view_turned(self, message: ViewTurned) -> None:
        """Turn to the next or previous view."""
        message.stop()
        self.turn_to(self.ribbon.neighbour(message.step))

    def on_view_chosen(self, message: ViewChosen) -> None:
        """Turn to the view that was clicked."""
        message.stop()
        self.turn_to(message.key)


class SummarySheet(ListSheet):
    """A list with a line above it that says what matters of it as a whole."""

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self.summary = FactLine(id="sheet-summary")

    def parts(self) -> ComposeResult:
        """Make the line, the list and the detail."""
        yield self.summary
        yield from super().parts()
