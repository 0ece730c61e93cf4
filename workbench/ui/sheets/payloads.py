"""The payloads of the project: open ones, saved ones, then templates, found while a name is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult

from workbench.session.values.payload import Origin, OriginKind, PayloadDocument
from workbench.session.values.saved_payload import SavedHits, SavedName, SavedPayload
from workbench.ui.bridge.payload_requests import (
    PayloadDeleteRequested,
    PayloadDuplicateRequested,
    PayloadPutBackRequested,
    PayloadReadRequested,
    PayloadRenameRequested,
    PayloadSearchRequested,
)
from workbench.ui.commands.command import Scope, command
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.lines import BLANK, Line, empty_state, json_lines
from workbench.ui.drawing.styles import grey
from workbench.ui.messages import RowChosen
from workbench.ui.payload.templates import MEANINGS, template, templates
from workbench.ui.renderers import documents as renderer
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.filter_line import FilterLine
from workbench.visible import visible

ROWS_MAX = 500


class PayloadsSheet(SummarySheet):
    """Lists payloads by a filter. What is opened is shown in the editor, and the sheet closes."""

    COMMAND = "payloads"
    TITLE = "Payloads"
    ENTER = "opens"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self._text = ""
        self._search: object = None
        """What is looked for at present."""
        self._is_found = False
        """What is looked for was found."""
        self._is_awaited = False
        """Its first row is wanted as soon as it is."""
        self._hits = SavedHits()
        self._read: SavedPayload | None = None
        self._asked: SavedName | None = None
        """Which payload was asked for last; one that cannot be read is not asked for again while the cursor stays."""
        self._filter = FilterLine(self.grid, "type a part of a name or function")

    def parts(self) -> ComposeResult:
        """Make filter, list and detail."""
        yield self._filter
        yield from super().parts()

    def on_mount(self) -> None:
        """Let the filter be typed, and list all."""
        super().on_mount()
        self._filter.focus()
        self._look()

    @property
    def _opened(self) -> tuple[PayloadDocument, ...]:
        return self.context.documents().opened()

    @on(FilterLine.Filtered)
    def filter(self, message: FilterLine.Filtered) -> None:
        """Look for what is typed."""
        message.stop()
        self._text = message.text
        self._look()

    @on(FilterLine.Chosen)
    def choose(self, message: FilterLine.Chosen) -> None:
        """Choose the row under the cursor; while names are looked for, the one that is found."""
        message.stop()
        if self._is_found:
            self.grid.choose()
        self._is_awaited = not self._is_found

    def _look(self) -> None:
        self._search = search = object()
        self._is_found = self._is_awaited = False
        request = PayloadSearchRequested(self._text, ROWS_MAX, is_current=lambda: search is self._search)
        self.context.ask(request, partial(self._take_hits, search))
        self._show_rows()

    def _take_hits(self, search: object, hits: SavedHits | None) -> None:
        if hits is not None and search is self._search and self.is_attached:
            self._hits, self._is_found = hits, True
            self._show_rows()
            if self._is_awaited:
                self.grid.choose()

    def _show_rows(self) -> None:
        self.summary.say(renderer.summary(self._hits))
        found = templates(self.context.draft()[0], self._text)
        self.grid.show(renderer.COLUMNS, renderer.rows(self._opened, self._hits, self._text, found))
        self.show_detail()

    # ---- the row under the cursor ---------------------------------------------------------------------------------

    def show_detail(self) -> None:
        """Show the text of the payload under the cursor."""
        key, number = self.grid.key, renderer.number_of(self.grid.key)
        at, begun = renderer.saved_of(key), renderer.template_of(key)
        if begun is not None:
            self._show_text(template(*begun), key, about=MEANINGS[begun[1]])
        elif number is not None:
            document = next((one for one in self._opened if one.number == number), None)
            self._show_text("" if document is None else document.text, key)
        elif at is None:
            steps = (("esc", "closes"), ("^s", "saves the payload in the editor"))
            self.detail.show(empty_state("No payload is called so.", *steps), topic=None)
        elif self._read is not None and self._read.at == at:
            self._take_read(self._read)
        else:
            self.detail.show([Line(grey(f"{visible(str(at), limit=80)} is not read"))], topic=key)
            if self._asked != at:
                self._asked = at
                self.context.ask(PayloadReadRequested(at), self._take_read)

    def _take_read(self, saved: SavedPayload) -> None:
        if not self.is_attached:
            return
        self._read = saved
        if renderer.saved_of(self.grid.key) == saved.at:
            self._show_text(saved.text, self.grid.key, saved)

    def _show_text(self, text: str, key: str | None, saved: SavedPayload | None = None, about: str = "") -> None:
        lines: list[Line] = [Line(grey(about)), BLANK] if about else []
        if saved is not None:
            expected = ", with what is expected of its answer" if saved.expectation is not None else ""
            lines = [Line(grey(f"{visible(saved.path, limit=300)}{expected}"), hang=2), BLANK]
        lines += json_lines(text, width=self.detail.line_width)
        self.detail.show(lines, topic=(key, text[:64], len(text)), whole=text)

    @property
    def _chosen(self) -> SavedName | None:
        """The saved payload under the cursor, open or not; None: there is none."""
        number = renderer.number_of(self.grid.key)
        if number is not None:
            return next((one.at for one in self._opened if one.number == number), None)
        return renderer.saved_of(self.grid.key)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Show the payload in the editor."""
        message.stop()
        documents = self.context.documents()
        number, at = renderer.number_of(message.key), renderer.saved_of(message.key)
        begun = renderer.template_of(message.key)
        self.dismiss()
        if begun is not None:
            function, name = begun
            documents.open_text(function, template(function, name), Origin(OriginKind.TEMPLATE, name))
        elif number is not None:
            documents.show(number)
        elif at is not None:
            documents.open(at)

    # ---- what is done with files ----------------------------------------------------------------------------------

    @command("payload-filter", "Filter", "Type a part of a name.", Scope.SHEET, "f", footer="filter")
    def go_to_filter(self) -> None:
        """Go to the line that filters."""
        self._filter.focus()

    @command("payload-rename", "Rename", "Give the file another name.", Scope.SHEET, "r", footer="rename")
    def rename(self) -> None:
        """Ask for another name."""
        self._ask_name("rename to", PayloadRenameRequested)

    @command("payload-duplicate", "Duplicate", "Copy the file to another name.", Scope.SHEET, "D", footer="duplicate")
    def duplicate(self) -> None:
        """Ask for the name of a copy."""
        self._ask_name("copy as", PayloadDuplicateRequested)

    def _ask_name(
        self, what: str, request: Callable[[SavedName, str], PayloadRenameRequested | PayloadDuplicateRequested]
    ) -> None:
        at = self._chosen
        if at is None:
            self.notify(with_keys("This payload has no file: ^s in the editor saves it."), timeout=3)
            return

        def named(now: SavedName) -> None:
            if request is PayloadRenameRequested:
                self.context.documents().renamed(at, now)
            self._look()

        self.prompt(what, at.name, lambda name: self.context.ask(request(at, name), named))

    @command("payload-delete", "Delete", "Delete the file; u undoes it.", Scope.SHEET, "d", "delete", footer="delete")
    def delete(self) -> None:
        """Delete the file under the cursor."""
        at = self._chosen
        if at is None:
            return

        def deleted(at: SavedName) -> None:
            self.context.documents().deleted(at)
            self._look()

        self.context.ask(PayloadDeleteRequested(at), deleted)

    @command("payload-undo", "Undo the deletion", "Put back what was deleted last.", Scope.SHEET, "u", footer="undo")
    def put_back(self) -> None:
        """Put back what was deleted last."""

        def put_back(at: SavedName | None) -> None:
            self.notify("No payload was deleted." if at is None else f"Put back {at}.", timeout=3, markup=False)
            self._look()

        self.context.ask(PayloadPutBackRequested(), put_back)
