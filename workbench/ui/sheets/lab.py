"""The negotiation lab: an offer that is edited, and the nine steps that follow each edit; other hosts; a sweep."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content

from workbench.protocol.negotiation.offer_difference import offer_differences
from workbench.protocol.offer import Offer
from workbench.ui.bridge.lab_requests import OfferTrialRequested
from workbench.ui.drawing.lines import Line
from workbench.ui.drawing.styles import untrusted
from workbench.ui.renderers import lab as renderer
from workbench.ui.renderers import lab_hosts
from workbench.ui.screens.sheet_context import SheetContext
from workbench.ui.sheets.lab_commands import LabCommands
from workbench.ui.sheets.lab_draft import LabDraft
from workbench.ui.sheets.lab_hosts import OWN
from workbench.ui.widgets.reader import Reader

if TYPE_CHECKING:
    from workbench.session.values.lab import LabState
    from workbench.session.values.state import SessionState

LATE_S: Final = 0.15
"""Seconds that a trial takes before the screen says that it goes on."""
NARROW: Final = 100
"""Cells of the screen below which the steps stand under the offer instead of beside it."""
WIDE: Final = 160
"""Cells from which the messages have a column of their own."""
_KEYS: Final = {
    "steps": ("tick", "raise", "lower", "function", "capability", "preset", "undo", "use", "save", "open", "brief"),
    "messages": ("tick", "raise", "lower", "function", "capability", "preset", "undo", "use", "save"),
    "hosts": ("open", "save", "use"),
    "sweep": ("sweep", "stop", "save"),
}
"""Which keys matter in which view, the most important first."""
_ENTERS: Final = {"steps": "types", "messages": "types", "hosts": "takes it over", "sweep": "takes it over"}


class LabSheet(LabCommands):
    """Shows one offer and what comes of it. Nothing of it is this host's offer until it is used."""

    COMMAND = "lab"
    TITLE = "Negotiation lab"

    def __init__(self, context: SheetContext) -> None:
        super().__init__(context)
        self.add_class("lab")
        self.messages = Reader(id="lab-messages")
        self._asked: tuple[int, Offer] | None = None
        """The build and the offer that are being tried, or were last."""
        self._asked_at = 0.0
        self._busy = False
        self._has_begun = False
        """Whether there was a state to begin with: the first may come after the sheet was opened."""
        self._shown: LabState | None = None
        """What the steps are drawn of: the offer in the lab, or for a moment the one before."""

    def parts(self) -> ComposeResult:
        """Make views, summary, offer, steps and messages."""
        yield self.ribbon
        yield self.summary
        with Container(id="lab-room"):
            yield self.grid
            yield self.detail
            yield self.messages

    def _begin(self, state: SessionState) -> None:
        """Go on with the offer that was last in the lab, else with this host's."""
        own = state.settings.host_offer
        last = state.lab.offer if state.lab is not None else own
        self.draft = LabDraft(last, OWN, self.changed, unchanged=own)
        self._has_begun = True

    def on_resize(self) -> None:
        """Share the room anew."""
        self.set_class(self.size.width < NARROW, "-narrow")
        super().on_resize()
        self.show_again()

    def keys(self) -> list[str]:
        """Return the keys that matter in this view."""
        own = [self.key_text(self.OWN[f"lab-{name}"]) for name in _KEYS[self.view]]
        return [f"enter {_ENTERS[self.view]}", *own]

    # ---- drawn ----------------------------------------------------------------------------------------------------

    def show(self, state: SessionState) -> None:
        """Show another state; a new build is tried at once."""
        if not self._has_begun:
            self._begin(state)
        newest, draft = state.newest, self.draft
        if newest is not None and newest.complete and (self._asked is None or self._asked[0] != newest.number):
            self.changed()
        lab = state.lab
        is_known = lab is not None and self._asked == (lab.generation, lab.offer) and lab.offer == draft.offer
        if is_known and lab is not None:
            self._shown = lab
            if lab.tried is not None:
                draft.know(lab.tried.wanted_capabilities)
        is_late = not is_known and time.monotonic() - self._asked_at >= LATE_S
        self.frame.border_title = Content(untrusted(f"{self.TITLE}: {draft.title}", 80))
        if self.view == "hosts":
            self.known.ask(state)
        self._draw(state, is_late=is_late)

    def _draw(self, state: SessionState, *, is_late: bool) -> None:
        offer, sweep, own = self.draft.offer, self.swept, state.settings.host_offer
        self.set_class(self.view in ("hosts", "sweep"), "-listing")
        hosts = self.known.hosts(state)
        swept = lab_hosts.sweep_note(sweep)
        self.ribbon.show(renderer.view_choices(self.view, swept=swept, hosts=len(hosts)), self.view)
        if self.view == "sweep":
            self.summary.say(lab_hosts.sweep_summary(sweep))
            self.grid.show(lab_hosts.SWEEP_COLUMNS, lab_hosts.sweep_rows(sweep))
        else:
            changes = len(offer_differences(own, offer))
            self.summary.say(renderer.summary(self._shown, pending=is_late, changes=changes))
            tried = self._shown.tried if self._shown is not None and not is_late else None
            if self.view == "hosts":
                self.grid.show(lab_hosts.HOST_COLUMNS, lab_hosts.host_rows(hosts, self.known.tried, offer))
            else:
                added, self.draft.added = self.draft.added, None
                self.grid.show(renderer.COLUMNS, renderer.rows(self.draft.value, own, tried), key=added)
        self.show_detail()

    def show_detail(self) -> None:
        """Show the steps, the messages, or what stands behind the row under the cursor."""
        state, key = self.state, self.grid.key
        if state is None:
            return
        shown, offer = self._shown, self.draft.offer
        is_wide = self.view == "steps" and self.size.width >= WIDE
        self.messages.display = is_wide
        if is_wide:
            text = renderer.message_lines(offer, shown, width=self.messages.line_width)
            self.messages.show(text, topic="messages")
        if self.view == "sweep":
            lines, topic = self._sweep_lines(key), key
        elif self.view == "hosts":
            lines, topic = self._host_lines(state, key), key
        elif self.view == "messages":
            lines, topic = renderer.message_lines(offer, shown, width=self.detail.line_width), "messages"
        else:
            lines, topic = self._step_lines(), "steps"
            lines = [*renderer.advice_lines(offer, key), *lines]
        self.detail.show(lines, topic=(self.view, topic))

    def _step_lines(self) -> list[Line]:
        width, height = self.detail.line_width, self.detail.size.height
        return renderer.step_lines(self._shown, brief=self.brief, width=width, height=height)

    def _sweep_lines(self, key: str | None) -> list[Line]:
        width, height = self.detail.line_width, self.detail.size.height
        return lab_hosts.sweep_lines(self.swept, key, width=width, height=height)

    def _host_lines(self, state: SessionState, key: str | None) -> list[Line]:
        hosts, tried = self.known.hosts(state), self.known.tried
        place = int(key) if key is not None and key.isdecimal() else 0
        own = self._shown.tried if self._shown is not None else None
        found = tried[place] if place < len(tried) else None
        return lab_hosts.host_lines(hosts[min(place, len(hosts) - 1)], found, self.draft.offer, own)

    # ---- requested ------------------------------------------------------------------------------------------------

    def changed(self) -> None:
        """Try the offer, or do when the one before is answered: edits that come fast are not all tried."""
        state = self.state
        newest = state.newest if state is not None else None
        if newest is None or self._busy:
            self.show_again() if self.is_mounted else None
            return
        self._busy = True
        self._asked, self._asked_at = (newest.number, self.draft.offer), time.monotonic()
        self.context.ask(OfferTrialRequested(self.draft.offer), lambda _: self._tried())
        if self.is_mounted:
            self.set_timer(LATE_S, self.show_again)
            self.show_again()

    def _tried(self) -> None:
        self._busy = False
        if self._asked is not None and self._asked[1] != self.draft.offer and self.is_attached:
            self.changed()

    def turn_to(self, view: str) -> None:
        """Show another view; a sweep begins when its view is first turned to."""
        was_edited = self.edits
        super().turn_to(view)
        if not (was_edited and self.edits):
            self.grid.go_to_first()
        if view == "sweep" and self.swept is None:
            self.sweep()
