"""The conformance cases of a build, run beside the session after its layers have passed.

Each run has an engine of its own, so that no dispatch waits for it, and nothing of it stays behind. `run` belongs to
one thread, which need not be the session's runner.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable, InternalError
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.measure.engine_beside import EngineBeside
from workbench.session.ports import Engine
from workbench.session.state_store import StateStore
from workbench.session.values.conformance_report import ConformanceReport, ConformanceState
from workbench.session.values.generation import Generation, row_of

BesideMaker = Callable[[], Engine]
"""Makes an engine beside the session's."""


class ConformanceRunner:
    """Runs the cases of one build after the other."""

    def __init__(self, make: BesideMaker | None, states: StateStore, loader: GenerationLoader) -> None:
        """Run nothing yet.

        Args:
            make: Makes the engine; None: nothing can be run.
            states: Where it is published what came of the cases.
            loader: Knows what each generation was loaded under.
        """
        self._make = make
        self._states = states
        self._loader = loader
        self._beside = EngineBeside()

    def run(self, number: int) -> None:
        """Run the cases of a generation; nothing of one that failed a layer, or is not the newest any more."""
        generation = row_of(self._states.state.generations, number)
        if self._make is None or generation is None or generation is not self._states.state.newest:
            return
        if not generation.is_good or generation.negotiation is None:
            return
        self._states.change(conformance=ConformanceState(number))
        report, error = self._report(self._make, generation)
        self._states.change(conformance=ConformanceState(number, report, error))

    def end(self) -> None:
        """End the engine, and with it what runs. Any thread may call it."""
        self._beside.end()

    def _report(
        self, make: BesideMaker, generation: Generation
    ) -> tuple[ConformanceReport | None, WorkbenchError | None]:
        from workbench.session.dispatch.conformance_run import run_conformance  # noqa: PLC0415 - not for a first frame
        from workbench.session.measure.stacks import report_with_stacks  # noqa: PLC0415 - as above

        settings = self._loader.settings_of(generation.number)
        assert generation.negotiation is not None, "asked before"
        try:
            engine = make()
            with self._beside.during(engine):
                report = run_conformance(
                    engine,
                    generation.artifact.module,
                    generation.negotiation,
                    settings.profile,
                    settings.strict_budget,
                    plugin_name=generation.plugin_name,
                )
                return report_with_stacks(engine, generation, settings, report), None
        except (EngineUnavailable, InternalError) as error:
            return None, error
