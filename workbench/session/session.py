"""The edit-compile-try loop as one object: builds come in, payloads come in, one immutable state goes out.

Owns which generation answers, when it is replaced, and what is compared with what. Plain and synchronous: it has no
thread and no lock. One runner calls it; `cancel` and reading `state` may happen from anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.errors import OperatorError, WorkbenchError
from workbench.errors.operator import EngineUnavailable, OwnFault
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.session.answers import Answers
from workbench.session.dispatching import panicked, place_of, unanswered
from workbench.session.fuel import dispatch_fuel, layer_fuel, with_fuel
from workbench.session.loading import load_generation, with_layer
from workbench.session.port import Engine
from workbench.session.serving import Serving
from workbench.session.state import (
    Artifact,
    DispatchRecord,
    Generation,
    LoopPhase,
    LoopState,
    SessionState,
    Settings,
)


class Session:
    """Loads builds and dispatches payloads. No method raises for what a plugin, a payload or the engine does."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        clock: Callable[[], float],
        on_change: Callable[[SessionState], None],
    ) -> None:
        """Load nothing yet.

        Args:
            engine: Runs the plugins; ended by `close`.
            settings: How builds are loaded and called, until `reconfigure`.
            clock: Gives unix seconds.
            on_change: Told of every new state, on the runner's thread.
        """
        self._engine = engine
        self._clock = clock
        self._on_change = on_change
        self._serving: Serving | None = None
        self._answers = Answers()
        self._loads = 0
        self._dispatches = 0
        self._compiled: dict[str, bytes] = {}
        """What the engine was given, by sha256: to be forgotten when neither newest nor serving needs it."""
        self.state = SessionState(
            settings=settings, loop=LoopState(since=clock()), engine_versions=dict(engine.versions())
        )
        """What can be shown. Replaced as a whole; safe to read from any thread."""

    # ---- the artifact ---------------------------------------------------------------------------------------------

    def changing(self, path: str) -> None:
        """The artifact is being written."""
        self._publish(loop=self._loop(LoopPhase.BUILDING, path))

    def unchanged(self, path: str) -> None:
        """The artifact stands still with the bytes of the newest build; a load that was cut short is made up."""
        newest = self.state.newest
        if newest is not None and not newest.complete:
            self._load(replace(newest.artifact, path=path))
        else:
            self._rest(None)

    def refuse(self, error: WorkbenchError) -> None:
        """The artifact cannot be read. The last good build keeps answering."""
        self._rest(error)

    def load(self, path: str, module: bytes, *, forced: bool = False) -> None:
        """Walk a build through the layers; a good one answers from now on.

        Args:
            path: Where it stands, for display.
            module: The bytes.
            forced: Load even when these are the bytes of the newest build.
        """
        artifact = Artifact(path, module, hashlib.sha256(module).hexdigest())
        newest = self.state.newest
        if not forced and newest is not None and newest.artifact.sha256 == artifact.sha256:
            self.unchanged(path)
        else:
            self._load(artifact)

    def reconfigure(self, settings: Settings) -> None:
        """Take over new settings; what decides a verdict or an answer makes a new generation of the newest build."""
        before = self.state.settings
        self._publish(settings=settings)
        newest = self.state.newest
        if newest is not None and replace(before, redispatch=settings.redispatch) != settings:
            self._load(newest.artifact)

    # ---- dispatches -----------------------------------------------------------------------------------------------

    def dispatch(self, function: str, payload: str, *, fresh: bool = False) -> DispatchRecord:
        """Send a payload to the build that answers.

        Args:
            function: One of the seven; one that was not negotiated ends at its stage.
            payload: The request as JSON text, without `_v`.
            fresh: On an instance of its own, so that neither call sees the other's globals.
        """
        self._publish(running=function)
        serving, trouble = self._serving, self.state.trouble
        torn = serving is not None and serving.torn and not fresh
        if serving is None:
            outcome = unanswered(function, self.state.newest)
        else:
            try:
                outcome = serving.dispatch(function, payload, fresh=fresh)
                if outcome.call is not None and isinstance(trouble, EngineUnavailable):
                    trouble = None
            except EngineUnavailable as error:
                serving.lose()
                outcome, trouble = panicked(function, error), error
        restarted = outcome.call is not None and outcome.call.restarted
        self._dispatches += 1
        asked = serving.generation if serving else self.state.newest
        record = DispatchRecord(
            number=self._dispatches,
            generation=asked.number if asked else 0,
            payload=payload,
            outcome=outcome,
            at=self._clock(),
            fresh=fresh,
            torn=torn and not restarted,
        )
        self._keep(record, trouble)
        return record

    def reset(self) -> None:
        """Drop the living instance, with its globals and memory. The next dispatch builds a new one."""
        if self._serving is not None:
            self._serving.close()
            self._show(LayerResult(Layer.DISPATCH, Verdict.NOT_RUN, "nothing was dispatched since the reset"))

    def measure_fuel(self) -> None:
        """Find out what L2 and L3 of the newest build and the last dispatch used, where that is not known yet.

        Takes dozens of calls: meant for when nobody waits. Each result is published when it is there; `cancel` ends
        the rest, which a later call makes up.
        """
        try:
            for layer in (Layer.HANDSHAKE, Layer.SELF_CHECK):
                self._measure_layer(layer)
            self._measure_dispatch()
        except EngineUnavailable as error:
            self._rest(error)

    def cancel(self) -> None:
        """End what the engine runs at present. May be called from any thread."""
        try:
            self._engine.cancel()
        except EngineUnavailable:
            # An engine that is gone runs nothing; whoever waits for it is told by the call itself.
            return

    def close(self) -> None:
        """End the engine. The session cannot be used afterwards."""
        self._engine.shutdown()

    # ---- fuel -----------------------------------------------------------------------------------------------------

    def _measure_layer(self, layer: Layer) -> None:
        newest, serving = self.state.newest, self._serving
        if newest is None or _is_measured(newest.layer(layer)):
            return
        measured = layer_fuel(self._engine, newest, self.state.settings, layer)
        if measured is None or measured.is_cancelled:
            return
        newest = with_layer(newest, with_fuel(newest.layer(layer), measured))
        if serving is not None and serving.generation.number == newest.number:
            serving.generation = newest
            self._publish(newest=newest, serving=newest)
        else:
            self._publish(newest=newest)

    def _measure_dispatch(self) -> None:
        last, serving = self.state.last, self._serving
        if last is None or serving is None or last.fuel is not None or last.generation != serving.generation.number:
            return
        measured = dispatch_fuel(self._engine, serving.generation, self.state.settings, last.outcome)
        if measured is None or measured.is_cancelled:
            return
        self._publish(last=replace(last, fuel=measured))
        self._show(with_fuel(serving.generation.layer(Layer.DISPATCH), measured))

    # ---- loading --------------------------------------------------------------------------------------------------

    def _load(self, artifact: Artifact) -> None:
        self._loads += 1
        self._compiled[artifact.sha256] = artifact.module
        self._publish(trouble=None, loop=self._loop(LoopPhase.COMPILING))
        try:
            generation = load_generation(
                self._engine, artifact, self.state.settings, self._clock, self._progressed, number=self._loads
            )
            if generation.is_good:
                self._serve(generation)
            else:
                self._publish(newest=generation)
                self._rest(None)
            self._forget_unused()
        except EngineUnavailable as error:
            self._rest(error)
        except Exception as error:  # noqa: BLE001 - a defect of ours must not end the loop: it is named in the state
            self._rest(OwnFault(f"loading of {artifact.path}", type(error).__name__, place_of(error)))

    def _progressed(self, phase: LoopPhase, generation: Generation) -> None:
        self._publish(newest=generation, loop=self._loop(phase))

    def _serve(self, generation: Generation) -> None:
        """Publish the verdict, then let the generation answer; the former one is dropped when the new one stands."""
        former, coming = self._serving, Serving(self._engine, generation, self.state.settings)
        serving = former.generation if former else generation
        self._publish(newest=generation, serving=serving, loop=self._loop(LoopPhase.READY))
        try:
            opened = coming.open()
        except EngineUnavailable:
            self._replace_serving(coming)
            raise
        generation = with_layer(generation, coming.standing(opened))
        if coming.refusal is not None and former is not None and former.refusal is None:
            self._publish(newest=generation)
            self._rest(None)
            return
        coming.generation = generation
        self._replace_serving(coming)
        self._rest(None)
        last = self.state.last
        if last is not None and self.state.settings.redispatch:
            self.dispatch(last.outcome.function, last.payload, fresh=last.fresh)

    def _replace_serving(self, coming: Serving) -> None:
        former, self._serving = self._serving, coming
        if former is not None:
            former.close()
        self._publish(newest=coming.generation, serving=coming.generation)

    def _forget_unused(self) -> None:
        used = {one.artifact.sha256 for one in (self.state.newest, self.state.serving) if one is not None}
        for sha256 in self._compiled.keys() - used:
            self._engine.forget(self._compiled.pop(sha256))

    # ---- the state ------------------------------------------------------------------------------------------------

    def _publish(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self._on_change(self.state)

    def _keep(self, record: DispatchRecord, trouble: WorkbenchError | None) -> None:
        ok = record.outcome.ok
        self.state = replace(
            self.state,
            running=None,
            last=record,
            former=self._answers.keep(record),
            dispatched_ok=self.state.dispatched_ok + ok,
            dispatched_fallback=self.state.dispatched_fallback + (not ok),
            trouble=trouble,
        )
        if self._serving is not None:
            self._show(self._serving.judged(record.outcome))
        else:
            self._publish()
        if self.state.loop.phase is LoopPhase.REJECTED:
            # The instance that could not be built at first may stand now.
            self._rest(None)

    def _show(self, result: LayerResult) -> None:
        """Publish what is said of L5 of the generation that answers."""
        serving, newest = self._serving, self.state.newest
        if serving is None:
            return
        serving.generation = with_layer(serving.generation, result)
        if newest is not None and newest.number == serving.generation.number:
            newest = serving.generation
        self._publish(newest=newest, serving=serving.generation)

    def _rest(self, trouble: WorkbenchError | None) -> None:
        """Publish where the loop stands when nothing is under way. The engine's own trouble lasts until a call ends."""
        standing = self.state.trouble
        if trouble is None and isinstance(standing, EngineUnavailable):
            trouble = standing
        self._publish(trouble=trouble, loop=self._loop(*self._phase_at_rest(trouble)))

    def _phase_at_rest(self, trouble: WorkbenchError | None) -> tuple[LoopPhase, str]:
        newest, serving = self.state.newest, self._serving
        is_current = newest is not None and serving is not None and serving.generation.number == newest.number
        refusal = serving.refusal if serving is not None and is_current else None
        if is_current and refusal is None and not isinstance(trouble, OperatorError):
            return LoopPhase.READY, ""
        failed = newest.failed_layer if newest else None
        fault = trouble or refusal
        detail = fault.brief if fault else ""
        if fault is None and failed is not None:
            detail = (
                f"{failed.layer.label} {failed.layer.value}: {failed.error.brief if failed.error else failed.detail}"
            )
        if serving is not None and serving.refusal is None:
            return LoopPhase.STALE, detail
        return (LoopPhase.REJECTED if newest is not None and newest.complete else LoopPhase.WATCHING), detail

    def _loop(self, phase: LoopPhase, detail: str = "") -> LoopState:
        before = self.state.loop
        return LoopState(phase, detail, before.since if before.phase is phase else self._clock())


def _is_measured(result: LayerResult) -> bool:
    return result.cost.fuel_used is not None or result.cost.fuel_why_not is not None
