"""What the commands of the main screen act on. The main screen fits it; commands know no more of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

    from workbench.protocol.json.parsing import Steps
    from workbench.session.values.payload import PayloadDocument
    from workbench.session.values.state import SessionState
    from workbench.session.values.variable_values import KnownVariables
    from workbench.ui.bridge.request import Ask
    from workbench.ui.drawing.splits import Split
    from workbench.ui.panes.build_strip import BuildStrip
    from workbench.ui.panes.dispatch import DispatchPane
    from workbench.ui.panes.payload import Payload
    from workbench.ui.panes.response import Response
    from workbench.ui.panes.sections import SectionsPane
    from workbench.ui.payload.asked_field import AskedField
    from workbench.ui.payload.content_target import ContentTarget
    from workbench.ui.payload.outline import ListedParts, OutlinePart


class Panes(Protocol):
    """Which pane is active, and how many are seen."""

    @property
    def room(self) -> Room:
        """The lines between the panes."""

    @property
    def maximised(self) -> bool:
        """One pane has the whole screen."""

    def toggle_maximised(self) -> None:
        """Give the active pane the whole screen, or give it back."""

    def go_to(self, pane_id: str) -> None:
        """Focus a pane, by its id."""

    def step(self, step: int) -> None:
        """Focus the next (1) or previous (-1) pane."""


class Room(Protocol):
    """The lines between the panes."""

    def move(self, split: Split, step: int) -> None:
        """Move a line: to the right or down when the steps are positive."""

    def put_back(self) -> None:
        """Put all lines where they stand unless somebody moves them."""

    def column_split(self) -> Split:
        """Return the line between the columns as it stands now."""

    def row_split(self) -> Split:
        """Return the line between the panes of the column that has the focus."""


class Finder(Protocol):
    """The search in lists and texts."""

    async def open(self, *, replaces: bool = False) -> None:
        """Search in the list or text that has the focus; with `replaces`, go to what replaces what is found."""


class Overlays(Protocol):
    """What stands over the panes while it is looked at."""

    def open_sheet(self, name: str) -> None:
        """Open the sheet of a name."""

    def explain(self) -> None:
        """Explain the newest failure, or what has the focus."""

    def explain_field(self, asked: AskedField) -> None:
        """Explain one field of the payload."""

    def open_content(self, target: ContentTarget, steps: Steps) -> None:
        """Edit the content of a base64 value, from the part of its JSON on that some steps lead to."""

    def open_preview(self, function: str, text: str, known: KnownVariables) -> None:
        """Show what is sent for a payload."""

    def open_outline(self, outline: ListedParts, go_to: Callable[[OutlinePart], object]) -> None:
        """List parts by their paths, and go to one."""

    def present(self) -> None:
        """Present the five layers, from where that was left."""

    def show_help(self) -> None:
        """Show what the place is for, and all keys."""

    def tour(self, go_to: Sequence[Callable[[], object]]) -> None:
        """Say what each part of the screen is for; `go_to` shows the part of each step."""

    def line(self, what: str, text: str, then: Callable[[str], object]) -> None:
        """Ask for a line, in which `text` stands at first."""

    def resize(self, moves: Mapping[str, Callable[[], object]]) -> None:
        """Let keys move the lines between the panes, until another one is pressed."""

    def jump(self) -> None:
        """Offer a letter for every part that can take the focus."""


class Exporting(Protocol):
    """What leaves the screen for a person's other programs."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, and say what is known of it."""

    def save_screenshot(self) -> None:
        """Save a picture of the screen, and say where."""


class Documents(Protocol):
    """Which payload documents are open."""

    def begin(self) -> None:
        """Begin an empty document for the function."""

    def copy(self) -> None:
        """Open the text of the document as another one."""

    def step(self, step: int) -> None:
        """Show the next (1) or previous (-1) open document of the function."""

    def close(self) -> None:
        """Close the document."""

    def reopen(self) -> None:
        """Open the document that was closed last again."""


class Files(Protocol):
    """The files of payload documents."""

    def save(self) -> None:
        """Save the document under its name; one that has none asks for it."""

    def save_as(self) -> None:
        """Ask for a name, and save the document under it."""

    def rename(self) -> None:
        """Ask for another name of the document's file."""

    def delete(self) -> None:
        """Delete the document's file; its text stays open."""

    def put_back(self) -> None:
        """Put back the file that was deleted last."""

    def read_again(self) -> None:
        """Put what the file holds in the place of the text."""


class Tests(Protocol):
    """Answers as tests."""

    def save(self) -> None:
        """Save the payload, and expect the answer that is shown from now on."""


class Importer(Protocol):
    """Requests from elsewhere."""

    def do(self) -> None:
        """Make a payload of what stands in the editor."""


class OtherDrafts(Protocol):
    """What is known of payloads beside the one in the editor."""

    def sent(self) -> PayloadDocument | None:
        """Take note that what stands in the editor is sent now; return the document as it was before."""

    def not_sent(self, before: PayloadDocument | None) -> None:
        """Take note that a document was not sent after all."""

    def show_function(self, function: str) -> None:
        """Show the payload of another function."""

    def other_draft(self) -> str | None:
        """Return what another window kept for the function, the next one each time; None: no window did."""


class OpenPlugins(Protocol):
    """The plugins that are open on the screen."""

    def swap(self) -> bool:
        """Show the other one; return whether there is one."""

    def close_beside(self) -> bool:
        """Leave the one that is not shown; return whether there was one."""


class VariableLook(Protocol):
    """What variables of payloads stand for."""

    def look(self) -> None:
        """Find out anew."""


class Workplace(Protocol):
    """The parts of the main screen, and the ways out of it."""

    state: SessionState | None
    payload: Payload
    response: Response
    build_strip: BuildStrip
    sections: SectionsPane
    dispatch_pane: DispatchPane

    @property
    def in_browser(self) -> bool:
        """A browser shows the screen."""

    @property
    def ask(self) -> Ask:
        """Hands a request to the session."""

    @property
    def panes(self) -> Panes:
        """The arrangement of the panes."""

    @property
    def finder(self) -> Finder:
        """The search."""

    @property
    def overlays(self) -> Overlays:
        """Sheets, help and letters to jump by."""

    @property
    def exports(self) -> Exporting:
        """Copies and pictures."""

    @property
    def documents(self) -> Documents:
        """The open payload documents."""

    @property
    def files(self) -> Files:
        """Their files."""

    @property
    def tests(self) -> Tests:
        """Answers as tests."""

    @property
    def importing(self) -> Importer:
        """Requests from elsewhere."""

    @property
    def variables(self) -> VariableLook:
        """What variables of payloads stand for."""

    @property
    def plugins(self) -> OpenPlugins:
        """The plugins that are open."""

    @property
    def payloads(self) -> OtherDrafts:
        """Other payloads of the function."""

    @property
    def app(self) -> App[Any]:
        """The application."""

    @property
    def focused(self) -> Widget | None:
        """What has the focus."""

    def reload(self) -> object:
        """Read the plugin again."""

    def remember_line_numbers(self, shown: bool) -> None:
        """Show line numbers, or not, in later runs too."""

    def keep_draft(self) -> None:
        """Remember what was typed."""

    def notify(self, message: str, *, severity: Any = ..., timeout: float | None = ..., markup: bool = ...) -> None:
        """Say something for a moment."""
