"""Fuzzing that a person asks for while the session goes on: one run at a time, on an engine of its own.

Owns what is known of the last one. All but `cancel` belongs to one thread, which need not be the session's runner.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable, InternalError, SettingInvalid
from workbench.session.fuzz.fuzz import fuzz_build
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.ports import Engine, HostedEngineMaker
from workbench.session.state_store import StateStore
from workbench.session.values.fuzz_report import FuzzReport, FuzzRequest, FuzzState, FuzzStep
from workbench.session.values.generation import Generation

TELL_EVERY_S: Final = 0.05
"""Seconds between two states that say how far a run is."""


class FuzzRunner:
    """Sends changed payloads to the build that answers."""

    def __init__(
        self, make: HostedEngineMaker | None, states: StateStore, loader: GenerationLoader, variables: SessionVariables
    ) -> None:
        """Send nothing yet.

        Args:
            make: Makes the engine; None: nothing can be sent.
            states: Where it is published how far a run is.
            loader: Knows what each generation was loaded under.
            variables: Replaces the variables of payloads.
        """
        self._variables = variables
        self._make = make
        self._states = states
        self._loader = loader
        self._engine: Engine | None = None
        self._cancelled = False
        self._told_at = 0.0

    def run(self, request: FuzzRequest) -> None:
        """Send requests to the build that answers; published step by step. Nothing without such a build.

        Raises:
            InvalidDocuments: Variables of the payload to be changed have no value.
            FileUnreadable, FileDamaged, LineDamaged, ProjectPathOutside: Their values cannot be read.
        """
        serving = self._states.state.serving
        if self._make is None or serving is None:
            return
        sent = request if request.base is None else replace(request, base=self._variables.resolved(request.base).text)
        self._cancelled = False
        function = request.functions[0] if request.functions else ""
        begun = FuzzState(serving.number, serving.title, request, FuzzStep(function, 0, request.runs))
        self._states.change(fuzz=begun)
        report, error = self._fuzzed(self._make, serving, begun, sent)
        self._states.change(fuzz=replace(begun, step=None, report=report, error=error))

    def cancel(self) -> None:
        """End the run, with what it has. Any thread may call it."""
        self._cancelled = True
        engine = self._engine
        if engine is not None:
            engine.cancel()

    def _fuzzed(
        self, make: HostedEngineMaker, generation: Generation, begun: FuzzState, request: FuzzRequest
    ) -> tuple[FuzzReport | None, WorkbenchError | None]:
        settings = self._loader.settings_of(generation.number)
        try:
            self._engine, host = make()
            engine = self._engine
            try:
                report = fuzz_build(
                    engine,
                    host,
                    generation.artifact,
                    settings,
                    request,
                    clock=time.time,
                    on_progress=lambda step: self._goes(begun, step),
                )
                functions = self._variables.hide(report.functions)
                return replace(report, functions=functions, generation=generation), None
            finally:
                self._engine = None
                engine.shutdown()
        except (EngineUnavailable, InternalError, SettingInvalid) as error:
            return None, error

    def _goes(self, begun: FuzzState, step: FuzzStep) -> bool:
        now = time.monotonic()
        if not self._cancelled and now >= self._told_at + TELL_EVERY_S:
            self._told_at = now
            self._states.change(fuzz=replace(begun, step=step))
        return not self._cancelled
