"""Which builds were loaded, and which one answers: from bytes to the next generation, or back to an earlier one.

Owns the numbers of the loads, the settings that each was made under, and what the engine is to forget. Knows no
dispatches.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable, InternalError
from workbench.protocol.calls import FailureKind
from workbench.protocol.hosting.injected_faults import NO_FAULTS
from workbench.protocol.layers import LayerResult
from workbench.session.call_tracer import CallTracer
from workbench.session.compare.generation_rows import with_changes, with_generation
from workbench.session.error_place import place_of
from workbench.session.load.load_steps import load_generation, with_layer
from workbench.session.load.serving import Serving
from workbench.session.ports import EngineControl
from workbench.session.state_store import StateStore
from workbench.session.values.generation import Artifact, Generation, Rows, row_of
from workbench.session.values.settings import Settings
from workbench.session.values.state import LoopPhase, StateFields


class GenerationLoader:
    """The loads of one run. Belongs to the session's runner. Nothing raises for what a plugin or the engine does."""

    def __init__(self, tracer: CallTracer, engine: EngineControl, states: StateStore) -> None:
        """Load nothing yet. `tracer` makes the calls, `engine` drops what was compiled."""
        self.serving: Serving | None = None
        """What answers; None before the first good build."""
        self._tracer = tracer
        self._engine = engine
        self._states = states
        self._number = 0
        self._settings: dict[int, Settings] = {}
        """What each generation was loaded under, by its number."""
        self._compiled: dict[str, bytes] = {}
        """What the engine was given, by sha256: to be forgotten when neither newest nor serving needs it."""

    # ---- loading --------------------------------------------------------------------------------------------------

    def load(self, artifact: Artifact) -> bool:
        """Walk a build through the layers; return whether it answers from now on.

        Its end is published with the next change: a dispatch may follow at once, and be seen with it.
        """
        self._number += 1
        # A verdict is one on the plugin: injected faults concern its dispatches only.
        settings = self._settings[self._number] = replace(self._states.state.settings, faults=NO_FAULTS)
        self._tracer.generation = self._number
        self._compiled[artifact.sha256] = artifact.module
        answers = False
        try:
            generation = load_generation(
                self._tracer, artifact, settings, self._states.clock, self._progressed, number=self._number
            )
            generation = with_changes(generation, self._states.state.generations)
            if generation.is_good:
                answers = self._serve(generation)
            else:
                self._show(generation, newest=True)
                self._settle_silently(None)
            self.forget_unused()
        except (EngineUnavailable, InternalError) as error:
            self._settle_silently(error)
        except Exception as error:  # noqa: BLE001 - a defect of ours must not end the loop: it is named in the state
            found = InternalError(f"loading of {artifact.path}", type(error).__name__, place_of(error))
            self._settle_silently(found)
        return answers

    def _progressed(self, phase: LoopPhase, generation: Generation) -> None:
        self._states.under_way(phase, newest=generation, trace=self._tracer.messages(), error=None)

    def _serve(self, generation: Generation) -> bool:
        """Publish the verdict, then let the generation answer; the previous one is dropped when the new one stands."""
        previous, coming = self.serving, Serving(self._tracer, generation, self._settings[generation.number])
        serving = previous.generation if previous else generation
        rows = self._rows(generation)
        trace = self._tracer.messages()
        self._states.under_way(
            LoopPhase.READY, newest=generation, serving=serving, generations=rows, trace=trace, error=None
        )
        try:
            opened = coming.open()
        except EngineUnavailable:
            self._replace(coming, newest=True)
            raise
        if opened.failure is not None and opened.failure.kind is FailureKind.INTERNAL_ERROR:
            raise InternalError(
                "building an instance", opened.failure.reason, opened.failure.cause or "the engine's process"
            )
        generation = coming.generation = with_layer(generation, coming.standing(opened))
        if coming.instance_error is not None and previous is not None and previous.instance_error is None:
            self._show(generation, newest=True)
            self._settle_silently(None)
            return False
        self._replace(coming, newest=True)
        self._settle_silently(None)
        return True

    # ---- going back -----------------------------------------------------------------------------------------------

    def answer_with(self, number: int | None) -> bool:
        """Let a generation of this run answer; None: the newest good one. Return whether it does."""
        rows = self._states.state.generations
        newest_good = next((row for row in reversed(rows) if row.can_answer), None)
        wanted = newest_good if number is None else row_of(rows, number)
        if wanted is None or not wanted.can_answer:
            return False
        if self.serving is not None and self.serving.generation.number == wanted.number:
            return True
        self._compiled[wanted.artifact.sha256] = wanted.artifact.module
        coming = Serving(self._tracer, wanted, self._settings[wanted.number])
        try:
            opened = coming.open()
        except EngineUnavailable as error:
            self.settle(error)
            return False
        coming.generation = with_layer(wanted, coming.standing(opened))
        if coming.instance_error is not None:
            self._show(coming.generation)
            self._states.publish()
            return False
        self._replace(coming, gone_back=newest_good is not None and wanted.number != newest_good.number)
        self._states.publish()
        self.forget_unused()
        return True

    def _replace(self, coming: Serving, *, newest: bool = False, gone_back: bool = False) -> None:
        previous, self.serving = self.serving, coming
        if previous is not None:
            previous.close()
        self._states.set_instance_error(coming.instance_error)
        self._states.set_silently(gone_back=gone_back)
        self._show(coming.generation, newest=newest)

    # ---- what is known of a generation ----------------------------------------------------------------------------

    def renew(self, generation: Generation) -> None:
        """Publish what is newly known of a generation."""
        if self.serving is not None and self.serving.generation.number == generation.number:
            self.serving.generation = generation
        self._show(generation)
        self._states.publish()

    def show_dispatch(self, result: LayerResult) -> None:
        """Publish what is said of L5 of the generation that answers."""
        if self.serving is not None:
            self._states.set_instance_error(self.serving.instance_error)
            self.renew(with_layer(self.serving.generation, result))

    def settings_of(self, number: int) -> Settings:
        """Return what a generation was loaded under: without injected faults."""
        return self._settings.get(number) or replace(self._states.state.settings, faults=NO_FAULTS)

    def settle(self, error: WorkbenchError | None) -> None:
        """Publish that nothing is under way. The engine's own error lasts until a call ends."""
        self._settle_silently(error)
        self._states.publish()

    def _settle_silently(self, error: WorkbenchError | None) -> None:
        standing = self._states.state.error
        if error is None and isinstance(standing, EngineUnavailable):
            error = standing
        self._states.under_way_silently(None, error=error, trace=self._tracer.messages())

    def compiled(self, generation: Generation) -> None:
        """Take note that the engine was given a module for a while: `forget_unused` is to follow."""
        self._compiled[generation.artifact.sha256] = generation.artifact.module

    def forget_unused(self) -> None:
        """Let the engine forget what neither newest nor serving needs."""
        state = self._states.state
        used = {one.artifact.sha256 for one in (state.newest, state.serving) if one is not None}
        for sha256 in self._compiled.keys() - used:
            self._engine.forget(self._compiled.pop(sha256))

    def _show(self, generation: Generation, *, newest: bool = False) -> None:
        """Put a generation wherever it stands, as the newest if it is; published with the next change."""
        state, serving = self._states.state, self.serving
        fields = StateFields(generations=self._rows(generation), trace=self._tracer.messages())
        fields["interrupted"] = serving is not None and serving.interrupted
        if newest or (state.newest is not None and state.newest.number == generation.number):
            fields["newest"] = generation
        if serving is not None and serving.generation.number == generation.number:
            fields["serving"] = generation
        self._states.set_silently(**fields)

    def _rows(self, generation: Generation) -> Rows:
        state = self._states.state
        if not generation.complete:
            return state.generations
        kept = {generation.number, state.baseline, self.serving.generation.number if self.serving else None}
        rows = with_generation(state.generations, generation, kept=frozenset(one for one in kept if one is not None))
        self._settings = {row.number: self.settings_of(row.number) for row in rows}
        return rows
