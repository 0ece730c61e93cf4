"""Opens what stands over the panes: sheets, help, letters to jump by. Each is imported when it is first wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from workbench.ui.in_browser import HELP
from workbench.ui.messages import CommandRequested, ExplanationRequested

if TYPE_CHECKING:
    from textual.screen import Screen

    from workbench.protocol.json.parsing import Steps
    from workbench.protocol.layers import Layer
    from workbench.session.values.variable_values import KnownVariables
    from workbench.ui.payload.asked_field import AskedField
    from workbench.ui.payload.content_target import ContentTarget
    from workbench.ui.payload.outline import ListedParts, OutlinePart
    from workbench.ui.renderers.help import HelpGroup
    from workbench.ui.renderers.looked_at import Look
    from workbench.ui.screens.ask_screen import Reply
    from workbench.ui.screens.sheet_context import SheetContext


class ScreenOverlays:
    """Pushes screens over the main one."""

    def __init__(self, screen: Screen[Any], context: SheetContext, look: Callable[[Widget | None], Look]) -> None:
        """Open nothing yet.

        Args:
            screen: The main screen.
            context: What sheets are given.
            look: Says where somebody looks, by what has the focus.
        """
        self._screen = screen
        self._context = context
        self._look = look
        self._presented: deque[Layer] = deque(maxlen=1)
        self._waiting: list[tuple[Screen[Any], Callable[[Any], None] | None]] = []

    def open_waiting(self) -> None:
        """Open what was to be opened while another plugin was shown."""
        waiting, self._waiting = self._waiting, []
        for screen, then in waiting:
            self._open(screen, then)

    def open_sheet(self, name: str) -> None:
        """Open the sheet of a name."""
        from workbench.ui.sheets import sheet_class  # noqa: PLC0415 - the first frame does not need it

        self._open(sheet_class(name)(self._context))

    def compare(self, number: int | None, marked: int | None) -> None:
        """Open the sheet of two builds side by side."""
        from workbench.ui.sheets.compare import CompareSheet  # noqa: PLC0415 - not every session compares

        self._open(CompareSheet(self._context, number, marked))

    def present(self, layer: Layer | None = None) -> None:
        """Present a layer; None: the one at which the presentation was left, at first L1."""
        from workbench.ui.sheets.present import PresentSheet  # noqa: PLC0415 - not every session is a show

        left = next(iter(self._presented), None)
        self._open(PresentSheet(self._context, layer or left, self._presented.append))

    def explain(self) -> None:
        """Explain the newest failure, and what has the focus."""
        from workbench.ui.renderers.explain import subject  # noqa: PLC0415 - the catalogue is large
        from workbench.ui.sheets.explain import ExplainSheet  # noqa: PLC0415

        state = self._context.state()
        if state is None:
            self._screen.notify("No build has been loaded yet.", timeout=3)
        else:
            self._open(ExplainSheet(self._context, subject(state, self._look(self._screen.focused))))

    def explain_row(self, asked: ExplanationRequested) -> None:
        """Explain what the cursor of a sheet stands on; of a sheet without words the same as on the panes."""
        from workbench.ui.renderers.explain import row_subject  # noqa: PLC0415 - the catalogue is large
        from workbench.ui.renderers.looked_at import Look, is_known  # noqa: PLC0415
        from workbench.ui.sheets.explain import ExplainSheet  # noqa: PLC0415

        state, look = self._context.state(), Look(asked.sheet, asked.view, asked.key, names=asked.names)
        if state is None or not is_known(look):
            self.explain()
        else:
            self._open(ExplainSheet(self._context, row_subject(state, look)))

    def explain_field(self, asked: AskedField) -> None:
        """Explain one field of the payload."""
        from workbench.ui.sheets.field import FieldSheet  # noqa: PLC0415 - asked for now and then

        self._open(FieldSheet(self._context, asked))

    def open_content(self, target: ContentTarget, steps: Steps) -> None:
        """Edit the content of a base64 value, from the part of its JSON on that some steps lead to."""
        from workbench.ui.sheets.content import ContentSheet  # noqa: PLC0415 - asked for now and then

        self._open(ContentSheet(self._context, target, steps))

    def edit_text(self, title: str, text: str, then: Callable[[str], object]) -> None:
        """Edit a text; what it became goes to `then`."""
        from workbench.ui.payload.content_target import TextTarget  # noqa: PLC0415 - asked for now and then
        from workbench.ui.sheets.content import ContentSheet  # noqa: PLC0415 - as above

        self._open(ContentSheet(self._context, TextTarget(title, text, then)))

    def open_preview(self, function: str, text: str, known: KnownVariables) -> None:
        """Show what is sent for a payload."""
        from workbench.ui.sheets.preview import PreviewSheet  # noqa: PLC0415 - asked for now and then

        self._open(PreviewSheet(self._context, function, text, known))

    def open_outline(self, outline: ListedParts, go_to: Callable[[OutlinePart], object]) -> None:
        """List parts by their paths, and go to one."""
        from workbench.ui.sheets.outline import OutlineSheet  # noqa: PLC0415 - asked for now and then

        self._open(OutlineSheet(self._context, outline, go_to))

    def show_help(self) -> None:
        """Show what the pane or sheet is for, and all keys."""
        from workbench.ui.main.footer_keys import commands_of  # noqa: PLC0415 - asked for now and then
        from workbench.ui.screens.help_screen import HelpScreen, main_groups  # noqa: PLC0415
        from workbench.ui.screens.sheet import Sheet  # noqa: PLC0415

        over, groups = self._screen.app.screen, [*main_groups(), *sheet_groups()]
        if isinstance(over, Sheet):
            place, commands = over.COMMAND, tuple(over.OWN.values())
        else:
            place, commands = self._look(self._screen.focused).pane, commands_of(self._screen.focused)
        note = HELP if getattr(self._screen.app, "in_browser", False) else ""
        self._open(HelpScreen(self._context.keymap, groups, place, commands, self._begin_tour, note))

    def _begin_tour(self) -> None:
        self._context.post(CommandRequested("tour"))

    def tour(self, go_to: Sequence[Callable[[], object]]) -> None:
        """Say what each part of the screen is for; `go_to` shows the part of each step."""
        from workbench.ui.screens.tour_screen import TourScreen  # noqa: PLC0415 - asked for once or twice

        self._open(TourScreen(go_to))

    def question(self, question: str, choices: Mapping[str, Reply]) -> None:
        """Ask for one of some keys; any other leaves everything as it is."""
        from workbench.ui.screens.ask_screen import QuestionScreen  # noqa: PLC0415 - asked now and then

        self._open(QuestionScreen(question, choices))

    def line(self, what: str, text: str, then: Callable[[str], object]) -> None:
        """Ask for a line, in which `text` stands at first."""
        from workbench.ui.screens.ask_screen import LineScreen  # noqa: PLC0415 - asked now and then

        self._open(LineScreen(what, text, then))

    def resize(self, moves: Mapping[str, Callable[[], object]]) -> None:
        """Let keys move the lines between the panes, until another one is pressed."""
        from workbench.ui.screens.resize_screen import ResizeScreen  # noqa: PLC0415 - asked for now and then

        self._open(ResizeScreen(moves))

    def jump(self) -> None:
        """Offer a letter for every part that can take the focus, and a number for every open payload."""
        from workbench.ui.renderers.documents import jump_name  # noqa: PLC0415 - the first frame does not need it
        from workbench.ui.screens.jump_screen import JumpScreen  # noqa: PLC0415 - as above

        targets = [widget for widget in self._screen.focus_chain if isinstance(widget, Widget)]
        documents = self._context.documents()
        opened = documents.opened()

        def go_to(chosen: Widget | int | None) -> None:
            if isinstance(chosen, Widget):
                chosen.focus()
            elif chosen is not None:
                documents.show(opened[chosen].number)
                self._context.post(CommandRequested("pane-dispatch"))

        self._open(JumpScreen(targets, [jump_name(one) for one in opened]), go_to)

    def _open(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Open a screen over the main one; while another plugin is shown, when this one is shown again."""
        app = self._screen.app
        if app.screen_stack[0] is self._screen:
            app.push_screen(screen, then)
        else:
            self._waiting.append((screen, then))


def sheet_groups() -> list[HelpGroup]:
    """Return the commands of each sheet that has some."""
    from workbench.ui.actions.sheet_commands import SHEETS  # noqa: PLC0415
    from workbench.ui.renderers.help import HelpGroup  # noqa: PLC0415
    from workbench.ui.sheets import sheet_class  # noqa: PLC0415

    classes = [sheet_class(one.id) for one in SHEETS]
    return [HelpGroup(f"On the sheet {one.TITLE}", tuple(one.OWN.values())) for one in classes if one.OWN]
