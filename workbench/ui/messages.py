"""Every message that crosses the border of a part. Facts end in a past participle, requests in `Requested`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError

# ---- facts --------------------------------------------------------------------------------------------------------


class StateChanged(Message):
    """The session has a newer state; the bridge holds it. A flood of them becomes one."""

    def can_replace(self, message: Message) -> bool:
        """Say that a later one stands for an earlier one that nobody has read yet."""
        return isinstance(message, StateChanged)


@dataclass(eq=False)
class ErrorRaised(Message):
    """Something failed beside the session; nothing was lost."""

    error: WorkbenchError | str


@dataclass(eq=False)
class RowShown(Message):
    """The cursor of a list stands on another row."""

    list_id: str
    key: str


@dataclass(eq=False)
class RowChosen(Message):
    """A row was chosen, by enter or by a click."""

    list_id: str
    key: str


@dataclass(eq=False)
class ViewTurned(Message):
    """The view of the pane was turned on."""

    step: int
    """1: to the next; -1: to the previous."""


@dataclass(eq=False)
class ViewChosen(Message):
    """A view was picked on a ribbon."""

    ribbon_id: str
    key: str


@dataclass(eq=False)
class PanePicked(Message):
    """A tab, or a box of the rail, was clicked."""

    pane_id: str


@dataclass(eq=False)
class HalvesArranged(Message):
    """Payload and answer stand in another way beside each other."""

    stacked: bool
    """One above the other."""


class AnswerShown(Message):
    """Another answer is shown, or none."""


@dataclass(eq=False)
class FunctionChosen(Message):
    """Another wire function was chosen to be dispatched."""

    function: str


@dataclass(eq=False)
class PayloadEdited(Message):
    """A payload was typed, and typing has paused."""

    function: str
    text: str


class GapsChanged(Message):
    """A snippet has other gaps to be filled in than before, or none any more."""


class FindClosed(Message):
    """The search line was left."""


# ---- requests -----------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class CopyRequested(Message):
    """A text is to be put on the clipboard."""

    text: str


@dataclass(eq=False)
class SourceRequested(Message):
    """A place in a source is to be opened in the person's editor."""

    file: str
    """Untrusted: a compiler's or a module's words."""
    line: int
    """From 1."""
    column: int | None
    """From 1; None: not known."""


@dataclass(eq=False)
class CommandRequested(Message):
    """A command of the main screen is to be run, by its id."""

    command_id: str


@dataclass(eq=False)
class ExplanationRequested(Message):
    """What the cursor of a sheet stands on is to be explained."""

    sheet: str
    """The id of its command."""
    view: str
    key: str | None = None
    """The row under its cursor; None: it has none."""
    names: tuple[str, ...] = ()
    """What stands in the row and may have an explanation: a function, a stage, the kind of an error."""


@dataclass(eq=False)
class ContentRequested(Message):
    """A text is to be edited over the sheet that shows it."""

    title: str
    text: str
    then: Callable[[str], object]
    """Gets what was made of it, if it was changed."""


@dataclass(eq=False)
class ComparisonSheetRequested(Message):
    """Two builds are to be shown side by side."""

    number: int | None
    """One of them; None: the newest."""
    marked: int | None
    """The other one; None: the baseline, else the one before."""


@dataclass(eq=False)
class FindRequested(Message):
    """A term is to be found in the region that was left for the search line. An empty one ends the search."""

    term: str
    step: int = 0
    """0: from the start; 1 and -1: the next and the previous place."""


@dataclass(eq=False)
class ReplaceRequested(Message):
    """What was found is to be replaced."""

    text: str
    all_of_them: bool = False
    """Every place; else the one that is gone to."""
