"""The fuel of what is shown: measured where it is not known yet, one thing after the other."""

from __future__ import annotations

from dataclasses import replace

from workbench.errors.operator import EngineUnavailable
from workbench.protocol.layers import Layer, LayerResult
from workbench.session.fuel import dispatch_fuel, layer_fuel, with_fuel
from workbench.session.loading import with_layer
from workbench.session.loads import Loads
from workbench.session.port import Engine
from workbench.session.published import Published


class FuelGauge:
    """Measures what L2, L3 and the last dispatch used. Belongs to the session's runner."""

    def __init__(self, engine: Engine, published: Published, loads: Loads) -> None:
        """Measure nothing yet."""
        self._engine = engine
        self._published = published
        self._loads = loads

    def measure(self) -> None:
        """Measure all that is not known; a cancelled search ends with what it has, and is made up for later."""
        try:
            for layer in (Layer.HANDSHAKE, Layer.SELF_CHECK):
                self._measure_layer(layer)
            self._measure_dispatch()
        except EngineUnavailable as error:
            self._loads.settle(error)

    def _measure_layer(self, layer: Layer) -> None:
        newest = self._published.state.newest
        if newest is None or _is_measured(newest.layer(layer)):
            return
        measured = layer_fuel(self._engine, newest, self._loads.settings_of(newest.number), layer)
        if measured is None or measured.is_cancelled:
            return
        self._loads.renew(with_layer(newest, with_fuel(newest.layer(layer), measured)))

    def _measure_dispatch(self) -> None:
        last, serving = self._published.state.last, self._loads.serving
        if last is None or serving is None or last.fuel is not None or last.generation != serving.generation.number:
            return
        settings = self._loads.settings_of(last.generation)
        measured = dispatch_fuel(self._engine, serving.generation, settings, last.outcome)
        if measured is None or measured.is_cancelled:
            return
        self._published.change(last=replace(last, fuel=measured))
        self._loads.show_dispatch(with_fuel(serving.generation.layer(Layer.DISPATCH), measured))


def _is_measured(result: LayerResult) -> bool:
    return result.cost.fuel_used is not None or result.cost.fuel_why_not is not None
