"""What a person does in the negotiation lab: edits, other hosts, files, sweeps. Draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.protocol.negotiation.presets import presets
from workbench.protocol.offer import Offer
from workbench.ui.bridge.lab_requests import OfferUseRequested, SweepCancelRequested, SweepRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import lab as renderer
from workbench.ui.renderers import lab_hosts
from workbench.ui.screens.sheet import SummarySheet
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.sheets.lab_draft import LabDraft
from workbench.ui.sheets.lab_hosts import OWN, LabHosts

if TYPE_CHECKING:
    from workbench.session.values.sweep_report import SweepState


class LabCommands(SummarySheet):
    """Holds the offer in the lab and the hosts beside it."""

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self.view = renderer.VIEWS[0]
        self.draft = LabDraft(Offer({}), OWN, self.changed)
        self.known = LabHosts(context, self.prompt, self.show_again)
        self.brief: bool | None = None
        """Whether sentences are left out; None: where there is little room."""

    def changed(self) -> None:
        """The offer was edited."""

    @property
    def swept(self) -> SweepState | None:
        """The last sweep, if it was one of this offer and the newest build."""
        state = self.state
        sweep = state.sweep if state is not None else None
        newest = state.newest if state is not None else None
        is_current = sweep is not None and newest is not None and sweep.generation == newest.number
        return sweep if is_current and sweep is not None and sweep.offer == self.draft.offer else None

    def on_row_chosen(self, message: RowChosen) -> None:
        """Let the value of a row be typed, or take another offer over."""
        message.stop()
        key, state, draft = message.key, self.state, self.draft
        if self.view == "hosts" and state is not None:
            host = self.known.hosts(state)[int(key)]
            draft.take(host.offer, host.name)
            self.turn_to("steps")
        elif self.view == "sweep":
            one = lab_hosts.changed_offer(self.swept, key)
            if one is not None:
                draft.take(one.tried.offer, f"{OWN}, {one.sentence}")
                self.turn_to("steps")
        elif key.startswith((renderer.CAPABILITY, renderer.MORE)):
            draft.tick(key)
        else:
            self._ask_value(key)

    def _ask_value(self, key: str) -> None:
        draft, offer = self.draft, self.draft.offer
        if key in (renderer.SCHEMA, renderer.ENVELOPE):
            now = offer.handshake_schema_version if key == renderer.SCHEMA else offer.envelope_version
            what, text = f"{key} version", str(now)
        else:
            name = key.removeprefix(renderer.FUNCTION)
            what, text = f"versions of {name}, with commas between", ", ".join(map(str, draft.value.versions(name)))
        self.prompt(what, text, lambda typed: draft.put(key, typed))

    # ---- commands -------------------------------------------------------------------------------------------------

    @command(
        "lab-tick", "Offer or not", "Offer what the cursor is on, or do not.", Scope.SHEET, "space", footer="ticks"
    )
    def tick(self) -> None:
        """Offer the function or capability under the cursor, or do no more."""
        if self.edits and not self.draft.tick(self.grid.key or ""):
            self.notify("A version cannot be left out of an offer: enter types another one.", timeout=3)

    @command("lab-raise", "Add a version", "Offer the next version too.", Scope.SHEET, "plus", footer="raises")
    def raise_version(self) -> None:
        """Offer the function under the cursor at one version more."""
        if self.edits:
            self.draft.step(self.grid.key or "", 1)

    @command("lab-lower", "Remove a version", "Take the newest version away.", Scope.SHEET, "minus", footer="lowers")
    def lower_version(self) -> None:
        """Take the newest version of the function under the cursor away."""
        if self.edits:
            self.draft.step(self.grid.key or "", -1)

    @command("lab-function", "Add a function", "Offer a function by any name.", Scope.SHEET, "a", footer="function")
    def add_function(self) -> None:
        """Offer a function that is typed."""
        self.prompt("function to offer: NAME or NAME=1,2", "", self.draft.add_function)

    @command("lab-capability", "Add a capability", "Offer one by any name.", Scope.SHEET, "A", footer="capability")
    def add_capability(self) -> None:
        """Offer a capability that is typed."""
        self.prompt("capability to offer", "", self.draft.add_capability)

    @command("lab-preset", "Next host", "Take over the offer of the next known host.", Scope.SHEET, "p", footer="host")
    def take_preset(self) -> None:
        """Take the offer of the next preset over."""
        if self.state is None:
            return
        known = presets(self.state.settings.host_offer.host_capabilities)
        names = [one.name for one in known]
        at = names.index(self.draft.origin) + 1 if self.draft.origin in names else 0
        chosen = known[at % len(known)]
        self.draft.take(chosen.offer, chosen.name)

    @command("lab-undo", "Undo the edit", "Take the last edit of the offer back.", Scope.SHEET, "u", footer="undo")
    def undo(self) -> None:
        """Take the last edit back."""
        if not self.draft.undo():
            self.notify("There is no edit to take back.", timeout=2)

    @command("lab-use", "Use this offer", "Let this session's host offer it.", Scope.SHEET, "U", footer="use")
    def use(self) -> None:
        """Let this host offer what is in the lab."""
        self.context.ask(OfferUseRequested(self.draft.offer))
        self.draft.belong_to(OWN)
        self.notify("This host offers it from now on: the build is negotiated with again.", timeout=4)

    @command("lab-save", "Save the offer", "Write it to a file that --offer takes.", Scope.SHEET, "s", footer="save")
    def save(self) -> None:
        """Write the offer to a file."""

        def written(path: str) -> None:
            self.notify(f"Saved: --offer {path} uses it.", timeout=4, markup=False)
            self.show_again()

        self.known.write(self.draft.offer, written)

    @command("lab-open", "Open an offer", "Take the offer of a file over.", Scope.SHEET, "o", footer="open")
    def open(self) -> None:
        """Take the offer of a file over; it stands among the hosts from then on."""
        self.known.read(lambda host: self.draft.take(host.offer, host.name))

    @command("lab-sweep", "Sweep", "Try every small change of this offer.", Scope.SHEET, "W", footer="sweep")
    def sweep(self) -> None:
        """Try every small change of the offer."""
        if self.view != "sweep":
            SummarySheet.turn_to(self, "sweep")
        running = self.state.sweep if self.state is not None else None
        if running is not None and running.step is not None:
            # One at a time, and the newest offer counts.
            self.context.ask(SweepCancelRequested())
        self.context.ask(SweepRequested(self.draft.offer))

    @command("lab-stop", "Stop the sweep", "Keep what was found so far.", Scope.SHEET, "K", footer="stop")
    def stop(self) -> None:
        """End the sweep."""
        self.context.ask(SweepCancelRequested())

    @command("lab-brief", "Sentences", "Show or hide what each step compares.", Scope.SHEET, "v", footer="sentences")
    def turn_brief(self) -> None:
        """Show the sentence of each step, then only of the one that ended, then as there is room."""
        self.brief = {None: False, False: True, True: None}[self.brief]
        self.show_detail()

    @property
    def edits(self) -> bool:
        """Whether the rows are those of the offer."""
        return self.view in ("steps", "messages")
