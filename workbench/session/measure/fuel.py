"""How much fuel layers and dispatches used. Takes its time: to be asked for, or when nobody waits.

What is measured is the same payload on a fresh instance, with the host's state as it is now, a frozen clock and a
seeded random source. A dispatch on a long-lived instance may have used more or less: its guest had a past.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.protocol import limits
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, DispatchOutcome
from workbench.protocol.layers import Cost, Layer, LayerResult
from workbench.protocol.wasm.trimming import without_other_exports
from workbench.session.load.instances import serving_budget
from workbench.session.ports import Engine
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings


@dataclass(frozen=True, slots=True)
class MeasuredCall:
    """A call whose fuel is to be found out."""

    module: bytes = field(repr=False)
    budget: Budget
    export: str
    payload: bytes = field(repr=False)
    plugin_name: str = ""
    config: Mapping[str, str] = field(default_factory=dict)

    def measure(self, engine: Engine) -> FuelMeasured:
        """Find it out, in some dozens of calls.

        Raises:
            EngineUnavailable: It could not be measured.
        """
        return engine.measure_fuel(
            self.module,
            self.budget,
            self.export,
            self.payload,
            plugin_name=self.plugin_name,
            config=self.config,
            output_max_bytes=RESPONSE_MAX_BYTES,
        )


def layer_call(generation: Generation, settings: Settings, layer: Layer) -> MeasuredCall | None:
    """Return what L2 or L3 called; None when it called nothing, or under no limit."""
    text = _request_text(generation, layer)
    result = generation.layer(layer)
    if text is None or not result.cost.fuel_max or not result.cost.wall_us:
        return None
    export = limits.HANDSHAKE_EXPORT if layer is Layer.HANDSHAKE else limits.SELF_CHECK_EXPORT
    return MeasuredCall(lean_module(generation, export), settings.strict_budget, export, text.encode())


def dispatch_call(generation: Generation, settings: Settings, outcome: DispatchOutcome) -> MeasuredCall | None:
    """Return what a dispatch called; None when it called nothing."""
    if outcome.call is None or outcome.request_text is None:
        return None
    return MeasuredCall(
        lean_module(generation, outcome.function),
        serving_budget(settings),
        outcome.function,
        outcome.request_text.encode(),
        generation.identity.plugin_name if generation.identity else "",
        settings.config,
    )


def lean_module(generation: Generation, export: str) -> bytes:
    """Return the module, of very many exports only those that count: it uses the same fuel, and dozens are built."""
    return without_other_exports(generation.artifact.module, generation.module_map, export)


def layer_fuel(engine: Engine, generation: Generation, settings: Settings, layer: Layer) -> FuelMeasured | None:
    """Measure what L2 or L3 used; None when the layer called nothing.

    Raises:
        EngineUnavailable: It could not be measured.
    """
    call = layer_call(generation, settings, layer)
    return None if call is None else call.measure(engine)


def dispatch_fuel(
    engine: Engine, generation: Generation, settings: Settings, outcome: DispatchOutcome
) -> FuelMeasured | None:
    """Measure what a dispatch uses on a fresh instance; None when nothing was called.

    Raises:
        EngineUnavailable: It could not be measured.
    """
    call = dispatch_call(generation, settings, outcome)
    return None if call is None else call.measure(engine)


def with_fuel(result: LayerResult, measured: FuelMeasured) -> LayerResult:
    """Return what is said of a layer, with its fuel."""
    return replace(result, cost=cost_with_fuel(result.cost, measured))


def cost_with_fuel(cost: Cost, measured: FuelMeasured) -> Cost:
    """Return what a call used up, with its fuel."""
    return replace(cost, fuel_used=measured.fuel_used, fuel_why_not=measured.why_not)


def _request_text(generation: Generation, layer: Layer) -> str | None:
    if layer is Layer.HANDSHAKE:
        return generation.negotiation.offer.text() if generation.negotiation else None
    request = generation.self_check.request if generation.self_check else None
    return request.text() if request else None
