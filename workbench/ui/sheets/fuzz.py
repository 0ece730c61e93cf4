"""The sheet of payloads that nobody thought of: sends them to the build that answers, and shows how they ended."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from workbench.errors.operator import SettingInvalid
from workbench.protocol.fuzzing.chances import seed_of, seed_text
from workbench.protocol.fuzzing.payloads import base_of
from workbench.protocol.payload_text.variables import variables_of
from workbench.session.fuzz.saved_failure import saved_failure
from workbench.session.values.fuzz_report import RUNS, RUNS_MAX, FuzzRequest, FuzzState
from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.bridge.measure_requests import FuzzCancelRequested, FuzzRequested
from workbench.ui.bridge.payload_requests import ExpectationSaveRequested, PayloadSaveRequested
from workbench.ui.commands.command import Scope, command
from workbench.ui.drawing.json_layout import readable
from workbench.ui.messages import RowChosen
from workbench.ui.renderers import fuzz as renderer
from workbench.ui.renderers.cards import no_build_lines
from workbench.ui.screens.sheet import SummarySheet

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.session.values.state import SessionState

_SEED_BYTES: Final = 4


class FuzzSheet(SummarySheet):
    """Lists endings; opened for a function that was not fuzzed on this build yet, it begins to."""

    COMMAND = "fuzz"
    TITLE = "Fuzz"
    LEAVES_OUT_FAULTS = True
    ENTER = "opens the payload"

    def on_mount(self) -> None:
        """Show what is known of the function in the editor, or send payloads to it."""
        super().on_mount()
        state = self.state
        serving = state.serving if state is not None else None
        fuzz = state.fuzz if state is not None else None
        if serving is None:
            self.notify("No build answers.", severity="warning", timeout=4)
        elif fuzz is None or (fuzz.step is None and not _is_of(fuzz, serving.number, self.context.draft()[0])):
            self._send(self._fresh())

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self.summary.say(renderer.summary(state.fuzz))
        self.grid.show(renderer.COLUMNS, renderer.rows(state.fuzz))
        self.show_detail()

    def show_detail(self) -> None:
        """Show the ending under the cursor."""
        fuzz = self.state.fuzz if self.state else None
        lines = renderer.lines(fuzz, self.grid.key, self.detail.line_width)
        self.detail.show(no_build_lines() if fuzz is None and not self.has_build else lines, topic=self.grid.key)

    def on_row_chosen(self, message: RowChosen) -> None:
        """Open the smallest payload of a failure as a document."""
        message.stop()
        fuzz = self.state.fuzz if self.state else None
        found = renderer.chosen(fuzz, message.key)
        if fuzz is None or found is None:
            self.notify("Only a failure has a payload to open.", timeout=3)
            return
        function, failure = found
        self.dismiss()
        origin = Origin(OriginKind.FUZZ, f"seed {seed_text(fuzz.request.seed)}, payload {failure.number}")
        self.context.documents().open_text(function.function, readable(failure.shrunk), origin)

    @command(
        "fuzz-save",
        "Save as test",
        "Save the smallest payload of the failure, and expect a good answer to it from now on.",
        Scope.SHEET,
        "s",
        footer="save",
    )
    def save(self) -> None:
        """Save the smallest payload of the failure under the cursor with what is expected of it."""
        _save(self, self.state.fuzz if self.state is not None else None)

    def on_resize(self) -> None:
        """Draw for another width."""
        super().on_resize()
        self.show_again()

    @command("fuzz-other", "Send other payloads", "Send payloads of a new seed.", Scope.SHEET, "o", footer="others")
    def send_others(self) -> None:
        """Send payloads of a new seed."""
        self._send(replace(self._request, seed=_new_seed()))

    @command("fuzz-again", "Send them again", "Send the same payloads to this build.", Scope.SHEET, "r", footer="again")
    def send_same(self) -> None:
        """Send the same payloads: to the build that answers now."""
        self._send(self._request)

    @command("fuzz-seed", "Seed", "Send the payloads of a seed that is typed.", Scope.SHEET, "a", footer="seed")
    def ask_for_seed(self) -> None:
        """Send the payloads of a seed that is typed."""
        self.prompt("seed", self._request.seed, lambda typed: self._send(replace(self._request, seed=_seed(typed))))

    @command("fuzz-runs", "Number of payloads", "Send another number of them.", Scope.SHEET, "u", footer="number")
    def ask_for_runs(self) -> None:
        """Send as many as are typed."""
        self.prompt("number of payloads for each function", str(self._request.runs), self._take_runs)

    @command(
        "fuzz-field",
        "Change one field",
        "Change only what stands at a JSON pointer; empty: everything.",
        Scope.SHEET,
        "p",
        footer="field",
    )
    def ask_for_field(self) -> None:
        """Change only one part of the payload in the editor."""
        self.prompt("JSON pointer of what is changed, empty for everything", self._request.pointer, self._take_field)

    @command("fuzz-all", "All functions", "Send payloads to each negotiated function.", Scope.SHEET, "A", footer="all")
    def send_to_all(self) -> None:
        """Send payloads to each function that is negotiated."""
        self._send(replace(self._fresh(), functions=(), base=None))

    @command("fuzz-stop", "Stop fuzzing", "Keep what was found so far.", Scope.SHEET, "K", footer="stop")
    def stop(self) -> None:
        """Send no more."""
        self.context.ask(FuzzCancelRequested())

    def _take_runs(self, typed: str) -> None:
        digits = typed.replace(",", "").replace("_", "").strip()
        if not digits.isdecimal() or len(digits) > len(str(RUNS_MAX)) or not 1 <= int(digits) <= RUNS_MAX:
            raise ValueError(f"expected a number of payloads from 1 to {RUNS_MAX:,}")
        self._send(replace(self._request, runs=int(digits)))

    def _take_field(self, typed: str) -> None:
        if typed and not typed.startswith("/"):
            raise ValueError("expected a JSON pointer, which begins with /, or nothing")
        # A pointer belongs to one payload: the one in the editor.
        self._send(replace(self._fresh(), pointer=typed.strip(), seed=self._request.seed))

    @property
    def _request(self) -> FuzzRequest:
        fuzz = self.state.fuzz if self.state is not None else None
        return self._fresh() if fuzz is None else fuzz.request

    def _fresh(self) -> FuzzRequest:
        """Return a request for the function in the editor, whose payload is changed too when it is one."""
        function, payload = self.context.draft()
        base = payload if base_of(function, payload) is not None else None
        return FuzzRequest((function,), _new_seed(), RUNS, base)

    def _send(self, request: FuzzRequest) -> None:
        self.context.ask(FuzzRequested(request))


def _is_of(fuzz: FuzzState, generation: int, function: str) -> bool:
    """Say whether a run was one of this build, and of this function or of all."""
    return fuzz.generation == generation and fuzz.request.functions in {(), (function,)}


def _save(sheet: FuzzSheet, fuzz: FuzzState | None) -> None:
    found = renderer.chosen(fuzz, sheet.grid.key)
    if fuzz is None or found is None:
        sheet.notify("Only a failure can be saved.", timeout=3)
        return
    function, failure = found
    if failure.needs_earlier:
        said = "It fails only behind the payloads before it, so that no payload alone can test it."
        sheet.notify(said, severity="warning", timeout=5)
        return
    names = variables_of(fuzz.request.base or "", "", {})[0].names
    saved = saved_failure(function.function, failure, fuzz.request.seed, names)

    def say(path: Path) -> None:
        sheet.notify(f"Saved, with what is expected in {path}: `workbench run` judges it.", timeout=5, markup=False)

    expect = ExpectationSaveRequested(saved.at, saved.expectation)
    request = PayloadSaveRequested(saved.at, saved.text, None, in_place=True)
    sheet.context.ask(request, lambda _: sheet.context.ask(expect, say))


def _new_seed() -> str:
    return secrets.token_hex(_SEED_BYTES)


def _seed(typed: str) -> str:
    try:
        return seed_of(typed.strip())
    except SettingInvalid as error:
        raise ValueError(str(error)) from error
