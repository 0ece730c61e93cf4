"""Every message that crosses the border of a pane. Facts end in a past participle, wishes in `Requested`."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from workbench.errors import WorkbenchError


class StateChanged(Message):
    """The session has a newer state; the bridge holds it. A flood of them becomes one."""

    def can_replace(self, message: Message) -> bool:
        """Say that a later one stands for an earlier one that nobody has read yet."""
        return isinstance(message, StateChanged)


@dataclass
class Troubled(Message):
    """Something of ours failed beside the session; nothing was lost."""

    error: WorkbenchError | str


@dataclass
class RowShown(Message):
    """The cursor of a list stands on another row."""

    list_id: str
    key: str


@dataclass
class RowChosen(Message):
    """A row was chosen, by enter or by a click."""

    list_id: str
    key: str


@dataclass
class ViewTurned(Message):
    """The next (1) or former (-1) view of the pane is wanted."""

    step: int


@dataclass
class ViewChosen(Message):
    """A view was picked on a ribbon."""

    ribbon_id: str
    key: str


@dataclass
class CopyRequested(Message):
    """A text is wanted on the clipboard."""

    text: str


@dataclass
class PanePicked(Message):
    """A tab, or a box of the rail, was clicked."""

    pane_id: str


@dataclass
class CommandRequested(Message):
    """A command of the registry is wanted, by its id."""

    command_id: str


@dataclass
class FunctionChosen(Message):
    """Another wire function is to be dispatched."""

    function: str


@dataclass
class PayloadEdited(Message):
    """A payload was typed, and typing has paused."""

    function: str
    text: str


@dataclass
class FindRequested(Message):
    """A term is looked for in the region that was left for the search line. An empty one ends the search."""

    term: str
    step: int = 0
    """0: from the start; 1 and -1: the next and the former place."""


class FindClosed(Message):
    """The search line was left."""
