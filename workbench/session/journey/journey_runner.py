"""Journeys that a person asks for while the session goes on: one at a time, on an engine of its own.

Owns what is known of the last one. All but `cancel` belongs to one thread, which need not be the session's runner.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import SettingInvalid
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.ports import Engine, HostedEngineMaker
from workbench.session.state_store import StateStore
from workbench.session.values.generation import Artifact, Generation

if TYPE_CHECKING:
    from workbench.protocol.journey.step import NextCall
    from workbench.session.values.journey_report import JourneyReport, JourneyRequest, JourneySetup, JourneyState

TELL_EVERY_S: Final = 0.05
"""Seconds between two states that say how far a journey is."""
_SURROGATE: Final = "surrogateescape"


class JourneyRunner:
    """Takes a request through the build that answers, and through other plugins beside it."""

    def __init__(
        self,
        make: HostedEngineMaker | None,
        states: StateStore,
        loader: GenerationLoader,
        variables: SessionVariables,
        read_module: Callable[[str], bytes] | None,
    ) -> None:
        """Take no journey yet.

        Args:
            make: Makes the engine; None: no journey can be made.
            states: Where it is published how far one is.
            loader: Knows what each generation was loaded under.
            variables: Replaces the variables of payloads.
            read_module: Reads files of other plugins; None: there are none.
        """
        self._make = make
        self._states = states
        self._loader = loader
        self._variables = variables
        self._read_module = read_module
        self._engine: Engine | None = None
        self._cancelled = False
        self._told_at = 0.0

    def run(self, setup: JourneySetup) -> None:
        """Take a journey; published step by step. Nothing without a build that answers.

        Where another build answers before it is over, nothing of it is shown.
        """
        serving = self._states.state.serving
        if self._make is None or serving is None:
            return
        # Few take one, and the first frame waits for none of it.
        from workbench.session.values.journey_report import JourneyState  # noqa: PLC0415

        self._cancelled = False
        before = self._states.state.journey
        shown = before.report if before is not None and before.generation == serving.number else None
        begun = JourneyState(serving.number, serving.title, setup, running="", report=shown)
        self._states.change(journey=begun)
        report, error = self._taken(self._make, serving, begun)
        now = self._states.state.serving
        if now is None or now.number != serving.number:
            report, error = None, None
        self._states.change(journey=replace(begun, running=None, report=report, error=error, cancelled=self._cancelled))

    def cancel(self) -> None:
        """End the journey, with the steps so far. Any thread may call it."""
        self._cancelled = True
        engine = self._engine
        if engine is not None:
            engine.cancel()

    def _taken(
        self, make: HostedEngineMaker, generation: Generation, begun: JourneyState
    ) -> tuple[JourneyReport | None, WorkbenchError | None]:
        from workbench.session.journey.journey import take_journey  # noqa: PLC0415 - as above

        try:
            request = self._request(begun.setup)
            artifacts = [generation.artifact, *map(self._artifact, begun.setup.paths)]
            settings = self._loader.settings_of(generation.number)
            self._engine, host = make()
            report = take_journey(
                self._engine,
                host,
                artifacts,
                settings,
                request,
                clock=time.time,
                on_call=lambda call: self._goes(begun, call),
            )
        except WorkbenchError as error:
            # A file that cannot be read, a variable without a value, an engine that is gone: never what a plugin does.
            return None, error.detached()
        finally:
            if self._engine is not None:
                self._engine.shutdown()
                self._engine = None
        hide = self._variables.hide
        return replace(report, request=hide(request), steps=hide(report.steps), end=hide(report.end)), None

    def _request(self, setup: JourneySetup) -> JourneyRequest:
        """Return what is taken through the plugins, with variables replaced. Raises an OperatorError."""
        from workbench.protocol.journey.proxied_request import read_proxied, typical_proxied  # noqa: PLC0415 - as above
        from workbench.session.values.journey_report import JourneyRequest  # noqa: PLC0415 - as above

        resolved = self._variables.resolved
        proxied = typical_proxied()
        if setup.payload is not None:
            proxied = read_proxied(resolved(setup.payload).text.encode("utf-8", _SURROGATE))
        edits = {name: resolved(text).text for name, text in setup.edits.items()}
        state = _json_value(resolved(setup.factory_state).text) if setup.factory_state.strip() else None
        return JourneyRequest(proxied, setup.answers, state, edits)

    def _artifact(self, path: str) -> Artifact:
        if self._read_module is None:
            raise SettingInvalid("plugin", path, "no file: there is no reader of files", "option")
        module = self._read_module(path)
        return Artifact(path, module, sha256(module).hexdigest())

    def _goes(self, begun: JourneyState, call: NextCall) -> bool:
        now = time.monotonic()
        if not self._cancelled and now >= self._told_at + TELL_EVERY_S:
            self._told_at = now
            self._states.change(journey=replace(begun, running=call.name))
        return not self._cancelled


def _json_value(text: str) -> Any:
    from workbench.protocol.json.parsing import JsonTextError, parse  # noqa: PLC0415 - as above

    try:
        return parse(text)
    except JsonTextError as error:
        # It may hold a secret: where it ends to be JSON says enough.
        found = f"a text that is no JSON: line {error.line}, column {error.column}"
        raise SettingInvalid("factory state", None, "a JSON value", "option", found=found) from error
