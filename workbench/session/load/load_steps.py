"""From the bytes of a build to a generation: layers L1 to L4, each a step of its own, the first failure ends it.

Owns the order of the layers and what is published between them. The rules themselves stand in `workbench.protocol`;
what an engine gives is judged there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.base import PluginError
from workbench.errors.handshake import Instantiate, OfferError
from workbench.errors.machine import WorkbenchLimit
from workbench.errors.operator import InternalError
from workbench.protocol import limits, records
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, FailureKind
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES
from workbench.protocol.function_table import function_table
from workbench.protocol.handshake import Accept, Negotiation, judge_handshake
from workbench.protocol.hosting.declared_memory import memory_above
from workbench.protocol.hosting.hazards import Hazard, hazards
from workbench.protocol.identity import identity_of
from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict, cost_of
from workbench.protocol.offer import check_offer
from workbench.protocol.protocol_line import protocol_line
from workbench.protocol.self_check import (
    SelfCheck,
    SelfCheckRequest,
    check_request,
    check_self_check_export,
    functions_to_test,
    judge_self_check,
)
from workbench.protocol.static_checks import EngineAnswer, StaticCheck, static_checks
from workbench.protocol.wasm import walk_leniently
from workbench.session.ports import Caller
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.loop_phase import LoopPhase
from workbench.session.values.settings import Settings

Progress = Callable[[LoopPhase, Generation], None]
"""Gets a generation that is not complete, with what comes next."""

_NO_COST: Final = Cost()
_NOT_RUN: Final = tuple(LayerResult(layer, Verdict.NOT_RUN, "") for layer in Layer)


def untold(phase: LoopPhase, generation: Generation) -> None:
    """Publish no progress."""


def load_generation(
    engine: Caller,
    artifact: Artifact,
    settings: Settings,
    clock: Callable[[], float],
    on_progress: Progress = untold,
    *,
    number: int = 1,
    until: Layer = Layer.RECORD,
    listed_max: int | None = None,
) -> Generation:
    """Walk the layers, and return what was found in each.

    Args:
        engine: Runs what L2 and L3 call, each on a fresh instance under the strict budget.
        artifact: The build.
        settings: Profile, capabilities and imports decide the verdict.
        clock: Gives unix seconds.
        on_progress: Gets the generation after L1 and L2, while the engine is awaited.
        number: The number of this load.
        until: The last layer to run, at most L4; L5 is entered by a dispatch.
        listed_max: How many imports, exports and sections are listed; None: as many as are ever shown.

    Raises:
        EngineUnavailable: L2 or L3 could not be run. Nothing that a plugin does raises.
        InternalError: Our own code failed in the call: that is no verdict on the plugin.
    """
    identified = replace(_identified(artifact, number, clock(), listed_max), judged_under=settings.strict_budget)
    loading = _Loading(engine, settings, clock, identified)
    steps = (
        (Layer.HANDSHAKE, LoopPhase.COMPILING, loading.negotiate),
        (Layer.SELF_CHECK, LoopPhase.CHECKING, loading.self_check),
        (Layer.RECORD, LoopPhase.CHECKING, loading.record),
    )
    wanted = list(Layer).index(until)
    for layer, phase, step in steps:
        if loading.generation.failed_layer is not None or list(Layer).index(layer) > wanted:
            break
        if layer is not Layer.RECORD:
            on_progress(phase, loading.generation)
        step()
    return replace(_explained(loading.generation), complete=True)


_NO_INSTANCE: Final = EngineAnswer(None, unasked="no instance was built")


def _identified(artifact: Artifact, number: int, now: float, listed_max: int | None) -> Generation:
    """Run L1: everything that can be known without an engine, whether the identity is good or not."""
    module_map, damage = walk_leniently(artifact.module, listed_max=listed_max)
    generation = Generation(
        number=number,
        artifact=artifact,
        loaded_at=now,
        layers=_NOT_RUN,
        module_map=module_map,
        protocol_line=protocol_line(module_map),
        static_checks=static_checks(artifact.module, module_map, damage, _NO_INSTANCE),
        hazards=hazards(artifact.module, module_map),
    )
    try:
        identity = identity_of(artifact.module, module_map, damage)
    except PluginError as error:
        return _failed(generation, Layer.IDENTITY, error)
    detail = f"{identity.plugin_name} {identity.plugin_version}"
    return _passed(replace(generation, identity=identity), Layer.IDENTITY, detail)


class _Loading:
    """One walk through the layers that need an engine or a clock."""

    def __init__(self, engine: Caller, settings: Settings, clock: Callable[[], float], generation: Generation) -> None:
        self.generation = generation
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._budget = settings.strict_budget
        self._handshake_completed_at = 0

    def negotiate(self) -> None:
        """L2. A module that would take the engine's process down never reaches it."""
        offer = self._settings.host_offer
        try:
            check_offer(offer)
        except OfferError as error:
            self.generation = _failed(self.generation, Layer.HANDSHAKE, error)
            return
        refused = refused_by_hazard(self.generation.hazards, self._budget)
        if refused is not None:
            call = None
            negotiation = Negotiation(offer, None, refused)
        else:
            call = self._call(limits.HANDSHAKE_EXPORT, offer.text())
            negotiation = judge_handshake(offer, call, self.generation.module_map, self._budget)
        self._handshake_completed_at = int(self._clock())
        generation = replace(
            self.generation,
            negotiation=negotiation,
            function_table=function_table(negotiation, self.generation.module_map),
            accept_text=text_of(call),
            static_checks=self._checks_after(negotiation),
        )
        cost = cost_of(call, self._budget, limits.HANDSHAKE_OUTPUT_MAX_BYTES)
        self.generation = _judged(generation, Layer.HANDSHAKE, negotiation.error, _chosen(negotiation), cost)

    def self_check(self) -> None:
        """L3. A profile may have nothing to ask this plugin: the export is required all the same."""
        functions = functions_to_test(self._settings.profile, self._accept)
        call = None
        if functions:
            request = SelfCheckRequest(functions, int(self._clock()))
            try:
                check_request(request)
            except WorkbenchError as error:
                self.generation = _failed(self.generation, Layer.SELF_CHECK, error)
                return
            call = self._call(limits.SELF_CHECK_EXPORT, request.text())
            checked = judge_self_check(request, call, self.generation.module_map, self._budget)
            detail = f"{len(functions)} function{'s' * (len(functions) != 1)} checked"
        else:
            checked = self._unasked()
            detail = "the export is there; this profile has nothing to ask it"
        generation = replace(self.generation, self_check=checked, response_text=text_of(call))
        cost = cost_of(call, self._budget, limits.SELF_CHECK_OUTPUT_MAX_BYTES)
        self.generation = _judged(generation, Layer.SELF_CHECK, checked.error, detail, cost)

    def record(self) -> None:
        """L4: what a registry would keep."""
        identity = self.generation.identity
        assert identity is not None, "L4 follows L1"
        checked = self.generation.self_check
        answer = checked.response if checked else None
        metadata = records.augment(
            identity,
            self._accept,
            handshake_completed_at=self._handshake_completed_at,
            self_check_completed_at=int(self._clock()) if answer is None else answer.completed_at,
        )
        error: PluginError | None = None
        try:
            records.check_metadata(metadata)
        except PluginError as found:
            error = found
        days = limits.SKIP_HANDSHAKE_IF_FRESH_TTL_SECS // 86_400
        above = memory_above(self.generation.module_map, self._settings.budget)
        detail = f"a registry would keep this for {days} days{f', but it {above}' if above else ''}"
        self.generation = _judged(replace(self.generation, metadata=metadata), Layer.RECORD, error, detail)

    @property
    def _accept(self) -> Accept:
        negotiation = self.generation.negotiation
        assert negotiation is not None, "a later layer follows L2"
        assert negotiation.accept is not None, "L2 passed"
        return negotiation.accept

    def _unasked(self) -> SelfCheck:
        try:
            check_self_check_export(self.generation.module_map)
        except PluginError as error:
            return SelfCheck(None, None, error)
        return SelfCheck(None, None, None)

    def _checks_after(self, negotiation: Negotiation) -> tuple[StaticCheck, ...]:
        """Run the static checks again: now it is known whether an instance can be built."""
        refused = negotiation.error if isinstance(negotiation.error, Instantiate) else None
        unasked = str(negotiation.error) if isinstance(negotiation.error, WorkbenchLimit) else ""
        answer = EngineAnswer(refused.reason if refused else None, self._budget.name, unasked)
        # L2 is entered by whole modules only.
        return static_checks(self.generation.artifact.module, self.generation.module_map, None, answer)

    def _call(self, export: str, text: str) -> CallOutcome:
        # More is read than the layer allows: that an answer is not UTF-8 comes before that it is too large.
        module = self.generation.artifact.module
        call = self._engine.call_fresh(module, self._budget, export, text.encode(), output_max_bytes=RESPONSE_MAX_BYTES)
        return checked(export, call)


