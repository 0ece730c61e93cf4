"""What answers depend on beside their payload, found out on a person's request by an engine beside the session.

`run` belongs to one thread, which need not be the session's runner.
"""

from __future__ import annotations

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable, InternalError
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.measure.engine_beside import EngineBeside
from workbench.session.payloads.session_variables import SessionVariables
from workbench.session.ports import HostedEngineMaker
from workbench.session.state_store import StateStore
from workbench.session.values.drift_report import DriftReport, DriftState
from workbench.session.values.generation import Generation


class DriftRunner:
    """Looks for hidden state in the build that answers."""

    def __init__(
        self, make: HostedEngineMaker | None, states: StateStore, loader: GenerationLoader, variables: SessionVariables
    ) -> None:
        """Look for nothing yet.

        Args:
            make: Makes the engine; None: nothing can be looked for.
            states: Where it is published what was found.
            loader: Knows what each generation was loaded under.
            variables: Replaces the variables of payloads.
        """
        self._make = make
        self._states = states
        self._loader = loader
        self._variables = variables
        self._beside = EngineBeside()

    def run(self, function: str, payload: str) -> None:
        """Send a payload to its function again and again, and typical ones to the others. Nothing without a build.

        Raises:
            InvalidDocuments: Variables of the payload have no value.
            FileUnreadable, FileDamaged, LineDamaged, ProjectPathOutside: Their values cannot be read.
        """
        serving = self._states.state.serving
        if self._make is None or serving is None:
            return
        payloads = {function: self._variables.resolved(payload).text}
        self._states.change(drift=DriftState(serving.number, function))
        report, error = self._found(self._make, serving, payloads)
        self._states.change(drift=DriftState(serving.number, function, self._variables.hide(report), error))

    def end(self) -> None:
        """End the engine, and with it what runs. Any thread may call it."""
        self._beside.end()

    def _found(
        self, make: HostedEngineMaker, generation: Generation, payloads: dict[str, str]
    ) -> tuple[DriftReport | None, WorkbenchError | None]:
        from workbench.session.measure.drift import find_drift  # noqa: PLC0415 - few ask for it

        settings = self._loader.settings_of(generation.number)
        try:
            engine, host = make()
            with self._beside.during(engine):
                return find_drift(engine, host, generation, settings, payloads=payloads), None
        except (EngineUnavailable, InternalError) as error:
            return None, error
