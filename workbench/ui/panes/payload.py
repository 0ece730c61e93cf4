"""The left half of pane 4: the payload, and what is wrong with it while it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea
from textual.worker import Worker

from workbench.ui.editor.json_editor import JsonEditor, Spot
from workbench.ui.editor.offers import Offers
from workbench.ui.messages import PayloadEdited, RowChosen
from workbench.ui.panes.content_below import ContentBelow
from workbench.ui.payload.payload_problems import Check, PayloadProblem, too_long
from workbench.ui.payload.variables_here import VariablesHere
from workbench.ui.widgets.fact_line import FactLine

if TYPE_CHECKING:
    from workbench.ui.editor.folds import Fold
    from workbench.ui.panes.problem_view import ProblemView
    from workbench.ui.payload.asked_field import AskedField
    from workbench.ui.payload.variants import Variant

CHECK_DELAY = 0.12
"""Seconds without a key after which the payload is checked."""
KEEP_DELAY = 0.1
"""Seconds after a key in which the text is given to whoever keeps it."""
CHECK_MAX = 262_144
"""Characters above which a payload is not checked while typing."""


class Payload(Vertical):
    """Edits the payload of one wire function at a time; each function keeps its own text."""

    def __init__(self, check: Check) -> None:
        super().__init__(id="payload")
        self.function = ""
        self.problems: Sequence[PayloadProblem] = ()
        self.variables = VariablesHere(check)
        self._places: dict[int, tuple[tuple[int, int], str, tuple[Fold, ...]]] = {}
        """Where the cursor stood in each document, by its number, and what was folded in which text."""
        self._number = 0
        self.about = FactLine(id="document")
        """Says which document stands here."""
        self._shown = ""
        self._variant: Variant | None = None
        self._timer: Timer | None = None
        self._keep_timer: Timer | None = None
        self._aside = asyncio.Lock()
        self.last_sent: Callable[[str], str | None] = lambda function: None
        """Gives the payload of a function that was sent last."""
        self.editor = JsonEditor(id="editor")
        self.editor.completion.complete = self._offers
        self._content = ContentBelow(self.editor)
        self._problem_view: ProblemView | None = None

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.about
        yield self.editor
        yield self._content

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return self.editor.text

    @property
    def draft(self) -> str:
        """What is to be remembered from run to run: of a broken variant the payload that it was made of."""
        variant = self._variant
        return variant.base if variant is not None and variant.text == self.editor.text else self.editor.text

    @property
    def line_width(self) -> int:
        """Characters of a line in the editor; 0 before it was laid out."""
        return max(self.editor.scrollable_content_region.width - 1, 0)

    @property
    def is_untouched(self) -> bool:
        """True as long as the editor holds what was last shown."""
        return self.editor.text == self._shown

    def show(self, function: str, text: str, number: int = 0) -> None:
        """Show a document of a function, with cursor and folds as they were when it was shown before."""
        editor = self.editor
        if self.function:
            self._places[self._number] = editor.cursor_location, editor.text, editor.document.folds.all
        self.function, self._shown, self._number = function, text, number
        cursor, was, folds = self._places.get(number, ((0, 0), "", ()))
        editor.load_text(text)
        editor.cursor_location = cursor
        if folds and text == was:
            editor.fold(folds)
        self.check_soon()

    def _offers(self, text: str, cursor: int) -> Offers:
        from workbench.ui.payload.completion import payload_offers  # noqa: PLC0415 - the first frame does not need it

        return payload_offers(self.function, text, cursor, self.last_sent(self.function), self.variables.known)

    def mutate(self) -> Variant | None:
        """Put the next broken variant in the place of the payload, as one edit; None: there is none."""
        from workbench.ui.payload.variants import next_variant  # noqa: PLC0415 - few ask for it

        variant = next_variant(self.function, self.editor.text, self._variant, self.line_width)
        if variant is not None:
            self._variant = variant
            self.editor.put(variant.text)
            self.editor.go_to(variant.place)
        return variant

    def jump_to(self, index: int) -> None:
        """Go to the place of a problem."""
        if index < len(self.problems):
            self.editor.go_to(self.problems[index].start)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Check the text when typing pauses, and have it kept soon, however long somebody types without one."""
        event.stop()
        self.check_soon()
        self._content.follow()
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_DELAY, self._keep)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Say what is wrong where the cursor stands."""
        event.stop()
        if self._problem_view is not None and self.problems:
            self._problem_view.look_at(event.selection.end)
        self._content.follow()

    def asked_field(self, focused: Widget | None) -> AskedField | None:
        """Return the field that somebody asks about who looks at a part; None: they look at no field."""
        from workbench.ui.payload import asked_field  # noqa: PLC0415 - the catalogue is large

        problem = self._problem_view.current if self._problem_view is not None and self.problems else None
        is_editor, place = focused is self.editor, self.editor.cursor_location
        is_here = focused is not None and self in focused.ancestors
        index_of, text = self.editor.document.get_index_from_location, self.editor.text
        if problem is not None and is_here and (not is_editor or problem.start[0] <= place[0] <= problem.end[0]):
            return asked_field.field_of_problem(self.function, problem, text, index_of(problem.start))
        return asked_field.field_at(self.function, text, index_of(place)) if is_editor else None

    def on_row_chosen(self, message: RowChosen) -> None:
        """Go to the place of a problem that was chosen."""
        message.stop()
        self.jump_to(int(message.key))

    async def _checked_aside(self, function: str, text: str) -> Sequence[PayloadProblem]:
        """Check a large payload on a thread; one at a time, however fast somebody types."""
        async with self._aside:
            if (function, text) != (self.function, self.editor.text):
                return ()
            return await asyncio.to_thread(self.variables.checked, function, text)

    def check_soon(self) -> None:
        """Check the text when nobody has typed for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(CHECK_DELAY, self._look)

    def _keep(self) -> None:
        self._keep_timer = None
        self.post_message(PayloadEdited(self.function, self.editor.text))

    def _look(self) -> None:
        # The function itself: a coroutine that the end of the screen overtakes would be reported as never awaited.
        _: Worker[None] = self.run_worker(self._check_now, group="check")

    async def _check_now(self) -> None:
        function, text = self.function, self.editor.text
        if not function:
            return
        if len(text) > CHECK_MAX:
            problems: Sequence[PayloadProblem] = (too_long(len(text), CHECK_MAX),)
        elif len(text) > 8_192:
            problems = await self._checked_aside(function, text)
        else:
            problems = self.variables.checked(function, text)
        # The screen may have ended while this waited for its turn; then there is nowhere to show them.
        if (function, text) != (self.function, self.editor.text) or not self.is_attached:
            return
        self.problems = problems
        self.editor.mark([Spot(one.start, one.end, one.is_error) for one in problems])
        if problems and self._problem_view is None:
            from workbench.ui.panes.problem_view import ProblemView  # noqa: PLC0415 - not for the first frame

            self._problem_view = ProblemView()
            await self.mount(self._problem_view)
        if self._problem_view is not None:
            self._problem_view.show(problems, self.editor.cursor_location)
