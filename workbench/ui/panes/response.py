"""The right half of pane 4: outcome, cost and answer of the last dispatch, and how it differs from the build before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.json_tree import ROWS_MAX
from workbench.ui.drawing.lines import Line, empty_state
from workbench.ui.messages import AnswerShown, RowShown
from workbench.ui.renderers.shown_answers import Beside, ShownAnswers
from workbench.ui.widgets.fact_line import FactLine
from workbench.ui.widgets.line_view import LineView
from workbench.ui.widgets.pane import Pane
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.state import SessionState
    from workbench.ui.panes.answer_tree import AnswerTree

VIEWS = ("response", "tree", "own", "raw", "hex", "sent", "log", "diff")
TREE = "tree"
STEPS = (
    ("^j", "sends the payload"),
    ("f7", "shows the next function"),
    ("f4", "opens $EDITOR"),
    ("f1", "helps, and shows you around"),
)
STEPS_OF_REJECTED = (("f12", "explains the failure"), ("^r", "loads the file again"))


class Response(Pane):
    """Shows the last dispatch of the function in the editor, or the newest of all, and says whose it is."""

    def __init__(self) -> None:
        super().__init__(id="response")
        self.remove_class("pane")
        self.view = VIEWS[0]
        self._state: SessionState | None = None
        self._answers = ShownAnswers()
        self._outcome = FactLine(id="outcome")
        self._effect = FactLine(id="effect")
        self.reader = Reader(id="response-text")
        self._width = 0
        """Cells of a line of the text, as far as it was laid out."""
        self._tree: AnswerTree | None = None
        """Made when it is first turned to."""

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self._outcome
        yield self._effect
        yield self.ribbon
        yield self.reader

    def on_mount(self) -> None:
        """Say what is awaited."""
        self.refresh_view()

    @property
    def whole_response(self) -> str:
        """The response of the dispatch that is shown, in full; empty when there is none."""
        answer = self._answers.shown
        return (answer.last.outcome.response_text or "") if answer else ""

    @property
    def shown_record(self) -> DispatchRecord | None:
        """The dispatch whose answer is shown; None: there is none."""
        answer = self._answers.shown
        return answer.last if answer else None

    def last_sent(self, function: str) -> str | None:
        """Return the payload of a function that was sent last; None: none was."""
        answer = self._answers.last_of(function)
        return answer.last.typed if answer else None

    def last_response(self, function: str) -> str | None:
        """Return the newest answer to a function; None: there is none, or it is a fallback."""
        answer = self._answers.last_of(function)
        return answer.last.outcome.response_text if answer and answer.last.outcome.ok else None

    def focus_target(self) -> Widget:
        """Return the text, or the tree."""
        return self.searched

    @property
    def searched(self) -> LineView:
        """What is looked through: the text, or the tree."""
        return self._tree if self._tree is not None and self._tree.display else self.reader

    def show(self, state: SessionState) -> None:
        """Show another state. A new answer is shown whatever stands beside it; it says then whose it is."""
        previous, self._state = self._state, state
        if previous is None:
            self._take_answer(state, is_new=state.last is not None)
        elif state.last is not previous.last or state.previous is not previous.previous:
            number = previous.last.number if previous.last is not None else 0
            self._take_answer(state, is_new=state.last is not None and state.last.number != number)
        elif (
            state.running == previous.running
            and state.serving is previous.serving
            and (state.last is not None or state.newest is previous.newest)
        ):
            return
        self.refresh_view()

    def _take_answer(self, state: SessionState, *, is_new: bool) -> None:
        from workbench.ui.renderers.answers import compare  # noqa: PLC0415 - not for the first frame

        self._answers.take(state, compare(state.previous, state.last) if state.last else None, is_new=is_new)

    def stand_beside(self, beside: Beside) -> None:
        """Show the answer to a document, and whether it is one to its text as it is now."""
        if self._answers.stand_beside(beside):
            self.refresh_view()
        elif self._answers.shown is not None:
            self._say_outcome()

    def on_row_shown(self, message: RowShown) -> None:
        """Say on which part of the tree the cursor stands."""
        message.stop()
        if self._tree is not None:
            self._tree.say_place()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        state, answer = self._shown(), self._answers.shown
        self.post_message(AnswerShown())
        if state is None or (state.last is None and state.running is None):
            self._outcome.say(styles.grey(f"{styles.NOTHING} not dispatched yet"))
            self._effect.say(Content())
            self.ribbon.show([Choice(view, view, quiet=view != VIEWS[0]) for view in VIEWS], self.view)
            self.reader.show(_awaited(state, in_browser=getattr(self.app, "in_browser", False)), topic=self.view)
            return
        from workbench.ui.renderers import response as renderer  # noqa: PLC0415
        from workbench.ui.renderers.host_effect import effect_line  # noqa: PLC0415

        self._say_outcome()
        self._effect.say(effect_line(state.last) if state.running is None else Content())
        difference = answer.difference if answer else None
        self.ribbon.show(renderer.view_choices(state, difference), self.view)
        if self._show_tree(answer.last if answer is not None and self.view == TREE else None):
            return
        # Behind the tree the text has no width: it keeps the one that it had.
        self._width = self.reader.line_width or self._width
        lines, whole = renderer.content(state, self.view, difference, width=self._width)
        self.reader.show(
            _with_source(lines, self._state), topic=(self.view, answer and answer.last.number), whole=whole
        )

    @property
    def output_text(self) -> str | None:
        """What the plugin wrote in the dispatch that is shown; None: nothing."""
        record = self.shown_record
        call = record.outcome.call if record is not None else None
        return call.output.decode("utf-8", errors="replace") if call is not None and call.output else None

    def go_to(self, pointer: str) -> str:
        """Go to a part of the answer by its JSON pointer, in the tree where the view has no such place.

        Returns what is to be said of it; empty: nothing.
        """
        output, said = self.output_text, ""
        if output is None or self.shown_record is None:
            return "There is no output."
        if self.view != TREE:
            from workbench.ui.renderers.answer_places import place_in  # noqa: PLC0415 - few go to a path

            response = self.shown_record.outcome.response_text
            place = place_in(self.view, self.reader.lines, output, response, pointer)
            if place is not None:
                self.reader.go_to_place(*place)
                return ""
            said = f"The view {self.view} does not show it: the tree does."
            self.turn_to(TREE)
        view = self._tree
        from workbench.protocol.payload_text.pointers import steps_of  # noqa: PLC0415

        steps = steps_of("" if pointer == "/" else pointer)
        if view is None or not view.go_to(view.tree_rows.nearest(steps)[0]):
            return f"It stands behind the first {ROWS_MAX:,} rows: fold what stands before it."
        return said

    def _show_tree(self, record: DispatchRecord | None) -> bool:
        """Show an answer as a tree, or the text in its place; return whether the tree is shown."""
        output = self.output_text
        if record is None or output is None:
            self._swap(None)
            return False
        tree = self._tree
        if tree is None:
            from workbench.ui.panes.answer_tree import AnswerTree  # noqa: PLC0415 - made when it is first wanted

            tree = self._tree = AnswerTree()
            tree.turn(shown=False)
            self.mount(tree, tree.place)
        self._swap(tree)
        tree.show(output, topic=(record.number, record.generation))
        return True

    def _swap(self, tree: AnswerTree | None) -> None:
        """Show the tree, or the text for None; the focus goes along."""
        had_focus = self.searched.has_focus
        if self._tree is not None:
            self._tree.turn(shown=tree is not None)
        if tree is None:
            self.reader.display = True
        if had_focus:
            # At once: the next key may have been pressed already.
            self.screen.set_focus(self.searched)
        self.reader.display = tree is None

    def _say_outcome(self) -> None:
        from workbench.ui.renderers import response as renderer  # noqa: PLC0415

        state = self._shown()
        if state is not None:
            owner = renderer.owner(self._answers.whose())
            self._outcome.say(renderer.outcome_line(state, self.reader.line_width, owner=owner))

    def _shown(self) -> SessionState | None:
        """Return the state with the dispatch that is shown as the last one."""
        answer = self._answers.shown
        if self._state is None or answer is None:
            return self._state and replace(self._state, last=None, previous=None, difference=None)
        return replace(self._state, last=answer.last, previous=answer.before, difference=answer.comparison)


def _awaited(state: SessionState | None, *, in_browser: bool) -> list[Line]:
    """Return what stands here before the first answer: what leads to one."""
    steps = tuple(one for one in STEPS if not in_browser or one[0] != "f4")
    newest = state.newest if state else None
    if state is None or newest is None or not newest.complete or state.serving is not None:
        return empty_state("The response will be shown here.", *steps)
    failed = newest.failed_layer
    if failed is None or failed.error is None:
        return empty_state("No build answers.", *STEPS_OF_REJECTED)
    return empty_state(f"No build answers: {failed.layer.title} failed with {failed.error.kind}.", *STEPS_OF_REJECTED)


def _with_source(lines: Sequence[Line], state: SessionState | None) -> Sequence[Line]:
    """Return lines with the source that the first place among them leads to."""
    newest = state.newest if state is not None else None
    if newest is None or all(line.target is None for line in lines):
        return lines
    from workbench.ui.source_lines import with_source  # noqa: PLC0415 - few calls fail

    return with_source(lines, str(Path(newest.artifact.path).absolute().parent))
