"""Check one build: layers L1 to L4, static checks, conformance cases, audit. Starts no engine, and ends none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.protocol.calls import FuelMeasured
from workbench.protocol.conformance import Kind
from workbench.protocol.layers import Layer
from workbench.session.dispatch.conformance_run import run_conformance
from workbench.session.load.load_steps import load_generation
from workbench.session.measure.fuel import layer_fuel
from workbench.session.measure.host_call_probe import audited
from workbench.session.measure.stacks import layers_with_stacks, report_with_stacks
from workbench.session.ports import Engine, HostStatePort
from workbench.session.values.check_report import CheckReport
from workbench.session.values.conformance_report import ConformanceReport
from workbench.session.values.drift_report import DriftReport
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.settings import Settings

if TYPE_CHECKING:
    from workbench.session.values.thresholds import Figures, Measuring, ThresholdResult


def check_build(
    engine: Engine,
    artifact: Artifact,
    settings: Settings,
    *,
    clock: Callable[[], float],
    kind: Kind | None = None,
    factory_state: Any = None,
    measure_fuel: bool = False,
    judged_by_reference: bool = False,
    drift_host: HostStatePort | None = None,
    measuring: Measuring | None = None,
) -> CheckReport:
    """Say what a host would say of a build.

    Args:
        engine: Runs it.
        artifact: The build.
        settings: What it is judged under.
        clock: Gives unix seconds.
        kind: The kind of plugin that it must be; None: whatever it is.
        factory_state: What a signer is built with, as a JSON value; None: a signer may refuse its cases.
        measure_fuel: Also find out how much fuel L2 and L3 use, which takes a while.
        judged_by_reference: Only what the reference's suite looks at counts.
        drift_host: The engine's host, to also find out what answers depend on beside their payload; None: do not.
        measuring: Also find out what the plugin uses, and hold it against limits; None: do not.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = layers_with_stacks(engine, load_generation(engine, artifact, settings, clock), settings)
    conformance = _conformance(engine, generation, settings, kind, factory_state)
    figures, thresholds = _measured(engine, generation, settings, conformance, measuring)
    return CheckReport(
        settings,
        generation,
        conformance,
        fuel=_fuel(engine, generation, settings) if measure_fuel else {},
        audit=audited(engine, generation, settings),
        versions=engine.versions() if measure_fuel else {},
        kind=kind,
        drift=_drift(engine, drift_host, generation, settings, factory_state),
        figures=figures,
        thresholds=thresholds,
        judged_by_reference=judged_by_reference,
    )


def _conformance(
    engine: Engine, generation: Generation, settings: Settings, kind: Kind | None, factory_state: Any
) -> ConformanceReport | None:
    """Run the cases of a plugin that can be dispatched; None when it cannot."""
    negotiation = generation.negotiation
    if not generation.is_good or negotiation is None:
        return None
    report = run_conformance(
        engine,
        generation.artifact.module,
        negotiation,
        settings.profile,
        settings.strict_budget,
        kind,
        plugin_name=generation.identity.plugin_name if generation.identity else "",
        factory_state=factory_state,
    )
    return report_with_stacks(engine, generation, settings, report)


def _measured(
    engine: Engine,
    generation: Generation,
    settings: Settings,
    conformance: ConformanceReport | None,
    measuring: Measuring | None,
) -> tuple[Figures | None, tuple[ThresholdResult, ...]]:
    if measuring is None:
        return None, ()
    from workbench.session.measure.figures import figures_of  # noqa: PLC0415 - few ask for it
    from workbench.session.measure.thresholds import judged  # noqa: PLC0415 - as above

    figures = figures_of(engine, generation, settings, conformance, with_fuel=measuring.with_fuel)
    return figures, judged(figures, measuring, is_good=conformance is not None)


def _drift(
    engine: Engine, host: HostStatePort | None, generation: Generation, settings: Settings, factory_state: Any
) -> DriftReport | None:
    if host is None or not generation.is_good:
        return None
    from workbench.session.measure.drift import find_drift  # noqa: PLC0415 - few ask for it

    return find_drift(engine, host, generation, settings, factory_state=factory_state)


def _fuel(engine: Engine, generation: Generation, settings: Settings) -> dict[str, FuelMeasured]:
    """Measure the layers that called something; by the layer's name."""
    measured = {
        layer.value: layer_fuel(engine, generation, settings, layer) for layer in (Layer.HANDSHAKE, Layer.SELF_CHECK)
    }
    return {name: one for name, one in measured.items() if one is not None}