def checked(export: str, call: CallOutcome) -> CallOutcome:
    """Return the outcome of a call that a verdict can rest on. Raises InternalError: our own code failed in it."""
    if call.failure is not None and call.failure.kind is FailureKind.INTERNAL_ERROR:
        raise InternalError(f"calling {export}", call.failure.reason, call.failure.cause or "the engine's process")
    return call


def refused_by_hazard(found: Iterable[Hazard], budget: Budget) -> Instantiate | None:
    """Return why no instance is built of a module that would take the engine's process down; None: it would not."""
    hazard = next((one for one in found if one.fatal), None)
    return None if hazard is None else Instantiate(_reason_of(hazard), budget.name)


def text_of(call: CallOutcome | None) -> str | None:
    """Return what a plugin answered, for display; None: it did not."""
    return None if call is None or call.failure is not None else call.output.decode("utf-8", "replace")


def with_layer(generation: Generation, result: LayerResult) -> Generation:
    """Return the generation with one layer's result replaced."""
    layers = tuple(result if one.layer is result.layer else one for one in generation.layers)
    return replace(generation, layers=layers)


def _judged(
    generation: Generation, layer: Layer, error: WorkbenchError | None, detail: str, cost: Cost = _NO_COST
) -> Generation:
    if error is not None:
        return _failed(generation, layer, error, cost)
    return _passed(generation, layer, detail, cost)


