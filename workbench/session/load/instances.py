"""Instances as dispatches need them: opened under the budget of dispatches, and called."""

from __future__ import annotations

from dataclasses import replace

from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, Prepared
from workbench.session.ports import Caller, InstanceOpened
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings


def call_apart(engine: Caller, generation: Generation, settings: Settings, prepared: Prepared) -> CallOutcome:
    """Call on an instance of its own, built like a serving one and dropped afterwards.

    Raises:
        EngineUnavailable: The call could not be run.
    """
    opened = open_serving(engine, generation, settings)
    if opened.instance is None:
        return not_built(opened)
    try:
        outcome = send(engine, opened.instance, prepared)
    finally:
        engine.close(opened.instance)
    return replace(outcome, compile_us=opened.compile_us, instantiate_us=opened.instantiate_us, interrupted=False)


def open_serving(engine: Caller, generation: Generation, settings: Settings) -> InstanceOpened:
    """Build an instance as dispatches need it.

    Raises:
        EngineUnavailable: None could be asked for.
    """
    plugin_name = generation.identity.plugin_name if generation.identity else ""
    return engine.open(
        generation.artifact.module, serving_budget(settings), plugin_name=plugin_name, config=settings.config
    )


def serving_budget(settings: Settings) -> Budget:
    """Return the budget that dispatches run under, with the injected faults."""
    return settings.dispatch_budget


def send(engine: Caller, instance: int, prepared: Prepared) -> CallOutcome:
    """Call a long-lived instance.

    Raises:
        EngineUnavailable: The call could not be run.
    """
    return engine.call(instance, prepared.function, prepared.text.encode(), output_max_bytes=RESPONSE_MAX_BYTES)


def not_built(opened: InstanceOpened) -> CallOutcome:
    """Return what a call gave that found no instance."""
    return CallOutcome(failure=opened.failure, compile_us=opened.compile_us, instantiate_us=opened.instantiate_us)
