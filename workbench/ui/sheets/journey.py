"""The sheet of one request's journey through the build that answers, and through other plugins beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from workbench.errors.documents import ImportUnreadable
from workbench.protocol.journey.proxied_request import read_proxied
from workbench.protocol.journey.step import with_edit
from workbench.protocol.json.parsing import JsonTextError, parse
from workbench.session.values.journey_report import JourneySetup, JourneyState
from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.bridge.measure_requests import JourneyCancelRequested, JourneyRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.drawing.json_layout import readable
from workbench.ui.messages import ContentRequested, RowChosen
from workbench.ui.renderers import journey as renderer
from workbench.ui.renderers.base64_content import fault_text
from workbench.ui.renderers.cards import no_build_lines
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.widgets.json_tree_view import JsonTreeView

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState

_REQUESTS = ("filter", "shape")
"""Functions whose payload holds the request of a caller."""


class JourneySheet(SummarySheet):
    """Shows the waterfall, and the chosen step below it; opened for a build without a journey, it takes one."""

    COMMAND = "journey"
    TITLE = "Request journey"
    LEAVES_OUT_FAULTS = True
    ENTER = "payload"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self.add_class("journey")
        self.view = renderer.STORY
        self.message = JsonTreeView(fault_text, id="journey-message")
        """What was sent or answered, as a tree."""

    def parts(self) -> ComposeResult:
        """Make summary, waterfall, views and messages."""
        yield self.summary
        yield self.grid
        yield self.ribbon
        yield self.detail
        yield self.message

    def on_mount(self) -> None:
        """Show what is known, or take a journey."""
        super().on_mount()
        state = self.state
        if state is None or state.serving is None:
            self.notify("No build answers.", severity="warning", timeout=4)
        elif state.journey is None:
            self._take(JourneySetup())

    def show(self, state: SessionState) -> None:
        """Show another state."""
        serving = state.serving.number if state.serving is not None else None
        self.summary.say(renderer.summary(state.journey, serving))
        self.grid.show(renderer.COLUMNS, renderer.table(state.journey, self.grid.line_width))
        self.ribbon.show(renderer.VIEWS, self.view)
        self.show_detail()

    def show_detail(self) -> None:
        """Show the step under the cursor."""
        journey, key = self._journey, self.grid.key
        step = renderer.step_of(journey, key)
        self.names = renderer.names(step)
        text = renderer.message(step, self.view)
        self.message.display, self.detail.display = text is not None, text is None
        if text is not None:
            self.message.show(text, topic=(key, self.view, text))
        else:
            width = self.detail.line_width or self.size.width - 6
            lines = renderer.lines(journey, key, self.view, width)
            if journey is None and not self.has_build:
                lines = no_build_lines()
            self.detail.show(lines, topic=(key, self.view))

    def on_resize(self) -> None:
        """Draw for another width."""
        super().on_resize()
        self.show_again()

    def on_row_chosen(self, message: RowChosen) -> None:
        """Open what was sent in a step as a document."""
        message.stop()
        step = renderer.step_of(self._journey, message.key)
        if step is None or step.payload is None or step.function is None:
            self.notify("Only what was sent to a plugin opens as a payload.", timeout=3)
            return
        self.dismiss()
        origin = Origin(OriginKind.JOURNEY, step.name)
        self.context.documents().open_text(step.function, readable(step.payload), origin)

    # ---- commands ----------------------------------------------------------------------------------------------------

    @command(
        "journey-upstream",
        "Other upstream answer",
        "Turn what the upstream answers: 200, 401 then 200, 401, 429, 500, 529, a broken stream.",
        Scope.SHEET,
        "s",
        footer="upstream",
    )
    def turn_upstream(self) -> None:
        """Let the upstream answer something else."""
        setup = self._setup
        self._take(replace(setup, answers=renderer.next_choice(setup.answers)))

    @command(
        "journey-edit",
        "Edit the input",
        "Edit what is sent in this step, and run on from there.",
        Scope.SHEET,
        "a",
        footer="edit",
    )
    def edit(self) -> None:
        """Edit what was sent in the step under the cursor; steps behind it get what follows from it."""
        journey, step = self._journey, renderer.step_of(self._journey, self.grid.key)
        if journey is None or journey.report is None or step is None or step.payload is None:
            self.notify("Only what was sent to a plugin can be edited.", timeout=3)
            return
        name, steps = step.name, journey.report.steps
        typed = journey.setup.edits.get(name, step.payload)

        def run_on(text: str) -> None:
            self._take(replace(journey.setup, edits=with_edit(journey.setup.edits, steps, name, text)))

        self.context.post(ContentRequested(f"Input of {name}", typed, run_on))

    @command("journey-undo", "Drop the edits", "Send what the host would send in every step.", Scope.SHEET, "U")
    def drop_edits(self) -> None:
        """Send what the host would send."""
        self._take(replace(self._setup, edits={}))

    @command(
        "journey-plugin",
        "Add a plugin",
        "Let another plugin play the functions that it has.",
        Scope.SHEET,
        "o",
        footer="plugin",
    )
    def ask_for_plugin(self) -> None:
        """Let another plugin play beside the build."""
        state = self.state
        newest = state.newest if state is not None else None
        path = newest.artifact.path if newest is not None else ""
        folder = path[: len(path) - len(newest.file_name)] if newest is not None else ""

        def add(typed: str) -> None:
            if typed.strip():
                self._take(replace(self._setup, paths=(*self._setup.paths, typed.strip()), edits={}))

        self.prompt("the file of another plugin", folder, add, files=(".wasm",))

    @command("journey-alone", "Drop the other plugins", "Let this build play alone again.", Scope.SHEET, "D")
    def drop_plugins(self) -> None:
        """Let the build play alone."""
        self._take(replace(self._setup, paths=(), edits={}))

    @command(
        "journey-state",
        "Factory state",
        "What the operator configured for the signer, as JSON; empty: null, as a host sends.",
        Scope.SHEET,
        "f",
        footer="state",
    )
    def ask_for_state(self) -> None:
        """Build the signer with a state that is typed."""

        def take(typed: str) -> None:
            try:
                parse(typed or "null")
            except JsonTextError as error:
                raise ValueError(f"expected a JSON value, or nothing: {error.expected}, found {error.found}") from error
            self._take(replace(self._setup, factory_state=typed))

        shown = self._setup.factory_state or '{"api_key": ""}'
        self.prompt('factory state as JSON, such as {"api_key": "…"}; empty: null', shown, take)

    @command(
        "journey-request",
        "Take the editor's request",
        "Take the request in the payload of filter or shape that stands in the editor.",
        Scope.SHEET,
        "E",
    )
    def take_request(self) -> None:
        """Take the request of the editor, or a typical one again."""
        function, payload = self.context.draft()
        if self._setup.payload is not None:
            self._take(replace(self._setup, payload=None, edits={}))
        elif function not in _REQUESTS:
            self.notify("Only a payload of filter or shape holds a request.", timeout=4)
        else:
            try:
                read_proxied(payload.encode("utf-8", "surrogateescape"))
            except ImportUnreadable as error:
                self.notify(str(error), severity="warning", timeout=6, markup=False)
            else:
                self._take(replace(self._setup, payload=payload, edits={}))

    @command("journey-again", "Take it again", "Take it again, through the build that answers now.", Scope.SHEET, "r")
    def take_again(self) -> None:
        """Take it again."""
        self._take(self._setup)

    @command("journey-stop", "Stop the journey", "Keep the steps so far.", Scope.SHEET, "K")
    def stop(self) -> None:
        """End the journey."""
        self.context.ask(JourneyCancelRequested())

    @property
    def _journey(self) -> JourneyState | None:
        return self.state.journey if self.state is not None else None

    @property
    def _setup(self) -> JourneySetup:
        journey = self._journey
        return JourneySetup() if journey is None else journey.setup

    def _take(self, setup: JourneySetup) -> None:
        self.context.ask(JourneyRequested(setup))