def _passed(generation: Generation, layer: Layer, detail: str, cost: Cost = _NO_COST) -> Generation:
    return with_layer(generation, LayerResult(layer, Verdict.PASSED, detail, cost=cost))


def _failed(generation: Generation, layer: Layer, error: WorkbenchError, cost: Cost = _NO_COST) -> Generation:
    return with_layer(generation, LayerResult(layer, Verdict.FAILED, str(error), error.detached(), cost))


def _explained(generation: Generation) -> Generation:
    """Say of each layer that was not run why."""
    failed = generation.failed_layer
    reason = f"{failed.layer.label} {failed.layer.value} failed" if failed else "not asked for"
    for result in generation.layers:
        if result.verdict is Verdict.NOT_RUN:
            why = "nothing was dispatched yet" if failed is None and result.layer is Layer.DISPATCH else reason
            generation = with_layer(generation, replace(result, detail=why))
    return generation


def _reason_of(hazard: Hazard) -> str:
    place = "" if hazard.offset is None else f" (at byte {hazard.offset:,})"
    return f"{hazard.name}: {hazard.detail}{place}"


def _chosen(negotiation: Negotiation) -> str:
    chosen = negotiation.accept.chosen_versions if negotiation.accept else {}
    if not chosen:
        return "no function was negotiated"
    return ", ".join(f"{name}@{version}" for name, version in chosen.items())
